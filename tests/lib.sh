# Sourced by the checks of this folder. A check prints PASS or FAIL lines with its figures, and ends with 0 when it could run.
# shellcheck shell=bash
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
ciel=$top/ciel
work=$(mktemp -d "${TMPDIR:-/tmp}/ciel-check.XXXXXX")
trap 'rm -rf "$work"' EXIT

pass() { printf 'PASS %s\n' "$*"; }
fail() { printf 'FAIL %s\n' "$*"; }

# verdict NAME COMMAND...: PASS when the command succeeds.
verdict() {
  local name=$1
  shift
  if "$@" > "$work/verdict" 2>&1; then pass "$name"; else fail "$name: $(tr '\n' ' ' < "$work/verdict" | cut -c1-200)"; fi
}

# run ARG...: runs ciel; sets code, and leaves $work/out and $work/err.
run() {
  code=0
  "$ciel" "$@" > "$work/out" 2> "$work/err" < /dev/null || code=$?
}

# ends NAME CODE ARG...: ciel ARG... ends with that code; on an error stdout is empty, stderr says something and shows no stack trace.
ends() {
  local name=$1 want=$2
  shift 2
  run "$@"
  if [ "$code" -ne "$want" ]; then fail "$name: exit code $code, not $want: $(head -n 1 "$work/err")"
  elif grep -qE '^\s+at |Exception in thread' "$work/err"; then fail "$name: a stack trace on stderr"
  elif [ "$want" -ne 0 ] && [ -s "$work/out" ]; then fail "$name: data on stdout of a command that failed"
  elif [ "$want" -ne 0 ] && [ ! -s "$work/err" ]; then fail "$name: nothing on stderr"
  elif [ "$want" -eq 2 ] && ! grep -q -- '--help' "$work/err"; then fail "$name: no hint at --help"
  else pass "$name ends with $want"; fi
}
