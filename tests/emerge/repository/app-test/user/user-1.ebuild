EAPI=8

DESCRIPTION="Its build runs a program that another package has installed in SYSROOT"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_compile() {
	"${SYSROOT}/usr/bin/mawk" 'BEGIN { print 6 * 7 }' > answer || die
}
