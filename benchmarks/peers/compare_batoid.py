#!/usr/bin/env python3
"""Stars on corner CCDs beside batoid's rays and ERFA's places: an independent way from ICRS to electrons, without imSim.

    compare_batoid.py make BAND OUT.txt          writes an instance catalog of three stars on each of five CCDs
    compare_batoid.py compare BAND DIR SHARED    holds a rendering of it against the rays (SHARED: the folder of reference data)

tests/long/corners.sh draws the folders. Needs batoid, pyerfa, astropy, scipy and pyarrow. One line PASS or FAIL a check.
Light goes through dispersion in imSim's air (Filippenko 1982), the telescope of batoid's LSST_*.yaml with the camera rotated, and
a Gaussian of 0.5 arcsec; spectra and throughputs are those of SHARED.
"""
import glob
import gzip
import pathlib
import sys

import astropy.time
import batoid
import erfa
import numpy as np
import pyarrow.parquet
from astropy.io import fits
from astropy.utils import iers
from scipy.optimize import fsolve

iers.conf.auto_download = False
iers.conf.auto_max_age = None
iers.conf.iers_degraded_accuracy = "ignore"

# band: RA, Dec (deg), rotTelPos (deg), MJD (TAI) of the middle, magnorm of about 2e6 electrons (u: 5e5)
VISITS = {
    "u": (65.50997516276745, -33.40601776620508, -62.89, 60261.09014361111, 14.9),
    "r": (60.49045502638663, -38.164374958987054, 40.0386345, 60143.42156961111, 16.6),
}
SITE = np.radians(-70.749417), np.radians(-30.244639), 2663.0
CELSIUS, KPA, HUMIDITY = 6.85, 72.7, 0.1007462401928582
CHIPS = {name: (127 * (int(name[2]) - 2) + 42.25 * (int(name[6]) - 1), 127 * (int(name[1]) - 2) + 42.25 * (int(name[5]) - 1))
         for name in ("R22_S11", "R01_S00", "R03_S02", "R41_S20", "R43_S22")}
SED = "starSED/kurucz/km20_5500.fits_g20_5680.gz"
RAYS = 400_000
SIGMA = 0.5 / 2.3548 / 20.0059 * 1e2  # px at the centre of the field
FAILED = 0


def check(ok, what, detail):
    global FAILED
    FAILED += not ok
    print(f"{'PASS' if ok else 'FAIL'} {what}: {detail}", flush=True)


def refraction(nm):
    """At 45 deg (rad), in 69.328 kPa, 293.15 K, 1.067 kPa of water."""
    p, w, s2 = 69.328 * 7.50061683, 1.067 * 7.50061683, 1e6 / nm**2
    heat = 1 + 0.003661 * 20
    dry = (64.328 + 29498.1 / (146 - s2) + 255.4 / (41 - s2)) * p * (1 + (1.049 - 0.0157 * 20) * 1e-6 * p) / (720.883 * heat)
    n = 1 + 1e-6 * (dry - (0.0624 - 0.00068 * s2) / heat * w)
    return (n * n - 1) / (2 * n * n)


