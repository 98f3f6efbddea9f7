#!/usr/bin/env python3
"""Ciel and GalSim on the identical scene, in turns, in one run. Called by scene.sh; the numbers are those of whole processes, JVM
start and imports included."""

import argparse
import glob
import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import time

from astropy.io import fits

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))


def measured(command, env=None):
    """Runs a command. Returns its last line of stdout as JSON, with CPU seconds (user + system), wall seconds and peak memory (bytes)."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
    # both pipes hold less than a page: nothing blocks before the process ends
    _, status, usage = os.wait4(process.pid, 0)
    out, err = process.stdout.read(), process.stderr.read()
    if status:
        sys.exit(f"{' '.join(command)} ended with status {status}:\n{err}")
    result = json.loads(out.strip().splitlines()[-1])
    result["measured"] = {"cpu": usage.ru_utime + usage.ru_stime, "wall": time.perf_counter() - started, "memory": usage.ru_maxrss * 1024}
    return result


def ciel(args, folder, detector="R22_S11"):
    result = measured(
        [
            os.path.join(TOP, "ciel"),
            "render",
            args.scene,
            "--set",
            "psf.model=kolmogorov",
            "--set",
            "psf.fwhm=0.7",
            "--set",
            "sky.electrons=800",
            "--set",
            "readout.enabled=false",
            "--set",
            "output.overwrite=true",
            "--engine",
            args.engine,
            "--threads",
            "1",
            "--seed",
            "1",
            "--json",
            "--quiet",
            "--detector",
            detector,
            "--out",
            folder,
        ]
        + (["--physics", "full"] if args.silicon else [])
    )
    return result, sum(d["photons"] for d in result["detectors"])


def raft(args, folder):
    """The scene on each of the nine CCDs of a raft, in one process."""
    return ciel(args, os.path.join(folder, "raft"), "R22")


def galsim(args, folder):
    one_thread = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    result = measured(
        [sys.executable, os.path.join(HERE, "galsim_scene.py"), args.scene, os.path.join(folder, "galsim.fits")]
        + (["--silicon"] if args.silicon else []),
        env=one_thread,
    )
    return result, result["photons"]


def cut(scene, objects, folder):
    """The first objects of a scene, as a file."""
    with (gzip.open if scene.endswith(".gz") else open)(scene, "rt") as lines, open(os.path.join(folder, "cut.csv"), "w") as out:
        out.writelines(itertools.islice(lines, objects + 1))
        return out.name


def same_light(eimage, other):
    """Whether both images hold the same light: stamps cut the far wings of GalSim's, and its sky feels no pixel areas."""
    sums = [fits.getdata(name).astype("f8") - 800 for name in (eimage, other)]
    bright = sums[1] > 5000
    ours, theirs = (image[bright].sum() for image in sums)
    print(f"light where GalSim's image is bright ({bright.sum()} pixels): ciel {ours:.4g}, GalSim {theirs:.4g}, ratio {ours / theirs:.4f}")
    return bright.sum() > 50 and abs(ours / theirs - 1) < 0.02


def agree(args, eimage, other):
    if args.silicon:
        return same_light(eimage, other)
    return not subprocess.run([sys.executable, os.path.join(HERE, "agreement.py"), args.scene, eimage, other]).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engine", default="vector")
    parser.add_argument("--work", required=True, help="folder for the images")
    parser.add_argument("--silicon", type=int, default=0, help="silicon in both, for this many objects of the scene; 0: no silicon")
    args = parser.parse_args()
    folder = args.work
    if args.silicon:
        args.scene = cut(args.scene, args.silicon, folder)

    print(f"scene: {args.scene}\nbefore timing: do the images agree?", flush=True)
    ciel(args, folder)
    galsim(args, folder)
    eimage = glob.glob(os.path.join(folder, "eimage_*.fits"))[0]
    if not agree(args, eimage, os.path.join(folder, "galsim.fits")):
        sys.exit("the images differ: no times are given")

    renderers = {"ciel": ciel, "galsim": galsim} if args.silicon else {"ciel": ciel, "raft": raft, "galsim": galsim}
    table = {name: [] for name in renderers}
    print(f"{'run':>4} {'':8} {'photons':>12} {'CPU s':>8} {'wall s':>8} {'Mphot/CPU s':>12} {'peak MB':>8}", flush=True)
    for run in range(args.runs):
        for name, renderer in renderers.items():
            result, photons = renderer(args, folder)
            m = result["measured"]
            table[name].append(m)
            print(
                f"{run + 1:>4} {name:8} {photons:12.0f} {m['cpu']:8.2f} {m['wall']:8.2f} {photons / m['cpu'] / 1e6:12.2f} "
                f"{m['memory'] / 1e6:8.0f}",
                flush=True,
            )
    cpu = {name: statistics.median(m["cpu"] for m in runs) for name, runs in table.items()}
    memory = {name: max(m["memory"] for m in runs) for name, runs in table.items()}
    print(f"median CPU seconds: ciel {cpu['ciel']:.2f}, GalSim {cpu['galsim']:.2f}; GalSim / ciel = {cpu['galsim'] / cpu['ciel']:.1f}")
    if "raft" in cpu:
        ratio = 9 * cpu["galsim"] / cpu["raft"]
        print(f"a raft of nine CCDs in one process: ciel {cpu['raft']:.2f} CPU s; nine of GalSim's / ciel = {ratio:.1f}")
    print("peak memory: " + ", ".join(f"{name} {used / 1e6:.0f} MB" for name, used in memory.items()))


if __name__ == "__main__":
    main()
