EAPI=8
inherit orig

DESCRIPTION="Makes perfect hash functions; in C++"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_install() {
	emake DESTDIR="${D}" install
}
