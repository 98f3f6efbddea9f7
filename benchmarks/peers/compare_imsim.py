#!/usr/bin/env python3
"""Holds a rendering with full physics of imSim's grid of 64 objects on R22_S11 against imSim's own image of it (shared/data/imsim,
its README).

    .venv/bin/python benchmarks/peers/compare_imsim.py nosensor|gauss|full ../shared/data/imsim DIR [DIR ...]

nosensor and gauss have a Gaussian point spread function, which is not drawn at random, and are compared strictly. full has the
atmosphere of phase screens: each
folder is one rendering with another seed, and what is compared is the distribution. One line PASS or FAIL a check. tests/imsim.sh
draws the folders.
imSim counts pixels from 0 as if they were FITS pixels, so its tables are one pixel off ours.
"""

import csv
import glob
import pathlib
import sys

import galsim
import numpy as np
import pyarrow.parquet
from astropy.io import fits

FAILED = 0


def check(ok, what, detail):
    global FAILED
    FAILED += not ok
    print(f"{'PASS' if ok else 'FAIL'} {what}: {detail}", flush=True)


def rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def load(folder):
    truth = pyarrow.parquet.read_table(glob.glob(f"{folder}/truth_*.parquet")[0]).to_pydict()
    at = {int(i): (truth["x"][k], truth["y"][k]) for k, i in enumerate(truth["object_id"])}
    with fits.open(glob.glob(f"{folder}/eimage_*.fits*")[0]) as hdus:
        image = next(h for h in hdus if h.header.get("NAXIS", 0) == 2 and h.data is not None).data.astype(float)
    return image, at


def moments(image, x, y):
    """Adaptive moments in a cutout of 49 px about FITS pixel x, y: sigma, centroid, e1, e2."""
    i, j = int(round(y)) - 1, int(round(x)) - 1
    cut = galsim.Image(np.ascontiguousarray(image[i - 24:i + 25, j - 24:j + 25]))
    m = galsim.hsm.FindAdaptiveMom(cut, strict=False)
    return (
        None
        if m.moments_status
        else (
            m.moments_sigma,
            m.moments_centroid.x - 25 + j + 1,
            m.moments_centroid.y - 25 + i + 1,
            m.observed_shape.e1,
            m.observed_shape.e2,
        )
    )


def kept(image, x, y, radius=100):
    i, j = int(round(y)) - 1, int(round(x)) - 1
    low, left = max(0, i - radius - 2), max(0, j - radius - 2)
    cut = image[low:i + radius + 3, left:j + radius + 3]
    yy, xx = np.mgrid[:cut.shape[0], :cut.shape[1]]
    return cut[np.hypot(xx + left - (x - 1), yy + low - (y - 1)) < radius].sum()


def strict(name, reference, folder):
    image, at = load(folder)
    light, sizes, galaxies, shifts, shapes = [], [], [], [], []
    for r in rows(reference / f"grid_{name}_R22_S11_measured.csv"):
        x, y = at[int(r["id"])]
        nominal = float(r["nominal_flux"])
        m = moments(image, x, y)
        if m is None or float(r["hsm_status"]) or nominal < 2e4:
            continue
        star = r["type"] == "star"
        if star and nominal > 9e4 and min(x, y) > 110 and x < 3986 and y < 3894:
            light.append((kept(image, x, y) / nominal, float(r["ap100"]) / nominal))
        if star and nominal > 9e4:
            shifts.append((m[1] - float(r["hsm_x"]) - 1, m[2] - float(r["hsm_y"]) - 1))
            shapes.append((m[3] - float(r["hsm_e1"]), m[4] - float(r["hsm_e2"])))
        if nominal > (9e4 if star else 2e4):
            (sizes if star else galaxies).append(m[0] / float(r["hsm_sigma"]))
    light, shifts, shapes = map(np.array, (light, shifts, shapes))
    ours, theirs = light.mean(axis=0)
    check(abs(ours - theirs) < 0.004, f"{name}: light of {len(light)} stars within 100 px (limit 0.4 %)", f"{ours:.5f}, imSim {theirs:.5f}")
    mean, scatter = shifts.mean(axis=0), shifts.std(axis=0)
    check(
        np.abs(mean).max() < 0.02 and scatter.max() < 0.03,
        f"{name}: centroids of {len(shifts)} stars (limits 0.02 px in the mean, 0.03 px scatter)",
        f"{mean.round(4)}, scatter {scatter.round(4)}",
    )
    check(
        abs(np.mean(sizes) - 1) < 0.005,
        f"{name}: adaptive size of {len(sizes)} stars over imSim's (limit 0.5 %)",
        f"{np.mean(sizes):.4f}, scatter {np.std(sizes):.4f}",
    )
    check(
        abs(np.mean(galaxies) - 1) < 0.012,
        f"{name}: adaptive size of {len(galaxies)} galaxies over imSim's (limit 1.2 %)",
        f"{np.mean(galaxies):.4f}, scatter {np.std(galaxies):.4f}",
    )
    worst = np.abs(shapes.mean(axis=0)).max()
    check(worst < 0.004, f"{name}: ellipticities of stars (limit 0.004 in the mean)", shapes.mean(axis=0).round(4))


def distribution(reference, folders):
    """One atmosphere has one size; imSim drew one. What it may be is seen from several of ours."""
    theirs = [r for r in rows(reference / "grid_full_R22_S11_measured.csv")
              if r["type"] == "star" and 9e4 < float(r["nominal_flux"]) < 5e5 and not float(r["fft_flux"]) and not float(r["hsm_status"])]
    size = np.array([float(r["hsm_sigma"]) for r in theirs])
    shape = np.array([(float(r["hsm_e1"]), float(r["hsm_e2"])) for r in theirs])
    means, scatters, rms = [], [], []
    for folder in folders:
        image, at = load(folder)
        found = [m for m in (moments(image, *at[int(r["id"])]) for r in theirs) if m]
        means.append(np.mean([m[0] for m in found]))
        scatters.append(np.std([m[0] for m in found]) / means[-1])
        rms.append(np.sqrt(np.mean([(m[3] ** 2 + m[4] ** 2) / 2 for m in found])))
    mean, spread = np.mean(means), max(np.std(means, ddof=1), 0.01 * np.mean(means))
    check(
        abs(size.mean() - mean) < 4 * spread,
        f"full: size of {len(theirs)} stars, imSim's one atmosphere among {len(folders)} of ours (limit 4 of their spread)",
        f"{np.round(means, 3)} px, imSim {size.mean():.3f}",
    )
    ratio = np.mean(scatters) / (size.std() / size.mean())
    check(
        0.4 < ratio < 2.5,
        "full: scatter of the size over the CCD (limit a factor of 2.5)",
        f"{np.round(scatters, 4)}, imSim {size.std() / size.mean():.4f}",
    )
    own = np.sqrt(np.mean(shape ** 2))
    check(0.3 < np.mean(rms) / own < 3, "full: rms ellipticity (limit a factor of 3)", f"{np.round(rms, 4)}, imSim {own:.4f}")


def main():
    name, reference = sys.argv[1], pathlib.Path(sys.argv[2])
    if name == "full":
        distribution(reference, sys.argv[3:])
    else:
        strict(name, reference, sys.argv[3])
    return FAILED > 0


if __name__ == "__main__":
    sys.exit(main())
