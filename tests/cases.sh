#!/usr/bin/env bash
# Small inputs after situations that people report of simulators and movers, with what is right for each: needs ../shared (or
# CIEL_SHARED). The project's own tests assert the same without that folder (OddInputsTest, InstanceCatalogTest, SceneTableTest,
# CatalogFormatTest; for the mover those of transfer).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cases=${CIEL_SHARED:-$top/../shared}/cases
if [ ! -d "$cases/sim" ]; then
  pass "not run: the cases are not in ../shared"
  exit 0
fi
unset SIMS_SED_LIBRARY_DIR CIEL_SITE
cd "$cases/sim" || exit 1

# draw FILE ARG...: renders it as the cases' README says, without the files that a case does not ask for
draw() {
  local file=$1
  shift
  rm -rf "$work/o"
  run render "$file" --physics fast --threads 1 --out "$work/o" --json --set output.png=false --set sky.enabled=false \
    --set cosmic_rays.enabled=false "$@"
}
quick=(--set readout.enabled=false --set output.truth=false)
# value EXPRESSION: of the JSON summary s
value() { python3 -c "import json, sys; s = json.load(open(sys.argv[1])); print($1)" "$work/out" 2> /dev/null; }
# key FILE KEYWORD: of a primary header
key() {
  python3 - "$work"/o/$1 "$2" << 'PY'
import sys
data = open(sys.argv[1], "rb").read(2880 * 20)
for i in range(0, len(data), 80):
    card = data[i:i + 80].decode("ascii", "replace")
    if card[:8].strip() == sys.argv[2]:
        print(card[10:].split("/")[0].strip().strip("'").strip())
        break
PY
}
# is NAME CONDITION: PASS when the arithmetic condition (awk) holds
is() { if awk "BEGIN {exit !($2)}"; then pass "$1"; else fail "$1: not $2; code $code, $(tail -n 1 "$work/err" | cut -c1-200)"; fi; }
# says NAME WORD...: PASS when stderr holds every word
says() {
  local name=$1 word
  shift
  for word in "$@"; do grep -qF -- "$word" "$work/err" \
    || { fail "$name: stderr does not say '$word': $(cut -c1-200 "$work/err" | tail -n 2)"; return; }; done
  pass "$name"
}
# refused NAME WORD...: ends with 3, in one line that holds every word
refused() {
  local name=$1
  shift
  if [ "$code" -ne 3 ]; then fail "$name: code $code, not 3: $(tail -n 1 "$work/err" | cut -c1-200)"; else says "$name" "$@"; fi
}

draw 01_vistime15.txt "${quick[@]}"
is "01 vistime 15: EXPTIME 15" "$(key 'eimage*' EXPTIME) == 15"
electrons=$(value 's["detectors"][0]["electrons"]')
is "01 vistime 15: $electrons electrons, 38508 expected" "${electrons:-0} > 38508 - 5 * 200 && ${electrons:-0} < 38508 + 5 * 200"
says "01 what is assumed is said" "exposure time 15 s"
sed 's/vistime 15/vistime 33/; s/nsnap 1/nsnap 2/; s#odd/#'"$PWD"'/odd/#' 01_vistime15.txt > "$work/33.txt"
draw "$work/33.txt" "${quick[@]}"
is "01 vistime 33, nsnap 2: EXPTIME 15" "$(key 'eimage*' EXPTIME) == 15"
sed -i '1i exptime 20' "$work/33.txt"
draw "$work/33.txt" "${quick[@]}"
is "01 exptime wins" "$(key 'eimage*' EXPTIME) == 20"

draw 02_pointing_below_horizon.txt
refused "02 a pointing below the horizon" "60.0 deg" "-49.6" "may differ by"

draw 03_altitude_is_of_start.txt
awk -v el="$(key 'amp*' ELSTART)" -v ha="$(key 'amp*' HASTART)" -v am="$(key 'amp*' AMSTART)" \
  'function near(a, b, t) { return a > b - t && a < b + t } BEGIN {exit !(near(el, 53.1626, 5e-4) && near(ha, -43.729, 1e-3) && near(am, 1.2357, 5e-5))}' \
  && pass "03 ELSTART, HASTART and AMSTART agree" || fail "03: ELSTART $(key 'amp*' ELSTART), HASTART $(key 'amp*' HASTART), AMSTART $(key 'amp*' AMSTART)"

export SIMS_SED_LIBRARY_DIR=$cases
draw 04_wrong_sed_folder.txt
refused "04 a library that has not one SED" "3 of 3 SED names"
draw 04_wrong_sed_folder.txt "${quick[@]}" --set sed.allow_substitutes=true --quiet
is "04 spectra that were made up are counted in the header, with --quiet too" "$(key 'eimage*' SEDSUBST) == 3"
unset SIMS_SED_LIBRARY_DIR

