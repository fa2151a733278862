EAPI=8
inherit orig-cargo

DESCRIPTION="C++ for Rust: its build script compiles C++"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"

# What it needs is there as Debian packages it; what its tests need is not.
src_prepare() {
	default
	awk '/^\[/ { drop = /dev-dependencies/ } !drop' Cargo.toml > Cargo.toml.new && mv Cargo.toml.new Cargo.toml || die
	mkdir .cargo || die
	printf '%s\n' '[source.crates-io]' 'replace-with = "debian"' \
		'[source.debian]' 'directory = "/usr/share/cargo/registry"' > .cargo/config.toml || die
}

src_install() {
	insinto /usr/lib/rust
	doins "$(find target -path '*/release/libcxx.rlib')"
}
