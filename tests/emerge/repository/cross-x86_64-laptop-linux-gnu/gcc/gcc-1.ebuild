EAPI=8

DESCRIPTION="As crossdev has the cross toolchain: a package of the builder that installs into /usr/TUPLE"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}
