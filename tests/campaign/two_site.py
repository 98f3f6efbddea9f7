"""Runs examples/two-site.yaml while this process compares 'status --json' with the disk, and makes things go wrong at random moments.

two_site.py CIEL FOLDER MOMENTS SEED KIND...    prints PASS and FAIL lines

FOLDER holds a copy of the examples. KINDs: daemon, job, slurmctld, slurmd, sshd (kill -9, and started again), stop (SIGSTOP of
slurmctld for some seconds), cut (sshd and its sessions away for some seconds), full-site and full-centre (the disk is full for some
seconds; the folder has to be a file system of its own). Between them a janitor does what an operator would.

What the ledger says and what is on the disk change at different moments, so the disk is looked at before and after the ledger: a count
that only grows must lie between.
"""
import hashlib
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
NODE = [sys.executable, str(TOP / "tests" / "slurm" / "one_node.py")]
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


class Disk:
    """What lies at both ends now: exit files, then what is published, then what is in place."""

    def __init__(self, work):
        self.exits = {p.stem for p in work.glob("supercomputer/exit/*/*.json") if '"RENDERED"' in p.read_text()}
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
        self.looks += 1
        units = status["unitsByState"]
        deliveries = status["deliveries"][0]["byState"]

        def beyond(states, order, first):
            return sum(states.get(s, 0) for s in order[order.index(first):])

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


class Trouble:
    """Everything that goes wrong."""

    def __init__(self, folder, work, chance):
        self.folder, self.work, self.chance = folder, work, chance
        self.slurm = work / "slurm"

    def node(self, *words):
        subprocess.run([*NODE, words[0], str(self.slurm), *words[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    def janitor(self):
        self.node("janitor")

    def job(self):
        found = []
        for p in pathlib.Path("/proc").iterdir():
            try:
                words = (p / "cmdline").read_bytes().split(b"\0") if p.name.isdigit() else []
            except OSError:
                continue
            if b"job" in words and any(str(self.work).encode() in w for w in words):
                found.append(int(p.name))
        if found:
            try:
                os.kill(self.chance.choice(found), signal.SIGKILL)
            except ProcessLookupError:
                pass
        return bool(found)

    def kill(self, program):
        self.node("kill", program)
        time.sleep(self.chance.uniform(0, 4))
        self.node("start", program)

    def stop(self):
        self.node("stop", "slurmctld")
        time.sleep(self.chance.uniform(1, 8))
        self.node("cont", "slurmctld")

    def sshd(self, seconds):
        ssh = self.work / "ssh"
        try:
            parent = int((ssh / "pid").read_text())
        except (FileNotFoundError, ValueError):
            return
        family = [parent]
        for p in pathlib.Path("/proc").iterdir():
            try:
                if p.name.isdigit() and int((p / "stat").read_text().rsplit(")", 1)[1].split()[1]) in family:
                    family.append(int(p.name))
            except OSError:
                continue
        for pid in family:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(seconds)
        subprocess.run(["/usr/sbin/sshd", "-f", str(ssh / "config"), "-E", str(ssh / "log")], check=False)

    def full(self, folder):
        ballast = folder / "ballast"
        try:
            with open(ballast, "wb") as f:
                while True:
                    f.write(bytes(1 << 20))
                    f.flush()
        except OSError:
            pass
        time.sleep(self.chance.uniform(2, 10))
        ballast.unlink()

    def make(self, kind):
        if kind == "job":
            return self.job()
        if kind in ("slurmctld", "slurmd"):
            self.kill(kind)
        elif kind == "stop":
            self.stop()
        elif kind == "sshd":
            self.sshd(0)
        elif kind == "cut":
            self.sshd(self.chance.uniform(2, 12))
        elif kind == "full-site":
            self.full(self.work / "supercomputer")
        elif kind == "full-centre":
            self.full(self.work / "data-centre")
        return True


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


def history(work):
    """The invariants in the ledger's own rows: each unit ends once, in order; nothing is deleted before its acknowledgement."""
    db = sqlite3.connect(f"file:{work}/ledger/ledger.db?mode=ro", uri=True)
    states = dict(db.execute("select state, count(*) from unit group by state").fetchall())
    say(states == {90: UNITS}, f"every unit is purged in the ledger, once: {states}")
    log = [
        line.split() for path in sorted((work / "supercomputer" / ".gate" / "log").glob("*.log")) for line in path.read_text().splitlines()
    ]
    acked, early, deleted = set(), [], {}
    for words in log:
        verb = next((w for w in ("ack", "delete") if w in words), None)
        path = next((w for w in words if w.startswith("out/")), None)
        if verb and path and words[-1] == "ok":
            if verb == "ack":
                acked.add(path)
            else:
                deleted[path] = deleted.get(path, 0) + 1
                if path not in acked:
                    early.append(path)
    say(
        bool(deleted) and not early and max(deleted.values()) == 1,
        f"{len(deleted)} files were deleted at the site, each once and after its acknowledgement"
        + (f"; not: {early[:3]}" if early else ""),
    )


def main():
    ciel, folder, moments, seed, kinds = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
    work = folder / "two-site" / "made"
    file = folder / "two-site.yaml"
    chance = random.Random(seed)
    watch = Watch(ciel, file, work)
    trouble = Trouble(folder, work, chance)
    begun = time.monotonic()
    log = open(folder / "start.log", "ab")
    made = []

    def start():
        return subprocess.Popen([ciel, "campaign", "start", str(file), "--poll", "2", "--grace", "20"], stdout=log, stderr=log)

    process = start()
    next_at = None
    while process.poll() is None and time.monotonic() - begun < LONGEST_SECONDS:
        units = watch.look()
        moves = units is not None and units.get("PLANNED", 0) < UNITS
        if moves and next_at is None:
            next_at = time.monotonic() + chance.uniform(0, 15)
        if next_at is not None and len(made) < moments and time.monotonic() > next_at and process.poll() is None:
            kind = chance.choice(kinds)
            if kind == "daemon":
                process.send_signal(signal.SIGKILL)
                process.wait()
                watch.look()
                process = start()
            elif not trouble.make(kind):
                continue
            made.append(kind)
            if kinds != ["daemon"]:
                trouble.janitor()
            next_at = time.monotonic() + chance.uniform(2, 20)
        time.sleep(0.5)
    ended = process.poll() is not None
    if not ended:
        process.kill()
        process.wait()
    counts = ", ".join(f"{made.count(k)} {k}" for k in sorted(set(made))) or "none"
    say(
        ended and process.returncode == 0,
        f"ciel campaign start ends with {process.returncode} after {time.monotonic() - begun:.0f} s; troubles: {counts}",
    )
    watch.look()
    say(
        watch.looks > 0 and not watch.wrong,
        f"status --json agrees with the disk at {watch.looks} moments" + "".join("; " + w for w in watch.wrong[:4]),
    )
    final(work)
    history(work)


main()
