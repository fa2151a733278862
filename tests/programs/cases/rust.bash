# shellcheck shell=bash disable=SC2015,SC2016,SC2034,SC2035,SC2046,SC2086,SC2154,SC2164,SC2317
# What rustc makes, by itself and for cargo.

# The target's flags as rustc has them.
rust_flags() {
  [[ ${CFLAGS} != *bdver4* ]] || printf '%s' -Ctarget-cpu=bdver4
}

# A crate whose code is foreign, and one that is made of it and is not.
crates() {
  printf '%s\n' 'mod foreign;' 'pub fn one() -> i32 { foreign::foreign(1) }' > one.rs
  printf '%s\n' 'pub fn two() -> i32 { one::one() + 1 }' > two.rs
  printf '%s\n' 'fn main() { println!("{} {}", two::two(), std::env::args().count()) }' > main.rs
}

case_rust_crates() {
  needs=rustc
  sources=foreign.rs
  prepare() { crates; }
  make_it() {
    rustc --crate-type rlib $(rust_flags) -Cmetadata=1 -C extra-filename=-1 one.rs
    rustc --crate-type=rlib --crate-name two --out-dir lib $(rust_flags) --extern one=libone-1.rlib two.rs
    rustc $(rust_flags) -O --emit=dep-info,link -L . --extern=two=lib/libtwo.rlib -o prog main.rs
    ln prog build-script-build # as cargo does
  }
  run_it() { ./prog 1 2 && ./build-script-build; }
}

# The sources are others, but mean the same. As cargo does it, without LLVM's code beside the machine's:
# that has the sources' hashes in it.
case_rust_source_changed_in_a_comment() {
  case_rust_source_changed
  refused_rerun='' refused_auto=''
  make_it() {
    rustc --crate-type rlib $(rust_flags) -Cembed-bitcode=no one.rs
    rustc --crate-type rlib $(rust_flags) -Cembed-bitcode=no -L . --extern one=libone.rlib two.rs
    rustc $(rust_flags) -Cembed-bitcode=no -L . --extern two=libtwo.rlib -o prog main.rs
    sleep 0.1 && echo '// changed' >> one.rs && echo '// changed' >> main.rs
  }
}

# Nothing says which crates these are: rustc finds them, in a directory that it is told of.
case_rust_source_changed() {
  needs=rustc
  sources=foreign.rs
  prepare() { crates; }
  make_it() {
    rustc --crate-type rlib $(rust_flags) one.rs
    rustc --crate-type rlib $(rust_flags) -L . --extern one=libone.rlib two.rs
    rustc $(rust_flags) -L . --extern two=libtwo.rlib -o prog main.rs
    sleep 0.1 && sed -i 's/foreign(1)/foreign(5)/' one.rs
  }
  run_it() { ./prog; }
  refused_rerun='no twin: its source .*one.rs" has changed since'
  refused_auto=${refused_rerun}
}

case_rust_static_library() {
  needs=rustc
  sources=foreign.rs
  prepare() {
    crates
    printf '%s\n' '#[no_mangle]' 'pub extern "C" fn answer() -> i32 { one::one() + 41 }' > answer.rs
    printf '%s\n' 'int answer(void);' 'int main(void) { return answer(); }' > main.c
  }
  make_it() {
    rustc --crate-type rlib $(rust_flags) one.rs
    rustc --crate-type staticlib $(rust_flags) --extern one=libone.rlib answer.rs
    rustc --crate-type cdylib $(rust_flags) -o libshared.so --extern one=libone.rlib answer.rs
    gcc $CFLAGS -o static main.c libanswer.a -lpthread -ldl -lm
    gcc $CFLAGS -o shared main.c -L. -lshared -Wl,-rpath,'$ORIGIN'
  }
  run_it() { ./static; echo $?; ./shared; }
}

