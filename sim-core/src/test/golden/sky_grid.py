"""Makes 61087_61088.h5, a small file in the form of rubin_scheduler's skybrightness_pre, and prints what astropy-healpix says of it.

Needs numpy, h5py, astropy_healpix: python3 sky_grid.py ../resources/ciel/sim/sky/61087_61088.h5
"""

import sys

import h5py
import numpy as np
from astropy import units as u
from astropy_healpix import HEALPix

UNSEEN = -1.6375e30
mjds = np.array([61087.160, 61087.165, 61087.170, 61087.175, 61087.300, 61087.305])
grid = HEALPix(nside=4, order="ring")
lon, lat = (a.to_value(u.rad) for a in grid.healpix_to_lonlat(np.arange(grid.npix)))
base = {"u": 22.8, "g": 22.1, "r": 21.2, "i": 20.4, "z": 19.4, "y": 18.5}
mags = np.zeros((mjds.size, grid.npix), dtype=[(name, "<f8") for name in base])
for name, zero in base.items():
    for k in range(mjds.size):
        mags[name][k] = np.round(zero + 0.3 * np.sin(lon) * np.cos(lat) + 0.2 * np.sin(lat) + 0.05 * k, 3)
        mags[name][k][lat > np.radians(40)] = UNSEEN
with h5py.File(sys.argv[1], "w") as file:
    file.create_dataset("mjds", data=mjds)
    file.create_dataset("sky_mags", data=mags, compression="gzip")
    file.create_dataset("timestep_max", data=0.0052)
for ra, dec in ((150.1, 2.2), (10.0, -30.0), (359.0, -75.0), (200.0, -89.5), (33.3, -41.9)):
    values = []
    for k in (1, 2):
        values.append(grid.interpolate_bilinear_lonlat(ra * u.deg, dec * u.deg, mags["r"][k]))
    print(f"{ra}, {dec}, {values[0] + (61087.166666667 - mjds[1]) / 0.005 * (values[1] - values[0]):.6f}")
