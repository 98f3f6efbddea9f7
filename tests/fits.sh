#!/usr/bin/env bash
# FITS files read by programs that are not ours: astropy, astro_metadata_translator, fitsverify, funpack and fpack
# (benchmarks/peers/check_fits.py). First files with known pixels from FitsSamplesTest, then those of a rendering. CIEL_OBS_LSST: a
# checkout of lsst/obs_lsst, whose translator then reads them too.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
python=${CIEL_PYTHON:-$(bash "$top/benchmarks/peers/venv.sh")}

samples=$top/sim-core/target/fits-samples
if [ ! -d "$samples" ]; then
  (cd "$top" && mvn -q -B -pl sim-core test -Dtest=FitsSamplesTest -Dsurefire.failIfNoSpecifiedTests=false) > "$work/maven" 2>&1 \
    || tail -n 5 "$work/maven"
fi
"$python" "$top/benchmarks/peers/check_fits.py" --samples "$samples" || true

# one E2V and one ITL; stars over both, so that truth and coordinates can be held against the light
"$python" - > "$work/stars.txt" <<'END'
import math, random
random.seed(2)
ra, dec = 60.490455, -38.164375
header = dict(rightascension=ra, declination=dec, mjd=60143.4215696111, altitude=53.16186, azimuth=114.38575, filter=2, rotskypos=138.6125907, rottelpos=40.0386345,
              dist2moon=90, moonalt=-20, moondec=0, moonphase=0, moonra=0, nsnap=1, seqnum=17, obshistid=398414, seed=398414, seeing=0.750181, sunalt=-30, vistime=30)
for key, value in header.items():
    print(key, value)
for i in range(40000):
    eta, xi = random.uniform(-1.8, 1.8), random.uniform(-1.8, 1.8)
    print(f"object {i} {ra + xi / math.cos(math.radians(dec + eta)):.7f} {dec + eta:.7f} {random.uniform(16.5, 22):.3f} starSED/none.txt 0 0 0 0 0 0 point none none")
END
for detector in R22_S11 R01_S00; do
  run render "$work/stars.txt" --physics fast --detector "$detector" --out "$work/out-$detector"
  if [ "$code" -eq 0 ]; then pass "ciel render makes $detector"; else fail "ciel render $detector: code $code, $(tail -n 1 "$work/err")"; fi
  [ ! -d "$work/out-$detector" ] || "$python" "$top/benchmarks/peers/check_fits.py" --catalog "$work/stars.txt" "$work/out-$detector" \
    || true
done
