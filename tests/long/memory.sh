#!/usr/bin/env bash
# A focal plane's catalog in less than 4 GB: seven million objects of an instance catalog, and five million components of skyCatalog
# galaxies whose spectra are their own, prepared and drawn on nine CCDs over the whole field with everything on and two threads, with
# the heap that the launcher sets by itself. Fails where the largest resident set of the process reaches 4.0e9 bytes.
# About five CPU minutes and 2 GB of disk.  tests/long/memory.sh
set -euo pipefail
top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
python=$(bash "$top/benchmarks/peers/venv.sh")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ccds=R01_S00,R03_S22,R10_S10,R14_S12,R22_S11,R30_S20,R34_S02,R41_S01,R43_S21
cat > "$work/peak.py" <<'PY'
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[3:], stdout=subprocess.PIPE, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
objects = sum(row["objects"] for row in json.loads(done.stdout.decode().strip().splitlines()[-1])["detectors"])
peak = used.ru_maxrss * 1024
print(f"{sys.argv[1]}: {objects:,} objects on nine CCDs, peak {peak / 1e9:.2f}e9 bytes, {used.ru_utime + used.ru_stime:.0f} CPU s")
if peak >= float(sys.argv[2]):
    sys.exit(f"{sys.argv[1]}: the peak is {peak:,} bytes; the limit is {float(sys.argv[2]):,.0f}")
PY
"$top/ciel" --version > /dev/null
"$python" "$work/peak.py" "instance catalog" 4.0e9 "$top/ciel" demo --detector "$ccds" --physics full \
  --threads 2 --out "$work/demo" --json --quiet
rm -rf "$work/demo"
"$python" "$top/tests/long/sky_of_galaxies.py" "$work/sky" 1700000
"$python" "$work/peak.py" skyCatalog 4.0e9 "$top/ciel" render --opsim "$work/sky/visits.db" --visit 1 --sky "$work/sky/sky.yaml" \
  --detector "$ccds" --physics full --threads 2 --out "$work/images" --json --quiet
