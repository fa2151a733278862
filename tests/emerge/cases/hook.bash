# shellcheck shell=bash
# The hook with a helper that answers what the case wants: what it sets and when, what it starts,
# what it leaves behind, and what it does when things go wrong.
# shellcheck disable=SC2016,SC2154

case_depend_forks_nothing() {
  fake_root
  cat > "${root}/depend" << EOF
EBUILD_PHASE=depend EMERGE_FROM=ebuild CROSSRC_PLAN=(crossrc=1) T=/nonexistent
export PATH=/dev/null
names() { declare -p; declare -F; shopt -p; printf '%s\n' "\$-"; }
source_it() { source '${root}/etc/portage/bashrc'; }
names > '${root}/before'
source_it > '${root}/output' 2>&1
status=\$?
names > '${root}/after'
printf '%s\n' "\${status}" > '${root}/status'
EOF
  strace -f -qq -e trace=process -o "${root}/strace" bash "${root}/depend"
  # the shell's own start and end
  expect_equal "$(grep -cvE 'execve\("[^"]*bash", |exit_group|arch_prctl|\+\+\+' "${root}/strace" || :)" 0
  expect_equal "$(stat -c %s "${root}/output")" 0
  expect_equal "$(< "${root}/status")" 0
  sed -i -E '/ (BASH_.*|FUNCNAME|LINENO|RANDOM|SRANDOM|EPOCH.*|SECONDS|_|status|PIPESTATUS)=/d' "${root}"/{before,after}
  diff "${root}/before" "${root}/after"
}

case_depend_under_emerge() {
  fake_root
  fake_plan native
  in_root "${root}" emerge --pretend --quiet app-test/probe > "${root}/emerge.log" 2>&1
  expect_no_match "${root}/emerge.log" 'crossrc:|QA Notice'
  [[ ! -e ${fake}/plan.env ]]
}

case_line_without_crossrc() {
  fake_root
  rm -rf "${fake}"
  # shellcheck source=/dev/null
  source "${root}/etc/portage/bashrc"
  emerge_it app-test/probe
  expect_no_match "${root}/emerge.log" 'bashrc|crossrc:'
}

case_every_phase_sees_the_plan() {
  fake_root
  fake_plan native set=CBUILD="${target}" was=CBUILD="${builder}" \
    set=PROBE=$'two\nlines \'and\' $quotes' wasnt=PROBE unset=MAKEOPTS was=MAKEOPTS=-j2 \
    set=SYSROOT="${root}/" was=SYSROOT="${root}" set=PORTAGE_CONFIGROOT="${root}" \
    set=CCACHE_DISABLE=maybe wasnt=CCACHE_DISABLE run=--trap run=rerun reason='one \n reason'
  emerge_it FEATURES="keeptemp test" USE=ipc app-test/probe
  local phase
  for phase in setup unpack prepare configure compile test install; do
    expect_line "${temp}/seen.${phase}" "CBUILD=\"${target}\""
    expect_line "${temp}/seen.${phase}" "PROBE=\$'two\\nlines \\'and\\' \$quotes'"
    expect_line "${temp}/seen.${phase}" "SYSROOT=\"${root}\""
    expect_no_match "${temp}/seen.${phase}" '^MAKEOPTS=|CROSSRC_RESTARTED|CROSSRC_PLAN'
    [[ -e ${temp}/seen.${phase}.use ]]
  done
  for phase in unpack prepare configure compile test; do
    expect_equal "$(< "${temp}/seen.${phase}.user")" "$(id -u portage)"
  done
  for phase in configure compile test install; do
    expect_equal "$(tr '\n' ' ' < "${fake}/run.${phase}")" \
      "--journal ${temp}/crossrc --tree ${builddir} --trap rerun -- /usr/bin/bash $(bin_path)/ebuild.sh ${phase} "
  done
  expect_line "${root}/emerge.log" ' * crossrc: one \n reason'
  expect_no_match "${root}/emerge.log" 'QA Notice|cannot become'
  expect_no_trace
  expect_line "${root}/environment" "declare -x CBUILD=\"${builder}\""
  expect_no_match "${root}/environment" 'PROBE='
  expect_equal "$(cat "${root}"/var/db/pkg/app-test/probe-1/CBUILD)" "${target}"
  expect_equal "$(cat "${root}"/var/db/pkg/app-test/probe-1/CHOST)" "${target}"
}

bin_path() {
  in_root "${root}" portageq envvar PORTAGE_BIN_PATH
}

# What `crossrc plan` reads is there in pkg_setup, and as the phases will have it.
case_plan_gets_its_environment() {
  fake_root
  fake_plan native
  emerge_it app-test/probe
  tr '\0' '\n' < "${fake}/plan.env" > "${root}/plan.env"
  local line
  for line in CATEGORY=app-test PF=probe-1 SLOT=0/2 PORTAGE_REPO_NAME=gentoo EAPI=8 \
    ROOT="${root}" SYSROOT="${root}" PORTAGE_CONFIGROOT="${root}/" EPREFIX= \
    CHOST="${target}" CBUILD="${builder}" "CFLAGS=${target_flags}" "MULTILIB_ABIS=amd64 x86" \
    DEFAULT_ABI=amd64 CHOST_amd64="${target}" CHOST_x86=i686-laptop-linux-gnu LIBDIR_amd64=lib64 \
    LIBDIR_x86=lib CFLAGS_x86=-m32; do
    expect_line "${root}/plan.env" "${line}"
  done
  expect_match "${root}/plan.env" '^USE=.*probed'
  expect_match "${root}/plan.env" '^IUSE_EFFECTIVE=.*probed'
}

case_phases_of_the_plan_only() {
  fake_root
  fake_plan native phases="configure compile" supervise=compile \
    set=CFLAGS=-O1 was=CFLAGS="${target_flags}" set=PROBE=set wasnt=PROBE
  emerge_it app-test/probe
  local phase
  for phase in setup unpack prepare install; do
    expect_line "${temp}/seen.${phase}" "CFLAGS=\"${target_flags}\""
    expect_no_match "${temp}/seen.${phase}" '^PROBE='
  done
  for phase in configure compile; do
    expect_line "${temp}/seen.${phase}" 'CFLAGS="-O1"'
    expect_line "${temp}/seen.${phase}" 'PROBE="set"'
  done
  [[ -e ${fake}/run.compile && ! -e ${fake}/run.configure && ! -e ${fake}/run.install ]]
  expect_no_trace
}

case_flags_of_the_ebuild_survive() {
  fake_root
  fake_plan native set=CFLAGS=-O1 was=CFLAGS="${target_flags}" set=PROBE=set wasnt=PROBE
  emerge_it USE=change app-test/probe
  expect_line "${temp}/seen.setup" 'CFLAGS="-O1"'
  expect_line "${temp}/seen.compile" 'CFLAGS="-O1 -fchanged-by-the-ebuild"'
  expect_line "${temp}/seen.install" 'CFLAGS="-O1 -fchanged-by-the-ebuild"'
  expect_line "${temp}/seen.post" 'declare -- probe_post="called"'
  installed_environment > "${root}/environment"
  expect_line "${root}/environment" 'declare -x CFLAGS="-O1 -fchanged-by-the-ebuild"'
  expect_line "${root}/environment" 'post_src_install () '
  expect_no_match "${root}/environment" 'CROSSRC_[^C]|crossrc_|PROBE="set"'
}

# Files below /etc/portage/env are read after bashrc.
case_post_src_install_of_the_user() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  mkdir -p "${root}/etc/portage/env/app-test"
  printf '%s\n' 'post_src_install() { einfo "post by ${PROBE}"; }' > "${root}/etc/portage/env/app-test/probe"
  emerge_it app-test/probe
  expect_line "${root}/emerge.log" ' * post by set'
  installed_environment > "${root}/environment"
  expect_no_match "${root}/environment" 'CROSSRC_[^C]|crossrc_|PROBE='
  expect_no_match "${root}/emerge.log" 'replaced post_src_install'
}

