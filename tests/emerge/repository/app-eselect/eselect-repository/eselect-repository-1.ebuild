EAPI=8

DESCRIPTION="Stands in for eselect and its module repository in the test of crossrc(7)"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_install() {
	dobin "${FILESDIR}/eselect"
}
