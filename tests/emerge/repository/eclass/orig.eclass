# An upstream tarball under a name of our own, whatever its compression and its top directory.
SRC_URI="https://example.invalid/${P}.tar"
S=${WORKDIR}/${P}

orig_src_unpack() {
	mkdir "${WORKDIR}/orig" && tar -xf "${DISTDIR}/${P}.tar" -C "${WORKDIR}/orig" || die
	local -a all=("${WORKDIR}"/orig/*)
	[[ ${#all[@]} == 1 ]] || all=("${WORKDIR}/orig")
	mv "${all[0]}" "${S}" || die
}

# The compilers of the tuple that the build believes in, as tc-getCC has them.
orig_tool() {
	printf '%s\n' "${CHOST}-$1"
}

EXPORT_FUNCTIONS src_unpack
