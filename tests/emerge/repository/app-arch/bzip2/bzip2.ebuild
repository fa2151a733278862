EAPI=8
inherit orig

DESCRIPTION="Compressor: make tests what it has just built, by files on standard input and output"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_compile() {
	emake CC="$(orig_tool gcc)" CFLAGS="${CFLAGS} -D_FILE_OFFSET_BITS=64"
}

src_install() {
	emake PREFIX="${ED}/usr" install
}
