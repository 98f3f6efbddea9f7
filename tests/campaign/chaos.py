"""Campaigns of 18 units through a real Slurm and a real sshd, with everything going wrong at random moments.

chaos.py CIEL FOLDER MOMENTS SEED [KIND...]    prints PASS and FAIL lines; FOLDER is empty, and is left where something failed

Campaign 0 is not disturbed: the others must end with its bytes. A moment is one of:
  daemon       kill -9 of the daemon                       job        kill -9 of a render job
  slurmctld    kill -9 of the controller                   number     the same less than a second after a request that succeeded
  slurmd       kill -9 of the node's daemon                stop       SIGSTOP of the controller during sbatch, for seconds
  sshd         kill -9 of sshd and its sessions            cut        the way to sshd is closed for seconds
  stall        the way to sshd is open and nothing comes   clock      the daemon's clock jumps: 90 s, an hour or 26 hours, both ways
  full-site    no room at the supercomputer                full-centre, full-ledger    the same at the data centre, and for the ledger
  power        loss of power at the data centre: what the disks of ledger and images hold at that moment is all that is left
A janitor plays the operator: resumes the node, releases held jobs, starts a daemon that has ended again, as systemd would, and gives
units whose jobs were ended under them too often another attempt. Needs root, loop devices, a C compiler, and what one_node.py needs.
"""

import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time

import disks
import history
from forward import Forwarder
from trouble import Bag, Trouble, kill, processes, sshd_family

TOP = pathlib.Path(__file__).resolve().parents[2]
NODE = TOP / "tests" / "slurm" / "one_node.py"
UNITS = 18
EACH = 20
LONGEST_SECONDS = 900
KINDS = [
    "daemon",
    "job",
    "slurmctld",
    "number",
    "slurmd",
    "stop",
    "sshd",
    "cut",
    "stall",
    "clock",
    "full-site",
    "full-centre",
    "full-ledger",
    "power",
]
ENDED = re.compile(
    r" x unit: the job ended without this unit: (killed|exited)$"
)  # the jobs of a unit were killed, or lost by the controller
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


def say(good, text):
    print(("PASS " if good else "FAIL ") + text, flush=True)
    return good


def run(*command, **more):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, **more)


