EAPI=8

DESCRIPTION="It is written in Vala, against a library whose .vapi is in the target's root"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_unpack() {
	cp "${FILESDIR}/table.vala" . || die
}

src_compile() {
	valac -C --pkg broken-1 table.vala || die
}

src_install() {
	insinto /usr/share/vala-test
	doins table.c
}
