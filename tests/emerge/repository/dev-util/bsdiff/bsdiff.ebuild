EAPI=8
inherit orig

DESCRIPTION="Makes patches of binary files: needs bzlib.h, and asks no pkg-config for it"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
DEPEND="app-arch/bzip2"

# The Makefile is BSD's.
src_compile() {
	local name
	for name in bsdiff bspatch; do
		${CC:-$(orig_tool gcc)} ${CFLAGS} ${LDFLAGS} -o ${name} ${name}.c -lbz2 || die
	done
}

src_install() {
	dobin bsdiff bspatch
}
