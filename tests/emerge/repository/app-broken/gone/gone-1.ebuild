EAPI=8
inherit broken

DESCRIPTION="Its generator runs when a header of it is gone"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
