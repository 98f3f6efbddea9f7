#!/usr/bin/env bash
# Stars on the CCD in the middle and on four corners of the focal plane in u and r, at two angles of the rotator, beside
# batoid's rays and ERFA's places (benchmarks/peers/compare_batoid.py). Needs ../shared (or CIEL_SHARED); installs batoid from
# PyPI into a folder of its own. Four minutes on two cores.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
data=${CIEL_SHARED:-$top/../shared}/data
[ -d "$data/throughputs" ] || { pass "not compared: the reference data is not in ../shared"; exit 0; }
python=${CIEL_BATOID_PYTHON:-$work/venv/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$work/venv" && "$python" -m pip install --quiet batoid==0.9.0 pyerfa==2.0.1.5 astropy==8.0.2 scipy pyarrow
fi
detectors=R22_S11,R01_S00,R03_S02,R41_S20,R43_S22
for band in u r; do
  "$python" "$top/benchmarks/peers/compare_batoid.py" make $band "$work/$band.txt"
  run render "$work/$band.txt" --detector $detectors --physics fast --set "sed.library=$data/sed" --set sky.enabled=false \
    --set cosmic_rays.enabled=false --set readout.enabled=false --set output.png=false --set psf.model=none \
    --set psf.gaussian_fwhm=0.5 --set optics.rays=true --set optics.dispersion=true --set optics.dispersion_air=imsim \
    --set optics.focus_depth=0 --set spectrum.detector=baseline --set spectrum.out_of_band=false --quiet --out "$work/$band"
  [ "$code" -eq 0 ] || fail "$band: code $code, $(tail -n 1 "$work/err")"
  "$python" "$top/benchmarks/peers/compare_batoid.py" compare $band "$work/$band" "$data" || true
done
