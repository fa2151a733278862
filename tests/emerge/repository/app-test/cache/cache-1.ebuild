EAPI=8

DESCRIPTION="Runs the program that it has installed, as what makes caches does"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_compile() {
	cat > mkcache.c <<- 'END' || die
		int main(void) { return 0; }
		static void __attribute__((constructor, used)) trap_before_main(void) {
		#ifdef __FMA4__
			__asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" : : : "xmm0");
		#endif
		}
	END
	"${CHOST}-gcc" ${CFLAGS} -o mkcache mkcache.c || die
}

src_install() {
	dobin mkcache
}

pkg_postinst() {
	"${EROOT}"/usr/bin/mkcache --all
}
