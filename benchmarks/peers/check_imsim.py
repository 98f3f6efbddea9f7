#!/usr/bin/env python3
"""Holds a rendering of imSim's grid of 64 objects on R22_S11 against what imSim itself made of it (shared/data/imsim, its README).

    ./ciel render ../shared/data/imsim/grid_R22_S11.txt --detector R22_S11 --physics fast --set sed.library=../shared/data/sed \\
        --set sky.enabled=false \\
        --set cosmic_rays.enabled=false --set psf.model=gaussian --set psf.fwhm=0.7 --out DIR
    .venv/bin/python benchmarks/peers/check_imsim.py ../shared/data/imsim DIR

One line PASS or FAIL a check. imSim counts pixels from 0 as if they were FITS pixels, so its tables are one pixel off ours.
"""

import csv
import glob
import json
import pathlib
import sys
import warnings

import galsim
import numpy as np
import pyarrow.parquet
from astropy.io import fits
from astropy.wcs import WCS

FAILED = 0
# raw keywords that imSim writes and that differ on purpose; VALIDATION.md says why
OTHER = {
    "DATE": "imSim has the middle of the exposure here as its writing date", "ORIGIN": "the program", "IMSIMVER": "imSim's own",
    "OUTFILE": "the name is ours",
    # imSim writes the catalog's values of the middle as those of the start, and takes TAI for UTC (37 s) in the hour angle
    "ELSTART": "", "AZSTART": "", "HASTART": "", "HAEND": "", "AMSTART": "", "AMEND": "",
}
PROGRAM = ("PKG", "VER")


def check(ok, what, detail=""):
    global FAILED
    FAILED += not ok
    print(f"{'PASS' if ok else 'FAIL'} {what}{': ' + str(detail) if detail != '' else ''}", flush=True)


def one(folder, pattern):
    found = sorted(glob.glob(str(folder / pattern)))
    return found[0] if found else None


def rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def moments(image, x, y):
    """Adaptive moments in a cutout of 49 px about FITS pixel x, y."""
    i, j = int(round(y)) - 1, int(round(x)) - 1
    cut = galsim.Image(np.ascontiguousarray(image[i - 24:i + 25, j - 24:j + 25], dtype=float))
    return galsim.hsm.FindAdaptiveMom(cut, strict=False)


