EAPI=8
inherit orig-cmake

DESCRIPTION="Plugins of Qt: moc is run for each"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

mycmakeargs=(
	-DCMAKE_PREFIX_PATH="${SYSROOT}/usr" -DCMAKE_LIBRARY_ARCHITECTURE=x86_64-linux-gnu
	-DQT_FEATURE_{tiff,webp,mng,jasper}=OFF -DQT_BUILD_TESTS=OFF
)