case_hook_lost_at_install() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  mkdir -p "${root}/etc/portage/env/app-test"
  printf '%s\n' 'pre_src_install() { :; }' 'post_src_install() { :; }' \
    > "${root}/etc/portage/env/app-test/probe"
  emerge_it app-test/probe
  expect_match "${root}/emerge.log" "^ \* crossrc: something replaced post_src_install"
}

# What crossrc says at the end goes through Portage's functions, which repeat it once all is done.
case_end_of_build() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  printf '%s\n' 'elog crossrc: method native, 14 programs ran' 'ewarn crossrc: b: $(touch x) \033[2J' \
    'einfo crossrc: in passing' 'no function at all' > "${fake}/record.out"
  emerge_it app-test/probe
  expect_equal "$(grep -cxF ' * crossrc: method native, 14 programs ran' "${root}/emerge.log")" 2
  expect_equal "$(grep -cxF ' * crossrc: b: $(touch x) \033[2J' "${root}/emerge.log")" 2
  expect_equal "$(grep -cxF ' * crossrc: in passing' "${root}/emerge.log")" 1
  expect_equal "$(grep -cxF ' * no function at all' "${root}/emerge.log")" 2
  expect_equal "$(sed 's/^\(began=\)1[0-9]*$/\1N/' "${fake}/record" | tr '\n' ' ')" \
    "built -- method=native target=${target} trap=rerun began=N "
}

