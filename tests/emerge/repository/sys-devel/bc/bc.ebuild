EAPI=8
inherit orig

DESCRIPTION="Calculator: fbc writes libmath.h, the library that is built into bc"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

# without its manual, which wants makeinfo
src_compile() {
	emake SUBDIRS="lib bc dc"
}

src_install() {
	emake SUBDIRS="lib bc dc" DESTDIR="${D}" install
}
