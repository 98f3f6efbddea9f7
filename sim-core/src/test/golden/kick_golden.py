#!/usr/bin/env python3
"""Makes the golden values of the second kick: light within a radius at five wavelengths, by an integration of its own.

    python3 -m venv venv && venv/bin/pip install GalSim==2.8.5 scipy numpy
    venv/bin/python sim-core/src/test/golden/kick_golden.py sim-core/src/test/resources/ciel/sim/atmosphere

Structure function of the turbulence above the boundary kc (Noll 1976): c r0^(-5/3) int f^(-8/3) (1 - J0(2 pi f rho)) w df,
c such that all of it is 6.8839 (rho / r0)^(5/3). GalSim's SecondKick fades the spectrum in, w = f^4 / (f^4 + kc^4); its screens
(and Ciel's) end sharply at kc, so that what they leave out has w = 1 above kc and 0 below. The same code with GalSim's w is held
against GalSim's own transfer and structure function before the sharp one is written.
"""
import sys

import galsim
import numpy as np
import scipy
from scipy.interpolate import CubicSpline
from scipy.special import gamma, j0, j1

ARCSEC = 206264.806247
OUTER, INNER = 8.36 / 2, 0.61 * 8.36 / 2
R0, REFERENCE = 0.15, 600.0
BOUNDARY = 0.2 / (R0 * (REFERENCE / 500) ** 1.2)
CONSTANT = 6.883877 / ((2 * np.pi) ** (5 / 3) * -(2 ** (-8 / 3)) * gamma(-5 / 6) / gamma(11 / 6))


def lens(a, b, d):
    out = np.zeros_like(d)
    out[d <= abs(a - b)] = np.pi * min(a, b) ** 2
    part = (d > abs(a - b)) & (d < a + b)
    x = (d[part] ** 2 + a * a - b * b) / (2 * d[part])
    out[part] = a * a * np.arccos(x / a) + b * b * np.arccos(np.clip((d[part] - x) / b, -1, 1))
    out[part] -= d[part] * np.sqrt(np.maximum(0, a * a - x * x))
    return out


def annulus(rho):
    area = np.pi * (OUTER**2 - INNER**2)
    return (lens(OUTER, OUTER, rho) - 2 * lens(OUTER, INNER, rho) + lens(INNER, INNER, rho)) / area


def structure(rho, smooth):
    """At 500 nm."""
    low = BOUNDARY * (1e-4 if smooth else 1)
    f = np.geomspace(low, BOUNDARY * 3e4, 400001)
    weight = f**4 / (f**4 + BOUNDARY**4) if smooth else 1.0
    value = CONSTANT * f ** (-8 / 3) * (1 - j0(2 * np.pi * f * rho)) * weight
    return R0 ** (-5 / 3) * (np.trapezoid(value * f, np.log(f)) + CONSTANT * 0.6 * f[-1] ** (-5 / 3))


def main():
    u = np.linspace(0, 1, 401)
    lags = 2 * OUTER * u**2
    half = {s: CubicSpline(u, [0.0] + [structure(rho, s) / 2 for rho in lags[1:]]) for s in (True, False)}
    radii = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.5)
    steps = (np.arange(20000) + 0.5) / 20000
    out = [
        "# Made by sim-core/src/test/golden/kick_golden.py with GalSim %s, SciPy %s." % (galsim.__version__, scipy.__version__),
        "# Light within a radius (arcsec) of the second kick: r0 0.15 m at 500 nm, boundary 0.2 / r0(600 nm), pupil 8.36 m, 0.61",
        "nm,radius,light",
    ]
    for nm in (400, 500, 600, 800, 1000):
        r0 = R0 * (nm / 500) ** 1.2
        kick = galsim.SecondKick(lam=nm, r0=r0, diam=2 * OUTER, obscuration=0.61, kcrit=BOUNDARY * r0)
        lag = nm * 1e-9 / (2 * np.pi) * ARCSEC
        most = 2 * OUTER / lag
        k = most * steps**2
        weight = 2 * most * steps / len(steps)
        transfer = {s: np.exp(-half[s](steps) * (500 / nm) ** 2) * annulus(k * lag) for s in half}
        theirs = np.array([kick.kValue(x, 0.0).real for x in k])
        worst = np.abs(theirs - transfer[True]).max()
        assert worst < 1e-3, f"{nm} nm: differs from GalSim by {worst}"
        for radius in radii:
            inside = {s: radius * np.sum(t * j1(k * radius) * weight) for s, t in transfer.items()}
            galsims = radius * np.sum(theirs * j1(k * radius) * weight)
            assert abs(inside[True] - galsims) < 1e-3, f"{nm} nm, {radius}: {inside[True]}, GalSim {galsims}"
            out.append(f"{nm},{radius},{inside[False]:.6f}")
    with open(f"{sys.argv[1]}/second_kick.csv", "w") as f:
        f.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
