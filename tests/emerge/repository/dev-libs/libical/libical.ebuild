EAPI=8
inherit orig-cmake

DESCRIPTION="Calendars: ical-glib-src-generator writes the sources of libical-glib"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	# the libraries that it needs are the builder's: no package of the tests has them
	unset PKG_CONFIG_LIBDIR PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
	local -x PATH=${PATH//"${T}/crossrc-bin:"/}
	orig-cmake_src_configure
}

mycmakeargs=(
	-DICAL_GLIB=ON -DGOBJECT_INTROSPECTION=OFF -DWITH_CXX_BINDINGS=OFF -DSTATIC_ONLY=ON
	-DLIBICAL_BUILD_TESTING=OFF -DICAL_BUILD_DOCS=OFF -DENABLE_GTK_DOC=OFF
)
