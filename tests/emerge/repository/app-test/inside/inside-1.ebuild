EAPI=8

DESCRIPTION="Runs a program of the root and one that it has just built"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_configure() {
	m4 > "${T}/m4" <<< 'said by m4' || die
}

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
}

src_install() {
	dobin helper
}