class Visit:
    def __init__(self, band):
        self.band = band
        self.ra, self.dec, self.rotator, self.mjd, self.magnorm = VISITS[band]
        # wavelength of chief rays: mean of the band, as Ciel takes it
        mean, slope = {"u": (370.78, 1.18), "r": (621.77, 0.90)}[band]
        self.nm = mean
        turn = batoid.RotZ(np.radians(self.rotator))
        self.telescope = batoid.Optic.fromYaml(f"LSST_{band}.yaml").withLocallyRotatedOptic("LSSTCamera", turn)
        self.utc = erfa.taiutc(2400000.5, self.mjd)
        self.dut1 = float(astropy.time.Time(self.mjd, format="mjd", scale="tai").delta_ut1_utc)
        self.airmass = 1 / np.sqrt(1 - 0.96 * (1 - self.horizon(self.ra, self.dec)[2] ** 2))
        self.nm = mean + slope * (self.airmass - 1.2)
        self.axis = self.horizon(self.ra, self.dec)
        azimuth = np.arctan2(self.axis[1], self.axis[0])
        self.azimuthward = np.array([-np.sin(azimuth), np.cos(azimuth), 0])
        up = np.cross(self.azimuthward, self.axis)
        self.up = up * np.sign(up[2])

    def horizon(self, ra, dec):
        az, zd = erfa.atco13(
            np.radians(ra), np.radians(dec), 0, 0, 0, 0, *self.utc, self.dut1, *SITE, 0, 0, 10 * KPA, CELSIUS, HUMIDITY, self.nm * 1e-3
        )[:2]
        return np.array([np.sin(zd) * np.cos(az), np.sin(zd) * np.sin(az), np.cos(zd)])

    def field(self, direction):
        depth = direction @ self.axis
        return direction @ self.azimuthward / depth, -(direction @ self.up) / depth

    def trace(self, direction, u, v, nm):
        """Rays by their points of the entrance pupil (m): focal x and y (mm) of those that arrive, and their share."""
        tx, ty = self.field(direction)
        depth = -1 / np.sqrt(1 + tx * tx + ty * ty)
        vx, vy = -tx * depth, -ty * depth
        z = self.telescope.stopSurface.coordSys.origin[2]
        back = 20.0
        rays = batoid.RayVector(u - vx * back, v - vy * back, np.full_like(u, z) - depth * back, vx, vy, depth, 0.0, nm * 1e-9, 1.0)
        self.telescope.trace(rays)
        good = ~rays.vignetted & ~rays.failed
        return rays.y[good] * 1e3, rays.x[good] * 1e3, good.mean()

    def chief(self, direction):
        tx, ty = self.field(direction[None])
        ray = batoid.RayVector.fromFieldAngles(tx, ty, projection="gnomonic", optic=self.telescope, wavelength=self.nm * 1e-9)
        self.telescope.trace(ray)
        return ray.y[0] * 1e3, ray.x[0] * 1e3


def half(name):
    return (2047.5, 2001.5) if name == "R22_S11" else (2036.5, 2000.5)


def pixel(name, x, y):
    """Pixel, the first being 0."""
    return (x - CHIPS[name][0]) / 0.01 + half(name)[0], (y - CHIPS[name][1]) / 0.01 + half(name)[1]


def make(band, out):
    visit = Visit(band)
    altitude = np.degrees(np.arcsin(visit.axis[2]))
    azimuth = np.degrees(np.arctan2(visit.axis[1], visit.axis[0])) % 360
    head = {
        "rightascension": visit.ra, "declination": visit.dec, "mjd": visit.mjd, "altitude": altitude, "azimuth": azimuth,
        "filter": "ugrizy".index(band), "rotskypos": 0, "dist2moon": 88, "moonalt": -28, "moondec": 24, "moonphase": 0.5,
        "moonra": 127, "nsnap": 1, "obshistid": 1, "rottelpos": visit.rotator, "seed": 1, "seeing": 0.75, "sunalt": -19, "vistime": 30,
        "seqnum": 0,
    }
    lines = [f"{key} {value}" for key, value in head.items()]
    for name in CHIPS:
        for target in ((2000, 2000), (300, 400), (3700, 3600)):
            off = fsolve(lambda p: np.subtract(pixel(name, *visit.chief(visit.horizon(visit.ra + p[0], visit.dec + p[1]))), target), [0, 0])
            place = f"{visit.ra + off[0]:.10f} {visit.dec + off[1]:.10f}"
            lines.append(f"object {len(lines)} {place} {visit.magnorm} {SED} 0 0 0 0 0 0 point none none")
    pathlib.Path(out).write_text("\n".join(lines) + "\n")


def moments(image):
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] - image.shape[0] // 2
    image = image * (np.hypot(x, y) < 10)
    n = image.sum()
    mx, my = (image * x).sum() / n, (image * y).sum() / n
    xx, yy, xy = (image * x * x).sum() / n - mx * mx, (image * y * y).sum() / n - my * my, (image * x * y).sum() / n - mx * my
    return np.array([mx, my, xx + yy, (xx - yy) / (xx + yy), 2 * xy / (xx + yy)])


