#!/usr/bin/env bash
# The OpenCL engine from the command line: a whole CCD with the bits of the other engines, and a machine that lacks what the engine needs.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

python3 - "$work/scene.csv" <<'PY'
import random, sys
random.seed(11)
with open(sys.argv[1], "w") as f:
    print("id,x,y,flux,type,n,hlr,q,beta,g1,g2", file=f)
    for i in range(3000):
        star = i % 3 == 0
        flux = 2e7 if i < 2 else 10 ** random.uniform(1, 5)
        print(i, *(f"{v:.3f}" for v in (random.uniform(-20, 4115), random.uniform(-20, 4023), flux)), "star" if star else "sersic",
              0 if star else random.choice([0.5, 1, 2.5, 4]), 0 if star else 0.8, 1 if star else 0.6, 30, 0, 0, sep=",", file=f)
PY
scene=("$work/scene.csv" --set psf.fwhm=0.7 --set sky.electrons=800 --seed 5 --threads 2)

# The data of every image of two folders; headers name the engine and the time.
cat > "$work/same.py" <<'PY'
import os, sys
def units(path):
    raw, at, out = open(path, "rb").read(), 0, []
    while at < len(raw):
        cards = {}
        while True:
            card = raw[at:at + 80]
            at += 80
            if card.rstrip() == b"END":
                break
            if card[8:10] == b"= ":
                cards[card[:8].strip().decode()] = card[10:].split(b"/")[0].strip().decode().strip("'").strip()
        at = -(-at // 2880) * 2880
        n = int(cards.get("NAXIS", 0))
        size = abs(int(cards["BITPIX"])) // 8 if n else 0
        for i in range(n):
            size *= int(cards[f"NAXIS{i + 1}"])
        size += int(cards.get("PCOUNT", 0))
        out.append(raw[at:at + size])
        at += -(-size // 2880) * 2880
    return out
names = sorted(n for n in os.listdir(sys.argv[1]) if ".fits" in n)
assert len(names) >= 2, names
total = 0
for other in sys.argv[2:]:
    assert sorted(n for n in os.listdir(other) if ".fits" in n) == names, (names, os.listdir(other))
    for name in names:
        a, b = units(os.path.join(sys.argv[1], name)), units(os.path.join(other, name))
        assert a == b, f"{name}: the data differ between {sys.argv[1]} and {other}"
        total += sum(map(len, a))
assert total > 50_000_000, total
PY

for what in scene demo full; do
  case $what in
    scene) input=(render "${scene[@]}") ;;
    demo) input=(demo --threads 2) ;;
    full) input=(render "${scene[@]}" --physics full) ;; # the scene with silicon, tree rings and moving boundaries
  esac
  for engine in scalar vector opencl; do
    run "${input[@]}" --engine $engine --out "$work/$what-$engine" --json
    [ "$code" -eq 0 ] || fail "$what with $engine: code $code, $(head -n 1 "$work/err")"
    cp "$work/out" "$work/$what-$engine.json"
  done
  verdict "the whole CCD of the $what: the data of e-image and raw are the same from the scalar, vector and OpenCL engine" \
    python3 "$work/same.py" "$work/$what-scalar" "$work/$what-vector" "$work/$what-opencl"
  verdict "the $what was read out on the OpenCL device" python3 -c 'import json, sys; d = json.load(open(sys.argv[1]))
assert d["seconds"]["readout"] == 0 and d["deviceUse"]["seconds"] > 0 and d["deviceUse"]["memoryBytes"] > 200e6, d' "$work/$what-opencl.json"
done
python3 - "$work" <<'PY'
import json, sys
for what in "scene", "demo", "full":
    cpu = {e: json.load(open(f"{sys.argv[1]}/{what}-{e}.json"))["seconds"]["cpu"] for e in ("scalar", "vector", "opencl")}
    print(f"figure: the CCD of the {what} with readout and files, two threads each:", ", ".join(f"{e} {v:.2f} CPU s" for e, v in cpu.items())
          + f"; opencl / scalar {cpu['opencl'] / cpu['scalar']:.2f}")
PY

# LLVM in a driver takes the JVM's signal handlers where libjsig.so is not in front
run engines
[ "$code" -eq 0 ] && ! grep -q libjsig "$work/err" && pass "the command keeps the JVM's signal handlers" || fail "ciel engines: code $code, $(grep libjsig "$work/err")"
. "$top/scripts/jdk.sh"
need_jdk
(unset LD_PRELOAD; "$JDK/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp "$top"/.build/"$(cat "$top/.build/current")"/ciel-app.jar ciel.app.Ciel engines) \
  > "$work/out" 2> "$work/err" < /dev/null || true
grep -q 'LD_PRELOAD=.*libjsig.so' "$work/err" && pass "a JVM without libjsig.so says what to do" || fail "a JVM without libjsig.so: $(head -n 1 "$work/err")"

# without a driver, without the loader, with a driver that finds no device: exit code 4, the package's name, no file
mkdir "$work/vendors" "$work/lib"
: > "$work/lib/libOpenCL.so.1"
lacking() {
  local name=$1 says=$2
  shift 2
  rm -rf "$work/x"
  code=0
  env "$@" "$ciel" render "${scene[@]}" --engine opencl --out "$work/x" > "$work/out" 2> "$work/err" < /dev/null || code=$?
  if [ "$code" -ne 4 ]; then fail "$name: exit code $code, not 4: $(head -n 1 "$work/err")"
  elif ! grep -q "$says" "$work/err" || ! grep -q 'pocl-opencl-icd' "$work/err" || ! grep -q 'ocl-icd-libopencl1' "$work/err"; then fail "$name: $(head -n 1 "$work/err")"
  elif grep -qE '^\s+at |Exception' "$work/err"; then fail "$name: a stack trace"
  elif [ -s "$work/out" ] || [ -n "$(ls -A "$work/x" 2>/dev/null)" ]; then fail "$name: something was written"
  else pass "$name: exit code 4, and the package is named"; fi
}
lacking "no OpenCL driver" "finds no ICD" OCL_ICD_VENDORS="$work/vendors"
lacking "no OpenCL loader" "libOpenCL.so.1 is not on this machine" LD_LIBRARY_PATH="$work/lib"
lacking "a driver without a device" "no OpenCL device" POCL_DEVICES=none
ends "a device that is not there" 4 render "${scene[@]}" --engine opencl --device 99 --out "$work/x"
code=0
OCL_ICD_VENDORS="$work/vendors" "$ciel" render "${scene[@]}" --out "$work/auto" --json > "$work/out" 2> "$work/err" < /dev/null || code=$?
[ "$code" -eq 0 ] && python3 -c 'import json, sys; assert json.load(open(sys.argv[1]))["engine"] in ("vector", "scalar")' "$work/out" \
  && pass "auto renders without an OpenCL driver" || fail "auto without an OpenCL driver: code $code, $(head -n 1 "$work/err")"
