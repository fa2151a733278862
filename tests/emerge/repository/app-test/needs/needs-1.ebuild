EAPI=8
inherit probe

DESCRIPTION="Depends on a package, and on another one only under a USE flag that is off"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
IUSE="probed unwanted"
DEPEND="app-test/empty unwanted? ( app-test/unwanted )"
S=${WORKDIR}

src_compile() {
	probe_see
}