# A build script that is made of a crate, and of a library of C.
case_cargo_build_script() {
  needs='cargo rustc'
  sources='foreign.rs foreign.h one.c'
  prepare() {
    mkdir -p app/src one/src
    printf '%s\n' '[package]' 'name = "one"' 'version = "0.1.0"' 'build = "build.rs"' > one/Cargo.toml
    printf '%s\n' 'fn main() {' '    println!("cargo:rustc-link-search=native={}", std::env::var("CLIB").unwrap());' \
      '    println!("cargo:rustc-link-lib=static=one");' '    println!("cargo:rustc-env=ADDED=3");' '}' > one/build.rs
    printf '%s\n' 'mod foreign;' 'extern "C" { fn one() -> i32; }' \
      'pub fn four() -> i32 { unsafe { one() + foreign::foreign(env!("ADDED").parse().unwrap()) } }' > one/src/lib.rs
    mv foreign.rs one/src
    printf '%s\n' '[package]' 'name = "app"' 'version = "0.7.0"' 'build = "build.rs"' \
      '[build-dependencies]' 'one = { path = "../one" }' > app/Cargo.toml
    printf '%s\n' 'fn main() { println!("cargo:rustc-env=ANSWER={}{}", env!("CARGO_PKG_VERSION"), one::four()); }' > app/build.rs
    echo 'fn main() { println!("{}", env!("ANSWER")) }' > app/src/main.rs
  }
  make_it() { gcc $CFLAGS -c one.c && ar rcs libone.a one.o; }
  run_it() {
    RUSTFLAGS=$(rust_flags) CLIB=$PWD CARGO_TARGET_DIR=$PWD/target \
      cargo build --offline --quiet --manifest-path app/Cargo.toml 2>&1 | grep SIGILL >&2
    ./target/debug/app > answer; cat answer
    rm -rf target app/Cargo.lock
  }
}

# A macro runs inside of rustc, which is run again with the macro's twin.
case_cargo_macro() {
  needs='cargo rustc' chatty=yes # rustc says that it got SIGILL
  sources=foreign.rs
  told='rustc": vfmaddps .* needs FMA4 \(at libshout-[0-9a-f]+\.so\+0x'
  prepare() {
    mkdir -p app/src shout/src
    printf '%s\n' '[package]' 'name = "shout"' 'version = "0.1.0"' '[lib]' 'proc-macro = true' > shout/Cargo.toml
    printf '%s\n' 'extern crate proc_macro;' 'mod foreign;' '#[proc_macro]' \
      'pub fn shout(_: proc_macro::TokenStream) -> proc_macro::TokenStream {' \
      '    format!("\"AH {}\"", foreign::foreign(1)).parse().unwrap()' '}' > shout/src/lib.rs
    mv foreign.rs shout/src
    printf '%s\n' '[package]' 'name = "app"' 'version = "0.7.0"' '[dependencies]' 'shout = { path = "../shout" }' > app/Cargo.toml
    echo 'fn main() { println!("{}", shout::shout!()) }' > app/src/main.rs
  }
  make_it() { :; }
  run_it() {
    RUSTFLAGS=$(rust_flags) CARGO_TARGET_DIR=$PWD/target \
      cargo build --offline --quiet --manifest-path app/Cargo.toml 2>&1 | grep -o 'SIGILL' >&2
    ./target/debug/app 2> /dev/null
    rm -rf target app/Cargo.lock
  }
}

# The crate that uses the macro has it from another, which re-exports it: no word of rustc's names its file.
case_cargo_macro_re_exported() {
  needs='cargo rustc' chatty=yes
  sources=foreign.rs
  told='rustc": vfmaddps .* needs FMA4 \(at libshout-[0-9a-f]+\.so\+0x'
  prepare() {
    mkdir -p app/src between/src shout/src
    printf '%s\n' '[package]' 'name = "shout"' 'version = "0.1.0"' '[lib]' 'proc-macro = true' > shout/Cargo.toml
    printf '%s\n' 'extern crate proc_macro;' 'mod foreign;' '#[proc_macro]' \
      'pub fn shout(_: proc_macro::TokenStream) -> proc_macro::TokenStream {' \
      '    format!("\"AH {}\"", foreign::foreign(1)).parse().unwrap()' '}' > shout/src/lib.rs
    mv foreign.rs shout/src
    printf '%s\n' '[package]' 'name = "between"' 'version = "0.1.0"' '[dependencies]' 'shout = { path = "../shout" }' > between/Cargo.toml
    printf '%s\n' 'extern crate shout;' 'pub use shout::shout;' > between/src/lib.rs
    printf '%s\n' '[package]' 'name = "app"' 'version = "0.7.0"' '[dependencies]' 'between = { path = "../between" }' > app/Cargo.toml
    printf '%s\n' '//! ```' '//! assert_eq!(between::shout!(), "AH 2");' '//! ```' > app/src/lib.rs
    echo 'extern crate between; fn main() { println!("{}", between::shout!()) }' > app/src/main.rs
  }
  make_it() { :; }
  run_it() {
    RUSTFLAGS=$(rust_flags) CARGO_TARGET_DIR=$PWD/target \
      cargo build --offline --quiet --manifest-path app/Cargo.toml 2>&1 | grep -o 'SIGILL' >&2
    ./target/debug/app 2> /dev/null
    rm -rf target app/Cargo.lock
  }
}

