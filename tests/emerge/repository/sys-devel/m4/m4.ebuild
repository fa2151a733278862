EAPI=8
inherit orig

DESCRIPTION="Macro processor: its configure asks by running programs"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --disable-nls
}
