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

# secrets of every kind, none of which may be seen anywhere: a mail server that does not answer, with a password; the page's tokens
printf 'canary-%s\n' mail-30b1 > secret
printf 'canary-%s\n' read-token-77aa > read
printf 'canary-%s\n' act-token-52cc > act
# a key whose passphrase an agent was told, for the way of the files; a registry that repeats the token that it was shown
printf 'canary-%s' passphrase-61aa > phrase
printf 'canary-%s\n' registry-token-88f0 > registry
printf '#!/bin/sh\ncat %s/phrase\n' "$work" > ask
chmod 700 ask && chmod 600 registry
mkdir -p ssh
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f ssh/host && ssh-keygen -q -t ed25519 -N "$(cat phrase)" -f ssh/key
cp ssh/key.pub ssh/authorized
eval "$(ssh-agent -s)" > agent.out
SSH_ASKPASS=$work/ask SSH_ASKPASS_REQUIRE=force DISPLAY=none ssh-add -q ssh/key < /dev/null
port=$("${CIEL_PYTHON:-python3}" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d ' ' -f 1,2 < ssh/host.pub)" > ssh/known
cat > ssh/config <<END
Port $port
ListenAddress 127.0.0.1
HostKey $work/ssh/host
PidFile $work/ssh/pid
AuthorizedKeysFile $work/ssh/authorized
StrictModes no
PasswordAuthentication no
UsePAM no
LogLevel DEBUG1
Subsystem sftp internal-sftp
END
"$(PATH=$PATH:/usr/sbin command -v sshd)" -f "$work/ssh/config" -E "$work/ssh/log"
mkfifo url
"${CIEL_PYTHON:-python3}" "$top/tests/clients/echo_registry.py" > url &
rucio=$!
read -r address < url
cat > where <<YAML
    source: ssh://$(id -un)@127.0.0.1:$port$work/work
    options: {ssh.known_hosts: $work/ssh/known, ssh.key: $work/ssh/key}
    register: [{rucio: {url: '$address', scope: desc, rse: LYON, account: root, token: registry}}]
YAML
sed -i '/^    folder: archive/r where' small.yaml
cat >> small.yaml <<'YAML'
notify: {mail: {to: [a@example.org], from: b@example.org, server: "127.0.0.1:9", tls: none, user: me, password: secret}}
YAML
CIEL_TEST_VALUE=canary-environment-19d2 "$ciel" daemon small.yaml --page-port 0 --read-token read \
  --act-token act > daemon.out 2> daemon.err < /dev/null &
daemon=$!
trap 'kill -TERM $daemon $rucio $SSH_AGENT_PID "$(cat "$work/ssh/pid")" 2> /dev/null; wait $daemon; rm -rf "$work"' EXIT

"${CIEL_PYTHON:-python3}" - "$work" "$ciel" <<'PY'
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
import shutil

work = pathlib.Path(sys.argv[1])
end = time.monotonic() + 240


on_command_lines = set()


def wait(what, look):
    while time.monotonic() < end:
        for p in pathlib.Path("/proc").iterdir():
            try:
                words = (p / "cmdline").read_bytes() if p.name.isdigit() else b""
            except OSError:
                continue
            if b"canary-" in words:
                on_command_lines.add(words.replace(b"\0", b" ").decode(errors="replace")[:200])
        found = look()
        if found:
            return found
        time.sleep(0.3)
    print(f"FAIL {what} within 240 s")
    print((work / "daemon.err").read_text()[-2000:], file=sys.stderr)
    sys.exit(0)


def get(path, **headers):
    ask = urllib.request.Request(url + path, headers={"X-Ciel-Token": "canary-read-token-77aa", **headers})
    with urllib.request.urlopen(ask, timeout=10) as answer:
        return answer.read().decode(errors="replace")


def metrics():
    return get("metrics")


def page(path):
    try:
        return get(path)
    except urllib.error.HTTPError as e:
        return e.read().decode(errors="replace")


url = wait("the page is served", lambda: (re.search(r"the page: (\S+)", (work / "daemon.err").read_text()) or [None, None])[1])
other = subprocess.run([sys.argv[2], "daemon", "small.yaml"], cwd=work, capture_output=True, text=True, check=False)
said = "another daemon runs this ledger: process " in other.stderr
print(("PASS" if other.returncode == 4 and said else "FAIL") + f" a second daemon ends with {other.returncode} and names the first"
      + ("" if said else ": " + other.stderr[:300]))
text = wait("both units are delivered and purged",
            lambda: (t := metrics()) and re.search(r'ciel_units\{[^}]*state="purged"[^}]*\} 2\.0', t) and t)
print("PASS the daemon renders, delivers and purges both units")
helped = set(re.findall(r"^# HELP (\S+) \S", text, re.M))
names = {re.sub(r"_(bucket|sum|count|max)$", "", n) for n in re.findall(r"^([a-z_]+)[{ ]", text, re.M)}
missing = sorted(n for n in names if n not in helped and n + "_max" not in helped)
print("FAIL metrics without help: " + ", ".join(missing) if missing else f"PASS {len(names)} metrics have names, types and help")
promtool = shutil.which("promtool")
if promtool:
    check = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    print(("PASS" if check.returncode == 0 else "FAIL") + " promtool check metrics "
          + (check.stdout + check.stderr).replace("\n", "; ")[:300])
