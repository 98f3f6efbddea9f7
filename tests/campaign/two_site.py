"""Runs examples/two-site.yaml while this process compares 'status --json' with the disk, and kills the daemon at random moments.

two_site.py CIEL FOLDER KILLS SEED    prints PASS and FAIL lines; FOLDER holds a copy of the examples

What the ledger says and what is on the disk change at different moments, so the disk is looked at before and after the ledger: a count
that only grows must lie between. Everything else that can go wrong is in chaos.py.
"""

import hashlib
import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time

import history

UNITS = 18
LONGEST_SECONDS = 840
UNIT_ORDER = ["PLANNED", "QUEUED", "RUNNING", "RENDERED", "DELIVERED", "PURGED"]
DELIVERY_ORDER = ["WAITING", "FETCHING", "FETCHED", "VERIFIED", "PLACED", "REGISTERED", "ACKNOWLEDGED"]


def say(good, text):
    print(("PASS " if good else "FAIL ") + text, flush=True)


def unit_of(manifest):
    """manifest_<visit>-<snap>-<band>-<raft>_<sensor>-det<nnn>.json"""
    visit, _, _, detector, _ = manifest.stem.split("_", 1)[1].split("-")
    return f"{int(visit)}_{detector}"


def text_of(path):
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


class Disk:
    """What lies at both ends now: exit files, then what is published, then what is in place."""

    def __init__(self, work):
        # exit files go with the last image of their visit; the units' logs stay
        logs = {}
        for p in work.glob("supercomputer/logs/*/*.log"):
            logs.setdefault(p.parent.name, set()).add(p.stem)
        self.exits = {p.stem for p in work.glob("supercomputer/exit/*/*.json") if '"RENDERED"' in text_of(p)}
        for job, units in logs.items():
            if not (work / "supercomputer/exit" / job).exists():
                self.exits |= units
        out = {p.parent.parent.name + "_" + p.parent.name for p in work.glob("supercomputer/out/two-site/*/*/manifest_*.json")}
        self.gone = self.exits - out
        self.placed = {unit_of(p) for p in work.glob("data-centre/images/two-site/*/*/manifest_*.json")}


class Watch:
    def __init__(self, ciel, file, work):
        self.ciel, self.file, self.work = ciel, file, work
        self.looks = 0
        self.wrong = []

    def look(self):
        """Compares once. Returns the ledger's units by state, or None where there is no ledger yet."""
        before = Disk(self.work)
        answer = subprocess.run([self.ciel, "campaign", "status", str(self.file), "--json"], capture_output=True, text=True, check=False)
        after = Disk(self.work)
        if answer.returncode != 0:
            return None
        try:
            status = json.loads(answer.stdout)
        except json.JSONDecodeError:
            self.wrong.append("stdout of status --json is no JSON: " + answer.stdout[:80])
            return None
        if status["state"] == "LOADING":
            return None  # its visits are being written down
        self.looks += 1
        units = status["unitsByState"]
        deliveries = status["deliveries"][0]["byState"]

        def beyond(states, order, first):
            return sum(states.get(s, 0) for s in order[order.index(first) :])

        placed = beyond(deliveries, DELIVERY_ORDER, "PLACED")
        verified = beyond(deliveries, DELIVERY_ORDER, "VERIFIED")
        delivered = beyond(units, UNIT_ORDER, "DELIVERED")
        rendered = beyond(units, UNIT_ORDER, "RENDERED")
        for good, text in (
            (sum(units.values()) == UNITS, f"{sum(units.values())} units in all"),
            (rendered <= len(after.exits), f"{rendered} rendered by the ledger, {len(after.exits)} exit files"),
            (placed <= len(after.placed), f"{placed} placed by the ledger, {len(after.placed)} in place"),
            (len(before.placed) <= verified, f"{len(before.placed)} in place, {verified} verified by the ledger"),
            (
                units.get("PURGED", 0) <= len(after.gone),
                f"{units.get('PURGED', 0)} purged by the ledger, {len(after.gone)} gone at the site",
            ),
            (len(before.gone) <= delivered, f"{len(before.gone)} gone at the site, {delivered} delivered by the ledger"),
            (before.gone <= before.placed, f"gone at the site and not in place: {sorted(before.gone - before.placed)}"),
        ):
            if not good:
                self.wrong.append(text)
        return units


