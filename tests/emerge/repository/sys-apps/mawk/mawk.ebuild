EAPI=8
inherit orig

DESCRIPTION="Interpreter of awk: makescan writes a table of its scanner"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
