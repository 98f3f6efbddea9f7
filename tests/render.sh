#!/usr/bin/env bash
# ciel render from the command line: its summary, its files, its errors, and how it is interrupted (kill -9: kill.py).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

python3 - "$work/scene.csv" <<'PY'
import random, sys
random.seed(7)
with open(sys.argv[1], "w") as f:
    print("id,x,y,flux,type,n,hlr,q,beta,g1,g2", file=f)
    for i in range(300):
        star = i % 3 == 0
        numbers = random.uniform(0, 4095), random.uniform(0, 4003), 10 ** random.uniform(2, 5)
        print(i, *(f"{v:.3f}" for v in numbers), "star" if star else "sersic",
              0 if star else random.choice([1, 2.5, 4]), 0 if star else 0.8, 1 if star else 0.6, 30, 0, 0, sep=",", file=f)
PY
scene=(render "$work/scene.csv" --set psf.fwhm=0.7 --set sky.electrons=800 --set readout.enabled=false --seed 5)

begun=$(date +%s%N)
run "${scene[@]}" --out "$work/one" --json --threads 1
milliseconds=$((($(date +%s%N) - begun) / 1000000))
[ "$code" -eq 0 ] && pass "a scene table renders" || fail "a scene table: code $code, $(head -n 1 "$work/err")"
[ "$(wc -l < "$work/out")" -eq 1 ] && pass "--json prints one line" || fail "--json prints $(wc -l < "$work/out") lines"
cp "$work/out" "$work/one.json"
verdict "the summary has the documented keys, and every file is as it says" python3 - "$work/one.json" <<'PY'
import hashlib, json, os, sys, zlib
s = json.load(open(sys.argv[1]))
assert list(s) == ["engine", "device", "tier", "seed", "visit", "detectors", "seconds", "photonsPerSecond", "peakMemoryBytes",
                   "detectorsAtOnce", "notes"], list(s)
assert list(s["seconds"]) == ["setup", "photons", "background", "readout", "write", "total", "cpu"], s["seconds"]
assert s["seed"] == 5 and len(s["detectors"]) == 1
d = s["detectors"][0]
assert list(d) == ["name", "objects", "photons", "electrons", "files"] and d["name"] == "R22_S11" and d["files"], d
for f in d["files"]:
    assert list(f) == ["path", "bytes", "adler32", "sha256"], f
    data = open(f["path"], "rb").read()
    assert (len(data), "%08x" % zlib.adler32(data), hashlib.sha256(data).hexdigest()) == (f["bytes"], f["adler32"], f["sha256"]), f["path"]
PY
grep -q WARNING "$work/err" && fail "a warning of the JVM on stderr" || pass "no warning of the JVM on stderr"

for threads in 2 7; do
  run "${scene[@]}" --out "$work/t$threads" --json --threads $threads
  verdict "$threads threads give the bits of one" python3 - "$work/one.json" "$work/out" <<'PY'
