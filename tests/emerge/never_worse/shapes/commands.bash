# shellcheck shell=bash
# Portage's commands: emerge's options, ebuild's phases, binary packages, what is installed or removed.
# shellcheck disable=SC2016,SC2034,SC2154

# ebuild FILE clean compile install merge, phase by phase
shape_ebuild_phases() {
  supervised native
  plain
  runs FEATURES=test ebuild "${ebuild_file}" clean compile
  runs FEATURES=test ebuild "${ebuild_file}" test install
  runs ebuild "${ebuild_file}" package
  runs ebuild "${ebuild_file}" merge
  runs ebuild "${ebuild_file}" unmerge
  usual native
}

# A build that fails is mended by hand and goes on where it stopped
shape_ebuild_resumes() {
  supervised native
  plain
  echo 'not C' > "${files}/program.c"
  runs_to 1 FEATURES=keepwork ebuild "${ebuild_file}" clean compile
  cp "${here}/plain/program.c" "${root}"/tmp/portage/*/*/work/*/program.c
  runs FEATURES=keepwork ebuild "${ebuild_file}" compile install qmerge
  differs 'error:'
  usual native
  advice native
}

# Two packages at once; one fails and the other goes on
shape_jobs_and_keep_going() {
  plain
  broken_package
  fails --jobs=2 --keep-going "${shape}" broken
  differs 'Jobs:|^>>>|build.log'
  advice
}

# What is left after a failure is resumed
shape_resume() {
  plain
  broken_package
  fails broken "${shape}"
  runs emerge --resume --skipfirst
  usual
  advice
}

# Only packed, then installed from the package, then removed
shape_binary_package() {
  plain 'pkg_preinst() { elog "preinst"; }' 'pkg_postrm() { elog "removed"; }'
  emerges --buildpkgonly
  emerges --usepkgonly
  runs emerge --unmerge "${category}/${shape}"
  usual
}

# All of pkg_
shape_pkg_phases() {
  plain 'pkg_pretend() { einfo "pretend ${CHOST} ${CBUILD}"; }' 'pkg_setup() { einfo "setup ${CFLAGS}"; }' \
    'pkg_preinst() { einfo "preinst $(ls -A "${D}" | tr "\n" " ")"; }' \
    'pkg_postinst() { elog "postinst ${ROOT}"; }'
  emerges
  usual
}

# What pkg_postinst runs of what is installed, where it runs on this machine
shape_postinst_runs_it() {
  supervised native
  plain 'pkg_postinst() { "${EROOT}/usr/bin/program" || die "it does not run"; }'
  emerges
  usual native
}

broken_package() {
  ebuild_of broken 'src_compile() { die "as it should"; }'
}
