# As cargo.eclass does it, in few words, for a crate without dependencies. USE=trap: its build
# script traps before main, and the library would.
inherit orig
IUSE="trap"

orig-cargo_src_prepare() {
	default
	# optional dependencies are no less looked for, and there is no registry
	awk '/^\[/ { drop = /dependencies/ } !drop' Cargo.toml | sed 's/^derive = .*/derive = []/' > Cargo.toml.new || die
	mv Cargo.toml.new Cargo.toml || die
	if use trap; then tee -a build.rs src/lib.rs < "${FILESDIR}/trap.rs" > /dev/null || die; fi
}

orig-cargo_src_compile() {
	export CARGO_HOME=${T}/cargo
	[[ ${CFLAGS} != *-march=* ]] ||
		export RUSTFLAGS="-C target-cpu=$(sed -E 's/.*-march=([^ ]+).*/\1/' <<< "${CFLAGS}")"
	# what a build script compiles
	export CC=${CC:-$(orig_tool gcc)} CXX=${CXX:-$(orig_tool g++)}
	cargo build --offline --release --verbose -j2 || die
}

EXPORT_FUNCTIONS src_prepare src_compile
