#!/usr/bin/env bash
# imSim's grid with the default atmosphere, phase screens, of five seeds: size, its scatter and ellipticity beside imSim's one atmosphere.
# Needs ../shared (or CIEL_SHARED). Two minutes on two cores.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
data=${CIEL_SHARED:-$top/../shared}/data
[ -d "$data/imsim" ] || { pass "not compared: the reference data is not in ../shared"; exit 0; }
python=${CIEL_PYTHON:-$(bash "$top/benchmarks/peers/venv.sh")}
for seed in 1 2 3 4 5; do
  run render "$data/imsim/grid_R22_S11.txt" --detector R22_S11 --seed $seed --set "sed.library=$data/sed" --set sky.enabled=false \
    --set cosmic_rays.enabled=false \
    --set readout.enabled=false --set output.png=false --quiet --out "$work/$seed"
  [ "$code" -eq 0 ] || fail "seed $seed: code $code, $(tail -n 1 "$work/err")"
done
"$python" "$top/benchmarks/peers/compare_imsim.py" full "$data/imsim" "$work"/[1-5] || true
