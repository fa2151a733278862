EAPI=7
inherit probe

DESCRIPTION="Writes down what each of its phases sees"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0/2"
KEYWORDS="amd64"
IUSE="+probed change fail ipc"
S=${WORKDIR}

pkg_setup() {
	probe_see
	if use change; then
		post_src_install() { probe_post=called; declare -p probe_post > "${T}/seen.post"; }
	fi
}

src_unpack() {
	probe_see
}

src_prepare() {
	probe_see
	default
}

src_configure() {
	use change && export CFLAGS="${CFLAGS} -fchanged-by-the-ebuild"
	probe_see
}

src_compile() {
	probe_see
	# has_version asks emerge over the phase's own pipes
	use ipc && { has_version app-test/nothing && die "app-test/nothing is not there"; }
	use fail && die "as asked for"
}

src_test() {
	probe_see
}

src_install() {
	probe_see
	insinto /usr/share/probe
	newins - "with space" <<< "CC=gcc --sysroot=${ROOT%/} -O2"
	newins - plain <<< "prefix=/usr"
	newins - sibling <<< "CC=gcc --sysroot=${ROOT%/}-other"
	newins - word <<< "--sysroot=${ROOT%/}"
	printf 'CC=gcc --sysroot=%s\0' "${ROOT%/}" | newins - binary
	exeinto /usr/bin
	newexe - probe-config <<< "echo \"--sysroot=${ROOT%/}/\" -lprobe"
	touch -d @1000000000 "${ED}/usr/share/probe/with space" || die
	ln "${ED}/usr/share/probe/word" "${ED}/usr/share/probe/link" || die
	ln -s word "${ED}/usr/share/probe/symlink" || die
}

# The environment that goes into the package is read back from these two.
pkg_preinst() {
	probe_see
}
