EAPI=8
inherit broken

DESCRIPTION="It is written in Fortran, which the cross toolchain was built without"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_compile() {
	emake FC="${CHOST}-gfortran"
}
