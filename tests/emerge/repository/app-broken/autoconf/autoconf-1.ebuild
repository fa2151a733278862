EAPI=8
inherit broken

DESCRIPTION="Its configure runs a program and has no answer for cross builds"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_prepare() {
	default
	autoconf || die
}

src_install() { :; }
