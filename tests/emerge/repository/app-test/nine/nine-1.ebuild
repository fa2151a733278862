EAPI=9

DESCRIPTION="Runs a program that it has just built, in an EAPI that exports next to nothing"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_compile() {
	cat > helper.c <<- 'END' || die
		#include <stdio.h>
		#include <stdlib.h>
		int main(void) { return printf("said by helper, CBUILD %s\n", getenv("CBUILD")) < 0; }
		static void __attribute__((constructor, used)) trap_before_main(void) {
		#ifdef __FMA4__
			__asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" : : : "xmm0");
		#endif
		}
	END
	"${CHOST}-gcc" ${CFLAGS} -o helper helper.c || die
	./helper > "${T}/helper" || die
	env > "${T}/exported" || die
}

src_install() {
	dobin helper
}
