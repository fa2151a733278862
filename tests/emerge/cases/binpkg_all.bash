# shellcheck shell=bash
# Every format and compression under a real Portage, with and without the index's features.
# shellcheck disable=SC2154

case_binpkg_round_trips() {
  local compression features
  for compression in none gzip bzip2 lz4 lzip lzop xz zstd; do
    features="buildpkg compress-index"
    [[ ${compression} != lz4 ]] || features="buildpkg -compress-index -pkgdir-index-trusted"
    [[ ${compression} != lzop ]] || features="buildpkg -binpkg-multi-instance"
    round_trip FEATURES="${features}" BINPKG_COMPRESS="${compression}" BINPKG_FORMAT=gpkg
  done
  for features in binpkg-multi-instance -binpkg-multi-instance; do
    for compression in bzip2 zstd xz; do
      round_trip FEATURES="buildpkg ${features}" BINPKG_COMPRESS="${compression}" BINPKG_FORMAT=xpak
    done
  done
}

# emerge --jobs, quickpkg and `ebuild package` with the hook: each entry says the target's CHOST.
case_binpkg_of_every_kind() {
  real_root
  printf '%s\n' "builder: { chost: ${builder}, root: ${work}/builder }" \
    "target: { chost: ${target}, root: ${root} }" 'defaults: { method: swap }' \
    > "${root}/etc/portage/crossrc.yaml"
  emerge_it CHOST="${builder}" --jobs=4 app-test/empty app-test/probe
  in_root "${root}" CHOST="${builder}" quickpkg app-test/empty app-test/probe
  in_root "${root}" CHOST="${builder}" ebuild "${work}/repository/app-test/empty/empty-1.ebuild" clean package
  local package
  for package in empty-1 probe-1; do
    expect_equal "$(field "${root}/packages/Packages" "app-test/${package}" CHOST | sort -u)" "${target}"
  done
  expect_equal "$(grep -c '^CPV: ' "${root}/packages/Packages")" 5
}
