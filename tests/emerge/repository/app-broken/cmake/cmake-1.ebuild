EAPI=8
inherit broken

DESCRIPTION="Its CMakeLists.txt has a try_run"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	local -a cross=()
	! broken_is_cross || cross=(-DCMAKE_SYSTEM_NAME=Linux)
	CC=${CHOST}-gcc cmake "${cross[@]}" . || die
}

src_compile() {
	cmake --build . || die
}

src_install() { :; }
