# shellcheck shell=bash
# What root takes for rules, and what of their values becomes of it in bash.
# shellcheck disable=SC2154,SC2016

# configured: rules for the target at ${own}.
configured() {
  mkdir -p "${own}/etc/portage/crossrc.d" "${own}/data/rules.d" "${own}/hooks"
  cp "${top}"/hooks/* "${own}/hooks"
  printf 'target: { chost: x86_64-laptop-linux-gnu, root: %s }\n' "${own}" > "${own}/etc/portage/crossrc.yaml"
  printf 'rules: [{ match: a/b, method: native, trap: off }]\n' > "${own}/etc/portage/crossrc.d/mine.yaml"
}

# plan [NAME=VALUE...]: as the hook calls it in pkg_setup. The program is a copy that is root's alone.
plan() {
  [[ -e ${own}/crossrc ]] || install -m 755 "${crossrc}" "${own}/crossrc"
  env -i PATH="${PATH}" CROSSRC_CACHEDIR="${own}/cache" CROSSRC_DATADIR="${own}/data" PORTAGE_CONFIGROOT="${own}" ROOT="${own}" SYSROOT="${own}" \
    CATEGORY=a PF=b-1 SLOT=0 USE='' IUSE_EFFECTIVE='' CHOST=x86_64-pc-linux-gnu "$@" timeout 20 "${own}/crossrc" plan "${own}/hooks"
}

claim_rules_that_others_can_write_are_refused() {
  configured
  plan | grep -q method=native
  local file=${own}/etc/portage/crossrc.d/mine.yaml
  chmod 666 "${file}" && says 'can be written by everyone' plan
  chmod 644 "${file}" && chown portage "${file}" && says 'belongs to user' plan
  chown root:portage "${file}" && chmod 664 "${file}" && says 'can be written by group' plan
  chmod 644 "${file}" && chmod 777 "${own}/etc/portage/crossrc.d" && says 'can be written by everyone' plan
  chmod 755 "${own}/etc/portage/crossrc.d" && plan > /dev/null
  mv "${file}" "${theirs}" && ln -s "${theirs}/mine.yaml" "${file}" && says 'belongs to user' plan
}

claim_hooks_that_others_can_write_are_refused() {
  configured
  plan > /dev/null
  chown portage "${own}/hooks/after.bash" && says 'after.bash" belongs to user' plan
  chown root "${own}/hooks/after.bash" && chmod 775 "${own}/hooks" && chgrp portage "${own}/hooks" &&
    says 'can be written by group' plan
  chmod 755 "${own}/hooks" && plan > /dev/null
  chmod 777 "${own}/crossrc" && says 'crossrc" can be written by everyone' plan
}

# flags: of a plan for what no machine at hand has.
flags() {
  plan CC=gcc CFLAGS=-march=bdver4 | grep -ao "set=CFLAGS=[^']*"
}

claim_what_compilers_said_is_believed_of_root_alone() {
  configured
  printf 'rules: [{ match: a/b, isa: builder, trap: off }]\n' > "${own}/etc/portage/crossrc.d/mine.yaml"
  local asked file kept=${own}/cache/isa
  asked=$(flags)
  [[ ${asked} == *' -mno-xop'* ]]
  file=$(grep -l '^gcc -march=bdver4$' "${kept}"/*)
  sed -i 's/^disable .*/disable -mforged/' "${file}"
  [[ $(flags) == *' -mforged' ]]
  chown portage "${file}" && [[ $(flags) == "${asked}" ]] && chown root "${file}"
  chmod 666 "${file}" && [[ $(flags) == "${asked}" ]] && chmod 644 "${file}"
  chown portage "${kept}" && [[ $(flags) == "${asked}" ]] && chown root "${kept}"
  chmod 777 "${own}/cache" && [[ $(flags) == "${asked}" ]] && chmod 755 "${own}/cache"
  [[ $(flags) == *' -mforged' ]]
  mv "${file}" "${theirs}" && ln -s "${theirs}/${file##*/}" "${file}"
  chown portage "${theirs}/${file##*/}" && [[ $(flags) == "${asked}" ]]
  rm -r "${kept}" && as_portage mkdir "${theirs}/isa" && ln -s "${theirs}/isa" "${kept}" && [[ $(flags) == "${asked}" ]]
  [[ -z $(ls "${theirs}/isa") ]]
}

# Every byte that bash knows a meaning for.
hostile_value() {
  printf '%s' '$(touch pwned) `touch pwned` ; touch pwned & | < > "'\'' \ * ? [a] {b,c} ~ ! # % = ( ) $'\''\x41'\''' $'\t\n' ' a[$(touch pwned)] ünï €'
}

# In YAML a double-quoted string.
quoted() {
  python3 -c 'import json, sys; print(json.dumps(sys.argv[1], ensure_ascii=False))' "$1"
}

claim_values_go_into_bash_and_back_byte_for_byte() {
  local value method seen
  value=$(hostile_value; printf .)
  value=${value%.}
  mkdir -p "${scratch}/cwd"
  cd "${scratch}/cwd" || return
  for method in cross sysroot swap native builder root-only; do
    configured
    printf 'rules: [{ match: a/b, method: %s, trap: off, reason: %s, env: { HOSTILE: %s, CFLAGS: { append: %s } } }]\n' \
      "${method}" "$(quoted "${value}")" "$(quoted "${value}")" "$(quoted '$(touch${IFS}pwned);`touch${IFS}pwned`')" \
      > "${own}/etc/portage/crossrc.d/mine.yaml"
    plan > "${own}/words"
    seen=$(bash -c '
      program=$4 T=/nonexistent
      crossrc_helper() { "${program}" "$@"; }
      for part in plan environment supervise; do source "$1/${part}.bash"; done && eval "$(< "$2")"
      crossrc_word method method && [[ ${method} == "$3" ]] || exit
      crossrc_enter_phase compile && eval "$(declare -p CROSSRC_PLAN HOSTILE CFLAGS)" &&
        env -0 | grep -z ^HOSTILE= | tr -d "\0" && unset -v CROSSRC_SEEN &&
        crossrc_ask compile --leave && crossrc_obey && [[ ! -v HOSTILE ]]' \
      bash "${top}/hooks" "${own}/words" "${method}" "${crossrc}"; printf .)
    [[ ${seen} == "HOSTILE=${value}." ]] || { printf '%s: got %q\n' "${method}" "${seen}" && return 1; }
  done
}

claim_names_that_bash_would_evaluate_are_refused() {
  configured
  local name
  for name in 'a[$(touch pwned)]' 'x;touch pwned' '$(touch pwned)' '1x' 'a b' ''; do
    printf 'rules: [{ match: a/b, env: { %s: x } }]\n' "$(quoted "${name}")" > "${own}/etc/portage/crossrc.d/mine.yaml"
    says 'mine.yaml:1' plan
  done
}
