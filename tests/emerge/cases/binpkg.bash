# shellcheck shell=bash
# Binary packages that a builder without the hook packed under its own CHOST: the target refuses them,
# crossrc repairs them, the target installs them, from PKGDIR and over HTTP.
# shellcheck disable=SC2154

# packing_root: the case's root, for a builder without the hook.
packing_root() {
  root=${roots}/${case}
  new_root "${root}"
  mkdir "${root}/toolchain" # for XPAK Portage calls GNU tar by Gentoo's name for it
  ln -s "$(type -P gtar || type -P tar)" "${root}/toolchain/gtar"
}

# pack_wrong [NAME=VALUE...]: app-test/empty and app-test/probe as the builder's, into PKGDIR.
pack_wrong() {
  in_root "${root}" CHOST="${builder}" ACCEPT_CHOSTS="${builder}" "$@" \
    emerge --oneshot --buildpkgonly app-test/empty app-test/probe > "${root}/pack.log" 2>&1
}

# packed_wrong [NAME=VALUE...]: both.
packed_wrong() {
  packing_root
  pack_wrong "$@"
}

# install_packages OPTION...: app-test/empty as a target that takes its own packages only.
install_packages() {
  in_root "${root}" ACCEPT_CHOSTS="${target}" FEATURES=-binpkg-request-signature \
    emerge --oneshot "$@" app-test/empty > "${root}/emerge.log" 2>&1
}

repair_packages() {
  "${work}/installed/bin/crossrc" binpkg chost --to "${target}" "${root}/packages"
}

# state_of DIR: names, contents and times of its files, TIMESTAMP apart.
state_of() {
  (cd "$1" && find . -type f ! -name 'Packages*' -printf '%p %T@ %s\n' | sort &&
    find . -name '*.gpkg.tar' -o -name '*.tbz2' -o -name '*.xpak' | sort | xargs sha256sum &&
    sed '/^TIMESTAMP: /d' Packages)
}

# round_trip [NAME=VALUE...]: refused, repaired, what emaint would not change, installed. It is asked
# before as well: what it would change in any index (REPO_REVISIONS) is not of interest.
round_trip() {
  packed_wrong "$@"
  in_root "${root}" "$@" emaint --fix binhost > "${root}/emaint.log" 2>&1
  ! install_packages --usepkgonly || fail "the target takes the builder's package: $(< "${root}/emerge.log")"
  repair_packages
  state_of "${root}/packages" > "${root}/repaired"
  in_root "${root}" "$@" emaint --fix binhost > "${root}/emaint.log" 2>&1
  state_of "${root}/packages" > "${root}/fixed"
  diff "${root}/repaired" "${root}/fixed"
  install_packages --usepkgonly
  expect_equal "$(< "${root}/var/db/pkg/app-test/empty-1/CHOST")" "${target}"
  expect_equal "$(< "${root}/var/db/pkg/app-test/empty-1/CBUILD")" "${builder}"
}

case_binpkg_round_trip() {
  round_trip FEATURES="buildpkg pkgdir-index-trusted compress-index"
}

case_binpkg_round_trip_classic() {
  round_trip FEATURES="buildpkg -pkgdir-index-trusted -compress-index -binpkg-multi-instance" \
    BINPKG_FORMAT=xpak BINPKG_COMPRESS=bzip2
}

# A client has the index with the wrong CHOST; after the repair it sees a newer one and takes from it.
case_binpkg_remote_client() {
  packed_wrong FEATURES="buildpkg compress-index"
  local client=${roots}/${case}.client server=${root}/packages pid port='' tries
  python3 -u -m http.server --bind 127.0.0.1 --directory "${server}" 0 > "${root}/http.log" 2>&1 &
  pid=$!
  # shellcheck disable=SC2064
  trap "kill ${pid}" EXIT
  for ((tries = 0; tries < 100; tries++)); do
    port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' "${root}/http.log")
    [[ -z ${port} ]] || break
    sleep 0.1
  done
  new_root "${client}"
  printf '[builder]\nsync-uri = http://127.0.0.1:%s\npriority = 1\nverify-signature = false\n' "${port}" \
    > "${client}/etc/portage/binrepos.conf"
  root=${client}
  ! install_packages --getbinpkgonly || fail "the client takes the builder's package: $(< "${root}/emerge.log")"
  root=${roots}/${case} repair_packages
  local -i before after
  before=$(sed -n 's/^TIMESTAMP: //p' "${client}"/var/cache/edb/binhost/*/Packages)
  install_packages --getbinpkgonly
  after=$(sed -n 's/^TIMESTAMP: //p' "${client}"/var/cache/edb/binhost/*/Packages)
  ((after > before))
  expect_equal "$(< "${client}/var/db/pkg/app-test/empty-1/CHOST")" "${target}"
  root=${roots}/${case}
  rm -rf "${client}"
}

