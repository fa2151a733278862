EAPI=8

DESCRIPTION="Compiles a program with the build's compilers and flags, and runs it"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

# x & (x + 1) is one instruction of TBM, where there is that.
src_prepare() {
	default
	cat > bits.cpp <<-EOF || die
		#include <cstdio>
		#include <string>
		extern "C" unsigned bits(unsigned x);
		int main(int count, char **) {
			std::printf("%s %u\n", std::to_string(bits(count)).c_str(), bits(23));
			return 0;
		}
	EOF
	echo 'unsigned bits(unsigned x) { return x & (x + 1); }' > bits.c || die
}

src_compile() {
	local cc=${CC:-${CHOST}-gcc} cxx=${CXX:-${CHOST}-g++}
	printf '%s\n' "cc=${cc}" "cxx=${cxx}" "ar=${AR}" "cflags=${CFLAGS}" "cxxflags=${CXXFLAGS}" \
		"fflags=${FFLAGS}" "fcflags=${FCFLAGS}" "goamd64=${GOAMD64}" > "${T}/seen" || die
	${cc} ${CFLAGS} -c -o bits.o bits.c || die
	${cxx} ${CXXFLAGS} -Wl,-Map="${T}/map" -o bits bits.cpp bits.o || die
	cp bits "${T}/bits" || die # as it is before it is stripped
	./bits > answer || die "bits: status $?"
	[[ $(< answer) == "0 16" ]] || die "bits: $(< answer)"
}

src_install() {
	dobin bits
}
