EAPI=8
inherit broken

DESCRIPTION="It has protoc generate code, and compiles it with the headers of the target"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