# signing_settings: a key of the builder's and Portage's settings to sign with it, in make.conf; the
# target trusts it. Signatures are checked as user nobody.
signing_settings() {
  local keys=${root}/keys trusted=${root}/etc/portage/gnupg
  mkdir -m 700 "${keys}" "${trusted}"
  gpg_in "${keys}" --quick-gen-key binhost@example.org ed25519 sign never
  gpg_in "${keys}" --output "${keys}/public" --export
  gpg_in "${trusted}" --import "${keys}/public"
  gpg_in "${keys}" --export-ownertrust | gpg_in "${trusted}" --import-ownertrust
  gpg_in "${trusted}" --check-trustdb
  chown -R nobody:nogroup "${trusted}"
  cat >> "${root}/etc/portage/make.conf" << EOF
BINPKG_GPG_SIGNING_GPG_HOME="${keys}"
BINPKG_GPG_SIGNING_KEY="binhost@example.org"
BINPKG_GPG_VERIFY_GPG_HOME="${trusted}"
FEATURES="buildpkg binpkg-signing"
EOF
}

gpg_in() {
  gpg --homedir "$1" --batch --no-tty --pinentry-mode loopback --passphrase '' "${@:2}"
}

# install_signed [NAME=VALUE...]: as a target that takes nothing without a good signature.
install_signed() {
  in_root "${root}" ACCEPT_CHOSTS="${target}" FEATURES=binpkg-request-signature "$@" \
    emerge --oneshot --usepkgonly app-test/empty > "${root}/emerge.log" 2>&1
}

# Portage signs, crossrc signs again as Portage is set up to, Portage checks it before it installs.
case_binpkg_signed() {
  local package keys
  packing_root
  keys=${root}/keys
  # shellcheck disable=SC2064
  trap "gpgconf --homedir '${keys}' --kill all; gpgconf --homedir '${root}/etc/portage/gnupg' --kill all" EXIT
  signing_settings
  pack_wrong
  package=${root}/packages/app-test/empty/empty-1-1.gpkg.tar
  expect_equal "$(tar -tf "${package}" | grep -c '\.sig$')" 2
  sha256sum "${package}" > "${root}/packed"

  ! crossrc_in_root FEATURES=-binpkg-signing binpkg chost "${root}/packages" 2> "${root}/refused"
  expect_match "${root}/refused" 'empty-1-1.gpkg.tar" stays as it is: it is signed, and Portage is not set up to sign it again: FEATURES has no binpkg-signing'
  sha256sum --check --quiet "${root}/packed"

  crossrc_in_root binpkg chost --to "${target}" "${root}/packages"
  ! install_signed BINPKG_GPG_VERIFY_GPG_HOME="${root}/nothing" || fail 'Portage does not look at signatures'
  install_signed
  expect_equal "$(< "${root}/var/db/pkg/app-test/empty-1/CHOST")" "${target}"
}

# What is packed with the hook is right from the start, and stays it under another hook of the user's.
case_binpkg_right_from_the_start() {
  real_root
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" 'defaults: { method: builder }' \
    > "${root}/etc/portage/crossrc.yaml"
  cat >> "${root}/etc/portage/bashrc" << 'EOF'
[[ ${MISC_FUNCTIONS_ARGS-} != *install_qa_check* ]] || rm -f "${PORTAGE_BUILDDIR}/build-info/CHOST"
[[ ${EBUILD_PHASE-} != package ]] || echo x86_64-mine-linux-gnu > "${PORTAGE_BUILDDIR}/build-info/CHOST"
EOF
  emerge_it CHOST="${builder}" --buildpkgonly app-test/empty
  expect_equal "$(packed_metadata CHOST)" "${target}"
  expect_equal "$(field "${root}/packages/Packages" app-test/empty-1 CHOST)" "${target}"
  expect_match "${root}/emerge.log" '^ \* crossrc: .*empty-1-1.gpkg.tar: 1 of 1 packages: CHOST x86_64-mine'
}
