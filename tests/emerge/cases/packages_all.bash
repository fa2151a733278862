# shellcheck shell=bash
# Real packages, the slow ones: for make check-all.

case_sqlite_forced() {
  forced dev-db/sqlite
}

case_flex_forced() {
  forced sys-devel/flex
}

case_file_forced() {
  forced sys-apps/file
}

case_m4_forced() {
  forced sys-devel/m4
}

case_mawk() {
  as_it_comes sys-apps/mawk
}

case_fribidi() {
  as_it_comes dev-libs/fribidi
}

case_wayland() {
  as_it_comes dev-libs/wayland
}

case_serde() {
  builds_package dev-libs/serde # with AVX, but nothing newer
  like_the_reference dev-libs/serde
}

case_libgpg_error() {
  as_it_comes dev-libs/libgpg-error
}

case_libgpg_error_forced() {
  forced dev-libs/libgpg-error
}

case_jsoncpp() {
  as_it_comes dev-libs/jsoncpp
}

case_jsoncpp_forced() {
  forced dev-libs/jsoncpp
}

case_pcre2() {
  as_it_comes dev-libs/pcre2
}

case_pcre2_forced() {
  forced dev-libs/pcre2
}

case_ncurses() {
  as_it_comes sys-libs/ncurses
}

case_ncurses_forced() {
  forced sys-libs/ncurses
}

case_ninja() {
  as_it_comes dev-build/ninja
}

case_ninja_forced() {
  forced dev-build/ninja
}

case_tcc() {
  as_it_comes dev-lang/tcc
}

case_tcc_forced() {
  forced dev-lang/tcc
}

case_mandoc() {
  as_it_comes app-text/mandoc
}

case_libical() {
  as_it_comes dev-libs/libical
}

case_libical_forced() {
  forced dev-libs/libical
}
