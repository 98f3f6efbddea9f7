#!/usr/bin/env python3
"""Makes the three tables of src/main/resources/ciel/sim/spectrum from published curves.

usage: throughput_tables.py THROUGHPUTS QE.csv.gz OUT
  THROUGHPUTS  a checkout of github.com/lsst/throughputs whose baseline/version_info says 1.9
  QE.csv.gz    detector,wavelength_nm,efficiency_percent: mean over the 16 amplifiers of each of the 189 science CCDs
               of github.com/lsst/obs_lsst_data, transmission_sensor/
  OUT          folder for optics.txt.gz atmosphere.txt.gz quantum_efficiency.txt.gz

The published curves have steps of 0.1 nm. A value here is the mean of the curve under a triangle that reaches from one nm below to
one nm above, so that the integral of a table times anything linear between the nm is the integral of the published curve: airglow lines and
water bands keep their strength, which every tenth sample would not do (r-band sky 0.5 %, i -0.7 %).
"""
import gzip
import sys

import numpy as np

FINE = np.arange(3000, 11501) / 10.0
NM = np.arange(300, 1151)
TRIANGLE = 1 - np.abs(np.arange(-9, 10)) / 10.0


def curve(path):
    data = np.loadtxt(path)
    return np.interp(FINE, data[:, 0], data[:, 1])


def per_nm(fine):
    padded = np.pad(fine, 9, mode="edge")
    return np.array([np.dot(padded[10 * i:10 * i + 19], TRIANGLE) / TRIANGLE.sum() for i in range(len(NM))])


def write(path, header, rows):
    text = "".join(f"# {line}\n" for line in header) + "".join(" ".join(map(str, row)) + "\n" for row in rows)
    with open(path, "wb") as out, gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=9, mtime=0) as packed:
        packed.write(text.encode("ascii"))


def integers(values, unit):
    return [int(round(v / unit)) for v in values]


def main(throughputs, efficiency, out):
    base = throughputs + "/baseline/"
    version = open(base + "version_info").read().strip()
    if version != "1.9":
        sys.exit(f"{base}version_info says {version}, this script was checked with 1.9")
    mirrors = np.prod([curve(base + n + ".dat") for n in ("m1", "m2", "m3", "lens1", "lens2", "lens3")], axis=0)
    columns = [integers(per_nm(mirrors * curve(f"{base}filter_{b}.dat")), 1e-8) for b in "ugrizy"]
    columns.append(integers(per_nm(curve(base + "detector.dat")), 1e-6))
    columns.append(integers(per_nm(curve(base + "darksky.dat")), 1e-21))
    write(out + "/optics.txt.gz", [
        "three mirrors x three lenses x filter; baseline detector; dark sky above the telescope",
        "source: lsst/throughputs v1.9 baseline/{m1,m2,m3,lens1,lens2,lens3,filter_*,detector,darksky}.dat, means per nm",
        "wavelength nm | u g r i z y 1e-8 | detector 1e-6 | sky 1e-21 erg/s/cm2/nm/arcsec2"], zip(NM, *columns))

    airmasses = range(10, 26)
    columns = [integers(per_nm(curve(f"{throughputs}/atmos/atmos_{x}_aerosol.dat")), 1e-6) for x in airmasses]
    write(out + "/atmosphere.txt.gz", [
        "transmission of the atmosphere with aerosol at airmass 1.0, 1.1 ... 2.5",
        "source: lsst/throughputs v1.9 atmos/atmos_NN_aerosol.dat (MODTRAN, D. Burke), means per nm",
        "wavelength nm | transmission 1e-6 x 16"], zip(NM, *columns))

    curves = {}
    with gzip.open(efficiency, "rt") as lines:
        next(lines)
        for line in lines:
            name, nm, percent = line.strip().split(",")
            curves.setdefault(name, []).append((float(nm), float(percent)))
    grids = sorted({tuple(nm for nm, _ in c) for c in curves.values()}, key=len)
    rows = [["grid", *(round(1000 * nm) for nm in grid)] for grid in grids]
    for name in sorted(curves):
        grid = grids.index(tuple(nm for nm, _ in curves[name]))
        rows.append([name, grid, *integers([p for _, p in curves[name]], 1e-3)])
    write(out + "/quantum_efficiency.txt.gz", [
        "quantum efficiency of the 189 science CCDs in the order of their numbers, mean over the amplifiers",
        "source: lsst/obs_lsst_data transmission_sensor",
        "grid: wavelengths 1e-3 nm | detector, number of its grid, efficiencies 1e-5"], rows)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
