#!/usr/bin/env bash
# A campaign whose jobs are processes of this machine, as 'ciel campaign init' writes it: a daemon with its page and metrics until all is
# delivered and purged. Metrics are read as Prometheus does; promtool checks them where it is installed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mkdir -p "$work/catalogs"
cp "$top/examples/two-site/catalogs/visit_300001_r.txt" "$work/catalogs/"
cd "$work" || exit 1
ends "campaign init" 0 campaign init small.yaml
sed -i 's/detectors: \[R22\] /detectors: [R22_S11, R22_S12] /; s/physics: full /physics: fast /; s/grace: 24 h /grace: 1 s /' small.yaml
ends "campaign plan" 0 campaign plan small.yaml

"$ciel" daemon small.yaml --page-port 0 > daemon.out 2> daemon.err < /dev/null &
daemon=$!
trap 'kill -TERM $daemon 2> /dev/null; wait $daemon; rm -rf "$work"' EXIT

"${CIEL_PYTHON:-python3}" - "$work" <<'PY'
import pathlib
import re
import subprocess
import sys
import time
import urllib.request
import shutil

work = pathlib.Path(sys.argv[1])
end = time.monotonic() + 240


def wait(what, look):
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.3)
    print(f"FAIL {what} within 240 s")
    print((work / "daemon.err").read_text()[-2000:], file=sys.stderr)
    sys.exit(0)


def metrics():
    with urllib.request.urlopen(url + "metrics", timeout=10) as answer:
        return answer.read().decode()


url = wait("the page is served", lambda: (re.search(r"the page: (\S+)", (work / "daemon.err").read_text()) or [None, None])[1])
text = wait("both units are delivered and purged", lambda: (t := metrics()) and re.search(r'ciel_units\{[^}]*state="purged"[^}]*\} 2\.0', t) and t)
print("PASS the daemon renders, delivers and purges both units")
helped = set(re.findall(r"^# HELP (\S+) \S", text, re.M))
names = {re.sub(r"_(bucket|sum|count|max)$", "", n) for n in re.findall(r"^([a-z_]+)[{ ]", text, re.M)}
missing = sorted(n for n in names if n not in helped and n + "_max" not in helped)
print("FAIL metrics without help: " + ", ".join(missing) if missing else f"PASS {len(names)} metrics have names, types and help")
promtool = shutil.which("promtool")
if promtool:
    check = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    print(("PASS" if check.returncode == 0 else "FAIL") + " promtool check metrics " + (check.stdout + check.stderr).replace("\n", "; ")[:300])
images = sorted(p.name for p in (work / "archive").rglob("*.fits.fz"))
print(("PASS" if len(images) == 2 else "FAIL") + f" {len(images)} raw images in the final layout, 2 wanted")
left = [str(p) for p in (work / "work" / "out").rglob("*") if p.is_file()]
print(("FAIL files left at the render site: " + ", ".join(left)) if left else "PASS nothing is left of the images at the render site")
PY

kill -TERM $daemon
wait $daemon
code=$?
if [ "$code" = 130 ] || [ "$code" = 143 ]; then pass "SIGTERM ends the daemon ($code)"; else fail "SIGTERM ends the daemon with $code"; fi
run campaign status small.yaml --json
if "${CIEL_PYTHON:-python3}" -c 'import json,sys; s=json.load(open(sys.argv[1])); assert "DONE" in json.dumps(s).upper()' "$work/out"; then
  pass "status says that the campaign is done"
else fail "status: $(head -c 300 "$work/out")"; fi

ends "campaign verify: what was delivered, and one of two units rendered again" 0 campaign verify small.yaml --rerender 0.5 --json
if grep -q '"files":6,' "$work/out" && grep -q '"renderedAgain":[12],' "$work/out"; then pass "$(head -c 120 "$work/out")"; else fail \
  "campaign verify: $(head -c 300 "$work/out")"; fi
image=$(find archive -name '*.fits.fz' | sort | head -n 1)
printf x | dd of="$image" bs=1 seek=100000 conv=notrunc 2> /dev/null
run campaign verify small.yaml
if [ "$code" = 1 ] && grep -q 'R22_S11, archive: .*SHA-256' "$work/out"; then pass "a byte that changed at the destination is found"
else fail "a changed byte: exit code $code, $(head -n 2 "$work/out")"; fi
