# shellcheck shell=bash
# What the benches in bash have in common. Sets crossrc and a scratch directory, which goes at the end.
# Rounds are interleaved, so that what else the machine does falls on all alike; shown is the median, of
# ratios that of the pairs. An aim is what is wanted on an idle machine; a case fails only beyond its limit.
# shellcheck disable=SC2034

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(realpath "${here}/../..")
crossrc=$(realpath "${CROSSRC:-build/crossrc}") || exit 1
scratch=$(realpath "$(mktemp -d)") || exit 1
trap 'rm -rf "${scratch}"' EXIT
failed=0

# note NAME NUMBER: puts it behind the others of that name.
note() { printf '%s\n' "$2" >> "${scratch}/$1.figures"; }

# timed NAME COMMAND...: notes the microseconds. What the command says is in ${scratch}/log.
timed() {
  local name=$1 started=${EPOCHREALTIME/[.,]/}
  shift
  "$@" > "${scratch}/log" 2>&1 || { printf '%s failed\n' "$*" && tail "${scratch}/log" && exit 1; }
  note "${name}" $((${EPOCHREALTIME/[.,]/} - started))
}

# median NAME
median() {
  local count
  count=$(wc -l < "${scratch}/$1.figures")
  sort -n "${scratch}/$1.figures" | sed -n "$((count / 2 + 1))p"
}

# percent OF TO: the median of OF by TO, pair by pair, in hundredths.
percent() {
  paste "${scratch}/$1.figures" "${scratch}/$2.figures" |
    awk 'NF == 2 { printf "%d\n", $1 * 100 / $2 }' > "${scratch}/$1-$2.figures"
  median "$1-$2"
}

# hundredths NUMBER: with a point.
hundredths() { printf '%d.%02d' $(($1 / 100)) $(($1 % 100)); }

# ratio WHAT OF TO [AIM LIMIT]: shows median OF by median TO; with a limit, in percent, it is a case.
ratio() {
  local -i percent
  percent=$(percent "$2" "$3")
  if (($# < 5)); then
    printf '%s: %s\n' "$1" "$(hundredths "${percent}")"
  else
    held "$1: $(hundredths "${percent}") (aim $4, limit $5%)" $((percent <= $5))
  fi
}

# held TEXT CONDITION: a case that is good where the condition is not 0.
held() {
  if (($2)); then
    printf 'ok bench %s\n' "$1"
  else
    printf 'not ok bench %s\n' "$1"
    failed=1
  fi
}