case_end_of_a_build_that_dies() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  echo 'eerror crossrc: lemon: vpcmov at main+0x4 needs XOP' > "${fake}/record.out"
  emerge_fails USE=fail app-test/probe
  expect_line "${root}/emerge.log" ' * ERROR: app-test/probe-1::gentoo failed (compile phase):'
  expect_line "${root}/emerge.log" ' * crossrc: lemon: vpcmov at main+0x4 needs XOP'
  expect_equal "$(head -n 1 "${fake}/record")" failed
  expect_no_match "${temp}/environment" 'crossrc_|DEATH_HOOKS'
  expect_equal "$(grep -c '^declare -a CROSSRC_PLAN=' "${temp}/environment")" 1
}

# The rules stop the package where it starts, whatever is wrong with them.
case_refused_plan() {
  fake_root
  printf '%s\n' 'crossrc: /etc/portage/crossrc.yaml:3:5: unknown key "metod"' 'second line' > "${fake}/plan.err"
  local status
  for status in 1 2; do
    echo "${status}" > "${fake}/plan.status"
    emerge_fails app-test/probe
    expect_line "${root}/emerge.log" ' * crossrc: /etc/portage/crossrc.yaml:3:5: unknown key "metod"'
    expect_line "${root}/emerge.log" ' * second line'
    expect_line "${root}/emerge.log" ' * ERROR: app-test/probe-1::gentoo failed (setup phase):'
    [[ ! -e ${temp}/seen.setup ]]
  done
}

case_no_plan_for_this_package() {
  fake_root
  echo 'CROSSRC_PLAN=()' > "${fake}/plan.out"
  emerge_it app-test/probe
  expect_no_match "${root}/emerge.log" 'crossrc:'
  [[ ! -e ${temp}/crossrc && ! -e ${fake}/run.compile && ! -e ${fake}/binpkg ]]
  expect_no_trace
}

case_helper_is_gone() {
  fake_root
  rm "${fake}/crossrc"
  emerge_it app-test/probe
  expect_equal "$(grep -c 'does not run (status 127)' "${root}/emerge.log")" 2 # and once by elog
  expect_no_trace
}

