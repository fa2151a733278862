EAPI=8
inherit broken

DESCRIPTION="Its generator wants a dynamic loader that the builder lacks"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
