# As meson.eclass does it, in few words: flags and compilers in a machine file; when cross, the
# target's programs are run by the target's loader.
inherit orig

orig-meson_src_configure() {
	local file=${T}/meson.ini wrapper=${T}/run-prefixed
	local -a args=(--prefix "${EPREFIX}/usr" --buildtype plain --wrap-mode nodownload)
	{
		printf '%s\n' '[binaries]' "c = '$(orig_tool gcc)'" "cpp = '$(orig_tool g++)'" \
			"pkgconfig = '$(type -P pkg-config)'"
		if [[ ${CBUILD} == "${CHOST}" ]]; then
			args+=(--native-file "${file}")
		else
			printf '%s\n' '#!/bin/sh' "exec env LD_LIBRARY_PATH='${SYSROOT}/lib64:${SYSROOT}/usr/lib64' \\" \
				"	'${SYSROOT}/lib64/ld-linux-x86-64.so.2' \"\$@\"" > "${wrapper}" || die
			chmod 755 "${wrapper}" || die
			args+=(--cross-file "${file}")
			printf '%s\n' "exe_wrapper = '${wrapper}'" '[properties]' 'needs_exe_wrapper = true' \
				'[host_machine]' "system = 'linux'" "cpu_family = 'x86_64'" "cpu = 'x86_64'" "endian = 'little'"
		fi
		printf '%s\n' '[built-in options]' "c_args = $(orig-meson_words "${CFLAGS}")" \
			"cpp_args = $(orig-meson_words "${CXXFLAGS}")"
	} > "${file}" || die
	# what is there are the target's flags; meson takes these for the builder's own, too, when cross
	[[ ${CBUILD} == "${CHOST}" ]] || local -x CFLAGS=${BUILD_CFLAGS} CXXFLAGS=${BUILD_CXXFLAGS} \
		CC=${BUILD_CC} CXX=${BUILD_CXX}
	meson setup "${args[@]}" "${mymesonargs[@]}" "${S}" "${WORKDIR}/build" || die
}

# orig-meson_words WORDS: a list in meson's language.
orig-meson_words() {
	local -a words
	read -ra words <<< "$1"
	printf '['
	((${#words[@]} == 0)) || printf "'%s', " "${words[@]}"
	printf ']\n'
}

orig-meson_src_compile() {
	ninja -v -C "${WORKDIR}/build" || die
}

orig-meson_src_install() {
	DESTDIR=${D} meson install -C "${WORKDIR}/build" --no-rebuild || die
}

EXPORT_FUNCTIONS src_configure src_compile src_install
