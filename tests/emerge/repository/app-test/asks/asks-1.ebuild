EAPI=8

DESCRIPTION="Asks pkg-config by all its names for zlib, of which the root has a version of its own"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

# asks_it NAME PROGRAM
asks_it() {
	printf '%s %s %s\n' "$1" "$("$2" --modversion zlib)" "$("$2" --variable=unitdir zlib)"
}

# A .pc file of the package's own, which needs one of the root's.
asks_own() {
	mkdir -p own/include || die
	printf '%s\n' "prefix=${WORKDIR}/own" 'Name: own' 'Description: x' 'Version: 1' 'Requires: zlib' \
		'Cflags: -I${prefix}/include' > own/own.pc || die
	local -x PKG_CONFIG_PATH=${WORKDIR}/own:${PKG_CONFIG_PATH}
	printf 'own %s\n' "$(echo $("$1" --cflags own))"
}

# As multilib_toolchain_setup has it for an ABI that is not the default one.
asks_x86() {
	local -x PKG_CONFIG_LIBDIR=${ESYSROOT}/usr/lib/pkgconfig PKG_CONFIG_PATH=${ESYSROOT}/usr/share/pkgconfig
	asks_it x86 "${CHOST}-pkg-config"
	asks_it x86-build "${BUILD_PKG_CONFIG}"
}

src_compile() {
	{
		asks_it plain pkg-config
		asks_it chost "${CHOST}-pkg-config"
		asks_it cbuild "${CBUILD}-pkg-config"
		asks_it build "${BUILD_PKG_CONFIG}"
		asks_it for-build "${PKG_CONFIG_FOR_BUILD}"
		asks_own pkg-config
		asks_own "${CHOST}-pkg-config"
		asks_x86
	} > said || die
}

src_install() {
	insinto /usr/share/asks
	doins said
}
