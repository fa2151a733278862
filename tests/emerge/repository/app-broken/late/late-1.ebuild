EAPI=8
inherit broken

DESCRIPTION="Its generator writes into a pipe before it traps"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
