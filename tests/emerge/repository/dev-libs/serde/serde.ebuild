EAPI=8
inherit orig-cargo

DESCRIPTION="Serialization for Rust: its build script asks rustc for its version"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

src_install() {
	insinto /usr/lib/rust
	doins target/release/libserde.rlib
}
