# As cmake.eclass does it, in few words.
inherit orig

# orig-cmake_src_configure: options are in the array mycmakeargs.
orig-cmake_src_configure() {
	local -a cross=()
	[[ ${CBUILD} == "${CHOST}" ]] || cross=(
		-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=x86_64 -DCMAKE_FIND_ROOT_PATH="${SYSROOT};/"
		-DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER
	)
	cmake -S "${S}" -B "${WORKDIR}/build" -G "Unix Makefiles" -DCMAKE_BUILD_TYPE=Gentoo \
		-DCMAKE_C_COMPILER="$(orig_tool gcc)" -DCMAKE_CXX_COMPILER="$(orig_tool g++)" \
		-DCMAKE_INSTALL_PREFIX="${EPREFIX}/usr" "${cross[@]}" "${mycmakeargs[@]}" || die
}

orig-cmake_src_compile() {
	emake -C "${WORKDIR}/build" VERBOSE=1
}

orig-cmake_src_install() {
	emake -C "${WORKDIR}/build" DESTDIR="${D}" install
}

EXPORT_FUNCTIONS src_configure src_compile src_install