# One call makes them all; twins are made one by one.
case_rust_crates_of_several_types() {
  needs='rustc python3'
  sources=foreign.rs
  prepare() {
    printf '%s\n' 'mod foreign;' '#[no_mangle]' 'pub extern "C" fn one() -> i32 { foreign::foreign(1) }' > one.rs
    echo 'fn main() { println!("{}", one::one()) }' > main.rs
    printf '%s\n' '#include <stdio.h>' 'int one(void);' 'int main(void) { return printf("%d\n", one()) < 0; }' > main.c
  }
  make_it() {
    local types place
    for types in rlib,cdylib cdylib,staticlib staticlib,cdylib,rlib; do
      place=${types//,/-}
      rustc $(rust_flags) --crate-type ${types/,/ --crate-type=} --out-dir "${place}" --print native-static-libs one.rs 2> /dev/null
      gcc $CFLAGS -o "${place}/shared" main.c -L"${place}" -lone -Wl,-rpath,'$ORIGIN'
      [[ ${types} != *staticlib* ]] || gcc $CFLAGS -o "${place}/static" main.c "${place}/libone.a" -lpthread -ldl -lm
      [[ ${types} != *rlib* ]] || rustc $(rust_flags) --emit=dep-info="${place}/main.d" --emit link="${place}/main" --extern "one=${place}/libone.rlib" main.rs
    done
  }
  run_it() {
    local program
    for program in */shared */static */main; do ./"${program}"; done
    python3 -c 'import ctypes; print(ctypes.CDLL("rlib-cdylib/libone.so").one())'
  }
}

# Crates of others in a build script and in a macro, from the registry that Debian has of them.
case_cargo_crates_of_others() {
  needs='cargo rustc /usr/share/cargo/registry' policies=auto # what asks rustc first cannot be run again
  sources='foreign.rs foreign.h one.c' chatty=yes
  prepare() {
    mkdir -p app/src app/.cargo shout/src
    printf '%s\n' '[source.crates-io]' 'replace-with = "here"' '[source.here]' 'directory = "/usr/share/cargo/registry"' > app/.cargo/config.toml
    printf '%s\n' '[package]' 'name = "shout"' 'version = "0.1.0"' 'edition = "2018"' '[lib]' 'proc-macro = true' \
      '[dependencies]' 'quote = "1"' > shout/Cargo.toml
    printf '%s\n' 'mod foreign;' '#[proc_macro]' 'pub fn shout(_: proc_macro::TokenStream) -> proc_macro::TokenStream {' \
      '    let number = foreign::foreign(7);' '    quote::quote!(#number).into()' '}' > shout/src/lib.rs
    cp foreign.rs shout/src && mv foreign.rs app && mv one.c foreign.h app
    printf '%s\n' '[package]' 'name = "app"' 'version = "0.7.0"' 'edition = "2018"' 'build = "build.rs"' \
      '[build-dependencies]' 'cc = "1"' 'autocfg = "1"' 'version_check = "0.9"' '[dependencies]' 'shout = { path = "../shout" }' > app/Cargo.toml
    printf '%s\n' 'mod foreign;' 'fn main() {' '    cc::Build::new().file("one.c").compile("one");' \
      '    autocfg::new().emit_has_type("i128");' \
      '    println!("cargo:rustc-env=ANSWER={}", foreign::foreign(version_check::is_min_version("1.0.0").is_some() as i32));' '}' > app/build.rs
    printf '%s\n' 'extern "C" { fn one() -> i32; }' 'fn main() { println!("{} {} {}", env!("ANSWER"), shout::shout!(), unsafe { one() }) }' > app/src/main.rs
  }
  make_it() { :; }
  run_it() {
    (cd app && CC=gcc RUSTFLAGS=$(rust_flags) CARGO_TARGET_DIR=$PWD/../target cargo build --offline --quiet 2>&1 | grep -A3 -E 'SIGILL|^error' >&2)
    ./target/debug/app
    rm -rf target app/Cargo.lock
  }
}

# Tests of Rust's look for their package's programs beside themselves.
case_rust_own_path() {
  needs=rustc
  sources=foreign.rs
  make_it() {
    printf '%s\n' 'mod foreign;' 'fn main() {' \
      '  println!("{} {}", foreign::foreign(1), std::env::current_exe().unwrap().display());' '}' > main.rs
    rustc $(rust_flags) -o prog main.rs
  }
  run_it() { ./prog; (cd / && "$OLDPWD/prog"); }
}
