"""What goes wrong around a campaign of chaos.py: each kind of moment is a method of Trouble."""

import os
import pathlib
import signal
import time


def processes():
    """(pid, words of the command line) of all processes."""
    for p in pathlib.Path("/proc").iterdir():
        try:
            if p.name.isdigit():
                yield int(p.name), (p / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue


def kill(pid, how=signal.SIGKILL):
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        pass


def sshd_family(ssh):
    try:
        family = [int((ssh / "pid").read_text())]
    except (FileNotFoundError, ValueError):
        return []
    for p in sorted(pathlib.Path("/proc").iterdir(), key=lambda q: int(q.name) if q.name.isdigit() else 0):
        try:
            if p.name.isdigit() and int((p / "stat").read_text().rsplit(")", 1)[1].split()[1]) in family:
                family.append(int(p.name))
        except OSError:
            continue
    return family


class Trouble:
    """Everything that goes wrong. Each method returns whether it could be done."""

    def __init__(self, stand, chance):
        self.stand, self.chance = stand, chance

    def make(self, kind, campaign):
        return getattr(self, kind.replace("-", "_"))(campaign)

    def pause(self, most):
        time.sleep(self.chance.uniform(0, most))

    def daemon(self, c):
        c.killed()
        self.pause(3)
        c.start()
        return True

    def job(self, _):
        root = str(self.stand.site)
        found = [pid for pid, words in processes() if "job" in words and root in words and words[0].endswith("java")]
        if found:
            kill(self.chance.choice(found))
        return bool(found)

    def _kill(self, program):
        with self.stand.control:
            self.stand.node("kill", program)
            self.pause(4)
            self.stand.node("start", program)
        return True

    def slurmctld(self, _):
        return self._kill("slurmctld")

    def slurmd(self, _):
        return self._kill("slurmd")

    def _armed(self, what, seconds):
        arm, taken = self.stand.folder / f"arm.{what}", self.stand.folder / "taken"
        arm.touch()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if taken.exists():
                taken.unlink()
                return True
            time.sleep(0.02)
        try:
            arm.unlink()
            return False
        except FileNotFoundError:
            taken.unlink()
            return True

    def stop(self, _):
        with self.stand.control:
            if not self._armed("stop", 12):
                return False
            time.sleep(self.chance.uniform(1, 8))
            self.stand.node("cont", "slurmctld")
        return True

    def number(self, _):
        with self.stand.control:
            if not self._armed("number", 12):
                return False
            self.pause(2)
            self.stand.node("start", "slurmctld")
        return True

    def sshd(self, _):
        for pid in sshd_family(self.stand.ssh):
            kill(pid)
        self.pause(2)
        self.stand.sshd()
        return True

    def cut(self, _):
        self.stand.forwarder.cut()
        time.sleep(self.chance.uniform(2, 12))
        self.stand.forwarder.mend()
        return True

    def stall(self, _):
        self.stand.forwarder.hold()
        time.sleep(self.chance.uniform(2, 15))
        self.stand.forwarder.mend()
        return True

    def clock(self, _):
        self.stand.clock.set(self.chance.choice([90, 3600, 26 * 3600]) * self.chance.choice([-1, 1]))
        return True

    def _full(self, name):
        disk = self.stand.disks[name]
        disk.fill()
        time.sleep(self.chance.uniform(2, 9))
        disk.free()
        return True

    def full_site(self, _):
        return self._full("site")

    def full_centre(self, _):
        return self._full("centre")

    def full_ledger(self, _):
        return self._full("ledger")

    def power(self, c):
        os.killpg(c.process.pid, signal.SIGSTOP)
        lost = [self.stand.disks[name] for name in ("ledger", "centre")]
        for disk in lost:
            disk.snapshot()
        c.killed()
        for disk in lost:
            disk.restore()
        self.pause(2)
        c.start()
        return True


class Bag:
    """Kinds in random order, each as often as the others; one that could not be made comes again later."""

    def __init__(self, kinds):
        self.kinds, self.left, self.owed = kinds, [], []

    def pop(self, chance):
        if not self.left:
            self.left = [*self.kinds, *self.owed]
            self.owed = []
            chance.shuffle(self.left)
        return self.left.pop()

    def back(self, kind):
        self.owed.append(kind)
