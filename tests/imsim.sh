#!/usr/bin/env bash
# What imSim itself makes of a grid of 64 objects on R22_S11, and phosim instance catalogs as they come: needs the reference data in
# ../shared (or CIEL_SHARED).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
data=${CIEL_SHARED:-$top/../shared}/data
if [ ! -d "$data/imsim" ]; then
  pass "not compared: the reference data is not in ../shared"
  exit 0
fi
python=${CIEL_PYTHON:-$(bash "$top/benchmarks/peers/venv.sh")}
sed=(--set "sed.library=$data/sed")
photons=(--set sky.enabled=false --set cosmic_rays.enabled=false)

run render "$data/imsim/grid_R22_S11.txt" --detector R22_S11 --physics fast "${sed[@]}" "${photons[@]}" --set psf.model=gaussian \
  --set psf.fwhm=0.7 --set output.png=false --out "$work/grid" --json
[ "$code" -eq 0 ] && pass "imSim's grid renders" || fail "imSim's grid: code $code, $(tail -n 1 "$work/err")"
"$python" "$top/benchmarks/peers/check_imsim.py" "$data/imsim" "$work/grid" || true
rm -rf "$work/grid"

# the same with full physics, against imSim's runs whose point spread function is no accident: the telescope alone, and with silicon
strict=(--set psf.model=gaussian --set psf.fwhm=0.7 --set psf.gaussian_fwhm=0 --set readout.enabled=false --set output.png=false --quiet)
for name in nosensor gauss; do
  case $name in
    nosensor) sensor=(--set sensor.silicon=false --set sensor.brighter_fatter=false --set sensor.tree_rings=false) ;;
    gauss) sensor=(--set "sensor.table=$data/sensor/lsst_e2v_50_8.dat" --set sensor.temperature=295) ;;
  esac
  run render "$data/imsim/grid_R22_S11.txt" --detector R22_S11 --physics full "${sed[@]}" "${photons[@]}" "${strict[@]}" "${sensor[@]}" \
    --out "$work/$name"
  if [ "$code" -eq 0 ]; then "$python" "$top/benchmarks/peers/compare_imsim.py" $name "$data/imsim" "$work/$name" || true
  else fail "imSim's grid, $name: code $code, $(tail -n 1 "$work/err")"; fi
  rm -rf "${work:?}/$name"
done

# objects NAME WANTED ARG...: the number of objects in the JSON
objects() {
  local name=$1 want=$2
  shift 2
  rm -rf "$work/o"
  run render "$@" --physics fast "${sed[@]}" "${photons[@]}" --set readout.enabled=false --set output.png=false \
    --set output.eimage=false --quiet --json --out "$work/o"
  local got
  got=$(python3 -c 'import json, sys; print(*(d["objects"] for d in json.load(sys.stdin)["detectors"]))' < "$work/out" 2> /dev/null)
  [ "$code" -eq 0 ] && [ "$got" = "$want" ] && pass "$name: $want objects" \
    || fail "$name: '$got' objects, not $want; code $code, $(tail -n 1 "$work/err")"
}
tiny=$data/instcat/tiny_instcat.txt
objects "tiny_instcat, edge_pix 1000" 24 "$tiny" --detector R22_S11 --set catalog.edge_pix=1000
objects "tiny_instcat, edge_pix 100" 17 "$tiny" --detector R22_S11 --set catalog.edge_pix=100
objects "tiny_instcat, min_source 12" 0 "$tiny" --detector R22_S11 --set catalog.edge_pix=1000 --set catalog.min_source=12

# all nine files of the folder render, or end with 3 and a line
for file in "$data"/instcat/*; do
  rm -rf "$work/o"
  run render "$file" --physics fast --detector R22_S11 "${sed[@]}" "${photons[@]}" --set readout.enabled=false --set output.png=false \
    --quiet --json --out "$work/o"
  said=$(tail -n 1 "$work/err" | tr -d '\n' | cut -c1-150)
  if grep -qE '^\s+at |Exception in thread' "$work/err"; then fail "${file##*/}: a stack trace"
  elif [ "$code" -eq 0 ]; then pass "${file##*/} renders: $(grep -o '"objects":[0-9]*' "$work/out")"
  elif [ "$code" -eq 3 ] && [[ $said =~ ${file##*/}:[0-9]+: ]]; then pass "${file##*/} ends with 3: ${said#*"${file##*/}"}"
  else fail "${file##*/}: code $code, $said"; fi
done
