# shellcheck shell=bash
# Ctrl-C and kill while crossrc makes a twin.
# shellcheck disable=SC2154

# interrupted COUNT: emerge ends by SIGINT and SIGTERM as it does without the hook, as fast, and leaves
# nothing behind, at that many random moments.
interrupted() {
  real_root
  printf '%s\n' "target: { chost: ${target}, root: ${root} }" 'defaults: { method: native }' > "${root}/etc/portage/crossrc.yaml"
  sed -i '1i [[ ! -v WITHOUT_CROSSRC ]] || return 0' "${root}/etc/portage/bashrc"
  # shellcheck source=tests/supervise/slow.bash
  source "${top}/tests/supervise/slow.bash"
  mkdir "${root}/toolchain" "${root}/moment"
  chmod 1777 "${root}/moment"
  slow_compiler "${root}/toolchain/${builder}-gcc"
  local emerge
  emerge="$(portage_bin emerge) --oneshot app-test/slow > ${root}/emerge.log 2>&1"
  in_root "${root}" SLOW_TREE="${top}/tests/supervise/slow.bash" STARTED="${root}/moment/started" \
    python3 "${top}/tests/supervise/interrupt.py" "$1" "${SEED:-$$}" "${root}" "${root}/moment/started" \
    "env WITHOUT_CROSSRC=1 SLOW_FLAGS=-DWAIT ${emerge}" "${emerge}"
  expect_match "${root}/emerge.log" 'crossrc: method native'
}

case_interrupted() {
  interrupted 4
}