import json, sys
# headers name device and time, so it is the data behind them that has to be the same
def image(path):
    name = next(f["path"] for f in json.load(open(path))["detectors"][0]["files"] if "eimage" in f["path"])
    raw = open(name, "rb").read()
    end = 0
    while raw[end:end + 80].rstrip() != b"END":
        end += 80
    return raw[(end // 2880 + 1) * 2880:]
a, b = image(sys.argv[1]), image(sys.argv[2])
assert len(a) > 60_000_000 and a == b, (len(a), len(b))
PY
done

eimage=$(echo "$work"/one/eimage_*.fits)
ends "inspecting an e-image" 0 inspect "$eimage" --png "$work/e.png"
grep -q 'NAXIS1  = *4096' "$work/out" && pass "inspect shows the header" || fail "inspect shows no header: $(head -n 5 "$work/out")"
verdict "inspect writes a PNG" python3 -c 'import sys; d = open(sys.argv[1], "rb").read()
assert d[:8] == b"\x89PNG\r\n\x1a\n" and len(d) > 10000' "$work/e.png"
run inspect "$eimage" --stars
[ "$code" -eq 0 ] && [ ! -s "$work/err" ] && pass "inspect --stars writes nothing but its table" \
  || fail "inspect --stars: code $code, $(head -n 2 "$work/err")"
run inspect "$eimage" --json
verdict "inspect --json is JSON" python3 -m json.tool "$work/out"
cp "$eimage" "$work/flipped.fits"
printf x | dd of="$work/flipped.fits" bs=1 seek=30000000 conv=notrunc status=none
code=0
"$ciel" inspect "$work/flipped.fits" --brief > "$work/out" 2> "$work/err" || code=$?
[ "$code" -eq 3 ] && grep -q checksum "$work/err" && pass "a flipped byte is found by inspect" \
  || fail "a flipped byte: code $code, $(cat "$work/err")"
ends "inspecting what is no FITS file" 3 inspect "$work/scene.csv"

ends "rendering again into the same folder" 3 "${scene[@]}" --out "$work/one"
run "${scene[@]}" --out "$work/one" --resume --json
verdict "--resume leaves a whole CCD alone" python3 -c 'import json, sys; d = json.load(open(sys.argv[1]))["detectors"]
assert [r["kept"] for r in d] == [True], d' "$work/out"
ends "--resume with another configuration" 3 "${scene[@]}" --set psf.fwhm=0.8 --out "$work/one" --resume
rm -f "$work"/one/manifest_*
ends "rendering over files of a cut run" 3 "${scene[@]}" --out "$work/one"
ends "--resume of a cut run" 0 "${scene[@]}" --out "$work/one" --resume
[ ! -d /proc/self ] || ends "a folder that cannot be written to" 4 "${scene[@]}" --out /proc/self/ciel
ends "a cosmic-ray library that is not there" 3 "${scene[@]}" --set cosmic_rays.enabled=true --set cosmic_rays.library="$work/none.fits" \
  --out "$work/x"
ends "overwriting when it is wanted" 0 "${scene[@]}" --out "$work/one" --set output.overwrite=true
ends "a catalog that is not there" 3 render "$work/none.txt" --out "$work/x"
printf 'rightascension 1\nobject nonsense\n' > "$work/bad.txt"
ends "a catalog that is nonsense" 3 render "$work/bad.txt" --out "$work/x"
ends "a setting that is not one" 3 render "$work/scene.csv" --set psf.fwmh=1 --out "$work/x"
grep -q 'did you mean psf.fwhm' "$work/err" && pass "the setting that was meant is named" || fail "no suggestion: $(cat "$work/err")"
ends "a setting out of range" 3 render "$work/scene.csv" --set psf.fwhm=-1 --out "$work/x"
ends "a device that is not here" 4 "${scene[@]}" --engine opencl --device 99 --out "$work/x"
ends "an engine that does not exist" 2 "${scene[@]}" --engine cuda --out "$work/x"
[ -n "${TORNADOVM_HOME:-}" ] || ends "an engine that is not installed" 4 "${scene[@]}" --engine tornado --out "$work/x"
ends "a detector that is not one" 2 "${scene[@]}" --detector R99_S99 --out "$work/x"
[ -e "$work/x" ] && [ -n "$(ls -A "$work/x")" ] && fail "files of runs that failed: $(ls "$work/x")" \
  || pass "runs that failed leave no file"
run render --show-config
verdict "--show-config can be read back" "$ciel" render --show-config --config "$work/out" --json

interrupted=''
said=no
for percent in 30 50 70 85 100; do
  delay=$(awk -v ms="$milliseconds" -v p=$percent 'BEGIN {print ms * p / 1e5}')
  rm -rf "$work/k"
  # a child of a non-interactive shell ignores SIGINT unless it is given its default back
  python3 -c 'import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])' \
    "$ciel" "${scene[@]}" --out "$work/k" > "$work/kout" 2> "$work/kerr" < /dev/null &
  pid=$!
  sleep "$delay"
  kill -INT $pid 2>/dev/null
  code=0
  wait $pid 2>/dev/null || code=$?
  interrupted="$interrupted $code"
  # one that is stopped while the JVM still starts says nothing
  ! grep -qx 'ciel: interrupted' "$work/kerr" || said=yes
done
wrong=$(for code in $interrupted; do [ "$code" -eq 130 ] || [ "$code" -eq 0 ] || echo "$code"; done)
case "$interrupted " in *" 130 "*) ;; *) wrong="none with 130" ;; esac
[ -z "$wrong" ] && pass "interrupted runs end with 130 (0: it was done):$interrupted" || fail "interrupted runs ended with$interrupted"
[ $said = yes ] && pass "they say that they were interrupted" || fail "no interrupted run says so"
run "${scene[@]}" --out "$work/k" --set output.overwrite=true
[ "$code" -eq 0 ] && [ -z "$(find "$work/k" -name '.*' -type f -o -name '*.tmp')" ] && pass "the next run removes what was left" \
  || fail "left behind: $(ls -A "$work/k")"
