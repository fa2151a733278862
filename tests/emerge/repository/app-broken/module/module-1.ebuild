EAPI=8
inherit broken

DESCRIPTION="It runs a generator in Python with a module that is not its own"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_compile() {
	PYTHONPATH=${BROKEN_SITE} emake
}
