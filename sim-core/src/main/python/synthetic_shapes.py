#!/usr/bin/env python3
"""Fits the smooth shapes of src/main/resources/ciel/sim/spectrum/synthetic_shapes.txt to a library of SEDs.

usage: synthetic_shapes.py SED > synthetic_shapes.txt
  SED  folder with galaxySED/ starSED/kurucz/ starSED/phoSimMLT/ starSED/wDs/ of the simulations SED library (100 files were used)
Needs numpy and scipy. A shape is ln F_lambda at some wavelengths, relative to 500 nm, each value the mean over the library's
spectra up to half-way to its neighbours;
for stars, relative to a black body of the same temperature. Rows are the coefficients of a least-squares fit, linear between rows.
"""

import glob
import gzip
import re
import sys

import numpy as np
from scipy.optimize import minimize

GALAXY_NM = np.array(
    [
        91.5,
        100,
        120,
        150,
        180,
        200,
        220,
        250,
        280,
        300,
        330,
        350,
        362,
        372,
        385,
        395,
        405,
        430,
        450,
        475,
        500,
        550,
        600,
        650,
        700,
        750,
        800,
        850,
        900,
        950,
        1000,
        1050,
        1100,
        1150,
    ]
)
STAR_NM = np.array(
    [
        150.0,
        200,
        220,
        250,
        280,
        300,
        330,
        350,
        362,
        372,
        385,
        395,
        405,
        418,
        430,
        440,
        450,
        475,
        500,
        525,
        550,
        575,
        600,
        625,
        650,
        675,
        700,
        725,
        750,
        775,
        800,
        825,
        850,
        875,
        900,
        925,
        950,
        975,
        1000,
        1050,
        1100,
        1150,
    ]
)
# Main-sequence stars hotter than the library's: Vega (Bohlin and Gilliland 2004, read off) over a black body of 9600 K, and parts of it.
VEGA = np.array(
    [
        1.4,
        0.2,
        -0.2,
        -0.57,
        -0.75,
        -0.82,
        -0.86,
        -0.83,
        -0.81,
        -0.52,
        -0.05,
        0.09,
        0.2,
        0.16,
        0.09,
        0.12,
        0.09,
        0,
        0,
        -0.04,
        -0.08,
        -0.12,
        -0.15,
        -0.19,
        -0.25,
        -0.2,
        -0.23,
        -0.26,
        -0.28,
        -0.3,
        -0.31,
        -0.31,
        -0.31,
        -0.27,
        -0.22,
        -0.2,
        -0.19,
        -0.19,
        -0.19,
        -0.2,
        -0.22,
        -0.22,
    ]
)
library = ""


def load(path):
    data = np.loadtxt(gzip.open(path, "rt"))
    return data[:, 0], data[:, 1]


def log_shape(path, nodes, kelvin=None):
    nm, flux = load(path)
    out = []
    for i, x in enumerate(nodes):
        low = (nodes[i - 1] + x) / 2 if i else x - 20
        high = (nodes[i + 1] + x) / 2 if i + 1 < len(nodes) else x + 20
        out.append(np.interp(np.linspace(low, high, 200), nm, flux).mean())
    out = np.array(out) / np.interp(500, nm, flux)
    if kelvin:
        out /= planck(nodes, kelvin) / planck(500.0, kelvin)
    return np.log(np.maximum(out, 1e-6))


def planck(nm, kelvin):
    return nm**-5 / np.expm1(1.438776877e7 / nm / kelvin)


def hat(rows, x):
    x = np.clip(x, rows[0], rows[-1])
    i = min(len(rows) - 2, max(0, np.searchsorted(rows, x, side="right") - 1))
    out = np.zeros(len(rows))
    out[i + 1] = (x - rows[i]) / (rows[i + 1] - rows[i])
    out[i] = 1 - out[i + 1]
    return out


def solve(design, values, ridge=1e-4):
    design = np.array(design)
    return np.linalg.solve(design.T @ design + ridge * np.eye(design.shape[1]), design.T @ np.array(values))


def show(key, values):
    print("row", key, *(f"{v:.2f}" for v in values))


def stars(folder, pattern, rows, scale=1):
    found = [(scale * float(re.search(pattern, f).group(1)), f) for f in sorted(glob.glob(f"{library}/starSED/{folder}/*"))]
    logs = np.log(rows)
    design = [hat(logs, np.log(t)) for t, _ in found]
    return found, design, [log_shape(f, STAR_NM, t) for t, f in found]


