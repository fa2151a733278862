EAPI=8

inherit toolchain-funcs

DESCRIPTION="Rules for per-package cross builds, and programs that trap while they are built"
HOMEPAGE="https://wiki.gentoo.org/wiki/Crossdev"
SRC_URI="${P}.tar.gz"

LICENSE="all-rights-reserved"
SLOT="0"
KEYWORDS="~amd64"
IUSE="test"
RESTRICT="bindist fetch mirror !test? ( test )"

DEPEND="
	app-arch/libarchive:=
	dev-cpp/yaml-cpp:=
	dev-libs/libfmt:=
	dev-libs/openssl:=
	dev-libs/zydis:=
	sys-libs/libseccomp
	virtual/libelf:=
	virtual/zlib:=
"
RDEPEND="
	${DEPEND}
	sys-apps/portage
"
DEPEND+="
	dev-cpp/cli11
	dev-cpp/nlohmann_json
	test? ( dev-libs/boost )
"
BDEPEND="virtual/pkgconfig"

pkg_nofetch() {
	einfo "Make ${A} from a checkout, and put it into your DISTDIR:"
	einfo "  git archive --prefix=${P}/ --output=${A} HEAD"
}

# crossrc_emake TARGET...: warnings are the developers' business.
crossrc_emake() {
	emake WARNINGS= EPREFIX="${EPREFIX}" PREFIX=/usr docdir="${EPREFIX}/usr/share/doc/${PF}" "$@"
}

src_compile() {
	tc-export AR CXX PKG_CONFIG
	crossrc_emake all
}

src_test() {
	crossrc_emake build/unit-tests
	build/unit-tests || die "unit tests failed"
}

src_install() {
	crossrc_emake DESTDIR="${D}" install
}

pkg_postinst() {
	[[ -z ${REPLACING_VERSIONS} ]] || return
	elog "To use it, add this line to etc/portage/bashrc of the target's root, as the last:"
	elog "  if [[ -r ${EPREFIX}/usr/share/crossrc/bashrc ]]; then source ${EPREFIX}/usr/share/crossrc/bashrc; fi"
	elog "and have its rules written by:"
	elog "  crossrc init --config-root /usr/TUPLE"
	elog "crossrc(7) is the way from two machines to the first package."
	elog "The method chroot needs sys-apps/bubblewrap."
}
