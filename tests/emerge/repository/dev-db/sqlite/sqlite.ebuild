EAPI=8
inherit orig

DESCRIPTION="SQL database engine: lemon and mksourceid are built and run on the way"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="3"
KEYWORDS="amd64"

src_configure() {
	econf --disable-tcl --disable-readline --disable-static
}

src_install() {
	emake DESTDIR="${D}" install
}
