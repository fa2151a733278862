EAPI=8

DESCRIPTION="Runs a program whose twin takes seconds to make, or that takes them itself"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_prepare() {
	default
	source "${SLOW_TREE:?}" || die # tests/supervise/slow.bash
	slow_tree
}

src_compile() {
	emake -j2 -r -s -f build.mk started="${STARTED}" flags="${SLOW_FLAGS--march=bdver4}"
}

src_install() {
	dobin slow
}
