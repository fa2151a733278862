EAPI=8
inherit orig-cmake

DESCRIPTION="JSON: runs its own tests when they are linked"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

mycmakeargs=( -DBUILD_OBJECT_LIBS=OFF )
