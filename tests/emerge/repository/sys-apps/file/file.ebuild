EAPI=8
inherit orig

DESCRIPTION="Names file types: compiles its own magic, below its own seccomp filter if it has one"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
IUSE="seccomp"

src_configure() {
	econf --disable-bzlib --disable-xzlib --disable-zstdlib --disable-lzlib --enable-fsect-man5 \
		$(use_enable seccomp libseccomp)
}
