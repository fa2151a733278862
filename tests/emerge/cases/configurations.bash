# shellcheck shell=bash
# etc/portage as people have it, through what a user calls one after the other: init, doctor, explain
# and emerge. Each shape is a function that changes an ordinary root, prints what the compile phase
# then has to see, and names in ${wrong} the checks of doctor that are right to say `wrong`. What
# people have in a bashrc is in bashrc.bash.
# shellcheck disable=SC2016,SC2034,SC2154

# In two cases, as two run side by side.
case_configurations_of_make_conf() {
  configurations make_conf_directory make_conf_sources make_conf_of_stage3 make_conf_for_all_jobs \
    own_cpu_everywhere package_env_file package_env_directory own_cpu_of_a_package
}

case_configurations_of_other_files() {
  configurations env_of_a_package repos_conf_file repos_conf_directory binrepos_conf cpu_flags_in_package_use \
    profile_directory profile_of_the_user package_directories bashrc_directory
}

configurations() {
  local shape
  local -i failed=0
  for shape; do
    printf '%s\n' "== ${shape}"
    configuration "${shape}" &
    wait "$!" || failed=1
  done
  ((failed == 0)) || fail 'see above'
}

configuration() {
  local portage wrong='' name line
  local -a sees
  real_root
  portage=${root}/etc/portage
  cp -a "${work}/builder" "${root}/builder"
  cp "${portage}/bashrc" "${root}/builder/etc/portage/bashrc"
  put make.conf < <(sed 's/^CHOST_amd64=.*/&\nCFLAGS_x86="-m32"/' "${portage}/make.conf")
  sees=()
  "shape_$1"
  crossrc_in_root init --config-root "${root}" --cbuild "${builder}"
  sed -i "s|^  root: /$|  root: ${root}/builder|" "${portage}/crossrc.yaml" # the tests' is not in /
  crossrc_in_root doctor --config-root "${root}" > "${root}/doctor" || true
  expect_equal "$(sed -nE 's/^(wrong|unseen) +([a-z-]*) .*/\2/p' "${root}/doctor" | paste -sd ' ')" "${wrong}"
  crossrc_in_root explain app-test/probe > "${root}/explain"
  expect_match "${root}/explain" '^  method cross,'
  emerge_it app-test/probe
  expect_line "${root}/emerge.log" ' * crossrc: method cross'
  for line in "CHOST=\"${target}\"" "CBUILD=\"${builder}\"" "${sees[@]}"; do
    expect_line "${temp}/seen.compile" "${line}"
  done
  while IFS='=' read -r name line; do
    ! grep -q "^${name}=" "${temp}/seen.compile" || expect_line "${temp}/seen.compile" "${name}=\"${line}\""
  done < <(sed -nE 's/^      ([A-Za-z_0-9]+=.*)/\1/p' "${root}/explain")
}

# By Portage's own words, which it says at each call and then goes on with what is left.
case_repos_conf_that_portage_refuses() {
  local portage
  real_root
  portage=${root}/etc/portage
  rules
  mkdir -p "${root}/named/profiles"
  printf '%s\n' other > "${root}/named/profiles/repo_name"
  printf '%s\n' '[gone]' 'location = /nowhere/gone' '[bare]' 'auto-sync = no' '[mine]' "location = ${root}/named" |
    put repos.conf/mine.conf
  refused "Section 'gone' in repos.conf has location attribute set to nonexistent directory: '/nowhere/gone'.*below \\[gone\\] in \"${portage}/repos.conf/mine.conf\""
  refused "Section 'bare' in repos.conf is missing location.*below \\[bare\\] in \"${portage}/repos.conf/mine.conf\""
  refused "write \\[other\\] instead of \\[mine\\] in \"${portage}/repos.conf/mine.conf\""
  printf '%s\n' 'location = /nowhere' | put repos.conf/mine.conf
  rm "${root}/doctor"
  refused "no section headers.* file: '${portage}/repos.conf/mine.conf', line: 1"
  printf '%s\n' '[DEFAULT]' 'main-repo = gento' | put repos.conf/mine.conf
  rm "${root}/doctor"
  refused "has no main-repo.*below \\[DEFAULT\\] in "
}

# refused REGEX: as doctor says it, which is asked once for a state of the files.
refused() {
  [[ -e ${root}/doctor ]] || crossrc_in_root doctor --config-root "${root}" > "${root}/doctor" || true
  expect_match "${root}/doctor" "^wrong  repos-conf .*$1"
}

# put FILE, add FILE: standard input below etc/portage, in place of what is there or after it.
put() {
  local content
  content=$(cat)
  mkdir -p "$(dirname "${portage}/$1")"
  printf '%s\n' "${content}" > "${portage}/$1"
}

