#!/usr/bin/env bash
# Law 2 through real processes: engines, threads and the order of objects leave every bit of e-image, raw image and truth as it is.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
python=${CIEL_PYTHON:-$(bash "$top/benchmarks/peers/venv.sh")}

"$python" - "$work" <<'PY'
import random, sys
random.seed(11)
header = dict(rightascension=60.490455, declination=-38.164375, mjd=60143.4215696111, altitude=53.16186, azimuth=114.38575, filter=2, rotskypos=138.6125907, rottelpos=40.0386345,
              dist2moon=90, moonalt=-20, moondec=0, moonphase=0, moonra=0, nsnap=1, seqnum=17, obshistid=398414, seed=398414, seeing=0.750181, sunalt=-30, vistime=30)
star, galaxy = "starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0", "galaxySED/Exp.40E09.02Z.spec.gz 0.4 0.02 -0.01 0.01 0 0"
lines = []
for i in range(600):
    at = f"object {i} {60.4905 + random.uniform(-.17, .17):.7f} {-38.1644 + random.uniform(-.13, .13):.7f}"
    size = f"{10 ** random.uniform(-1, .7):.3f}"
    lines.append({0: f"{at} {random.uniform(16, 25):.3f} {star} point none CCM 0.1 3.1",
                  1: f"{at} {random.uniform(19, 26):.3f} {galaxy} sersic2d {size} {float(size) * .6:.3f} {random.uniform(0, 180):.2f} {random.uniform(.3, 6.2):.2f} CCM 0.1 3.1 none",
                  2: f"{at} {random.uniform(20, 26):.3f} {galaxy} knots {size} {float(size) * .7:.3f} 30 {random.randint(1, 40)} none none",
                  3: f"{at} {random.uniform(17, 22):.3f} {star} streak {random.uniform(1, 300):.1f} 1.5 40 none none"}[i % 4 if i % 40 == 3 or i % 4 < 3 else 0])
few = [line for line in lines if float(line.split()[4]) > 21][:120]
for name, chosen in (("a", lines), ("few", few)):
    for suffix in "", "-b":
        with open(f"{sys.argv[1]}/{name}{suffix}.txt", "w") as f:
            for key, value in header.items():
                print(key, value, file=f)
            print("\n".join(chosen), file=f)
        random.shuffle(chosen)
PY

# bits NAME: what e-image, raw and truth hold, without the headers, which name the engine
bits() {
  "$python" - "$work/$1" <<'PY'
import glob, hashlib, sys
import pyarrow.parquet
from astropy.io import fits
for path in sorted(glob.glob(sys.argv[1] + "/*.fits*")):
    digest = hashlib.sha256()
    with open(path, "rb") as f, fits.open(path, disable_image_compression=True) as hdus:
        for hdu in hdus:
            info = hdu.fileinfo()
            f.seek(info["datLoc"])
            digest.update(f.read(info["datSpan"]))
        print(path.rsplit("/", 1)[1].split("_")[0], digest.hexdigest(), hdus[0].header.get("PHYSICS"))
truth = pyarrow.parquet.read_table(glob.glob(sys.argv[1] + "/truth_*")[0]).sort_by("object_id").to_pydict()
print("truth", hashlib.sha256(repr(truth).encode()).hexdigest())
PY
}
# draw NAME ARG...: renders, and holds its bits against those of $first, the first of its kind
draw() {
  local name=$1
  shift
  run render "$@" --out "$work/$name" --quiet --set output.png=false
  [ "$code" -eq 0 ] || { fail "$name: code $code, $(tail -n 1 "$work/err")"; return; }
  bits "$name" > "$work/$name.bits" 2>&1
  rm -rf "${work:?}/$name"
  if [ "$name" = "$first" ]; then
    [ "$(wc -l < "$work/$name.bits")" -eq 3 ] && pass "$name draws objects of four kinds" || fail "$name: $(cat "$work/$name.bits")"
  else
    cmp -s "$work/$first.bits" "$work/$name.bits" && pass "$name: e-image, raw image and truth are the bits of: $first" \
      || fail "$name: $(diff "$work/$first.bits" "$work/$name.bits" | tr '\n' ' ')"
  fi
}
first="scalar, 1 thread"
draw "$first" "$work/a.txt" --physics fast --engine scalar --threads 1
draw "vector, 1 thread" "$work/a.txt" --physics fast --engine vector --threads 1
draw "vector, 7 threads, other order" "$work/a-b.txt" --physics fast --engine vector --threads 7
draw "scalar, 2 threads, other order" "$work/a-b.txt" --physics fast --engine scalar --threads 2

# what a catalog gets by default: everything on
first="scalar, 2 threads, full physics"
draw "$first" "$work/few.txt" --engine scalar --threads 2
grep -q 'eimage.*rays.*silicon.*brighter_fatter' "$work/$first.bits" && pass "a catalog's default is full physics" \
  || fail "a catalog's default: $(cat "$work/$first.bits")"
draw "vector, 1 thread, full physics, other order" "$work/few-b.txt" --engine vector --threads 1
