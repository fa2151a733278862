EAPI=8
inherit broken

DESCRIPTION="It includes a header that only the target has"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