class Stand:
    """The supercomputer, the data centre and what lies between: one for all campaigns."""

    def __init__(self, ciel, folder):
        self.ciel, self.folder = ciel, folder
        self.site, self.slurm, self.ssh, self.bin = folder / "site", folder / "slurm", folder / "ssh", folder / "bin"
        self.clock = disks.Clock(folder)
        self.control = threading.RLock()
        self.disks = {name: disks.Disk(folder, name, megabytes) for name, megabytes in (("site", 1500), ("centre", 1500), ("ledger", 64))}
        self.forwarder = None

    def up(self):
        for disk in self.disks.values():
            disk.make()
        self.conf = run(sys.executable, NODE, "up", self.slurm, "MessageTimeout=3", "CPUs=16", "RealMemory=32000").stdout.strip()
        if not self.conf:
            raise SystemExit(f"chaos.py: Slurm does not start; its logs are in {self.slurm}/log")
        self.clock.make(TOP / "tests" / "campaign" / "clock.c")
        self.tools()
        self.ssh.mkdir()
        for key in ("host", "campaign"):
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.ssh / key)
        port = disks.free_port()
        self.forwarder = Forwarder(port)
        command = f"{self.ciel} gate {self.site} --scripts {TOP}/scripts/jobs --slurm {self.bin} --slurm-conf {self.conf} --grace 0"
        (self.ssh / "authorized").write_text(f'restrict,command="{command}" {(self.ssh / "campaign.pub").read_text()}')
        (self.ssh / "known").write_text(
            f"[127.0.0.1]:{self.forwarder.port} " + " ".join((self.ssh / "host.pub").read_text().split()[:2]) + "\n"
        )
        (self.ssh / "config").write_text(f"""Port {port}
ListenAddress 127.0.0.1
HostKey {self.ssh}/host
PidFile {self.ssh}/pid
AuthorizedKeysFile {self.ssh}/authorized
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
MaxStartups 50
""")
        os.makedirs("/run/sshd", exist_ok=True)
        self.sshd()
        (self.folder / "site.yaml").write_text(f"""name: supercomputer
title: a Slurm of one node on this machine
role: compute
source: tests/campaign/chaos.py
outbound: false
scheduler: {{kind: slurm, partitions: [{{name: cpu, purpose: everything}}]}}
connection:
  host: 127.0.0.1
  port: {self.forwarder.port}
  identity: {self.ssh}/campaign
  knownHosts: {self.ssh}/known
  door: gate
  install: {self.folder}/ciel
  root: {self.site}
  account: lsst@cpu
  partition: cpu
  licenses: [sps]
  slurm: {self.bin}
  slurmConf: {self.conf}
""")

    def tools(self):
        """Slurm's programs; sbatch stops or kills the controller when it is told to, at the moment that matters."""
        self.bin.mkdir()
        for program in ("squeue", "sacct", "scancel", "scontrol", "sinfo", "sacctmgr"):
            (self.bin / program).symlink_to(f"/usr/bin/{program}")
        (self.bin / "sbatch").write_text(f"""#!/bin/sh
controller() {{ kill "$1" -- -"$(sed -n 's/^slurmctld //p' {self.slurm}/pids)"; }}
if mv {self.folder}/arm.stop {self.folder}/taken 2> /dev/null; then controller -STOP; exec /usr/bin/sbatch "$@"; fi
/usr/bin/sbatch "$@"
code=$?
if [ $code = 0 ] && mv {self.folder}/arm.number {self.folder}/taken 2> /dev/null; then controller -KILL; fi
exit $code
""")
        (self.bin / "sbatch").chmod(0o755)

    def sshd(self):
        run("/usr/sbin/sshd", "-f", self.ssh / "config", "-E", self.ssh / "log")

    def node(self, *words):
        with self.control:
            return run(sys.executable, NODE, words[0], self.slurm, *words[1:])

    def queue(self, *more):
        return run("squeue", "-h", "-a", "-o", "%j %T %r", *more, env={**os.environ, "PATH": PATH, "SLURM_CONF": self.conf}).stdout

    def ours(self, pid, words):
        """Whether a process works in the folder, has it in its command line, or has a file of it open (as Slurm's stepd has)."""
        places = list(words)
        try:
            places += [os.readlink(p) for p in (f"/proc/{pid}/cwd", *(str(f) for f in pathlib.Path(f"/proc/{pid}/fd").iterdir()))]
        except OSError:
            pass
        return any(w.startswith(str(self.folder) + "/") for w in places)

    def down(self):
        if self.forwarder:
            self.forwarder.close()
        for pid in sshd_family(self.ssh):
            kill(pid)
        if (self.slurm / "pids").exists():
            run(sys.executable, NODE, "down", self.slurm)
        for _ in range(3):  # a process that is killed may just have started another
            for pid, words in processes():
                if pid != os.getpid() and "chaos.py" not in " ".join(words) and self.ours(pid, words):
                    kill(pid)
            time.sleep(0.5)
        for disk in self.disks.values():
            disk.away()


