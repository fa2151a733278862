EAPI=8
inherit broken

DESCRIPTION="Its generator traps"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