def main():
    reference, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    truth = pyarrow.parquet.read_table(one(folder, "truth_*.parquet")).to_pydict()
    at = {int(i): k for k, i in enumerate(truth["object_id"])}
    measured = rows(reference / "grid_gauss_R22_S11_measured.csv")
    check(len(truth["object_id"]) == len(measured) == 64, "objects", len(truth["object_id"]))

    dx = [truth["x"][at[int(r["id"])]] - float(r["x_truth"]) - 1 for r in measured]
    dy = [truth["y"][at[int(r["id"])]] - float(r["y_truth"]) - 1 for r in measured]
    worst = np.max(np.hypot(dx, dy))
    check(worst < 0.02, "64 truth positions are imSim's (limit 0.02 px)", f"{worst:.4f} px at most")
    ratio = [truth["nominal_flux"][at[int(r["id"])]] / float(r["nominal_flux"]) - 1 for r in measured]
    check(np.max(np.abs(ratio)) < 1e-3, "nominal fluxes are imSim's (limit 0.1 %)", f"{100 * np.max(np.abs(ratio)):.4f} % at most")

    with fits.open(one(folder, "eimage_*.fits*")) as hdus:
        hdu = next(h for h in hdus if h.header.get("NAXIS", 0) == 2 and h.data is not None)
        image, header = hdu.data.astype(np.int64), hdu.header
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wcs = WCS(header)
    exact = rows(reference / "wcs_exact_R22_S11.csv")
    x, y = wcs.all_world2pix([float(r["ra_deg"]) for r in exact], [float(r["dec_deg"]) for r in exact], 1)
    off = np.hypot(x - 1 - [float(r["x_lsst0"]) for r in exact], y - 1 - [float(r["y_lsst0"]) for r in exact])
    check(
        off.max() < 0.01, "the e-image's WCS is imSim's exact chain over the chip (limit 0.01 px, astropy)", f"{off.max():.5f} px at most"
    )

    # light: stars far from others; imSim's exact optics scatter some of it, so the share within a radius is compared loosely
    stars = [r for r in measured if r["type"] == "star" and float(r["nominal_flux"]) > 9e4]
    yy, xx = np.mgrid[:image.shape[0], :image.shape[1]]
    shares = []
    for r in stars:
        k = at[int(r["id"])]
        cx, cy = truth["x"][k] - 1, truth["y"][k] - 1
        i, j = int(round(cy)), int(round(cx))
        box = np.s_[max(0, i - 200):i + 201, max(0, j - 200):j + 201]
        within = np.hypot(xx[box] - cx, yy[box] - cy) < 200
        shares.append(image[box][within].sum() / truth["nominal_flux"][k])
    theirs = np.mean([float(r["ap200"]) / float(r["nominal_flux"]) for r in stars])
    check(
        abs(np.mean(shares) - theirs) < 0.003,
        "stars' light within 200 px over nominal, all stars",
        f"{np.mean(shares):.4f}, imSim {theirs:.4f}",
    )
    realized = np.array([truth["realized_flux"][at[int(r["id"])]] for r in measured])
    nominal = np.array([truth["nominal_flux"][at[int(r["id"])]] for r in measured])
    nominal = nominal * 0.996275  # the open part of the pupil on the axis; vignetting is below 0.0003 on this CCD
    pull = (realized - nominal) / np.sqrt(nominal)
    check(
        np.abs(pull).max() < 4.5,
        "realized fluxes are Poisson about 0.9963 of nominal",
        f"largest pull {np.abs(pull).max():.2f}, mean {pull.mean():+.2f}, rms {pull.std():.2f}",
    )

    # places and shapes of the light
    for name in ("nosensor", "gauss"):
        table = rows(reference / f"grid_{name}_R22_S11_measured.csv")
        ours, their, sizes, centroids = [], [], [], []
        for r in table:
            k = at[int(r["id"])]
            m = moments(image, truth["x"][k], truth["y"][k])
            if m.moments_status or float(r["hsm_status"]) or float(r["nominal_flux"]) < 2e4:
                continue
            if r["type"] == "star":
                sizes.append((m.moments_sigma, float(r["hsm_sigma"])))
                i, j = int(round(truth["y"][k])) - 1, int(round(truth["x"][k])) - 1
                if float(r["nominal_flux"]) > 2e5:
                    centroids.append((m.moments_centroid.x - 25 + j + 1 - truth["x"][k], m.moments_centroid.y - 25 + i + 1 - truth["y"][k]))
            else:
                ours.append((m.observed_shape.e1, m.observed_shape.e2))
                their.append((float(r["hsm_e1"]), float(r["hsm_e2"])))
        ours, their, sizes, centroids = map(np.array, (ours, their, sizes, centroids))
        slope = (ours * their).sum() / (their * their).sum()
        rms = np.sqrt(np.mean((ours - their) ** 2))
        check(
            abs(slope - 1) < 0.05 and rms < 0.03,
            f"ellipticities of {len(ours)} galaxies against imSim's {name} run",
            f"slope {slope:.3f}, rms difference {rms:.4f}, rms ellipticity {np.sqrt(np.mean(their ** 2)):.3f}",
        )
        print(
            f"     size of {len(sizes)} stars: ours {np.mean(sizes[:, 0]):.4f} px, imSim {name} {np.mean(sizes[:, 1]):.4f} px", flush=True
        )
    check(
        np.abs(centroids.mean(axis=0)).max() < 0.01 and np.hypot(*centroids.T).max() < 0.03,
        "bright stars lie on their truth",
        f"mean offset {centroids.mean(axis=0).round(4)} px, largest {np.hypot(*centroids.T).max():.4f} px",
    )

    raw = one(folder, "amp_*.fits*")
    if raw:
        headers(reference, raw)
    return FAILED > 0


def same(a, b):
    if isinstance(a, bool) or isinstance(b, bool) or isinstance(a, str) or isinstance(b, str):
        return type(a) is type(b) and a == b
    return abs(a - b) <= 1e-7 * max(1, abs(b))


def headers(reference, raw):
    their = fits.Header.fromstring((reference / "raw_R22_S11_primary_header.txt").read_text(), sep="\n")
    with fits.open(raw) as hdus:
        ours = hdus[0].header
        missing, differ, explained = [], [], []
        for key in their:
            if key.startswith(PROGRAM):
                continue
            if key not in ours:
                (explained if key in OTHER else missing).append(key)
            elif key in ("ELSTART", "AZSTART", "HASTART", "HAEND", "AMSTART", "AMEND") and abs(ours[key] - their[key]) > 0.25:
                differ.append(f"{key} {ours[key]!r} for {their[key]!r}")
            elif not same(ours[key], their[key]):
                (explained if key in OTHER else differ).append(f"{key} {ours[key]!r} for {their[key]!r}")
        check(not missing, "every keyword of imSim's raw header is in ours", missing)
        check(not differ, "and has its value", differ)
        print(f"     different on purpose: {explained}", flush=True)
        wrong = []
        for r in rows(reference / "raw_R22_S11_amps.csv"):
            hdu = hdus[int(r["ext"])]
            for key, name in (("EXTNAME", "extname"), ("DATASEC", "datasec"), ("DETSEC", "detsec")):
                if hdu.header.get(key) != r[name]:
                    wrong.append(f"{r['ext']} {key} {hdu.header.get(key)} for {r[name]}")
            if (hdu.header["NAXIS1"], hdu.header["NAXIS2"]) != (int(r["nx"]), int(r["ny"])):
                wrong.append(f"{r['ext']} {hdu.header['NAXIS1']} x {hdu.header['NAXIS2']}")
        check(not wrong and len(hdus) == 17, "EXTNAME, DATASEC, DETSEC and size of all 16 amplifiers", wrong)


if __name__ == "__main__":
    sys.exit(main())
