#!/usr/bin/env bash
# Stars on the CCD in the middle and on four corners of the focal plane in u, r and y, at three angles of the rotator, and on
# wavefront sensors and a guider, beside batoid's rays and ERFA's places (benchmarks/peers/compare_batoid.py). Needs ../shared (or
# CIEL_SHARED); installs batoid from PyPI into a folder of its own. Five minutes on two cores; names of runs (u r y corner) may be given.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
data=${CIEL_SHARED:-$top/../shared}/data
[ -d "$data/throughputs" ] || { pass "not compared: the reference data is not in ../shared"; exit 0; }
python=${CIEL_BATOID_PYTHON:-$work/venv/bin/python}
if [ ! -x "$python" ]; then
  python3 -m venv "$work/venv" && "$python" -m pip install --quiet batoid==0.9.0 pyerfa==2.0.1.5 astropy==8.0.2 scipy pyarrow
fi
peer=$top/benchmarks/peers/compare_batoid.py
for name in ${*:-u r y corner}; do
  "$python" "$peer" make "$name" "$work/$name.txt"
  # in y the default is 6 um in front of the surface
  depth=(--set optics.focus_depth=0)
  [ "$name" != y ] || depth=()
  run render "$work/$name.txt" --detector "$("$python" "$peer" detectors "$name")" --physics fast --set "sed.library=$data/sed" \
    --set sky.enabled=false --set cosmic_rays.enabled=false --set readout.enabled=false --set output.png=false --set psf.model=none \
    --set psf.gaussian_fwhm=0.5 --set optics.rays=true --set optics.dispersion=true --set optics.dispersion_air=imsim \
    "${depth[@]}" --set spectrum.detector=baseline --set spectrum.out_of_band=false --quiet --out "$work/$name"
  [ "$code" -eq 0 ] || fail "$name: code $code, $(tail -n 1 "$work/err")"
  "$python" "$peer" compare "$name" "$work/$name" "$data" || true
done
