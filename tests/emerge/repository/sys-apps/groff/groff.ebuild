EAPI=8
inherit orig

DESCRIPTION="Typesetter: writes its own documents with itself"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --without-x --without-uchardet
}
