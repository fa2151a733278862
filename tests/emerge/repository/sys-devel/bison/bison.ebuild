EAPI=8
inherit orig

DESCRIPTION="Parser generator: builds examples with itself"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --disable-nls
}