class Campaign:
    """One campaign, and the process that runs it."""

    def __init__(self, stand, name):
        self.stand, self.name = stand, name
        self.file = stand.folder / f"{name}.yaml"
        self.ledger = stand.folder / "ledger" / "ledger.db"  # one for all: its tokens only grow, at the site too
        self.images = stand.folder / "centre" / "images" / name
        self.registered = stand.folder / "centre" / f"registered-{name}"
        self.log = stand.folder / f"{name}.log"
        self.process = None
        self.restarts = []
        self.retried = []
        for folder in (self.ledger.parent, self.registered, stand.folder / "centre" / "images", stand.folder / "centre" / "incoming"):
            folder.mkdir(parents=True, exist_ok=True)
        examples = TOP / "examples" / "two-site" / "catalogs"
        # a hook that must not lose a line: written aside, synced, and given its name
        hook = f"d={self.registered}; t=$d/.$$; cat > $t && sync $t && mv $t $d/$(date +%s%N).jsonl && sync $d || {{ rm -f $t; exit 75; }}"
        self.file.write_text(f"""campaign: {name}
visits: {{catalogs: [{examples}/*.txt]}}
detectors: [R22]
render: {{physics: fast, engine: auto, seed: 7, products: [raw, truth]}}
site:
  name: site.yaml
  group: example
  job: {{detectors: 3, cores: 1, memory: 1500 MB, time: 20 min, warning: 60 s, queued: 3, running: 2}}
destinations:
  - name: data-centre
    folder: centre/images
    incoming: centre/incoming
    layout: "{{campaign}}/{{visit}}/{{raft}}/{{file}}"
    lanes: 2
    register:
      - command: [sh, -c, {json.dumps(hook)}]
      - butler: {{export: centre/butler, instrument: LSSTCamSim, collection: LSSTCamSim/raw/all}}
retention: {{purge: true, grace: 1 s}}
attempts: {{render: 3, deliver: 5, backoff: 2 s}}
ledger: ledger/ledger.db
""")

    def start(self):
        with open(self.log, "ab") as log:
            log.write(f"--- started {time.strftime('%H:%M:%S')}\n".encode())
            log.flush()
            self.process = subprocess.Popen(
                [self.stand.ciel, "campaign", "start", str(self.file), "--poll", "2", "--grace", "10", "--debug"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**os.environ, **self.stand.clock.environment()},
            )

    def killed(self):
        """kill -9 of the daemon and of the hooks that it has started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def said(self):
        lines = self.log.read_text(errors="replace").splitlines()
        return next((x for x in reversed(lines) if x.startswith(("ciel", "Exception", "Caused"))), lines[-1] if lines else "")[:300]

    def resting(self):
        """Causes of what waits for a person."""
        if not self.ledger.exists():
            return []
        db = sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=20)
        try:
            return db.execute(
                "select 'unit', u.cause, count(*) from unit u join campaign c using (campaign) where u.state >= 100 and c.name = ?1 "
                "group by u.cause union all select 'delivery', d.cause, count(*) from delivery d join campaign c using (campaign) "
                "where d.state >= 100 and c.name = ?1 group by d.cause",
                (self.name,),
            ).fetchall()
        finally:
            db.close()

    def moving(self):
        """Whether the daemon that runs now is at work, and units are on their way."""
        said = self.log.read_text(errors="replace").rsplit("--- started", 1)[-1]
        if "daemon started" not in said:
            return False
        try:
            db = sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=20)
            try:
                return (
                    db.execute(
                        "select count(*) from unit u join campaign c using (campaign) where u.state > 10 and c.name = ?", (self.name,)
                    ).fetchone()[0]
                    > 0
                )
            finally:
                db.close()
        except sqlite3.Error:
            return False

    def operator(self):
        """What systemd and a person would do when the process has ended. True when the campaign is over."""
        code = self.process.returncode
        if code == 0:
            return True
        waits = self.resting()
        if code in (1, 5) and waits:
            self.retried += [f"{n} x {what}: {cause}" for what, cause, n in waits]
            run(self.stand.ciel, "campaign", "retry", self.file)
        else:
            self.restarts.append(f"{code}: {self.said()}")
        time.sleep(1)
        self.start()
        return False


def bits(folder):
    """SHA-256 by path below a folder; a manifest names the job that rendered it and is left out."""
    return disks.sums(folder, lambda p: not p.name.startswith("manifest_"))


def checks(stand, campaign, reference):
    """What must hold when a campaign has ended."""
    good, name = True, campaign.name
    units, manifests = set(), sorted(campaign.images.glob("*/*/manifest_*.json"))
    whole = True
    for manifest in manifests:
        document = json.loads(manifest.read_text())
        units.add(manifest.stem)
        for entry in document["files"]:
            whole &= disks.sha256(manifest.parent / entry["path"]) == entry["sha256"]
    good &= say(
        whole and len(units) == len(manifests) == UNITS,
        f"{name}: {len(manifests)} units are in place, each once, with the bytes of their manifests",
    )
    have = bits(campaign.images)
    if reference is not None:
        wrong = sorted(k for k in set(have) | set(reference) if have.get(k) != reference.get(k))
        good &= say(
            not wrong,
            f"{name}: {len(have)} files have the bytes of the undisturbed run" + (f"; {len(wrong)} not: {wrong[:3]}" if wrong else ""),
        )
    lines = [json.loads(x) for p in sorted(campaign.registered.glob("*.jsonl")) for x in p.read_text().splitlines()]
    names = {x["unit"] for x in lines}
    export = sorted((stand.folder / "centre" / "butler").glob(f"{name}-*.yaml"))
    raws = sum(p.read_text().count("path:") for p in export)
    good &= say(
        len(names) == UNITS and raws == UNITS,
        f"{name}: {len(names)} units are registered ({len(lines)} lines), {raws} in the Butler's export",
    )
    left = [p for top in ("out", "work") for p in (stand.site / top / name).rglob("*") if p.is_file() and p.parent.name != "catalog"]
    left += [p for p in (stand.folder / "centre" / "incoming").rglob("*") if p.is_file()]
    good &= say(not left, f"{name}: no file is orphaned" + (f"; {len(left)} are, such as {left[0]}" if left else ""))
    good &= orphans(stand, name)
    gate_log = stand.site / ".gate" / "log"
    for i, found in enumerate(history.violations(campaign.ledger, name, gate_log), 1):
        good &= say(not found, f"{name}: I{i} {history.NAMES[i - 1]}" + "".join(f"; {f}" for f in found[:3]))
    return good, have


def orphans(stand, name):
    """No job of the campaign waits or runs: what is late meets a claim and ends."""
    end = time.monotonic() + 150
    while True:
        stand.node("janitor")
        queue = [x for x in stand.queue().splitlines() if x.startswith(name + "-")]
        live = [pid for pid, words in processes() if "job" in words and str(stand.site) in words and any(f"/{name}-" in w for w in words)]
        if not queue and not live or time.monotonic() > end:
            return say(
                not queue and not live, f"{name}: no job is orphaned" + (f"; queue {queue[:3]}, processes {live}" if queue or live else "")
            )
        time.sleep(2)


def clear(stand, campaign):
    shutil.rmtree(campaign.images, ignore_errors=True)
    for top in ("out", "work", "exit", "claim", "logs"):
        for p in (stand.site / top).glob(campaign.name + "*"):
            shutil.rmtree(p, ignore_errors=True) if p.is_dir() else p.unlink()


def through(stand, campaign, chance, wanted, bag):
    """Runs a campaign, with so many moments. Returns the moments that were made."""
    stand.clock.set(0)
    trouble = Trouble(stand, chance)
    made, begun, over = [], time.monotonic(), False
    campaign.start()
    next_at = None
    while not over and time.monotonic() - begun < LONGEST_SECONDS:
        if campaign.process.poll() is not None:
            over = campaign.operator()
            continue
        if next_at is None:
            next_at = time.monotonic() + chance.uniform(0, 6) if campaign.moving() else None
        elif len(made) < wanted and time.monotonic() > next_at and campaign.moving():
            kind = bag.pop(chance)
            with open(campaign.log, "ab") as log:
                log.write(f"--- {time.strftime('%H:%M:%S')} {kind}\n".encode())
            if campaign.process.poll() is None and trouble.make(kind, campaign):
                made.append(kind)
            else:
                bag.back(kind)
            next_at = time.monotonic() + chance.uniform(0.5, 6)
        time.sleep(0.2)
    seconds = time.monotonic() - begun
    if not over:
        campaign.killed()
    counts = ", ".join(f"{made.count(k)} {k}" for k in KINDS if k in made) or "none"
    say(
        over,
        f"{campaign.name}: every unit is through after {seconds:.0f} s; moments: {counts}" + ("" if over else f"; NOT: {campaign.said()}"),
    )
    for text in campaign.restarts:
        print(f"     {campaign.name}: the daemon ended by itself and was started again: {text}", flush=True)
    for text in campaign.retried:
        print(f"     {campaign.name}: a person gave another attempt: {text}", flush=True)
    return made, over


def tampered(stand, campaign):
    """The checks of the history can fail: each finds what was changed in a copy of a ledger."""
    changes = (
        "update event set state_to = 30 where seq = (select max(seq) from event where kind = 1 and state_to = 40)",
        "delete from act where name like 'ask/%'",
        "update event set state_to = 40 where seq = (select max(seq) from event where kind = 1 and state_to = 30)",
        "delete from event where kind = 2 and state_to = 70",
        "update tally set n = n + 1 where kind = 1",
        "update event set token = token + 7 where seq = (select min(seq) from event where token > 0)",
    )
    missed = []
    for i, change in enumerate(changes):
        copy = stand.folder / "tampered.db"
        copy.unlink(missing_ok=True)
        source, target = sqlite3.connect(campaign.ledger), sqlite3.connect(copy)
        source.backup(target)
        source.close()
        target.execute(change)
        target.commit()
        target.close()
        if not history.violations(copy, campaign.name)[i]:
            missed.append(f"I{i + 1}")
    return say(
        not missed, "each check of the history finds what was changed in a copy of the ledger" + (f"; not {missed}" if missed else "")
    )


def sweep(stand, stopped):
    """The operator's rounds."""
    while not stopped.wait(4):
        if stand.control.acquire(timeout=0.1):
            try:
                stand.node("janitor")
            finally:
                stand.control.release()


