EAPI=8
inherit orig

DESCRIPTION="Lexical analyser generator: stage1flex makes the scanner of flex itself"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --disable-nls --enable-bootstrap
}
