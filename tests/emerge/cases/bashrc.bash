# shellcheck shell=bash
# bashrc as people have it, read in every phase, with crossrc's line as its last.
# shellcheck disable=SC2016,SC2154

# bashrc_begins LINE...: before crossrc's line.
bashrc_begins() {
  local file=${root}/etc/portage/bashrc
  { printf '%s\n' "$@" && cat "${file}"; } > "${file}.new" && mv "${file}.new" "${file}"
}

case_bashrc_sets_variables_in_each_phase() {
  real_root
  rules 'rules:' '  - match: app-test/probe' \
    '    env: { MAKEOPTS: -j1, CFLAGS: { remove: ["-flto*"], append: -fno-lto }, CC: my-cc, LC_ALL: null }'
  bashrc_begins 'export MAKEOPTS="-j7" CC=their-cc LC_ALL=C.UTF-8' 'export CFLAGS="-O2 -flto=4"' \
    'export CXXFLAGS="${CXXFLAGS} -pipe"'
  emerge_it app-test/probe
  local phase
  for phase in setup unpack prepare configure compile install; do
    expect_line "${temp}/seen.${phase}" 'MAKEOPTS="-j1"'
    expect_line "${temp}/seen.${phase}" 'CFLAGS="-O2 -fno-lto"'
    expect_line "${temp}/seen.${phase}" 'CC="my-cc"'
    expect_no_match "${temp}/seen.${phase}" '^LC_ALL='
  done
  expect_line "${temp}/seen.unpack" "CXXFLAGS=\"${target_flags} -pipe -pipe\""
  expect_no_trace
  expect_line "${root}/environment" 'declare -x CFLAGS="-O2 -flto=4"'
}

# pre_pkg_setup and the user's files for a package come after bashrc, what the ebuild does after them.
case_bashrc_functions_and_files_of_a_package() {
  real_root
  rules 'rules:' '  - match: app-test/probe' \
    '    env: { CFLAGS: { append: -fno-ident }, CXXFLAGS: "-O1", PROBE: rule }'
  bashrc_begins 'pre_pkg_setup() { export CFLAGS="-O3"; }' \
    'pre_src_compile() { export CFLAGS="${CFLAGS} -pipe"; }'
  mkdir -p "${root}/etc/portage/env/app-test"
  printf '%s\n' 'export CXXFLAGS=-O3 PROBE=file' > "${root}/etc/portage/env/app-test/probe"
  emerge_it USE=change app-test/probe
  local phase
  for phase in setup unpack prepare configure compile install; do
    expect_line "${temp}/seen.${phase}" 'CXXFLAGS="-O1"'
    expect_line "${temp}/seen.${phase}" 'PROBE="rule"'
  done
  expect_line "${temp}/seen.setup" 'CFLAGS="-O3 -fno-ident"'
  expect_line "${temp}/seen.configure" 'CFLAGS="-O3 -fno-ident -fchanged-by-the-ebuild"'
  expect_line "${temp}/seen.compile" 'CFLAGS="-O3 -fchanged-by-the-ebuild -pipe -fno-ident"'
  expect_no_match "${temp}/environment" 'CROSSRC_[^C]|crossrc_'
}

# What can trap is found out when a phase starts.
case_bashrc_chooses_the_cpu() {
  real_root
  sed -i 's/-march=bdver4//' "${root}/etc/portage/make.conf"
  rules 'defaults: { method: native }' 'rules:' '  - match: app-test/*' '    env: { CFLAGS: { append: -fno-ident } }'
  bashrc_begins 'pre_pkg_setup() { export CFLAGS="${CFLAGS} -march=bdver4"; }'
  emerge_it app-test/inside
  expect_line "${temp}/helper" "said by helper, CBUILD ${target}"
  expect_match "${root}/emerge.log" 'programs? ran, 1 trapped, 1 was rerun'
}

# Nothing of what it changes in bash itself is in the hook's way, or gets lost by it.
case_bashrc_changes_bash() {
  real_root
  rules 'defaults: { method: native }' 'rules:' '  - match: app-test/*' '    env: { PROBE: "a b" }'
  bashrc_begins 'IFS=:; shopt -s nullglob failglob nocasematch extglob lastpipe; set -u -f' \
    'export LC_ALL=C'
  printf '%s\n' '[[ ${IFS} == : && $- == *f*u* ]] && shopt -q nullglob && shopt -q nocasematch &&' \
    '  [[ ${EBUILD_PHASE-} == depend ]] || echo "bashrc: as it was"' \
    'IFS=$'"' \\\\t\\\\n'"'; shopt -u nullglob failglob nocasematch extglob lastpipe; set +u +f' |
    sed 's/\\\\/\\/g' >> "${root}/etc/portage/bashrc"
  emerge_it app-test/inside
  expect_match "${root}/emerge.log" 'programs? ran, 1 trapped, 1 was rerun'
  expect_match "${root}/emerge.log" '^bashrc: as it was'
  expect_no_match "${root}/emerge.log" 'unbound|no match|QA Notice: Global|cannot run'
}

# Nothing is left behind where the line is reached in setup only, and the log says what is not done.
case_bashrc_returns_early() {
  real_root
  rules 'defaults: { method: native }' 'rules:' '  - match: app-test/*' '    env: { PROBE: rule }'
  bashrc_begins '[[ ${EBUILD_PHASE} == setup || ${EBUILD_PHASE} == depend ]] || return 0'
  emerge_it app-test/probe
  expect_match "${root}/emerge.log" "^ \\* crossrc: bashrc returns before crossrc's line in src_unpack"
  expect_no_match "${temp}/seen.compile" '^PROBE='
  expect_no_trace
  expect_no_match "${root}/environment" 'PROBE='
  expect_line "${root}/environment" "declare -x CBUILD=\"${builder}\""
}
