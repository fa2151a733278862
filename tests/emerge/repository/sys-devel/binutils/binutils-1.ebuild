EAPI=8

DESCRIPTION="Stands in for the binutils in the test of crossrc(7): those that there are, called by CHOST"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_install() {
	local tool
	for tool in ar as ld nm ranlib strip objcopy objdump readelf; do
		dosym ${tool} /usr/bin/${CHOST}-${tool}
	done
}
