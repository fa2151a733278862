EAPI=8
inherit orig

DESCRIPTION="Codes of errors: mkerrcodes and others write tables"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --disable-nls --disable-doc
}
