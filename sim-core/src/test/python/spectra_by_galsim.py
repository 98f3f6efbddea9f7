#!/usr/bin/env python3
"""Electrons of SEDs on CCDs as imSim computes them, with GalSim and dust_extinction: the numbers that LsstSpectraReferenceTest
compares with.

usage: spectra_by_galsim.py THROUGHPUTS QE.csv.gz SED > electrons_by_galsim.csv
  THROUGHPUTS  checkout of lsst/throughputs v1.9
  QE.csv.gz    detector,wavelength_nm,efficiency_percent
  SED          folder of SED files
Checked with galsim 2.8.5, dust_extinction 1.7, numpy 2.4.6. Host dust (which imSim leaves out) is CCM89 on the rest frame.
"""

import gzip
import os
import sys

import astropy.units as u
import galsim
import numpy as np
from dust_extinction.parameter_averages import CCM89, F19

throughputs, efficiency, library = sys.argv[1:]
AREA = np.pi * (418.0**2 - 255.0**2)
X = 1.2356883
GRID = np.arange(3000, 11501) / 10.0
SEDS = ["starSED/kurucz/km20_5500.fits_g20_5680.gz", "starSED/phoSimMLT/lte027-2.0-0.0a+0.0.BT-Settl.spec.gz",
        "starSED/wDs/bergeron_16500_75.dat_16800.gz", "galaxySED/Burst.25E09.02Z.spec.gz", "galaxySED/Const.64E07.02Z.spec.gz"]
DETECTORS = ["R01_S00", "R22_S11", "R43_S22"]
CASES = [(0, 0, 3.1, 0, 3.1), (0.5, 0, 3.1, 0, 3.1), (0, 0, 3.1, 0.5, 3.1), (1.7, 0.4, 3.1, 0.2, 4.0), (0.03, 1.0, 2.5, 1.5, 2.3)]


def table(path):
    data = np.loadtxt(path)
    return data[:, 0], data[:, 1]


def band(name, curve):
    """The product as one table, as imSim's thin() leaves it: GalSim integrates a product of functions on the SED's own, coarser samples."""
    def at(path):
        return np.interp(GRID, *table(path), left=0, right=0)
    base = throughputs + "/baseline/"
    product = at(f"{base}filter_{name}.dat")
    for part in ("m1", "m2", "m3", "lens1", "lens2", "lens3"):
        product *= at(f"{base}{part}.dat")
    low, high = (at(f"{throughputs}/atmos/atmos_{n}_aerosol.dat") for n in (12, 13))
    f = (X - 1.2) / 0.1
    product *= np.exp((1 - f) * np.log(np.maximum(low, 1e-30)) + f * np.log(np.maximum(high, 1e-30)))
    product *= np.interp(GRID, *np.array(curve).T, left=0, right=0)
    return galsim.Bandpass(galsim.LookupTable(GRID, product, interpolant="linear"), "nm", blue_limit=320, red_limit=1099.9)


curves = {}
for line in gzip.open(efficiency, "rt").read().split()[1:]:
    name, nm, percent = line.split(",")
    curves.setdefault(name, []).append((float(nm), float(percent) / 100))
print("detector,band,sed,redshift,host_av,host_rv,mw_av,mw_rv,electrons_at_magnorm_20_in_30_s_as_imsim,with_out_of_band_light")
for detector in DETECTORS:
    for b in "ugrizy":
        whole = band(b, curves[detector])
        cut = whole.truncate(relative_throughput=1e-3)
        for name in SEDS:
            for z, hav, hrv, gav, grv in CASES:
                if z > 0 and not name.startswith("galaxy"):
                    continue
                sed = galsim.SED(os.path.join(library, name), wave_type="nm", flux_type="flambda")
                sed = sed.withFluxDensity(10 ** (-0.4 * 48.6) / (6.62607015e-27 * 500), 500.0)
                if hav > 0:
                    law = CCM89(Rv=hrv)
                    sed = sed * galsim.SED(
                        galsim.LookupTable(grid := np.arange(101, 2000, 0.5), law.extinguish(grid * u.nm, Av=hav), interpolant="linear"),
                        "nm",
                        "1",
                    )
                sed = sed.atRedshift(z)
                if gav > 0:
                    grid = np.arange(300, 1150.1, 0.5)
                    sed = sed * galsim.SED(
                        galsim.LookupTable(grid, F19(Rv=grv).extinguish(grid * u.nm, Av=gav), interpolant="linear"), "nm", "1"
                    )
                print(detector, b, name, z, hav, hrv, gav, grv,
                      *("%.6g" % (sed.calculateFlux(bandpass) * AREA * 30 * 1e-8) for bandpass in (cut, whole)), sep=",")
