EAPI=8
inherit orig

DESCRIPTION="Names file types: compiles its own magic, below its own seccomp filter if it has one"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
IUSE="bzip2 seccomp"
DEPEND="bzip2? ( app-arch/bzip2 )"

src_configure() {
	econf $(use_enable bzip2 bzlib) --disable-xzlib --disable-zstdlib --disable-lzlib --enable-fsect-man5 \
		$(use_enable seccomp libseccomp)
}
