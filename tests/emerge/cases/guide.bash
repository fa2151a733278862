# shellcheck shell=bash
# From two machines to the first package, by the commands of crossrc(7).
# shellcheck disable=SC2154

# What has a stand-in, in guide/stand-ins or as a package: all else is Portage, crossrc and the system.
guide_stand_ins=(crossdev eselect gcc-config rsync tar)

case_guide() {
  local command
  root=${roots}/${case}
  rm -rf "${root}"
  mkdir -p "${root}/memory"
  # for Portage's unprivileged half
  chmod 755 "${root}"
  unshare --mount --net --pid --fork --kill-child "${here}/guide/walk" "${root}"

  (($(compgen -G "${root}/commands/*.builder" | wc -l) >= 20)) || fail 'the page has too few commands'
  for command in "${root}"/commands/*.{builder,laptop}; do
    [[ -f ${command}.done ]] || fail "not run: $(< "${command}")"
  done
  expect_equal "$(sort -u "${root}/stood-in" | tr '\n' ' ')" "${guide_stand_ins[*]} "
  installed_by_the_guide
}

# installed_by_the_guide: what the walk leaves to be looked at.
installed_by_the_guide() {
  expect_equal "$(< "${root}/result/CHOST")" "${target}"
  expect_match "${root}/result/CFLAGS" '-march=icelake-client'
  [[ -x ${root}/result/flex ]]
  expect_equal "$(field "${root}/result/Packages" "$(package_of sys-devel/flex)" CHOST)" "${target}"
  expect_match "${root}/builder.log" 'crossrc: method native, [1-9][0-9]* programs ran'
}