def final(work):
    good = True
    units = []
    for manifest in sorted(work.glob("data-centre/images/two-site/*/*/manifest_*.json")):
        document = json.loads(manifest.read_text())
        units.append(unit_of(manifest))
        for entry in document["files"]:
            data = (manifest.parent / entry["path"]).read_bytes()
            good &= len(data) == entry["bytes"] and hashlib.sha256(data).hexdigest() == entry["sha256"]
    say(good and len(set(units)) == len(units) == UNITS, f"{len(units)} units are in place with the bytes of their manifests")
    lines = [json.loads(x) for x in (work / "data-centre" / "registered.jsonl").read_text().splitlines()]
    names = {x["unit"] for x in lines}
    there = all(pathlib.Path(f["path"]).exists() for x in lines for f in x["files"])
    say(len(names) == UNITS and there, f"{len(names)} units are registered, by {len(lines)} lines")
    left = [p for p in (work / "supercomputer" / "out").rglob("*") if p.is_file()]
    say(not left, f"the source is purged ({len(left)} files left" + (f", such as {left[0]}" if left else "") + ")")
    waiting = [p for p in (work / "data-centre" / "incoming").rglob("*") if p.is_file()]
    say(not waiting, f"the incoming folder is empty ({len(waiting)} files left)")


def ledger(work):
    """The ledger's own rows: each unit ends once, and what must always hold has held."""
    db = sqlite3.connect(f"file:{work}/ledger/ledger.db?mode=ro", uri=True)
    states = dict(db.execute("select state, count(*) from unit group by state").fetchall())
    db.close()
    say(states == {90: UNITS}, f"every unit is purged in the ledger, once: {states}")
    found = history.violations(work / "ledger" / "ledger.db", "two-site", work / "supercomputer" / ".gate" / "log")
    wrong = [f"I{i}: {text}" for i, texts in enumerate(found, 1) for text in texts]
    say(not wrong, "the history keeps I1 to I6: " + ("; ".join(wrong[:3]) if wrong else ", ".join(history.NAMES)))


def main():
    ciel, folder, kills, seed = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    work = folder / "two-site" / "made"
    file = folder / "two-site.yaml"
    chance = random.Random(seed)
    watch = Watch(ciel, file, work)
    begun = time.monotonic()
    log = open(folder / "start.log", "ab")
    made = 0

    def start():
        return subprocess.Popen([ciel, "campaign", "start", str(file), "--poll", "2", "--grace", "20"], stdout=log, stderr=log)

    process = start()
    next_at = None
    while process.poll() is None and time.monotonic() - begun < LONGEST_SECONDS:
        units = watch.look()
        moves = units is not None and units.get("PLANNED", 0) < UNITS
        if moves and next_at is None:
            next_at = time.monotonic() + chance.uniform(0, 15)
        if next_at is not None and made < kills and time.monotonic() > next_at and process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
            watch.look()
            process = start()
            made += 1
            next_at = time.monotonic() + chance.uniform(2, 20)
        time.sleep(0.5)
    ended = process.poll() is not None
    if not ended:
        process.kill()
        process.wait()
    say(
        ended and process.returncode == 0,
        f"ciel campaign start ends with {process.returncode} after {time.monotonic() - begun:.0f} s; the daemon was killed {made} times",
    )
    watch.look()
    say(
        watch.looks > 0 and not watch.wrong,
        f"status --json agrees with the disk at {watch.looks} moments" + "".join("; " + w for w in watch.wrong[:4]),
    )
    final(work)
    ledger(work)


main()
