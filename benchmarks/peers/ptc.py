"""Measures a photon transfer curve on pairs of flats, as the pipelines do: ptc.py FOLDER [--gain-tolerance 0.005]

For each output: mean of a pair, half the variance of its difference (20 pixels at the edges left out, 5.5 sigma clipped), and the fit of
C00 = (exp(2 a00 mu g) - 1) / (2 g^2 a00) + n^2 / g^2 (Astier et al. 2019) for gain g, a00 and noise n. Prints PASS and FAIL lines:
the gain beside that of the header, the sign of a00.
"""
import argparse
import glob
import os
import sys

import numpy as np
from astropy.io import fits

EDGE = 20
CLIP = 5.5


def section(text):
    x, y = text.strip("[]").split(",")
    (x0, x1), (y0, y1) = (tuple(map(int, part.split(":"))) for part in (x, y))
    return slice(min(y0, y1) - 1, max(y0, y1)), slice(min(x0, x1) - 1, max(x0, x1))


def outputs(path):
    """Light of each output (ADU, bias of its overscan taken off) and the gain of its header."""
    with fits.open(path) as hdus:
        primary = hdus[0].header
        images = []
        for hdu in hdus[1:]:
            if "DATASEC" not in hdu.header:
                continue
            data = hdu.data.astype(np.float64)
            rows, columns = section(hdu.header["DATASEC"])
            overscan = data[rows, columns.stop + 5:]
            image = data[rows, columns] - np.median(overscan, axis=1)[:, None]
            images.append((hdu.header["EXTNAME"], image[EDGE:-EDGE, EDGE:-EDGE], hdu.header.get("GAIN")))
        return primary, images


def clipped(values):
    for _ in range(5):
        keep = np.abs(values - values.mean()) < CLIP * values.std()
        if keep.all():
            break
        values = values[keep]
    return values


def fitted(residuals, start):
    """Least squares by Gauss and Newton with numerical derivatives, damped (Marquardt 1963)."""
    p, damping = np.array(start, float), 1e-3
    r = residuals(p)
    for _ in range(200):
        steps = 1e-6 * np.maximum(1e-3, np.abs(p))
        jacobian = np.stack([(residuals(p + step * axis) - r) / step for step, axis in zip(steps, np.eye(len(p)))], axis=1)
        normal = jacobian.T @ jacobian
        move = np.linalg.solve(normal + damping * np.diag(np.diag(normal)), -jacobian.T @ r)
        trial = residuals(p + move)
        if trial @ trial < r @ r:
            done = np.all(np.abs(move) < 1e-9 * np.maximum(1e-3, np.abs(p)))
            p, r, damping = p + move, trial, damping / 5
            if done:
                break
        elif (damping := damping * 5) > 1e12:
            break
    return p


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--gain-tolerance", type=float, default=0.005)
    args = parser.parse_args()
    groups = {}
    for path in sorted(glob.glob(os.path.join(args.folder, "amp_*.fits.fz"))):
        header = fits.getheader(path)
        groups.setdefault((header["CHIPID"], header["GROUPID"]), []).append(path)
    points = {}
    for (chip, _), paths in groups.items():
        if len(paths) != 2:
            continue
        first, second = outputs(paths[0])[1], outputs(paths[1])[1]
        for (name, a, gain), (_, b, _) in zip(first, second):
            difference = clipped((a - b).ravel())
            mean = (clipped(a.ravel()).mean() + clipped(b.ravel()).mean()) / 2
            points.setdefault((chip, name), (gain, []))[1].append((mean, difference.var() / 2, difference.size))
    bad_gain, signs, worst, values = [], [], 0.0, []
    for (chip, name), (gain, curve) in sorted(points.items()):
        mu, variance, n = map(np.array, zip(*curve))
        error = variance * np.sqrt(2.0 / n)

        def model(p):
            g, a, noise = p[0], p[1] * 1e-6, p[2]
            x = 2 * a * mu * g
            return (np.expm1(x) / (2 * g * g * a) if abs(a) > 1e-12 else mu / g) + (noise / g) ** 2

        found = fitted(lambda p: (model(p) - variance) / error, [gain, -1.0, 6.0])
        off = found[0] / gain - 1
        worst = max(worst, abs(off))
        values.append(found)
        print(f"{chip} {name}: {len(curve)} pairs, gain {found[0]:.4f} (header {gain:.4f}, {100 * off:+.2f} %), "
              f"a00 {found[1]:+.2f}e-6 /e-, noise {abs(found[2]):.2f} e-")
        if abs(off) > args.gain_tolerance:
            bad_gain.append(f"{chip} {name} {100 * off:+.2f} %")
        if found[1] >= 0:
            signs.append(f"{chip} {name}")
    if not values:
        print("FAIL photon transfer curve: no pairs of flats in the folder")
        sys.exit(1)
    print(("FAIL" if bad_gain else "PASS") + f" gains of {len(values)} outputs within {100 * args.gain_tolerance} % of the header's"
          f" (worst {100 * worst:.2f} %) {'; '.join(bad_gain[:4])}")
    print(
        ("FAIL" if signs else "PASS")
        + f" brighter-fatter lowers the variance of bright flats: a00 {np.median([v[1] for v in values]):+.2f}e-6 /e-"
    )


main()
