#!/usr/bin/env python3
"""Stars on corner CCDs, wavefront sensors and guiders beside batoid's rays and ERFA's places: an independent way from ICRS
to electrons, without imSim.

    compare_batoid.py detectors RUN             says which detectors a run is of (RUN: u, r, y or corner)
    compare_batoid.py make RUN OUT.txt          writes an instance catalog of three stars on each of them
    compare_batoid.py compare RUN DIR SHARED    holds a rendering of it against the rays (SHARED: the folder of reference data)

tests/long/corners.sh draws the folders. Needs batoid, pyerfa, astropy, scipy and pyarrow. One line PASS or FAIL a check.
Light goes through a Gaussian of 0.5 arcsec, dispersion in imSim's air (Filippenko 1982) and the telescope of batoid's
LSST_*.yaml with the camera rotated; in y it is taken 6 um in front of the detector, as the depth of that light asks for (imSim's
FocusDepth). Spectra and throughputs are those of SHARED.
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
from scipy import ndimage
from scipy.optimize import fsolve

iers.conf.auto_download = False
iers.conf.auto_max_age = None
iers.conf.iers_degraded_accuracy = "ignore"

SCIENCE = ("R22_S11", "R01_S00", "R03_S02", "R41_S20", "R43_S22")
CORNER = ("R00_SW0", "R00_SW1", "R44_SW0", "R04_SG0")
# run: band, RA, Dec (deg), rotTelPos (deg), MJD (TAI) of the middle, magnorm of about 2e6 electrons (corner: 4e6), detectors
RUNS = {
    "u": ("u", 65.50997516276745, -33.40601776620508, -62.89, 60261.09014361111, 13.4, SCIENCE),
    "r": ("r", 60.49045502638663, -38.164374958987054, 40.0386345, 60143.42156961111, 16.6, SCIENCE),
    "y": ("y", 60.49045502638663, -38.164374958987054, -21.5, 60143.42156961111, 15.0, SCIENCE),
    "corner": ("r", 60.49045502638663, -38.164374958987054, 40.0386345, 60143.42156961111, 15.8, CORNER),
}
# mean wavelength of the band at airmass 1.2, and its change with airmass (nm): Ciel takes its chief rays there
MEANS = {"u": (370.78, 1.18), "r": (621.77, 0.90), "y": (973.58, 1.58)}
# of the light's focus from the detector's surface (px)
DEPTH = {"y": -0.6}
SITE = np.radians(-70.749417), np.radians(-30.244639), 2663.0
CELSIUS, KPA, HUMIDITY = 6.85, 72.7, 0.1007462401928582
# middle (mm), height towards the sky (mm), yaw (deg), columns, rows and the pixel of the middle, the first pixel being 0
CHIPS = {
    name: (127 * (int(name[2]) - 2) + 42.25 * (int(name[6]) - 1), 127 * (int(name[1]) - 2) + 42.25 * (int(name[5]) - 1), 0, 0,
           *((4096, 4004, 2047.5, 2001.5) if name == "R22_S11" else (4072, 4000, 2036.5, 2000.5)))
    for name in SCIENCE
} | {  # as obs_lsst has them
    "R00_SW0": (-214.25, -202.625, -1.5, 180, 4072, 2000, 2036.5, 1000.5),
    "R00_SW1": (-214.25, -225.875, 1.5, 0, 4072, 2000, 2036.5, 1000.5),
    "R44_SW0": (214.25, 202.625, -1.5, 0, 4072, 2000, 2036.5, 1000.5),
    "R04_SG0": (258.74, -212.24, 0, 180, 4072, 4000, 2036.5, 2000.5),
}
SED = "starSED/kurucz/km20_5500.fits_g20_5680.gz"
RAYS = 1_000_000
SIGMA = np.radians(0.5 / 2.3548 / 3600)
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
    def __init__(self, run):
        self.band, self.ra, self.dec, self.rotator, self.mjd, self.magnorm, self.chips = RUNS[run]
        mean, slope = MEANS[self.band]
        self.nm = mean
        turn = batoid.RotZ(np.radians(self.rotator))
        self.telescope = batoid.Optic.fromYaml(f"LSST_{self.band}.yaml").withLocallyRotatedOptic("LSSTCamera", turn)
        self.raised = {
            height: self.telescope.withLocallyShiftedOptic("LSSTCamera.Detector", [0, 0, -height * 1e-3])
            for height in {CHIPS[name][2] for name in self.chips}
        }
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

    def trace(self, name, direction, u, v, nm):
        """Rays by their points of the entrance pupil (m): the pixels that they arrive at, and the share that does."""
        tx, ty = self.field(direction)
        depth = -1 / np.sqrt(1 + tx * tx + ty * ty)
        vx, vy = -tx * depth, -ty * depth
        z = self.telescope.stopSurface.coordSys.origin[2]
        back = 20.0
        rays = batoid.RayVector(u - vx * back, v - vy * back, np.full_like(u, z) - depth * back, vx, vy, depth, 0.0, nm * 1e-9, 1.0)
        self.raised[CHIPS[name][2]].trace(rays)
        good = ~rays.vignetted & ~rays.failed
        depth = DEPTH.get(self.band, 0) * 0.01 / rays.vz[good]
        x, y = rays.y[good] * 1e3 + depth * rays.vy[good], rays.x[good] * 1e3 + depth * rays.vx[good]
        return *pixel(name, x, y), good.mean()

    def chief(self, name, direction):
        tx, ty = self.field(direction[None])
        ray = batoid.RayVector.fromFieldAngles(tx, ty, projection="gnomonic", optic=self.telescope, wavelength=self.nm * 1e-9)
        self.raised[CHIPS[name][2]].trace(ray)
        return pixel(name, ray.y[0] * 1e3, ray.x[0] * 1e3)


def pixel(name, x, y):
    """Pixel, the first being 0, of a place on the focal plane (mm)."""
    x0, y0, _, yaw, _, _, column, row = CHIPS[name]
    cos, sin = round(np.cos(np.radians(yaw))), round(np.sin(np.radians(yaw)))
    return (cos * (x - x0) + sin * (y - y0)) / 0.01 + column, (cos * (y - y0) - sin * (x - x0)) / 0.01 + row


def make(run, out):
    visit = Visit(run)
    altitude = np.degrees(np.arcsin(visit.axis[2]))
    azimuth = np.degrees(np.arctan2(visit.axis[1], visit.axis[0])) % 360
    head = {
        "rightascension": visit.ra, "declination": visit.dec, "mjd": visit.mjd, "altitude": altitude, "azimuth": azimuth,
        "filter": "ugrizy".index(visit.band), "rotskypos": 0, "dist2moon": 88, "moonalt": -28, "moondec": 24, "moonphase": 0.5,
        "moonra": 127, "nsnap": 1, "obshistid": 1, "rottelpos": visit.rotator, "seed": 1, "seeing": 0.75, "sunalt": -19, "vistime": 30,
        "seqnum": 0,
    }
    lines = [f"{key} {value}" for key, value in head.items()]
    for name in visit.chips:
        columns, rows = CHIPS[name][4:6]
        for across, up in ((0.49, 0.5), (0.07, 0.1), (0.91, 0.9)):
            target = columns * across, rows * up
            off = fsolve(
                lambda p: np.subtract(visit.chief(name, visit.horizon(visit.ra + p[0], visit.dec + p[1])), target), [0, 0]
            )
            place = f"{visit.ra + off[0]:.10f} {visit.dec + off[1]:.10f}"
            lines.append(f"object {len(lines)} {place} {visit.magnorm} {SED} 0 0 0 0 0 0 point none none")
    pathlib.Path(out).write_text("\n".join(lines) + "\n")


def moments(image, radius):
    y, x = np.mgrid[: image.shape[0], : image.shape[1]] - image.shape[0] // 2
    image = image * (np.hypot(x, y) < radius)
    n = image.sum()
    mx, my = (image * x).sum() / n, (image * y).sum() / n
    xx, yy, xy = (image * x * x).sum() / n - mx * mx, (image * y * y).sum() / n - my * my, (image * x * y).sum() / n - mx * my
    return np.array([mx, my, xx + yy, (xx - yy) / (xx + yy), 2 * xy / (xx + yy)])


def diameters(image):
    """Outer and inner diameter (px) of a donut: of circles as large as what is lit to half of the level, and as its hole.

    Vignetting may open the hole at one side: then the inner diameter is 0, and the outer one is that of what is lit.
    """
    smooth = ndimage.gaussian_filter(image, 1)
    lit = smooth > 0.5 * np.median(smooth[smooth > 0.3 * np.quantile(smooth, 0.95)])
    filled = ndimage.binary_fill_holes(lit)
    return np.sqrt(4 / np.pi * np.array([filled.sum(), (filled & ~lit).sum()]))


def colours(visit, shared):
    """Edges of bins of wavelength (nm), and the share of the light of a star below each."""
    optics = np.genfromtxt(f"{shared}/throughputs/optics.csv", delimiter=",", names=True)
    air = np.genfromtxt(f"{shared}/throughputs/atmosphere_by_airmass.csv.gz", delimiter=",", skip_header=1)
    k = min(14, int(10 * (visit.airmass - 1)))
    share = 10 * (visit.airmass - 1) - k
    nm = optics["wavelength_nm"]
    clear = (1 - share) * np.interp(nm, air[:, 0], air[:, 1 + k]) + share * np.interp(nm, air[:, 0], air[:, 2 + k])
    transmission = optics[visit.band] * optics["detector"] * clear
    inside = transmission > 1e-3 * transmission.max()
    with gzip.open(f"{shared}/sed/{SED}", "rt") as f:
        sed = np.loadtxt(f)
    weight = np.interp(nm, sed[:, 0], sed[:, 1]) * nm * transmission * inside
    # a weight belongs to the nanometre around its wavelength: put below it, the light is half a nanometre too blue, 0.022 px in u
    edges = np.append(nm - 0.5, nm[-1] + 0.5)
    cumulative = np.append(0, np.cumsum(weight)) / weight.sum()
    drawn = np.interp((np.arange(100_000) + 0.5) / 100_000, cumulative, edges).mean()
    off = drawn - (weight * nm).sum() / weight.sum()
    check(abs(off) < 0.01, f"{visit.band}: mean wavelength of the rays, less that of the spectrum (limit 0.01 nm)", f"{off:.4f} nm")
    return edges, cumulative


def compare(run, folder, shared):
    rng = np.random.default_rng(1)
    visit = Visit(run)
    edges, cumulative = colours(visit, shared)
    rows, donuts = [], []
    for name in visit.chips:
        donut = CHIPS[name][2] != 0
        reach, radius = (110, 100) if donut else (60, 10)
        truth = pyarrow.parquet.read_table(glob.glob(f"{folder}/truth_*{name}*.parquet")[0]).to_pydict()
        with fits.open(glob.glob(f"{folder}/eimage_*{name}*.fits*")[0]) as hdus:
            image = next(h for h in hdus if h.header.get("NAXIS", 0) == 2 and h.data is not None).data.astype(float)
        for k, nominal in enumerate(truth["nominal_flux"]):
            star = visit.horizon(truth["ra"][k], truth["dec"][k])
            x, y = visit.chief(name, star)
            i, j = round(x), round(y)
            if min(i, j) < reach or i > image.shape[1] - reach or j > image.shape[0] - reach:
                continue
            colour = np.interp(rng.uniform(size=RAYS), cumulative, edges)
            horizontal = np.hypot(star[0], star[1])
            zenith = (np.array([0, 0, 1.0]) - star[2] * star) / horizontal
            upward = (refraction(colour) - refraction(visit.nm)) * horizontal / star[2] + rng.normal(0, SIGMA, RAYS)
            lifted = star + upward[:, None] * zenith + rng.normal(0, SIGMA, RAYS)[:, None] * np.cross(zenith, star)
            pupil, angle = np.sqrt(rng.uniform(2.55**2, 4.18**2, RAYS)), rng.uniform(0, 2 * np.pi, RAYS)
            px, py, share = visit.trace(name, lifted, pupil * np.cos(angle), pupil * np.sin(angle), colour)
            bins = np.arange(-reach - 0.5, reach + 1)
            spot = np.histogram2d(py, px, bins=[j + bins, i + bins])[0]
            stamp = image[j - reach:j + reach + 1, i - reach:i + reach + 1]
            ours, theirs = moments(stamp, radius), moments(spot, radius)
            kept = stamp.sum() / nominal
            rows.append([truth["x"][k] - 1 - x, truth["y"][k] - 1 - y, kept - share, *(ours - theirs)[:2],
                         np.sqrt(ours[2] / theirs[2]) - 1, *(ours - theirs)[3:]])
            print(f"{run} {name} ({i}, {j}): kept {kept:.4f}, batoid {share:.4f}; size {np.sqrt(ours[2] / 2):.4f} px, "
                  f"{np.sqrt(theirs[2] / 2):.4f}; e {ours[3:].round(4)}, {theirs[3:].round(4)}", flush=True)
            if donut:
                a, b = diameters(stamp), diameters(spot)
                ratio = stamp.sum() / spot.sum()
                seen = stamp + spot > 20
                chi2 = ((stamp - ratio * spot)[seen] ** 2 / (stamp * 1.0 + ratio**2 * spot)[seen]).mean()
                donuts.append([*np.divide(a, b, out=np.ones(2), where=b > 0) - 1, chi2])
                print(f"  donut: outer and inner diameter {a.round(1)} px, batoid {b.round(1)}; chi-square a pixel {chi2:.3f}")
    judge(run, np.array(rows), np.array(donuts), 3 * len(visit.chips))


def judge(run, rows, donuts, stars):
    check(len(rows) == stars, f"{run}: stars compared", len(rows))
    # a donut is 25 times as wide as a star: its middle is known as much less
    wide = 5 if run == "corner" else 1
    for what, columns, mean, worst in (
        ("places of the chief ray (px)", [0, 1], 0.002, 0.002),
        ("share of the light that is not vignetted", [2], 0.0015, 0.004),
        ("centroids from the chief ray (px)", [3, 4], 0.01 * wide, 0.02 * wide),
        ("size", [5], 0.002, 0.01),
        ("ellipticity", [6, 7], 0.003, 0.015),
    ):
        off = rows[:, columns]
        means, most = np.abs(off.mean(axis=0)).max(), np.abs(off).max()
        check(means < mean and most < worst, f"{run}: {what}, less batoid's (limits {mean} in the mean, {worst})",
              f"mean {off.mean(axis=0).round(4)}, at most {most:.4f}")
    if len(donuts):
        check(np.abs(donuts[:, :2]).max() < 0.01, f"{run}: outer and inner diameters of donuts over batoid's (limit 1 %)",
              f"mean {(donuts[:, :2].mean(axis=0) * 100).round(2)} %, at most {np.abs(donuts[:, :2]).max() * 100:.2f} %")
        check(np.abs(donuts[:, 2] - 1).max() < 0.1, f"{run}: pictures of donuts against batoid's, chi-square a pixel (limit 1 +-0.1)",
              donuts[:, 2].round(3))


def main():
    if sys.argv[1] == "detectors":
        print(",".join(RUNS[sys.argv[2]][-1]))
    elif sys.argv[1] == "make":
        make(*sys.argv[2:4])
    else:
        compare(*sys.argv[2:5])
    return FAILED > 0


if __name__ == "__main__":
    sys.exit(main())