case_helper_crashes() {
  fake_root
  echo 139 > "${fake}/plan.status"
  emerge_it app-test/probe
  expect_match "${root}/emerge.log" 'does not run \(status 139\), so nothing is done'
  expect_no_trace
}

# pkg_setup runs as root, the phases do not.
case_helper_that_only_root_may_run() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  chmod 700 "${fake}/crossrc"
  emerge_it app-test/probe
  expect_match "${root}/emerge.log" "^ \* crossrc: user $(id -u portage) cannot run .*: compile goes on without it"
  [[ ! -e ${fake}/run.compile && -e ${fake}/run.install ]]
  expect_line "${temp}/seen.compile" 'PROBE="set"'
  expect_no_trace
}

case_helper_loses_a_library() {
  fake_root
  fake_plan native
  echo 127 > "${fake}/phase.status"
  emerge_it app-test/probe
  expect_match "${root}/emerge.log" '^ \* crossrc: user .* cannot run .*: configure goes on without it'
  [[ ! -e ${fake}/run.compile ]]
  expect_no_trace
}

case_sysroot_leaves_installed_files() {
  fake_root
  fake_plan sysroot
  emerge_it app-test/probe
  local share=${root}/usr/share/probe
  expect_equal "$(< "${share}/with space")" 'CC=gcc -O2'
  expect_equal "$(< "${share}/word")" ''
  expect_equal "$(< "${share}/sibling")" "CC=gcc --sysroot=${root}-other"
  expect_equal "$(tr -d '\0' < "${share}/binary")" "CC=gcc --sysroot=${root}"
  expect_equal "$(< "${root}/usr/bin/probe-config")" 'echo "" -lprobe'
  expect_equal "$(stat -c '%a %Y' "${share}/with space")" '644 1000000000'
  expect_equal "$(stat -c %a "${root}/usr/bin/probe-config")" 755
  [[ ${share}/word -ef ${share}/link && -L ${share}/symlink ]]
  expect_line "${root}/emerge.log" ' * crossrc: took --sysroot out of /usr/share/probe/with space'
  expect_equal "$(grep -c 'took --sysroot out of' "${root}/emerge.log")" 3
}

case_other_methods_leave_sysroot_alone() {
  fake_root
  fake_plan cross
  emerge_it app-test/probe
  expect_equal "$(< "${root}/usr/share/probe/word")" "--sysroot=${root}"
}

# guide.txt, methods 4 and 6: the caller exports CHOST, and Portage believes it.
case_chost_exported_by_hand() {
  fake_root
  fake_plan builder
  emerge_it CHOST="${builder}" CBUILD="${builder}" app-test/probe
  expect_line "${root}/emerge.log" " * crossrc: CHOST of the package is ${target}, not ${builder}"
  expect_equal "$(cat "${root}/var/db/pkg/app-test/probe-1/CHOST")" "${target}"
  expect_equal "$(field "${root}/packages/Packages" app-test/probe-1 CHOST)" "${target}"
  # what is left is the header
  expect_equal "$(field "${root}/packages/Packages" '' CHOST)" "${builder}"
  expect_equal "$(tr '\n' ' ' < "${fake}/binpkg")" "chost --to ${target} --index-only ${root}/packages "
  [[ $(packed_metadata CHOST) == "${target}" ]]
}

# packed_metadata NAME: build-info/NAME in the binary package.
packed_metadata() {
  local file
  file=$(find "${root}/packages" -name '*.gpkg.tar')
  tar -xOf "${file}" --wildcards '*/metadata.tar*' | zstd -dcf | tar -xOf - "metadata/$1"
}

case_index_that_is_right_stays() {
  fake_root
  fake_plan native
  emerge_it app-test/probe
  [[ ! -e ${fake}/binpkg ]]
  expect_equal "$(packed_metadata CHOST)" "${target}"
}

