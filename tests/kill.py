#!/usr/bin/env python3
"""kill -9 at random moments of ciel render: no file under a final name that is not whole. CIEL_KILLS: how many times (20)."""
import json
import hashlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import warnings
import zlib

import pyarrow.parquet
from astropy.io import fits

KILLS = int(os.environ.get("CIEL_KILLS", "20"))
CIEL = str(pathlib.Path(__file__).resolve().parents[1] / "ciel")


def whole(path):
    """Raises unless the file is what its own format says it should be."""
    if path.name.startswith("manifest_"):
        for entry in json.loads(path.read_text())["files"]:
            data = (path.parent / entry["path"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (entry["bytes"], entry["sha256"]), entry["path"]
    elif path.name.startswith("truth_"):
        assert pyarrow.parquet.read_table(path).num_rows == 2000
    elif path.suffix == ".png":
        data, at = path.read_bytes(), 8
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        while data[at + 4:at + 8] != b"IEND":
            size = int.from_bytes(data[at:at + 4])
            assert zlib.crc32(data[at + 4:at + 8 + size]) == int.from_bytes(data[at + 8 + size:at + 12 + size])
            at += 12 + size
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with fits.open(path, checksum=True, memmap=False, disable_image_compression=True) as hdus:
                for hdu in hdus:
                    hdu.data
                assert "CHECKSUM" in hdus[-1].header and len(hdus) == (17 if path.name.startswith("amp_") else len(hdus))


def main():
    rng = random.Random(9)
    with tempfile.TemporaryDirectory() as folder:
        scene = pathlib.Path(folder) / "scene.csv"
        with scene.open("w") as f:
            print("id,x,y,flux,type,n,hlr,q,beta,g1,g2", file=f)
            for i in range(2000):
                print(f"{i},{rng.uniform(0, 4095):.3f},{rng.uniform(0, 4003):.3f},{10 ** rng.uniform(2, 4):.3f},star,0,0,1,0,0,0", file=f)
        out = pathlib.Path(folder) / "out"
        command = [
            CIEL,
            "render",
            str(scene),
            "--set",
            "psf.fwhm=0.7",
            "--set",
            "sky.electrons=800",
            "--set",
            "output.overwrite=true",
            "--quiet",
            "--out",
            str(out),
        ]
        begun = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took = time.monotonic() - begun
        names = {p.name for p in out.iterdir()}
        left, seen, broken, parts = 0, set(), [], 0
        for kill in range(KILLS):
            # into an empty folder and into one that is being replaced, by turns
            if kill % 2 == 0:
                for path in out.iterdir():
                    path.unlink()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            # writing is the last part of a rendering: two of three moments there
            time.sleep(took * (rng.uniform(0.05, 1.0) if kill % 3 == 0 else rng.uniform(0.55, 1.05)))
            process.kill()
            left += process.wait() != 0
            for path in sorted(out.iterdir()):
                if path.name.startswith(".ciel-part."):
                    parts += 1
                    continue
                seen.add(path.name)
                try:
                    assert path.name in names, "a name that is not final"
                    whole(path)
                except Exception as e:
                    broken.append(f"kill {kill}: {path.name}: {e!r}")
        print(
            f"{'FAIL' if broken else 'PASS'} {KILLS} kills, {left} before the end (a rendering takes {took:.1f} s), {parts} "
            f"temporaries seen: every file under a final name is whole"
            + (f": {broken[:3]}" if broken else "")
        )
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        rest = sorted(p.name for p in out.iterdir())
        print(
            f"{'PASS' if set(rest) == names and left > KILLS // 4 else 'FAIL'} the next rendering takes the temporaries away "
            f"and makes all files"
        )
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
