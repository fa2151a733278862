EAPI=8
inherit broken

DESCRIPTION="It is given directories of the builder by a compiler without a sysroot"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