add() {
  cat >> "${portage}/$1"
}

shape_make_conf_directory() {
  mv "${portage}/make.conf" "${root}/make.conf"
  grep -v FLAGS= "${root}/make.conf" | put make.conf/00-machines
  printf '%s\n' "CFLAGS=\"${target_flags} -pipe\"" 'CXXFLAGS="${CFLAGS}"' | put flags/common
  printf '%s\n' "source ${portage}/flags/common" 'CFLAGS_x86="-m32"' 'CFLAGS="${CFLAGS} -ggdb"' | put make.conf/20-flags
  sees=("CFLAGS=\"${target_flags} -pipe -ggdb\"" "CXXFLAGS=\"${target_flags} -pipe\"")
}

shape_make_conf_sources() {
  printf '%s\n' 'CFLAGS="-O3 -march=bdver4"' "source ${portage}/more.conf" | put local.conf
  printf '%s\n' 'MAKEOPTS="-j3 -l4"' | put more.conf
  printf '%s\n' "source \"${portage}/local.conf\"" | add make.conf
  sees=('CFLAGS="-O3 -march=bdver4"' 'MAKEOPTS="-j3 -l4"')
}

shape_make_conf_of_stage3() {
  add make.conf << 'END'
# These settings were set by the catalyst build script that automatically built this stage.
COMMON_FLAGS="-O2 -pipe \
  -march=bdver4"   # see the wiki
CFLAGS="${COMMON_FLAGS}"
CXXFLAGS="${COMMON_FLAGS}"
FCFLAGS="${COMMON_FLAGS}"
FFLAGS="${COMMON_FLAGS}"
RUSTFLAGS="-C target-cpu=bdver4 -C opt-level=3"
LDFLAGS="${LDFLAGS} -Wl,-O1 -Wl,--as-needed"
ACCEPT_LICENSE="*"
GENTOO_MIRRORS='https://mirror.example.invalid/gentoo'
LC_MESSAGES=C.utf8
END
  sees=('FCFLAGS="-O2 -pipe   -march=bdver4"' 'LC_MESSAGES="C.utf8"')
}

shape_make_conf_for_all_jobs() {
  add make.conf << 'END'
EMERGE_DEFAULT_OPTS="--jobs=2 --load-average=8 --keep-going --with-bdeps=y --quiet-build=n"
FEATURES="${FEATURES} parallel-install parallel-fetch candy split-elog -news"
PORTAGE_ELOG_CLASSES="warn error log qa"
PORTAGE_ELOG_SYSTEM="save echo"
PORTAGE_NICENESS=10
USE="-X wayland -systemd"
L10N="en de"
END
}

shape_own_cpu_everywhere() {
  sed -i 's/-march=bdver4/-march=native/' "${portage}/make.conf"
  wrong=march
  sees=('CFLAGS="-O2 -march=native"')
}

shape_package_env_file() {
  printf '%s\n' '# too large' 'app-test/probe   no-lto.conf one-job.conf # both' | put package.env
  printf '%s\n' 'CFLAGS="${CFLAGS} -fno-lto"' 'CXXFLAGS="${CFLAGS}"' | put env/no-lto.conf
  printf '%s\n' 'MAKEOPTS="-j1"' | put env/one-job.conf
  sees=("CFLAGS=\"${target_flags} -fno-lto\"" "CXXFLAGS=\"${target_flags} -fno-lto\"" 'MAKEOPTS="-j1"')
}

shape_package_env_directory() {
  printf '%s\n' 'app-test/* compiler/o3' | put package.env/00-all
  printf '%s\n' '=app-test/probe-1* notmpfs' | put package.env/probe
  printf '%s\n' 'CFLAGS="-O3 -march=bdver4 -pipe"' | put env/compiler/o3
  printf '%s\n' "PORTAGE_TMPDIR=\"${root}/tmp\"" 'FEATURES="-userpriv splitdebug"' | put env/notmpfs
  sees=('CFLAGS="-O3 -march=bdver4 -pipe"')
}

shape_own_cpu_of_a_package() {
  printf '%s\n' 'app-test/probe native.conf' | put package.env
  printf '%s\n' 'CFLAGS="-O3 -march=native"' | put env/native.conf
  wrong=march
  sees=('CFLAGS="-O3 -march=native"')
}

shape_env_of_a_package() {
  printf '%s\n' 'export CFLAGS="-O3 -march=bdver4"' 'pre_src_configure() { einfo "configured by a file of ours"; }' |
    put env/app-test/probe
  sees=('CFLAGS="-O3 -march=bdver4"')
}

