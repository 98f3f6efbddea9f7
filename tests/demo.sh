#!/usr/bin/env bash
# ciel demo: what a new user sees first.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cd "$work" || exit
"$ciel" --version > /dev/null
code=0
read -r begun < /proc/uptime
TIMEFORMAT='%U %S'
cpu=$({ time "$ciel" demo > out 2> err < /dev/null || code=$?; } 2>&1 | awk '{print $1 + $2}')
read -r ended < /proc/uptime
wall=$(awk -v a="${begun%% *}" -v b="${ended%% *}" 'BEGIN {print b - a}')
files=$(ls ciel-demo 2> /dev/null)
for kind in eimage_ amp_ truth_ manifest_; do
  case $files in *$kind*) ;; *) fail "ciel demo writes no $kind file: $(tail -n 1 err)" ;; esac
done
picture=$(sed -n 's/^Look at //p' out)
verdict "ciel demo ends with a picture that is there" python3 -c \
  'import sys; d = open(sys.argv[1], "rb").read(); assert d[:8] == b"\x89PNG\r\n\x1a\n" and len(d) > 100000' "$picture"
grep -E '^[0-9,]+ objects, .* photons in [0-9.]+ s' out > line && pass "ciel demo: $(cat line)" \
  || fail "ciel demo prints no summary: $(tail -n 2 out)"
# two cores cannot be quicker than half of the CPU time; other work on the machine may make the clock slower
if awk -v w="$wall" -v c="$cpu" 'BEGIN {exit !(w < 20 || c < 30)}'; then pass "ciel demo takes $wall s, $cpu CPU s (limit 20 s, 30 CPU s)"
else fail "ciel demo takes $wall s, $cpu CPU s (limit 20 s, 30 CPU s)"; fi
said=$(sed -n 's/.* photons in \([0-9.]*\) s .*/\1/p' line)
awk -v w="$wall" -v s="$said" 'BEGIN {exit !(s <= w + 0.1 && s > w - 1)}' \
  && pass "the time that it prints, $said s, is the time that it takes, $wall s" \
  || fail "it prints $said s and takes $wall s"