# A PKGDIR that serves the builder as well: which CHOST its other packages should have is not known.
case_index_shared_with_the_builder() {
  fake_root
  echo 'CROSSRC_PLAN=()' > "${fake}/plan.out"
  emerge_it CHOST="${builder}" app-test/empty
  fake_plan builder
  rm -rf "${root}/tmp/portage"
  emerge_it CHOST="${builder}" app-test/probe
  expect_equal "$(field "${root}/packages/Packages" app-test/probe-1 CHOST)" "${target}"
  expect_equal "$(field "${root}/packages/Packages" app-test/empty-1 CHOST)" "${builder}"
  [[ ! -e ${fake}/binpkg ]]
}

case_index_that_cannot_be_mended() {
  fake_root
  fake_plan builder
  printf '%s\n' 'crossrc: the index is damaged' > "${fake}/binpkg.err"
  echo 2 > "${fake}/binpkg.status"
  emerge_it CHOST="${builder}" app-test/probe
  expect_match "${root}/emerge.log" '^ \* crossrc: CHOST in .*Packages may not be .*: crossrc: the index is damaged'
}

case_buildpkgonly() {
  fake_root
  fake_plan builder set=PROBE=set wasnt=PROBE
  emerge_it CHOST="${builder}" --buildpkgonly app-test/probe
  expect_equal "$(packed_metadata CHOST)" "${target}"
  [[ -e ${fake}/binpkg ]]
  packed_metadata environment.bz2 | bzcat > "${root}/environment"
  expect_no_match "${root}/environment" 'CROSSRC_[^C]|crossrc_|PROBE='
}

case_binary_packages_have_no_plan() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  emerge_it --buildpkgonly app-test/probe
  rm -rf "${root}/tmp/portage" "${fake}"/plan.env
  emerge_it --usepkgonly app-test/probe
  [[ ! -e ${fake}/plan.env && -e ${root}/usr/share/probe/plain ]]
  expect_no_match "${root}/emerge.log" 'crossrc:'
}

case_without_userpriv() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  emerge_it FEATURES="keeptemp -userpriv" app-test/probe
  expect_equal "$(< "${temp}/seen.compile.user")" 0
  expect_line "${temp}/seen.compile" 'PROBE="set"'
  [[ -e ${fake}/run.compile ]]
  expect_no_trace
}

case_eapi_7() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE set=ROOT="${root}" was=ROOT="${root}"
  emerge_it USE=ipc '=app-test/probe-0'
  expect_line "${temp}/seen.compile" 'EAPI="7"'
  expect_line "${temp}/seen.compile" 'PROBE="set"'
  [[ -e ${fake}/run.compile ]]
  expect_no_trace
}

# Portage 3.0.83 goes straight from pkg_setup to src_install.
case_package_without_sources() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  emerge_it app-test/empty
  expect_no_match "${root}/emerge.log" 'Compiling source'
  [[ -e ${fake}/run.install ]]
  installed_environment > "${root}/environment"
  expect_no_match "${root}/environment" 'CROSSRC_[^C]|crossrc_|PROBE='
}

case_phase_by_phase() {
  fake_root
  fake_plan native set=PROBE=set wasnt=PROBE
  local ebuild=${work}/repository/app-test/probe/probe-1.ebuild phase
  for phase in configure compile install install package; do
    in_root "${root}" FEATURES=keeptemp ebuild "${ebuild}" "${phase}" > "${root}/ebuild.${phase}.log" 2>&1 ||
      fail "ebuild ${phase}: $(< "${root}/ebuild.${phase}.log")"
  done
  temp=${root}/tmp/portage/app-test/probe-1/temp
  expect_line "${temp}/seen.compile" 'PROBE="set"'
  expect_no_match "${temp}/environment" 'CROSSRC_[^C]|crossrc_|PROBE=|^(pre|post)_src_install \(\)'
  expect_equal "$(packed_metadata CHOST)" "${target}"
}
