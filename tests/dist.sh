#!/usr/bin/env bash
# scripts/dist.sh: the distribution runs in an empty folder with a bare PATH, no Java of the machine and no network.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

code=0
bash "$top/scripts/dist.sh" "$work/made" > "$work/out" 2> "$work/err" || code=$?
tar=$(awk 'END {print $1}' "$work/out")
if [ "$code" -ne 0 ] || [ ! -s "$tar" ]; then fail "the distribution is not built: code $code, $(tail -n 1 "$work/err")"; exit; fi
pass "built: $(awk 'END {print $2}' "$work/out") bytes"
[ "$(awk 'END {print $NF}' "$work/out")" = "$(sha256sum < "$tar" | cut -d ' ' -f 1)" ] && pass "its SHA-256 is printed" \
  || fail "the SHA-256 printed is another"
mkdir "$work/empty folder" "$work/bin"
tar -xzf "$tar" -C "$work/empty folder"
home=$(echo "$work/empty folder"/ciel-*)
for tool in bash cat env readlink; do ln -s "$(command -v "$tool")" "$work/bin/$tool"; done
# a name space without a network, where this account may make one
alone=()
if unshare -rn true 2> /dev/null; then alone=(unshare -rn); elif unshare -n true 2> /dev/null; then alone=(unshare -n); fi
[ ${#alone[@]} -gt 0 ] && pass "tried without a network" || pass "this account may not switch the network off; tried with it"
there() { (cd "$work/empty folder" && "${alone[@]}" env -i PATH="$work/bin" HOME="$work/none" "$home/ciel" "$@"); }

code=0
there demo --out images > "$work/out" 2> "$work/err" || code=$?
[ "$code" -eq 0 ] && [ -s "$work/empty folder"/images/amp_*.fits.fz ] && pass "ciel demo runs: $(tail -n 2 "$work/out" | head -n 1)" \
  || fail "ciel demo ends with $code: $(tail -n 2 "$work/err" | tr '\n' ' ')"
code=0
"$ciel" demo --out "$work/source" > /dev/null 2> "$work/err" || code=$?
for file in "$work"/source/eimage_*.fits; do
  cmp -s "$file" "$work/empty folder/images/${file##*/}" && pass "its e-image has the bits of the source tree's" \
    || fail "its e-image has other bits"
done
chmod -R a-w "$home"
there transfer run images copy > "$work/out" 2> "$work/err" \
  && cmp -s "$work/empty folder"/images/amp_*.fits.fz "$work/empty folder"/copy/amp_*.fits.fz \
  && pass "ciel transfer runs from a folder that nobody may write" || fail "ciel transfer: $(tail -n 2 "$work/err" | tr '\n' ' ')"
ln -s "$home/ciel" "$work/bin/ciel"
[ "$(cd / && env -i PATH="$work/bin" ciel --version 2>&1)" = "$("$ciel" --version 2>&1)" ] && pass "through a symbolic link" \
  || fail "not through a symbolic link"
chmod -R u+w "$home"
