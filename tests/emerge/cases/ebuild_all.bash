# shellcheck shell=bash
# The ebuild in conf/: built, tested and installed by a real Portage, from this tree.
# shellcheck disable=SC2154

# our_repository: an overlay with the ebuild as it is.
our_repository() {
  local overlay=${root}/overlay
  mkdir -p "${overlay}"/{profiles,metadata}
  echo crossrc > "${overlay}/profiles/repo_name"
  echo app-portage > "${overlay}/profiles/categories"
  printf '%s\n' 'masters = gentoo' 'thin-manifests = true' 'use-manifests = false' > "${overlay}/metadata/layout.conf"
  cp -r "${top}/conf/ebuild/." "${overlay}"
  printf '[crossrc]\nlocation = %s\n' "${overlay}" > "${root}/etc/portage/repos.conf/crossrc.conf"
}

# our_tarball: what `git archive` would give, with what is not committed yet.
our_tarball() {
  mkdir "${root}/distfiles"
  tar -C "${top}" --exclude='./build*' --exclude=./.git --exclude='./*.log' --transform 's|^\.|crossrc-0.1.0|' \
    -czf "${root}/distfiles/crossrc-0.1.0.tar.gz" .
}

# Debian has what the ebuild depends on, and what Portage unpacks with, under other names.
provided() {
  mkdir "${root}/toolchain"
  ln -s "$(type -P tar)" "${root}/toolchain/gtar"
  mkdir -p "${root}/etc/portage/profile"
  printf '%s-99\n' app-arch/libarchive dev-cpp/{cli11,nlohmann_json,yaml-cpp} dev-libs/{boost,libfmt,openssl,zydis} \
    sys-apps/portage sys-libs/libseccomp virtual/{libelf,pkgconfig,zlib} \
    > "${root}/etc/portage/profile/package.provided"
}

case_ebuild() {
  root=${roots}/${case}
  new_root "${root}"
  our_repository
  our_tarball
  on_gentoo || provided
  # for the machine that compiles; not optimized, which takes a third of the time
  emerge_it CHOST="${builder}" CBUILD="${builder}" CHOST_amd64="${builder}" CFLAGS=-O0 CXXFLAGS=-O0 DISTDIR="${root}/distfiles" \
    FEATURES='keeptemp test' USE=test ACCEPT_KEYWORDS='~amd64' ACCEPT_LICENSE='*' app-portage/crossrc
  expect_match "${root}/emerge.log" 'No errors detected'
  # nothing of what it links with belongs to a package of this Portage, but on Gentoo
  expect_no_match <(grep -v 'Unresolved soname dependencies' "${root}/emerge.log") 'QA Notice'
  expect_match "${root}/emerge.log" '^ \*   if \[\[ -r /usr/share/crossrc/bashrc \]\]; then source /usr/share/crossrc/bashrc; fi$'
  works_where_it_is
}

# works_where_it_is: the program, the hook and the pages are in Gentoo's places.
works_where_it_is() {
  local page
  expect_equal "$("${root}/usr/bin/crossrc" --version)" 'crossrc 0.1.0'
  CROSSRC_DATADIR=${root}/usr/share/crossrc "${root}/usr/bin/crossrc" check "${root}/usr/share/crossrc/crossrc.yaml"
  grep -q /usr/bin/crossrc "${root}"/usr/share/crossrc/*.bash
  expect_no_match <(cat "${root}"/usr/share/crossrc/*.bash) "@CROSSRC@|${root}"
  for page in man1/crossrc.1 man5/crossrc.yaml.5 man7/crossrc.7; do
    compgen -G "${root}/usr/share/man/${page}*" || fail "no ${page}"
  done
  compgen -G "${root}/usr/share/doc/crossrc-0.1.0/README.md*"
  [[ -f ${root}/usr/share/bash-completion/completions/crossrc ]]
}
