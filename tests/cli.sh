#!/usr/bin/env bash
# The contract of the command line, through real processes.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

run --help
verbs=$(sed -n 's/^  \([a-z]*\)  .*/\1/p' "$work/out")
[ -n "$verbs" ] && pass "ciel --help lists $(echo "$verbs" | wc -w) verbs" || fail "ciel --help lists no verbs"
for verb in $verbs; do
  run "$verb" --help
  if [ "$code" -eq 0 ] && [ ! -s "$work/err" ] && grep -q "^  ciel $verb " "$work/out"; then pass "$verb --help has an example"
  else fail "$verb --help: code $code, $(head -n 1 "$work/err")"; fi
  ends "$verb with an unknown option" 2 "$verb" --no-such-option
done
ends "no verb" 2
ends "an unknown verb" 2 rendr
ends "an unknown site" 3 site show atlantis
ends "--version" 0 --version
grep -qx 'ciel [0-9].*' "$work/out" && pass "--version prints $(cat "$work/out")" || fail "--version prints $(cat "$work/out")"
run site list --json
verdict "site list --json is JSON" python3 -m json.tool "$work/out"

run engines --json
cp "$work/out" "$work/engines"
verdict "ciel engines: scalar, vector and OpenCL are here and pass their self-tests" python3 - "$work/engines" <<'PY'
import json, sys
rows = json.load(open(sys.argv[1]))
for name in "scalar", "vector", "opencl":
    row = next(r for r in rows if r["name"] == name)
    assert row["available"] and row["selfTest"]["passed"] and row["tier"] == "T1", row
PY
[ -n "${TORNADOVM_HOME:-}" ] \
  || verdict "ciel engines: without TornadoVM the tornado engine says what to install" python3 - "$work/engines" <<'PY'
import json, sys
row = next(r for r in json.load(open(sys.argv[1])) if r["name"] == "tornado")
assert not row["available"] and "sdk install tornadovm" in row["missing"], row
PY

# the same relative names in two folders are two transfers, and 'status' without places lists both
mkdir -p "$work/source" "$work/one/d" "$work/two/d"
printf NEWNEWNE > "$work/source/f"
printf OLDOLDOL > "$work/two/d/f" # same size, other content
export XDG_STATE_HOME=$work/states
(cd "$work/one" && "$ciel" transfer run "$work/source" d -q > "$work/out" 2> "$work/err")
(cd "$work/two" && "$ciel" transfer status "$work/source" d -q > "$work/out" 2>&1) \
  && fail "'transfer status' knows a transfer that never ran" \
  || pass "'transfer status' of the same relative names in another folder knows no transfer"
(cd "$work/two" && "$ciel" transfer run "$work/source" d -q > "$work/out" 2> "$work/err") || true
[ "$(cat "$work/two/d/f")" = OLDOLDOL ] && ls "$work/two/d/.ciel-quarantine" > /dev/null 2>&1 \
  && pass "a file of the same name and size is compared, whatever another folder's transfer has noted" \
  || fail "another folder's transfer was taken for this one"
run transfer status --json
verdict "'transfer status' without places lists both transfers with their places and their ends" python3 - "$work/out" "$work" <<'PY'
import json, sys
rows, work = json.load(open(sys.argv[1])), sys.argv[2]
assert len(rows) == 2, rows
assert all(not r["running"] and r["progress"]["state"] == "done" for r in rows), rows
assert sorted(r["progress"]["filesDone"] for r in rows) == [0, 1], rows
assert all(r["places"]["source"].endswith("source") for r in rows), rows
PY
unset XDG_STATE_HOME

run completion bash
verdict "the bash completion script parses" bash -n "$work/out"
completed=$(bash -c 'source "$1"; COMP_WORDS=(ciel sit); COMP_CWORD=1; COMP_LINE="ciel sit"; _complete_ciel; echo "${COMPREPLY[*]}"' \
  _ "$work/out")
[ "$completed" = site ] && pass "bash completes 'ciel sit' to 'site'" || fail "bash completes 'ciel sit' to '$completed'"
run completion zsh
verdict "the zsh completion script parses" zsh -n "$work/out"

cd /
mkdir "$work/a b"
ln -s "$ciel" "$work/a b/link"
verdict "ciel runs through a symbolic link from another folder" "$work/a b/link" --version

# start-up: the best of many, so that other work on the machine does not decide
best=100000
for i in $(seq 40); do
  s=$(date +%s%N); "$ciel" --version > /dev/null; e=$(date +%s%N)
  ms=$(((e - s) / 1000000))
  [ $ms -ge $best ] || best=$ms
  [ "$i" -lt 10 ] || [ $best -ge 300 ] || break
done
[ "$best" -lt 300 ] && pass "ciel --version in $best ms, best of $i (limit 300 ms)" \
  || fail "ciel --version in $best ms, best of $i (limit 300 ms)"
