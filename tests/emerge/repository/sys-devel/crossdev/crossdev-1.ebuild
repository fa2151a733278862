EAPI=8

DESCRIPTION="Stands in for crossdev in the test of crossrc(7): links to the compilers that there are"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_install() {
	dobin "${FILESDIR}/crossdev"
}
