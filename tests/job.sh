#!/usr/bin/env bash
# scripts/jobs/render.sh and ciel job without a scheduler: killed at random moments and warned, the next job goes on to the same bits;
# what is wrong at a node is told by exit files.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cat > "$work/make.py" <<'PY'
"""make.py ROOT NAME DETECTORS: units file, description and catalog of a job of one visit."""
import hashlib, json, os, random, sys
root, name, detectors = sys.argv[1:4]
for folder in ("units", "inputs"):
    os.makedirs(f"{root}/{folder}", exist_ok=True)
def put(data):
    sha = hashlib.sha256(data).hexdigest()
    with open(f"{root}/inputs/{sha}", "wb") as f:
        f.write(data)
    return sha
r = random.Random(7)
lines = ["rightascension 31.1133844", "declination -10.0970060", "mjd 59797.2854090", "altitude 43.6990272", "azimuth 73.7707957", "filter 2",
         "rotskypos 69.0922930", "rottelpos 0.0", "obshistid 7", "seed 7", "vistime 30.0", "nsnap 1", "seeing 0.7", "dist2moon 100",
         "moonalt -20", "moondec 10", "moonphase 20", "moonra 100", "sunalt -40", "seqnum 0"]
lines += [f"object {i} {31.1134 + (r.random() - 0.5) * 1.2:.7f} {-10.097 + (r.random() - 0.5) * 1.2:.7f} {18 + 5 * r.random():.3f} "
          "starSED/phoSimMLT/lte037-5.5-1.0a+0.4.BT-Settl.spec.gz 0 0 0 0 0 0 point none CCM 0.05 3.1" for i in range(300)]
catalog = ("\n".join(lines) + "\n").encode()
spec = {"format": "ciel-job", "version": 1, "campaign": "c", "physics": "fast", "engine": "auto", "skipBadLines": False,
        "settings": {"sky.enabled": "false", "cosmic_rays.enabled": "false"},
        "visits": [{"visit": 7, "seed": 7, "files": [{"name": "cat.txt", "sha256": put(catalog), "bytes": len(catalog)}]}]}
if os.environ.get("DAMAGE") == "catalog":
    os.remove(f"{root}/inputs/{hashlib.sha256(catalog).hexdigest()}")
if os.environ.get("DAMAGE") == "version":
    spec["ciel"] = "0.0.1"
sha = put(json.dumps(spec).encode())
with open(f"{root}/units/{name}.txt", "w") as f:
    f.write(f"ciel-units=1,spec={sha},each=100,warning=40\n" + "".join(f"7/{d}\n" for d in detectors.split(",")))
