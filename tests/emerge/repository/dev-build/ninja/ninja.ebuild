EAPI=8
inherit orig

DESCRIPTION="Build tool: builds itself with itself"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_compile() {
	CXX=$(orig_tool g++) AR=$(orig_tool ar) python3 ./configure.py --bootstrap --verbose || die
}

src_install() {
	dobin ninja
}
