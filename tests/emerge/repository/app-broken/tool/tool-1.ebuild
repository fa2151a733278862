EAPI=8
inherit broken

DESCRIPTION="It runs a generator that is not its own"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
