# shellcheck shell=bash
# The rest of commands.bash, for make check-all.
# shellcheck disable=SC2016,SC2034,SC2154

# Removed again
shape_unmerge() {
  plain 'pkg_prerm() { elog "before it goes"; }'
  emerges
  runs emerge --unmerge "${category}/${shape}"
  usual
}

# A later version takes the earlier one's place
shape_upgrade() {
  plain 'pkg_postinst() { elog "in place of ${REPLACING_VERSIONS}"; }'
  emerges
  version=2
  ebuild "$(< "${here}/plain/ebuild")" 'pkg_postinst() { elog "in place of ${REPLACING_VERSIONS}"; }'
  emerges
  usual
}

# quickpkg and --config
shape_quickpkg_and_config() {
  plain 'pkg_config() { einfo "configured in ${ROOT}"; }'
  emerges
  runs quickpkg --include-config=y "${category}/${shape}"
  runs emerge --config "${category}/${shape}"
  usual
}

# Quiet, with the list of what is done
shape_quiet() {
  plain
  emerges --quiet-build=y --verbose --tree
}

# Only its sources and its metadata are looked at
shape_pretend_and_fetch() {
  plain
  runs emerge --pretend --verbose "${category}/${shape}"
  runs emerge --fetchonly "${category}/${shape}"
  runs emerge --info "${category}/${shape}"
  differs 'KiB Mem|KiB Swap|Timestamp|sys-|Head commit'
}

# Depended upon, in the same run
shape_dependency() {
  plain
  ebuild_of above 'S=${WORKDIR}' 'src_unpack() { :; }' "DEPEND=\"${category}/${shape}\"" "RDEPEND=\"${category}/${shape}\"" \
    'src_compile() { echo "int x;" > x.c && ${CHOST}-gcc ${CFLAGS} -c x.c && has_version app-shape/dependency || die; }' \
    'src_install() { insinto /usr/share; doins x.o; }'
  emerges above
  usual
}
