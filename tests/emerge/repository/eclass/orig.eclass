# An upstream tarball under a name of our own, whatever its compression and its top directory.
SRC_URI="https://example.invalid/${P}.tar"
S=${WORKDIR}/${P}

orig_src_unpack() {
	mkdir -p "${S}" || die
	tar -xf "${DISTDIR}/${P}.tar" --strip-components=1 -C "${S}" || die
}

EXPORT_FUNCTIONS src_unpack