PY
ccds=R22_S11,R22_S12,R22_S10
job() { CIEL_CORES=2 TMPDIR=$work sh "$top/scripts/jobs/render.sh" "$1/units/$2.txt" "$1" "$top/scripts/jobs" > "$work/$2.log" 2>&1; }
# a manifest names the threads of the engine, which depend on how many CCDs a job draws at once; all else is compared
sums() {
  (cd "$1/out" && find . -type f | sort | while read -r f; do
    case $f in */manifest_*) printf '%s  %s\n' "$(grep -v '"device"' "$f" | sha256sum | cut -d' ' -f1)" "$f" ;; *) sha256sum "$f" ;; esac
  done)
}
told() { python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print(r["outcome"], r["cause"], r["exitCode"])' "$1" 2>/dev/null; }

python3 "$work/make.py" "$work/calm" c-1-a0-00000001 $ccds
job "$work/calm" c-1-a0-00000001
code=$?
sums "$work/calm" > "$work/calm.sums"
[ $code -eq 0 ] && [ "$(wc -l < "$work/calm.sums")" -eq 15 ] && [ "$(find "$work/calm/exit/c-1" -name '*.json' | wc -l)" -eq 3 ] \
  && pass "a job publishes three CCDs, each with its exit file" || fail "a job: code $code, $(tail -n 1 "$work/c-1-a0-00000001.log")"
[ "$(told "$work/calm/exit/c-1/7_R22_S11.json")" = "RENDERED NONE 0" ] && [ -s "$work/calm/logs/c-1/7_R22_S11.log" ] \
  && pass "the exit file says so, and the unit has a log" || fail "exit file: $(told "$work/calm/exit/c-1/7_R22_S11.json")"
job "$work/calm" c-1-a0-00000001
again=$?
CIEL_JOB_ID=5 job "$work/calm" c-1-a0-00000001
[ $again -eq 0 ] && grep -q 'another job has this work' "$work/c-1-a0-00000001.log" && sums "$work/calm" | cmp -s - "$work/calm.sums" \
  && pass "the same job again does nothing, another one leaves at the claim" \
  || fail "again: code $again, $(cat "$work/c-1-a0-00000001.log")"

# killed at random moments: each time another job is given what has no exit file
seed=${CIEL_SEED:-$RANDOM}
RANDOM=$seed
kills=0
for try in 2 3 4 5; do
  open=$(for d in ${ccds//,/ }; do ls "$work/wild/exit/"c-*/7_$d.json >/dev/null 2>&1 || printf '%s,' "$d"; done)
  [ -n "$open" ] || break
  name=c-$try-a0-0000000$try
  python3 "$work/make.py" "$work/wild" $name "${open%,}"
  if [ $try -eq 5 ]; then job "$work/wild" $name; break; fi
  CIEL_CORES=2 TMPDIR=$work setsid sh "$top/scripts/jobs/render.sh" "$work/wild/units/$name.txt" "$work/wild" "$top/scripts/jobs" > \
    "$work/$name.log" 2>&1 &
  pid=$!
  for ((i = 10 + RANDOM % 40; i > 0; i--)); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
  kill -KILL -- -$pid 2>/dev/null && kills=$((kills + 1))
  wait $pid 2>/dev/null
done
sums "$work/wild" | cmp -s - "$work/calm.sums" && pass "killed $kills times (CIEL_SEED=$seed), the files are those of an undisturbed job" \
  || fail "after $kills kills (CIEL_SEED=$seed) files differ: $(sums "$work/wild" | diff - "$work/calm.sums" | head -n 3)"

# warned: what is nearly finished is finished, the rest is the next job's
python3 "$work/make.py" "$work/warned" c-1-a0-00000001 $ccds,R21_S11
CIEL_CORES=1 TMPDIR=$work sh "$top/scripts/jobs/render.sh" "$work/warned/units/c-1-a0-00000001.txt" "$work/warned" "$top/scripts/jobs" > \
  "$work/warned.log" 2>&1 &
pid=$!
while kill -0 $pid 2>/dev/null && ! ls "$work/warned/exit/c-1/"*.json >/dev/null 2>&1; do sleep 0.05; done
kill -USR1 $pid
wait $pid
code=$?
done=$(find "$work/warned/exit" -name '*.json' | wc -l)
[ $code -eq 85 ] && [ "$done" -ge 1 ] && [ "$done" -lt 4 ] && pass "warned by USR1 it ends with 85; $done of 4 units are published" \
  || fail "warned: code $code, $done units, $(tail -n 2 "$work/warned.log")"
for file in "$work"/warned/exit/c-1/*.json; do [ "$(told "$file")" = "RENDERED NONE 0" ] || fail "warned: $file says $(told "$file")"; done
same=$(cd "$work/warned/out" && find . -type f | sort | xargs sha256sum | grep -c -F -f <(cut -c 1-64 "$work/calm.sums"))
[ "$same" -ge 5 ] && pass "what was published before the end has the bits of the undisturbed job ($same files)" \
  || fail "warned: $same files are equal"

# wrong at the node
DAMAGE=catalog python3 "$work/make.py" "$work/missing" c-1-a0-00000001 R22_S11
job "$work/missing" c-1-a0-00000001
code=$?
[ $code -eq 3 ] && [ "$(told "$work/missing/exit/c-1/7_R22_S11.json")" = "FAILED MISSING_INPUT 3" ] \
  && pass "a catalog that is not there: exit file and code 3" \
  || fail "missing catalog: code $code, $(told "$work/missing/exit/c-1/7_R22_S11.json")"
DAMAGE=version python3 "$work/make.py" "$work/version" c-1-a0-00000001 R22_S11
job "$work/version" c-1-a0-00000001
code=$?
[ $code -eq 4 ] && [ "$(told "$work/version/exit/c-1/7_R22_S11.json")" = "FAILED VERSION 4" ] \
  && pass "another version of Ciel: exit file and code 4" \
  || fail "version: code $code, $(told "$work/version/exit/c-1/7_R22_S11.json")"
if mkdir "$work/small" && mount -t tmpfs -o size=3m tmpfs "$work/small" 2>/dev/null; then
  python3 "$work/make.py" "$work/small" c-1-a0-00000001 R22_S11
  job "$work/small" c-1-a0-00000001
  code=$?
  said=$(told "$work/small/exit/c-1/7_R22_S11.json")
  umount "$work/small"
  [ $code -eq 4 ] && [ "$said" = "FAILED NO_ROOM 4" ] && pass "no room: exit file and code 4" || fail "no room: code $code, '$said'"
fi
mkdir "$work/closed"
touch "$work/closed/claim"
python3 "$work/make.py" "$work/closed" c-1-a0-00000001 R22_S11
job "$work/closed" c-1-a0-00000001
code=$?
[ $code -eq 73 ] && pass "a folder that cannot be written: code 73" || fail "unwritable folder: code $code"