def main():
    ciel, folder, moments, seed = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), int(sys.argv[3]), int(sys.argv[4])
    kinds = sys.argv[5:] or KINDS
    chance = random.Random(seed)
    stand = Stand(ciel, folder)
    stopped = threading.Event()
    good, passed, all_made = True, 0, []
    try:
        stand.up()
        threading.Thread(target=sweep, args=(stand, stopped), daemon=True).start()
        first = Campaign(stand, "c00")
        _, over = through(stand, first, chance, 0, Bag(kinds))
        fine, reference = checks(stand, first, None)
        good &= over and fine and tampered(stand, first)
        clear(stand, first)
        bag = Bag(kinds)
        n = 0
        while good and len(all_made) < moments:
            n += 1
            campaign = Campaign(stand, f"c{n:02d}")
            made, over = through(stand, campaign, chance, min(EACH, moments - len(all_made)), bag)
            fine = over and checks(stand, campaign, reference)[0]
            if not all(ENDED.search(t) for t in campaign.retried):
                fine = say(False, f"{campaign.name}: what waited for a person was not for one")
            good &= fine
            all_made += made
            passed += len(made) if fine else 0
            if fine:
                clear(stand, campaign)
        counts = ", ".join(f"{all_made.count(k)} {k}" for k in KINDS if k in all_made)
        say(good, f"seed {seed}: {passed} of {len(all_made)} moments in {n} campaigns passed: {counts}")
    finally:
        stopped.set()
        if good:
            stand.down()
        else:
            print(f"everything is left in {folder}; 'chaos.py down {folder}' ends it", flush=True)
    return good


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "down":
        Stand("", pathlib.Path(sys.argv[2]).resolve()).down()
    elif len(sys.argv) < 5:
        raise SystemExit(__doc__)
    else:
        sys.exit(0 if main() else 1)
