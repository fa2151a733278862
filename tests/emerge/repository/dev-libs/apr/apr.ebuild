EAPI=8
inherit orig

DESCRIPTION="Portability library: asks whether /dev/zero is there, which no cross build may"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --disable-static
}

src_install() {
	emake DESTDIR="${D}" install
}
