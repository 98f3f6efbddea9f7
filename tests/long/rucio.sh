#!/usr/bin/env bash
# Replicas and datasets of a campaign at a real Rucio server (pip, pinned in tests/clients; SQLite), read back with Rucio's own client.
# Three minutes the first time, for the environment.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
. "$top/tests/clients/lib.sh"
python=$(client_python rucio) || { fail "the environment of Rucio cannot be made"; exit 1; }
mkfifo "$work/stop" "$work/url"
"$python" "$top/tests/clients/rucio_server.py" "$work/rucio" < "$work/stop" > "$work/url" 2> "$work/server.err" &
server=$!
exec 4> "$work/stop"
trap 'exec 4>&-; wait $server; rm -rf "$work"' EXIT
read -r url < "$work/url"
if [ -n "$url" ]; then pass "a Rucio server answers: $(curl -s "$url/ping")"
else fail "no Rucio server: $(tail -n 2 "$work/server.err")"; exit 1; fi

hook="rucio: {url: '$url', scope: desc, rse: LYON, account: root, dataset: '{campaign}/raw/{visit}', token: $work/rucio/token}"
if campaign "$hook" 4>&-; then pass "a campaign that registers at Rucio is delivered"
else fail "the campaign: $(tail -n 2 "$work/err")"; exit 1; fi
RUCIO_CONFIG=$work/rucio/rucio.cfg "$python" - "$work/archive" <<'PY'
import pathlib
import sys
import zlib

from rucio.client import Client

archive = pathlib.Path(sys.argv[1])
files = {str(p.relative_to(archive)): p for p in archive.rglob("*") if p.is_file() and ".incoming" not in p.parts}
client = Client()
members = {d["name"] for d in client.list_content("desc", "clients/raw/300001")}
good = members == set(files) and len(files) == 9
print(("PASS" if good else "FAIL") + f" the dataset lists {len(members)} files, {len(files)} were delivered, 9 wanted")
replicas = {r["name"]: r for r in client.list_replicas([{"scope": "desc", "name": n} for n in files], all_states=True)}


def right(name, path):
    known = replicas.get(name, {"bytes": -1, "adler32": ""})
    return known["bytes"] == path.stat().st_size and known["adler32"] == f"{zlib.adler32(path.read_bytes()):08x}"


wrong = [n for n, p in files.items() if not right(n, p)]
print(("FAIL" if wrong else "PASS") + f" size and Adler-32 of {len(replicas)} replicas are those of the files {wrong}")
at = {rse for r in replicas.values() for rse in r["states"]}
print(("PASS" if at == {"LYON"} else "FAIL") + f" they are at {sorted(at)}")
PY