images = sorted(p.name for p in (work / "archive").rglob("*.fits.fz"))
print(("PASS" if len(images) == 2 else "FAIL") + f" {len(images)} raw images in the final layout, 2 wanted")
wait("the site is swept", lambda: not list((work / "work" / "inputs").glob("*")))
left = [str(p) for p in (work / "work").rglob("*") if p.is_file() and not {".gate", "logs"} & set(p.relative_to(work / "work").parts)
        and p.name != ".lock"]
print(("FAIL files left at the render site: " + ", ".join(left)) if left else "PASS nothing but logs is left at the render site")
seen = [f"/{p}" for p in ("", "page.js", "metrics", "api/campaigns", "api/unit?campaign=small&visit=300001&detector=R22_S11")
        if "canary-" in page(p)]
own = {"secret", "read", "act", "phrase", "registry"}
seen += [str(p) for p in work.rglob("*") if p.is_file() and p.name not in own and b"canary-" in p.read_bytes()]
seen += sorted(on_command_lines)
print(("FAIL secrets are seen: " + "; ".join(seen)) if seen else "PASS no secret in logs, ledger, page, site, archive or on a command line")
repeats = "(the token)" in (work / "daemon.err").read_text()
print(("PASS" if repeats else "FAIL") + " a registry that repeats its token is quoted without it, and asked again")
told = "a message could not be sent" in (work / "daemon.err").read_text()
print(("PASS" if told else "FAIL") + " a mail server that does not answer is said, and nothing waits for it")
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

# visits of an observing database, the objects of a skyCatalog: the night's visits go to the site, and the job draws one of them
mkdir -p "$work/survey" && cd "$work/survey" || exit 1
"${CIEL_PYTHON:-python3}" - opsim.db <<'PY'
import math
import sqlite3
import sys

ra, dec, lat = 56.0, -34.0, math.radians(-30.244639)
db = sqlite3.connect(sys.argv[1])
db.execute("CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL, observationStartMJD REAL,"
           " visitExposureTime REAL,"
           " visitTime REAL, numExposures INTEGER, filter TEXT, rotTelPos REAL, altitude REAL, azimuth REAL,"
           " seeingFwhm500 REAL, night INTEGER)")
for k, band in enumerate("gri"):
    mjd = 61000.20 + 0.01 * k
    gmst = 280.46061837 + 360.98564736629 * (mjd - 37 / 86400 - 51544.5)
    hour = math.radians((gmst - 70.749417 - ra) % 360)
    d = math.radians(dec)
    alt = math.asin(math.sin(lat) * math.sin(d) + math.cos(lat) * math.cos(d) * math.cos(hour))
    az = math.atan2(-math.cos(d) * math.sin(hour), math.sin(d) * math.cos(lat) - math.cos(d) * math.sin(lat) * math.cos(hour))
    db.execute("INSERT INTO observations VALUES (?,?,?,?,15,16,1,?,0,?,?,0.7,1)",
               (500 + k, ra, dec, mjd, band, math.degrees(alt), math.degrees(az) % 360))
db.commit()
PY
cat > survey.yaml <<YAML
campaign: survey
visits: {database: opsim.db, sky: $top/sim-core/src/test/resources/ciel/sim/skycatalog/catalog.yaml, where: seeingFwhm500 < 1, band: ri}
detectors: [R22_S11]
render: {physics: fast, seed: 3, settings: {sky.enabled: false, cosmic_rays.enabled: false}}
site: {name: local, root: work, job: {cores: 2, memory: 4 GB, time: 1 h}}
destinations: [{name: archive, folder: archive}]
retention: {grace: 1 s}
before: [sh, -c, echo begun]
after: [sh, -c, echo ended]
YAML
ends "campaign plan of a database" 0 campaign plan survey.yaml
ends "a campaign of two visits of a database with a skyCatalog" 0 campaign start survey.yaml
if grep -aq '^begun$' "$work/err" && grep -aq '^units: ' "$work/err" && [ "$(tail -n 1 "$work/err")" = ended ]; then
  pass "what runs before and after leaves the progress in its file"
else fail "progress: $(tr '\n' ' ' < "$work/err" | cut -c1-300)"; fi
manifest=$(find archive -name 'manifest_*502*.json')
if [ "$(find archive -name '*.fits.fz' | wc -l)" = 2 ] && grep -q 'catalog.yaml, visit 502 of opsim.db' "$manifest"; then
  pass "both are delivered, and the manifest names visit, database and sky"
else fail "delivered: $(find archive -type f | head -n 5), $(grep catalog "$manifest" | head -n 3)"; fi
ends "one of them rendered again has the same bits" 0 campaign verify survey.yaml --rerender 0.5
sed 's/band: ri/night: 99/' survey.yaml > none.yaml
ends "a selection without visits is refused" 3 campaign plan none.yaml
if grep -q 'none.yaml:2:.*no visit is selected of the 3' "$work/err"; then pass "$(head -c 160 "$work/err")"
else fail "no visit: $(head -c 300 "$work/err")"; fi
