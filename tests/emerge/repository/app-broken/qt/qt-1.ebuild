EAPI=8
inherit broken

DESCRIPTION="It asks CMake for moc below QT_HOST_PATH"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	CC=${CHOST}-gcc cmake . || die
}

src_compile() {
	cmake --build . || die
}