def all_stars():
    print("family kurucz")
    print("nodes", *(f"{x:g}" for x in STAR_NM))
    rows = [4200, 4700, 5200, 5700, 6200, 6600]
    found, design, values = stars("kurucz", r"_(\d+)\.gz", rows)
    metal = np.array([-float(re.search(r"km(\d\d)_", f).group(1)) / 10 + 2 for _, f in found])
    both = solve(np.c_[np.array(design), metal], values)
    for t, row in zip(rows, both):
        show(t, row)
    warmest = both[len(rows) - 1]
    for t, row in ((7500, (warmest + VEGA) / 2), (9600, VEGA), (15000, .6 * VEGA), (30000, .25 * VEGA), (50000, .15 * VEGA)):
        show(t, row)
    show("metal", np.minimum(0, both[len(rows)]))
    for folder, pattern, rows, scale in (("phoSimMLT", r"lte(\d+)", [2700, 2850, 3200, 3500, 3800], 100),
                                         ("wDs", r"dat_(\d+)", [6300, 9000, 16800], 1)):
        print("family", folder.lower())
        print("nodes", *(f"{x:g}" for x in STAR_NM))
        _, design, values = stars(folder, pattern, rows, scale)
        for t, row in zip(rows, solve(design, values)):
            show(t, row)


def galaxies():
    objects = []
    for f in sorted(glob.glob(library + "/galaxySED/*")):
        kind, digits, power, z = re.search(r"(\w+)\.(\d\d)E(\d+)\.(\d+)Z", f).groups()
        age = int(digits) / 10 * 10.0**(int(power) - 9)
        objects.append((kind, age, float(z[0] + "." + z[1:] + "0"), log_shape(f, GALAXY_NM)))
    young = next(o[3] for o in objects if o[0] == "Const" and o[1] < 0.1)
    rows = np.array([-.15, .1, .3, .5, .7, .9])
    weight = np.where(GALAXY_NM < 300, .25, 1)

    def share(kind, age, p):
        return np.exp(-p[0] - p[1] * age) if kind == "Exp" else min(.95, (age / .064)**-p[2]) if kind == "Const" else 0

    def index(kind, age, metal, p):
        effective = {"Burst": age - p[3], "Exp": max(.5, age - p[4]), "Const": age * p[5], "Inst": age}[kind]
        return np.log10(max(effective, .1)) + p[6] * np.log10(metal / .2)

    def fit(p):
        design, values = [], []
        for kind, age, metal, log in objects:
            if kind != "Const":
                y = share(kind, age, p)
                design.append(hat(rows, index(kind, age, metal, p)))
                values.append(np.log(np.maximum(np.exp(log) - y * np.exp(young), .003 * np.exp(log)) / (1 - y)))
        table = solve(design, values, 1e-3)
        cost = 0
        for kind, age, metal, log in objects:
            y = share(kind, age, p)
            model = np.log(y * np.exp(young) + (1 - y) * np.exp(hat(rows, index(kind, age, metal, p)) @ table))
            cost += np.minimum(((model - log) * weight)**2, 1).sum()
        return table, cost

    p = minimize(lambda x: fit(x)[1], [.45, .64, .28, .8, 1.8, .35, .7], method="Nelder-Mead", options={"maxfev": 1500}).x
    print("family galaxy")
    print(
        "# exp share of young light exp(-a - b Gyr): %.2f %.2f | const (age/64 Myr)^-c: %.2f | burst, exp younger by %.2f, "
        "%.2f Gyr, const by factor %.2f | metal %.2f"
        % tuple(p)
    )
    print("nodes", *(f"{x:g}" for x in GALAXY_NM))
    show("young", young)
    for q, row in zip(rows, fit(p)[0]):
        show(f"{q:g}", row)


def main():
    print(
        "# Smooth spectral shapes for SED names whose file is not at hand: ln F_lambda relative to 500 nm (stars: relative to "
        "a black body too)."
    )
    print(
        "# source: fits by synthetic_shapes.py to spectra after Kurucz 1993, Allard et al. (BT-Settl), Bergeron et al. 1995, "
        "Bruzual and Charlot 2003"
    )
    print(
        "# kurucz, phosimmlt, wds: rows by temperature in K; metal: change per dex of [M/H] from -2. galaxy: rows by log10 of "
        "age in Gyr at 0.2 solar"
    )
    all_stars()
    galaxies()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    library = sys.argv[1]
    main()
