EAPI=8
inherit orig-cmake

DESCRIPTION="Regular expressions: dftables writes the tables of characters"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

mycmakeargs=( -DPCRE2_REBUILD_CHARTABLES=ON -DPCRE2_BUILD_TESTS=OFF -DPCRE2_BUILD_PCRE2GREP=ON )