draw 05_no_seqnum.txt "${quick[@]}"
is "05 no seqnum: SEQNUM 0" "$(key 'eimage*' SEQNUM) == 0 && $code == 0"
says "05 says so" "seqnum"

draw 06_old_phosim_keys.txt "${quick[@]}"
is "06 names of phosim 3 are read" "$code == 0 && $(value 's["visit"]') == 77"
says "06 says so" "phosim 3" "Opsim_filter"

draw 07_exact_duplicate.txt "${quick[@]}"
verdict "07 two equal lines are independent photons" python3 - "$work"/o/eimage_*.fits << 'PY'
import struct, sys
data = open(sys.argv[1], "rb").read()
end = 0
while data[end:end + 80].rstrip() != b"END":
    end += 80
start = (end // 2880 + 1) * 2880
lit = [v for v in struct.unpack(">%di" % (4096 * 4004), data[start:start + 4 * 4096 * 4004]) if v]
odd = sum(v % 2 for v in lit) / len(lit)
assert 0.35 < odd < 0.9, f"{odd:.3f} of {len(lit)} lit pixels are odd"
PY

draw 08_sed_negative_sample.txt "${quick[@]}"
is "08 a negligible negative sample: $(value 's["detectors"][0]["electrons"]') electrons" "$code == 0"
says "08 says so" "neg.txt" "taken as 0"

draw 09_fits_object_without_flux.txt "${quick[@]}"
is "09 a picture without light does not end the run" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 2"
says "09 says which" "not drawn" "zero.fits"

draw 12_altitude0.txt
refused "12 altitude 0" "at the horizon"

draw 13_indented_comment.txt "${quick[@]}"
is "13 an indented comment" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 1"

draw 14_filter_letter_type_star.txt "${quick[@]}"
is "14 filter r, type star" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 1 && \"$(key 'eimage*' FILTER)\" == \"r\""

draw 15_missing_image.txt "${quick[@]}"
is "15 a missing image does not end the run" "$code == 0"
says "15 says which object and file" "not drawn" "host" "host_7.fits"

for sed in bom tabs zerohead neg; do
  sed "s#odd/neg.txt#$PWD/odd/$sed.txt#" 08_sed_negative_sample.txt > "$work/sed.txt"
  draw "$work/sed.txt" "${quick[@]}"
  is "SED odd/$sed.txt is read" "$code == 0 && $(value 's["detectors"][0]["electrons"]') > 70000"
done

draw scene/10_bom.csv --set psf.fwhm=0.7 "${quick[@]}"
is "10 a byte-order mark" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 3"
sed '1s/^\xef\xbb\xbf//; s/,/;/g; 1s/.*/\U&/' scene/10_bom.csv > "$work/semicolons.csv"
draw "$work/semicolons.csv" --set psf.fwhm=0.7 "${quick[@]}"
is "10 semicolons and upper-case names" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 3"
sed '1s/^\xef\xbb\xbf/,/; 2,$s/^/7,/' scene/10_bom.csv > "$work/index.csv"
draw "$work/index.csv" --set psf.fwhm=0.7 "${quick[@]}"
is "10 an index column without a name" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 3"
draw scene/11_help_says_xyflux.csv --set psf.fwhm=0.7 "${quick[@]}"
is "11 x,y,flux is enough" "$code == 0 && $(value 's["detectors"][0]["objects"]') == 1"

chmod 711 "$work" # two of them become nobody
# those of the mover end with PASS (0) or FAIL (1) themselves, each in a folder of its own
for script in "$cases"/mover/[0-9]*.sh; do
  name=mover/${script##*/}
  code=0
  case $name in
    mover/20-*)
      # its second sshd is given relative names, which its children, who work in /, cannot open: it would refuse every connection
      mkdir -p "$work/mover"
      cp "$cases/mover/lib.sh" "$work/mover/"
      sed 's#-f k/conf -E k/log#-f "$T/k/conf" -E "$T/k/log"#' "$script" > "$work/mover/${script##*/}"
      script=$work/mover/${script##*/} ;;
  esac
  CIEL=$ciel TMPDIR=$work timeout -k 10 300 bash "$script" > "$work/out" 2> "$work/err" < /dev/null || code=$?
  if [ "$code" -eq 0 ]; then pass "$name"; else fail "$name: ended with $code: $(tail -n 1 "$work/out" | cut -c1-200)"; fi
done
