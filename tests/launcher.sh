#!/usr/bin/env bash
# A fresh clone, in a folder with a blank in its name: three commands at once build it once, and a touched source does not build it again.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

tree="$work/fresh clone"
mkdir "$tree"
(cd "$top" && git ls-files -co --exclude-standard -z | tar --null -T - -cf -) | tar -xf - -C "$tree"
for i in 1 2 3; do
  (code=0; "$tree/ciel" --version > "$work/out$i" 2> "$work/err$i" < /dev/null || code=$?; echo $code > "$work/code$i") &
done
wait
codes=$(cat "$work"/code[123] | tr '\n' ' ')
builds=$(cat "$work"/err[123] | grep -c 'ciel: building')
[ "$codes" = '0 0 0 ' ] && pass "three at once on a fresh clone all succeed" \
  || fail "three at once on a fresh clone: codes $codes $(cat "$work"/err[123] | tail -n 3)"
[ "$builds" -eq 1 ] && pass "they build once" || fail "they build $builds times"

touch "$tree/app/src/main/java/ciel/app/Ciel.java"
message=$("$tree/ciel" --version 2>&1 > /dev/null)
[ -z "$message" ] && pass "a touched source with the same content builds nothing" || fail "a touched source: $message"
printf '\n' >> "$tree/app/src/main/java/ciel/app/Ciel.java"
message=$("$tree/ciel" --version 2>&1 > /dev/null)
case $message in "ciel: building"*) pass "a changed source is built" ;; *) fail "a changed source: '$message'" ;; esac
printf 'class Broken {' > "$tree/app/src/main/java/ciel/app/Broken.java"
code=0
message=$("$tree/ciel" --version 2>&1 > /dev/null) || code=$?
case $code:$message in 1:*Broken.java*build.log*) pass "a source that does not compile is named" ;; *) fail \
  "a broken source: code $code, $message" ;; esac
