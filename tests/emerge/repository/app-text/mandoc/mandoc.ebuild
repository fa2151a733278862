EAPI=8
inherit orig

DESCRIPTION="Manual pages: its own configure compiles and runs a program a question"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	printf '%s\n' "CC=$(orig_tool gcc)" "CFLAGS='${CFLAGS}'" PREFIX=/usr MANDIR=/usr/share/man > configure.local || die
	./configure || die
}

src_install() {
	emake DESTDIR="${D}" install
}