shape_repos_conf_file() {
  rm -r "${portage}/repos.conf"
  put repos.conf << END
[DEFAULT]
main-repo = gentoo

[gentoo]
location = ${work}/repository
sync-type = rsync
sync-uri = rsync://rsync.example.invalid/gentoo-portage
auto-sync = yes
sync-rsync-verify-jobs = 1
sync-rsync-verify-metamanifest = yes
sync-openpgp-key-path = /usr/share/openpgp-keys/gentoo-release.asc
END
}

shape_repos_conf_directory() {
  local machine
  mkdir -p "${root}/overlay/profiles" "${root}/overlay/metadata"
  printf '%s\n' localrepo > "${root}/overlay/profiles/repo_name"
  printf '%s\n' 'masters = gentoo' > "${root}/overlay/metadata/layout.conf"
  printf '%s\n' '[gentoo]' "location = ${work}/repository" 'sync-type = git' \
    'sync-uri = https://example.invalid/gentoo.git' | put repos.conf/gentoo.conf
  printf '%s\n' '[DEFAULT]' 'main-repo = gentoo' 'sync-git-verify-commit-signature = yes' | put repos.conf/00-defaults.conf
  printf '%s\n' '# created by eselect-repo' '' '[localrepo]' "location = ${root}/overlay" 'priority = 50' \
    'auto-sync = no' | put repos.conf/eselect-repo.conf
  rm -rf "${root}/builder/etc/portage/repos.conf"
  cp -r "${portage}/repos.conf" "${root}/builder/etc/portage/repos.conf"
}

shape_binrepos_conf() {
  mkdir -p "${root}/binhost"
  printf '%s\n' '[DEFAULT]' 'frozen = true' '' '[gentoobinhost]' 'priority = 1' \
    'sync-uri = https://distfiles.example.invalid/releases/amd64/binpackages/23.0/x86-64' \
    'verify-signature = true' | put binrepos.conf/gentoobinhost.conf
  printf '%s\n' '[builder]' 'priority = 9999' "sync-uri = file://${root}/binhost" "location = ${root}/cached" |
    put binrepos.conf/builder.conf
  printf '%s\n' 'BINPKG_FORMAT="gpkg"' 'BINPKG_COMPRESS="zstd"' 'FEATURES="${FEATURES} binpkg-multi-instance"' | add make.conf
}

shape_cpu_flags_in_package_use() {
  printf '%s\n' '*/* CPU_FLAGS_X86: mmx sse sse2 avx xop fma4' | put package.use/00cpu-flags
  printf '%s\n' 'app-test/probe change' 'app-test/nine PYTHON_TARGETS: -* python3_13' | put package.use/zz-autounmask
  sees=("CFLAGS=\"${target_flags} -fchanged-by-the-ebuild\"")
}

shape_profile_directory() {
  rm "${portage}/make.profile"
  printf '%s\n' "${work}/repository/profiles/default" | put make.profile/parent
  printf '%s\n' 8 | put make.profile/eapi
  printf '%s\n' 'PROBE_OF_PROFILE="yes"' | put make.profile/make.defaults
  printf '%s\n' 'app-test/probe change' | put make.profile/package.use
  sees=("CFLAGS=\"${target_flags} -fchanged-by-the-ebuild\"")
}

shape_profile_of_the_user() {
  printf '%s\n' sys-kernel/gentoo-sources-6.12 | put profile/package.provided
  printf '%s\n' '-change' | put profile/use.mask
  printf '%s\n' 'export CFLAGS="-O1 -march=bdver4"' | put profile/profile.bashrc
  sees=('CFLAGS="-O1 -march=bdver4"')
}

shape_package_directories() {
  printf '%s\n' 'app-test/* ~amd64' '*/*::localrepo **' | put package.accept_keywords/10-all/probe
  printf '%s\n' 'app-test/probe @FREE' | put package.license/probe
  printf '%s\n' '>app-test/probe-1' | put package.mask/probe
  printf '%s\n' '=app-test/probe-1' | put package.unmask
  printf '%s\n' app-test/probe | put sets/ours
  mkdir -p "${portage}/patches/app-test/probe" "${portage}/savedconfig"
}

shape_bashrc_directory() {
  put bashrc << 'END'
for file in "${PORTAGE_CONFIGROOT%/}"/etc/portage/bashrc.d/*.sh; do
  source "${file}"
done
END
  printf '%s\n' 'case ${EBUILD_PHASE} in compile) export OURS=yes ;; esac' | put bashrc.d/10-ours.sh
  printf 'source %s\n' "${work}/installed/share/crossrc/bashrc" | put bashrc.d/50-crossrc.sh
  sees=('OURS="yes"')
}