def compare(band, folder, shared):
    rng = np.random.default_rng(1)
    visit = Visit(band)
    optics = np.genfromtxt(f"{shared}/throughputs/optics.csv", delimiter=",", names=True)
    air = np.genfromtxt(f"{shared}/throughputs/atmosphere_by_airmass.csv.gz", delimiter=",", skip_header=1)
    k = min(14, int(10 * (visit.airmass - 1)))
    share = 10 * (visit.airmass - 1) - k
    nm = optics["wavelength_nm"]
    clear = (1 - share) * np.interp(nm, air[:, 0], air[:, 1 + k]) + share * np.interp(nm, air[:, 0], air[:, 2 + k])
    transmission = optics[band] * optics["detector"] * clear
    inside = transmission > 1e-3 * transmission.max()
    with gzip.open(f"{shared}/sed/{SED}", "rt") as f:
        sed = np.loadtxt(f)
    weight = np.interp(nm, sed[:, 0], sed[:, 1]) * nm * transmission * inside
    cumulative = np.cumsum(weight) / weight.sum()
    rows = []
    for name in CHIPS:
        truth = pyarrow.parquet.read_table(glob.glob(f"{folder}/truth_*{name}*.parquet")[0]).to_pydict()
        with fits.open(glob.glob(f"{folder}/eimage_*{name}*.fits*")[0]) as hdus:
            image = next(h for h in hdus if h.header.get("NAXIS", 0) == 2 and h.data is not None).data.astype(float)
        for k, nominal in enumerate(truth["nominal_flux"]):
            star = visit.horizon(truth["ra"][k], truth["dec"][k])
            x, y = pixel(name, *visit.chief(star))
            i, j = round(x), round(y)
            if min(i, j) < 60 or i > image.shape[1] - 60 or j > image.shape[0] - 60:
                continue
            colour = np.interp(rng.uniform(size=RAYS), cumulative, nm)
            horizontal = np.hypot(star[0], star[1])
            zenith = (np.array([0, 0, 1.0]) - star[2] * star) / horizontal
            lifted = star + ((refraction(colour) - refraction(visit.nm)) * horizontal / star[2])[:, None] * zenith
            radius, angle = np.sqrt(rng.uniform(2.55**2, 4.18**2, RAYS)), rng.uniform(0, 2 * np.pi, RAYS)
            fx, fy, share = visit.trace(lifted, radius * np.cos(angle), radius * np.sin(angle), colour)
            px, py = pixel(name, fx, fy)
            edges = np.arange(-30.5, 31)
            spot = np.histogram2d(
                py + rng.normal(0, SIGMA, len(py)), px + rng.normal(0, SIGMA, len(px)), bins=[j + edges, i + edges]
            )[0]
            ours = moments(image[j - 30:j + 31, i - 30:i + 31])
            theirs = moments(spot)
            kept = image[j - 60:j + 61, i - 60:i + 61].sum() / nominal
            rows.append([truth["x"][k] - 1 - x, truth["y"][k] - 1 - y, kept - share, *(ours - theirs)[:2],
                         np.sqrt(ours[2] / theirs[2]) - 1, *(ours - theirs)[3:]])
            print(f"{band} {name} ({i}, {j}): kept {kept:.4f}, batoid {share:.4f}; size {np.sqrt(ours[2] / 2):.4f} px, "
                  f"{np.sqrt(theirs[2] / 2):.4f}; e {ours[3:].round(4)}, {theirs[3:].round(4)}", flush=True)
    rows = np.array(rows)
    check(len(rows) == 15, f"{band}: stars compared", len(rows))
    for what, columns, mean, worst in (
        ("places of the chief ray (px)", [0, 1], 0.002, 0.002),
        ("share of the light that is not vignetted", [2], 0.0015, 0.004),
        # in u half a nanometre of the mean wavelength is 0.02 px
        ("centroids from the chief ray (px)", [3, 4], 0.03 if band == "u" else 0.01, 0.05 if band == "u" else 0.02),
        ("size", [5], 0.005, 0.01),
        ("ellipticity", [6, 7], 0.003, 0.015),
    ):
        off = rows[:, columns]
        means, most = np.abs(off.mean(axis=0)).max(), np.abs(off).max()
        check(means < mean and most < worst, f"{band}: {what}, less batoid's (limits {mean} in the mean, {worst})",
              f"mean {off.mean(axis=0).round(4)}, at most {most:.4f}")


def main():
    if sys.argv[1] == "make":
        make(*sys.argv[2:4])
    else:
        compare(*sys.argv[2:5])
    return FAILED > 0


if __name__ == "__main__":
    sys.exit(main())
