# shellcheck shell=bash
# The same, often.

case_interrupted_200_times() {
  interrupted "${SIGNALS:-200}"
}
