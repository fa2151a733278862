EAPI=8
inherit orig

DESCRIPTION="Terminals: make_hash and make_keys write tables, tic compiles the descriptions"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	econf --without-cxx --without-tests --without-ada --without-manpages
}
