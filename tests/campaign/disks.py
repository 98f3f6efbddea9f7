"""Small disks in files, for tests: one can fill up, and one can lose its power. And a clock that can be set."""

import hashlib
import os
import pathlib
import socket
import struct
import subprocess
import time


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"{' '.join(map(str, command))} ends with {done.returncode}: {done.stderr.strip()}")


class Disk:
    """An ext4 in the file NAME.img, mounted at NAME."""

    def __init__(self, folder, name, megabytes):
        self.mount, self.image, self.saved, self.megabytes = folder / name, folder / f"{name}.img", folder / f"{name}.saved", megabytes

    def make(self):
        with open(self.image, "wb") as f:
            f.truncate(self.megabytes << 20)
        run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", self.image)
        self.mount.mkdir()
        self._mount()

    def _mount(self):
        run("mount", "-o", "loop,discard", self.image, self.mount)

    def fill(self):
        """Takes all of the room, to the last block that a file can have."""
        self.ballast = self.mount / ".ballast"
        step = self.megabytes << 20
        with open(self.ballast, "wb") as f:
            at = 0
            while step >= 4096:
                try:
                    os.posix_fallocate(f.fileno(), at, step)
                    at += step
                except OSError:
                    step //= 2

    def free(self):
        self.ballast.unlink()

    def snapshot(self):
        """What the disk holds now: what was not synced is not there."""
        run("cp", "--sparse=always", self.image, self.saved)

    def restore(self):
        self.away()
        self.saved.rename(self.image)
        self._mount()

    def away(self):
        for _ in range(100):
            if (
                not os.path.ismount(self.mount)
                or subprocess.run(["umount", str(self.mount)], stderr=subprocess.DEVNULL, check=False).returncode == 0
            ):
                return
            time.sleep(0.1)
        run("umount", "--lazy", self.mount)


class Clock:
    """The clock of the processes that have its environment."""

    def __init__(self, folder):
        self.file, self.library = folder / "clock", folder / "clock.so"

    def make(self, source):
        run("cc", "-shared", "-fPIC", "-O2", "-o", self.library, source, "-ldl")
        self.file.write_bytes(bytes(8))

    def set(self, seconds):
        """Sets it so many seconds ahead, or behind."""
        with open(self.file, "r+b") as f:
            f.write(struct.pack("=q", seconds))

    def environment(self):
        return {"LD_PRELOAD": str(self.library), "CIEL_TEST_CLOCK": str(self.file)}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def sums(folder, wanted):
    """SHA-256 of the files below a folder, by path."""
    return {str(p.relative_to(folder)): sha256(p) for p in sorted(pathlib.Path(folder).rglob("*")) if p.is_file() and wanted(p)}
