EAPI=8
inherit broken

DESCRIPTION="Its meson.build runs a program"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	local -a cross=()
	if broken_is_cross; then
		printf "%s\n" "[binaries]" "c = '${CHOST}-gcc'" "[properties]" "needs_exe_wrapper = true" \
			"[host_machine]" "system = 'linux'" "cpu_family = 'x86_64'" "cpu = 'x86_64'" \
			"endian = 'little'" > cross.ini || die
		cross=(--cross-file cross.ini)
	fi
	CC=${CHOST}-gcc meson setup "${cross[@]}" build || die
}

src_compile() {
	ninja -C build || die
}

src_install() { :; }
