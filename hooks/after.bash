# shellcheck shell=bash
# misc-functions.sh, once src_install is over or a phase has failed. All of it runs as root on files
# that the build wrote: they are read as data, never followed through symlinks.

crossrc_after_install() {
  [[ -z ${CROSSRC_PLAN-} || $1 != *install_qa_check* ]] ||
    ewarn "crossrc: something replaced post_src_install, so the saved environment holds the plan; put crossrc's line last in bashrc"
  crossrc_load_plan
  local method target root
  crossrc_word method method
  crossrc_word target target
  crossrc_word root root
  case $1 in
    *install_qa_check*)
      [[ ${method} != sysroot ]] || crossrc_strip_sysroot "${root}"
      crossrc_name_tools
      crossrc_name_machines "${target}"
      crossrc_record built
      ;;
    *__dyn_package*)
      crossrc_name_machines "${target}"
      # gpkg-helper.py reads Portage's settings, which refuse the SYSROOT that EAPI 9 exports without
      # ROOT: no such package of any target could be packed. Nothing of the package runs here.
      export ROOT
      ;;
    *die_hooks*) crossrc_record failed ;;
    *success_hooks*)
      crossrc_mend_index "${target}"
      crossrc_record merged
      ;;
  esac
  unset -v CROSSRC_PLAN
}

# crossrc_strip_sysroot ROOT: with method sysroot the compilers are called CC="... --sysroot=ROOT",
# and packages write that down in what they install.
crossrc_strip_sysroot() {
  local line
  [[ -n ${1%/} ]] || return
  while IFS= read -r line; do
    case ${line} in
      /*) crossrc_say einfo "crossrc: took --sysroot out of ${line}" ;;
      *) crossrc_say ewarn "${line}" ;;
    esac
  done < <(crossrc_helper strip "${1%/}" "${D}" 2>&1)
}

# Packages write down by which path configure found pkg-config: that of crossrc's names is gone with
# the build.
crossrc_name_tools() {
  local tools line
  crossrc_word tools tools
  [[ -n ${tools} && -d ${tools} ]] || return 0
  while IFS= read -r line; do
    case ${line} in
      /*) crossrc_say einfo "crossrc: ${line} names pkg-config as it is without crossrc" ;;
      *) crossrc_say ewarn "${line}" ;;
    esac
  done < <(crossrc_helper strip --names "${tools}" "${D}" 2>&1)
}

# crossrc_name_machines TARGET: what the package says of itself, in time for the installed and the
# packed one, and once more before it is packed: a hook of the user's may come between. Portage
# writes CHOST as emerge was called with it, which methods 4 and 6 of the guide set to the builder's,
# and CBUILD as it is outside of the plan.
crossrc_name_machines() {
  local setting
  local -a settings
  crossrc_put CHOST "$1"
  crossrc_words settings set
  for setting in "${settings[@]}"; do
    [[ ${setting} != CBUILD=* ]] || crossrc_put CBUILD "${setting#CBUILD=}"
  done
}

# crossrc_put NAME VALUE: into build-info.
crossrc_put() {
  local file=${PORTAGE_BUILDDIR}/build-info/$1 recorded
  [[ -n $2 && -f ${file} ]] || return 0
  recorded=$(crossrc_helper file get "${file}")
  [[ -n ${recorded} && ${recorded} != "$2" ]] || return 0
  printf '%s\n' "$2" | crossrc_helper file put "${file}" || return 0
  crossrc_say einfo "crossrc: $1 of the package is $2, not ${recorded}"
}

# crossrc_record built|failed|merged: what there is to say of this build, which goes into the history. That
# is in no directory that Portage's sandbox would let it write to.
crossrc_record() {
  local line word
  local -a words=()
  for word in "${CROSSRC_PLAN[@]}"; do
    case ${word} in method=* | target=* | trap=* | began=*) words+=("${word}") ;; esac
  done
  while IFS= read -r line; do
    case ${line%% *} in
      einfo | elog | ewarn | eerror) crossrc_say "${line%% *}" "${line#* }" ;;
      *) crossrc_say ewarn "${line}" ;;
    esac
  done < <(SANDBOX_ON=0 crossrc_helper record "$1" -- "${words[@]}" 2>&1)
}

# crossrc_mend_index TARGET: the binary package is in the index now. With build-info right both say
# TARGET; what can be left is the header, or what another hook made of the package.
crossrc_mend_index() {
  [[ -n $1 && -f ${PORTAGE_BUILDDIR}/.packaged && -f ${PKGDIR-}/Packages ]] || return 0
  local message
  local -a wrong
  mapfile -t wrong < <(crossrc_wrong_in_index "$1" "${PKGDIR}/Packages")
  case ${wrong-} in
    '') return 0 ;;
    /) wrong=(--index-only "${PKGDIR}") ;;
    *) wrong=("${wrong[@]/#/"${PKGDIR}/"}") ;;
  esac
  if message=$(SANDBOX_ON=0 crossrc_helper binpkg chost --to "$1" "${wrong[@]}" 2>&1); then
    crossrc_say einfo "crossrc: ${message}"
  else
    crossrc_say ewarn "crossrc: CHOST in ${PKGDIR}/Packages may not be $1: ${message}"
  fi
}

# crossrc_wrong_in_index TARGET INDEX: the files of this package that the index says another CHOST of,
# or a slash if only its header does. Where other packages are of another CHOST a PKGDIR serves the
# builder too, and what is right for them is not known here.
crossrc_wrong_in_index() {
  awk -v target="$1" -v cpv="${CATEGORY}/${PF}" -v id="${BUILD_ID-}" '
    BEGIN { RS = ""; FS = "\n" }
    {
      split("", field)
      for (i = 1; i <= NF; i++) {
        colon = index($i, ": ")
        field[substr($i, 1, colon - 1)] = substr($i, colon + 2)
      }
    }
    NR == 1 { header = field["CHOST"]; next }
    ("CHOST" in field ? field["CHOST"] : header) == target { next }
    field["CPV"] != cpv || field["BUILD_ID"] != id { others = 1; next }
    field["PATH"] ~ /^\/|(^|\/)\.\.(\/|$)/ { next } # not in PKGDIR
    { mine = 1; print("PATH" in field ? field["PATH"] : cpv ".tbz2") }
    END { if (!mine && !others && header != target) print "/" }' "$2"
}
