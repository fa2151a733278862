EAPI=8
inherit broken

DESCRIPTION="It links with a library of which another ABI is found first"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
