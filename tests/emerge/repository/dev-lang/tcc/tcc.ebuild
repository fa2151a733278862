EAPI=8
inherit orig

DESCRIPTION="C compiler: compiles its own library when it is built"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_configure() {
	./configure --prefix="${EPREFIX}/usr" --cc="$(orig_tool gcc)" --extra-cflags="${CFLAGS}" || die
}

src_compile() {
	emake -j1
}

src_install() {
	emake DESTDIR="${D}" install
}
