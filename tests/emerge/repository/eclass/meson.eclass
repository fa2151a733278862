# As meson.eclass does it, in few words: a native file of what BUILD_CC and its kind say, which is all
# that Meson is told in a native build; when cross, a cross file too, and the target's programs are run
# by the target's loader.
inherit orig

meson_src_configure() {
	local -a args=(--prefix "${EPREFIX}/usr" --buildtype plain --wrap-mode nodownload)
	local native=${T}/meson.native.ini cross=${T}/meson.cross.ini
	args+=(--native-file "${native}")
	if [[ ${CBUILD} == "${CHOST}" ]]; then
		local BUILD_CFLAGS=${BUILD_CFLAGS-${CFLAGS}} BUILD_CXXFLAGS=${BUILD_CXXFLAGS-${CXXFLAGS}}
		local BUILD_PKG_CONFIG_LIBDIR=${BUILD_PKG_CONFIG_LIBDIR-${PKG_CONFIG_LIBDIR-}}
	else
		meson_cross_file > "${cross}" || die
		args+=(--cross-file "${cross}")
	fi
	{
		meson_machine "$(meson_build_tool CC gcc)" "$(meson_build_tool CXX g++)" \
			"$(meson_build_tool PKG_CONFIG pkg-config)" "${BUILD_CFLAGS}" "${BUILD_CXXFLAGS}"
		meson_libdir "${BUILD_PKG_CONFIG_LIBDIR-}"
	} > "${native}" || die
	# PKG_CONFIG_SYSROOT_DIR stays exported
	env -u CC -u CXX -u CFLAGS -u CXXFLAGS -u PKG_CONFIG_LIBDIR -u PKG_CONFIG_PATH meson setup "${args[@]}" "${mymesonargs[@]}" "${S}" "${WORKDIR}/build" || die
}

# meson_build_tool NAME PROGRAM: as tc-getBUILD_PROG has it.
meson_build_tool() {
	local variable
	for variable in "BUILD_$1" "$1_FOR_BUILD" "HOST$1"; do
		[[ -z ${!variable} ]] || { printf '%s\n' "${!variable}" && return; }
	done
	printf '%s\n' "${CBUILD}-$2"
}

# meson_machine CC CXX PKG_CONFIG CFLAGS CXXFLAGS [BINARY]
meson_machine() {
	printf '%s\n' '[binaries]' "c = $(meson_words "$1")" "cpp = $(meson_words "$2")" "pkgconfig = '$3'" "${@:6}" \
		'[built-in options]' "c_args = $(meson_words "$4")" "cpp_args = $(meson_words "$5")"
}

# meson_libdir SEARCH_PATH: where pkg-config looks, if that is said.
meson_libdir() {
	printf '%s\n' '[properties]' ${1:+"pkg_config_libdir = '$1'"}
}

meson_cross_file() {
	local wrapper=${T}/run-prefixed
	printf '%s\n' '#!/bin/sh' "exec env LD_LIBRARY_PATH='${SYSROOT}/lib64:${SYSROOT}/usr/lib64' \\" \
		"	'${SYSROOT}/lib64/ld-linux-x86-64.so.2' \"\$@\"" > "${wrapper}" && chmod 755 "${wrapper}" || die
	meson_machine "$(orig_tool gcc)" "$(orig_tool g++)" "${PKG_CONFIG:-$(orig_tool pkg-config)}" "${CFLAGS}" \
		"${CXXFLAGS}" "exe_wrapper = '${wrapper}'"
	meson_libdir "${PKG_CONFIG_LIBDIR-}"
	printf '%s\n' 'needs_exe_wrapper = true' "sys_root = '${SYSROOT}'" \
		'[host_machine]' "system = 'linux'" "cpu_family = 'x86_64'" "cpu = 'x86_64'" "endian = 'little'"
}

# meson_words WORDS: a list in meson's language.
meson_words() {
	local -a words
	read -ra words <<< "$1"
	printf '['
	((${#words[@]} == 0)) || printf "'%s', " "${words[@]}"
	printf ']\n'
}

meson_src_compile() {
	ninja -v -C "${WORKDIR}/build" || die
}

meson_src_install() {
	DESTDIR=${D} meson install -C "${WORKDIR}/build" --no-rebuild || die
}

EXPORT_FUNCTIONS src_configure src_compile src_install
