EAPI=8

DESCRIPTION="Helper programs, dynamic and static, that trap inside Gentoo's sandbox"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_unpack() {
	cat > helper.c <<- 'END' || die
		#include <stdio.h>
		int main(int argc, char** argv) {
		#ifdef __FMA4__
		  __asm__ volatile("vfmaddps %%xmm0, %%xmm0, %%xmm0, %%xmm0" : : : "xmm0");
		#endif
		  FILE* file = argc > 1 ? fopen(argv[1], "w") : stdout;
		  if (file == NULL) return 1;
		  fprintf(file, "%s\n", argv[0]);
		  return 0;
		}
	END
	cat > Makefile <<- 'END' || die
		all: dynamic.made static.made
		%.made: %; ./$< > $@
		dynamic: helper.o; $(CC) $(LDFLAGS) -o $@ $<
		static: helper.o; $(CC) $(LDFLAGS) -static -o $@ $<
	END
}

src_compile() {
	[[ ${SANDBOX_ACTIVE} == armedandready && ${LD_PRELOAD} == *libsandbox* ]] || die "not inside the sandbox"
	emake -j2 CC="${CHOST}-gcc" CFLAGS="${CFLAGS}"
	local program
	for program in dynamic static; do
		[[ $(< ${program}.made) == ./${program} ]] || die "from make: ${program}"
		[[ $(./${program}) == ./${program} ]] || die "from bash: ${program}"
		[[ $(dash -c "./${program}; exit") == ./${program} ]] || die "from dash: ${program}"
		[[ $(python3 -c "import subprocess; subprocess.run(['./${program}'], check=True)") == ./${program} ]] ||
			die "from python: ${program}"
	done
	# What the sandbox is for it still does: everybody may write to ${DENIED}, but not from here.
	./dynamic "${S}/allowed" || die "allowed"
	addpredict "${DENIED}"
	./dynamic "${DENIED}/written" && die "written outside"
	[[ ! -e ${DENIED}/written ]] || die "written outside, in spite of an error"
}

src_install() {
	insinto /usr/share/sandboxed
	doins dynamic.made static.made
}
