# Packages that fail for one known reason. files/ is the source; gen.c, a program that the build runs
# to make table.h, comes with all of them. Compiled for XOP it has an instruction of that.
S=${WORKDIR}

broken_src_unpack() {
	cp -r "${FILESDIR}"/. "${S}" || die
	cat > "${S}/gen.c" <<- 'EOF' || die
		#include <stdio.h>
		int main(void) {
		#ifdef LATE
		  puts("#define EARLY 1");
		  fflush(stdout);
		#endif
		#ifdef __XOP__
		  __asm__ volatile("vpcmov %%xmm0, %%xmm0, %%xmm0, %%xmm0" ::: "xmm0");
		#endif
		  puts("#define TABLE 1");
		  return 0;
		}
	EOF
}

broken_is_cross() {
	[[ ${CBUILD} != "${CHOST}" ]]
}

# The compiler for gen: in a cross build that for the builder, as build systems that know of cross
# builds have it.
broken_helper_compiler() {
	if broken_is_cross; then
		echo "${BUILD_CC} ${BUILD_CFLAGS}"
	else
		echo "${CC:-${CHOST}-gcc} ${CFLAGS}"
	fi
}

broken_src_compile() {
	emake CC="${CC:-${CHOST}-gcc}" HELPER_CC="$(broken_helper_compiler)"
}

broken_src_install() {
	insinto "/usr/share/${PN}"
	doins table.h
}

EXPORT_FUNCTIONS src_unpack src_compile src_install
