#!/usr/bin/env bash
# The export of a campaign, imported by the real LSST Data Butler (pip, pinned in tests/clients): all raws are found by query,
# importing again changes nothing. Two minutes the first time, for the environment.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$top/tests/clients/lib.sh"
python=$(client_python butler) || { fail "the environment of the Butler cannot be made"; exit 1; }
butler=$(dirname "$python")/butler
export PYTHONPATH=$top/tests/clients/raw_formatter

if campaign 'butler: {export: exports}'; then pass "a campaign with a Butler export is delivered"
else fail "the campaign: $(tail -n 2 "$work/err")"; exit 1; fi
cd "$work" || exit 1
verdict "butler create" "$butler" create repo
verdict "butler import, the instrument" "$butler" import repo / --export-file exports/instrument-LSSTCam-imSim.yaml
verdict "butler import, the visit" "$butler" import repo / --export-file exports/clients-300001.yaml -t direct
verdict "butler import once more" "$butler" import repo / --export-file exports/clients-300001.yaml -t direct

"$python" - repo archive <<'PY'
import pathlib
import sys

from lsst.daf.butler import Butler

butler = Butler.from_config(sys.argv[1])
collections = list(butler.registry.queryCollections())
refs = list(butler.registry.queryDatasets("raw", collections=collections))
files = {p.name for p in pathlib.Path(sys.argv[2]).rglob("*.fits.fz")}
good = len(refs) == 3 == len(files)
print(("PASS" if good else "FAIL") + f" {len(refs)} raws found in {collections}, {len(files)} files delivered, 3 wanted")
found = {pathlib.Path(butler.getURI(ref).ospath).name for ref in refs}
print(("PASS" if found == files else "FAIL") + f" each is a file that was delivered: {sorted(found ^ files)}")
numbers = sorted(ref.dataId["detector"] for ref in refs)
print(("PASS" if numbers == [93, 94, 95] else "FAIL") + f" detectors {numbers}")
some = list(butler.registry.queryDatasets("raw", collections=collections, where="detector = 94 AND band = 'r'", instrument="LSSTCam-imSim"))
print(("PASS" if len(some) == 1 else "FAIL") + f" {len(some)} raw of detector 94 in band r")
other = list(butler.registry.queryDatasets("raw", collections=collections, where="band = 'g'", instrument="LSSTCam-imSim"))
print(("PASS" if not other else "FAIL") + f" {len(other)} raws in band g, 0 wanted")
regions = list(butler.registry.queryDimensionRecords("visit_detector_region", instrument="LSSTCam-imSim"))
inside = sum(r.region.contains(r.region.getCentroid()) for r in regions if hasattr(r.region, "getCentroid"))
print(("PASS" if len(regions) == 3 and inside == 3 else "FAIL") + f" {len(regions)} regions of detectors, {inside} hold their own middle")
PY
