EAPI=8
inherit meson

DESCRIPTION="Bidirectional text: eight generators of tables"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

mymesonargs=( -Ddocs=false )
