#!/usr/bin/env bash
# A photon transfer curve of ten pairs of simulated flats: the gain of each output within 0.5 %, and the sign of brighter-fatter.
# About ten CPU minutes a CCD.  tests/long/ptc.sh [CCD...]
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
python=$(bash "$top/benchmarks/peers/venv.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for ccd in "${@:-R22_S11}"; do
  "$top/ciel" calib flat --ramp 500:50000:10 --detector "$ccd" --out "$work/$ccd" --set cosmic_rays.enabled=false --quiet > /dev/null
  "$python" "$top/benchmarks/peers/ptc.py" "$work/$ccd"
done
