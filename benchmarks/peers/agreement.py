#!/usr/bin/env python3
"""Whether two Poisson images of one scene agree: agreement.py SCENE A.fits B.fits [--sky ELECTRONS]

For Poisson counts a and b of equal mean, (a - b)^2 / (a + b) has the expectation 1 exactly, whatever the mean. Prints one line a
check with its limit; exit code 1 when one fails.
"""

import argparse
import csv
import gzip
import sys

import numpy as np
from astropy.io import fits

TILE = 64
WINDOW = 12


def read(path):
    with fits.open(path) as hdus:
        return next(hdu for hdu in hdus if hdu.data is not None).data.astype("f8")


def positions(path, least):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", newline="") as file:
        return [(float(r["x"]), float(r["y"]), float(r["flux"])) for r in csv.DictReader(file) if float(r["flux"]) >= least]


def centroid(image, x, y, sky):
    """Centroid (px) in a square window about (x, y), FITS pixels, and its Poisson error along each axis."""
    column, row = round(x) - 1, round(y) - 1
    if not (WINDOW <= column < image.shape[1] - WINDOW and WINDOW <= row < image.shape[0] - WINDOW):
        return None
    cut = image[row - WINDOW:row + WINDOW + 1, column - WINDOW:column + WINDOW + 1]
    at = np.arange(-WINDOW, WINDOW + 1)
    flux = (cut - sky).sum()
    cx, cy = ((cut - sky).sum(axis=0) @ at) / flux, ((cut - sky).sum(axis=1) @ at) / flux
    ex = np.sqrt((cut.sum(axis=0) @ (at - cx) ** 2)) / flux
    ey = np.sqrt((cut.sum(axis=1) @ (at - cy) ** 2)) / flux
    return cx, cy, ex, ey


def checks(scene, a, b, sky):
    """Yields (name, value, limit) of deviations; each passes when |value| < limit."""
    total = a.sum() + b.sum()
    yield "sum: (a - b) / sqrt(a + b)", (a.sum() - b.sum()) / np.sqrt(total), 5.0

    chi2 = (a - b) ** 2 / np.maximum(a + b, 1)
    yield f"chi-square per pixel - 1, {chi2.size} pixels", chi2.mean() - 1, 5 * np.sqrt(2 / chi2.size)
    bright = (a + b) > 4 * sky
    if bright.any():
        yield f"the same where objects outshine the sky, {bright.sum()} pixels", chi2[bright].mean() - 1, 5 * np.sqrt(2 / bright.sum())

    rows, columns = (n // TILE * TILE for n in a.shape)
    def tiles(image):
        return image[:rows, :columns].reshape(rows // TILE, TILE, columns // TILE, TILE).sum(axis=(1, 3))
    pull = (tiles(a) - tiles(b)) / np.sqrt(tiles(a) + tiles(b))
    yield f"chi-square per tile of {TILE} x {TILE} px - 1, {pull.size} tiles", (pull ** 2).mean() - 1, 5 * np.sqrt(2 / pull.size)
    yield "largest tile residual (sigma)", np.abs(pull).max(), 5.5

    pulls = []
    for x, y, _ in positions(scene, 2e5):
        one, other = centroid(a, x, y, sky), centroid(b, x, y, sky)
        if one and other:
            pulls += [(one[k] - other[k]) / np.hypot(one[k + 2], other[k + 2]) for k in (0, 1)]
    if pulls:
        pulls = np.array(pulls)
        yield f"chi-square of centroids of {len(pulls) // 2} objects above 2e5 electrons - 1", (pulls**2).mean() - 1, 5 * np.sqrt(
            2 / len(pulls)
        )
        yield "largest centroid residual (sigma)", np.abs(pulls).max(), 5.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scene")
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("--sky", type=float, default=800.0)
    args = parser.parse_args()
    a, b = read(args.a), read(args.b)
    if a.shape != b.shape:
        sys.exit(f"images of {a.shape} and {b.shape} pixels")
    wrong = 0
    for name, value, limit in checks(args.scene, a, b, args.sky):
        good = abs(value) < limit
        wrong += not good
        print(f"  {'agree ' if good else 'DIFFER'} {name}: {value:+.4g} (limit {limit:.3g})")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
