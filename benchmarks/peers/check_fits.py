#!/usr/bin/env python3
"""Reads what Ciel wrote with programs that are not Ciel's: astropy, astro_metadata_translator, cfitsio (fitsverify, funpack, fpack).

    benchmarks/peers/venv.sh                                  makes .venv
    .venv/bin/python benchmarks/peers/check_fits.py DIR...    checks every eimage_, amp_, truth_ and manifest_ file in DIR

One line a check on stdout; exit code 0 when all passed, 1 when one failed, 3 when there is nothing to check, 4 when a program is missing.
--samples: the files come from FitsSamplesTest (sim-core/target/fits-samples), whose pixels are known.
--catalog FILE: the instance catalog that was rendered; its stars (magnorm 17 to 20) are looked for where the headers put them.
--obs-lsst DIR (or CIEL_OBS_LSST): a checkout of lsst/obs_lsst; its own LsstCamSim translator then reads the raw headers as well.
"""
import argparse
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
import zlib

import numpy as np
from astropy.io import fits
from astropy.utils import iers
from astropy.wcs import WCS

import lsst_keys

iers.conf.auto_download = False
STEM = r"\d{8,}-\d-[ugrizy]-R\d\d_S\d\d-det\d{3}"
RAW_ORDER = [f"Segment1{i}" for i in range(8)] + [f"Segment0{i}" for i in range(7, -1, -1)]
APT = {"fitsverify": "fitsverify", "funpack": "libcfitsio-bin", "fpack": "libcfitsio-bin"}


class Report:
    def __init__(self):
        self.failed = 0
        self.passed = 0

    def check(self, ok, what, detail=""):
        self.passed += bool(ok)
        self.failed += not ok
        print(f"{'PASS' if ok else 'FAIL'} {what}{': ' + str(detail) if detail != '' else ''}", flush=True)
        return ok


def opened(path, **options):
    """Opens with checksums verified; a checksum that does not hold is a warning in astropy, an error here."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        hdus = fits.open(path, checksum=True, memmap=False, **options)
        for hdu in hdus:
            hdu.data
    return hdus, [str(w.message) for w in caught]


def pattern(nx, ny, level):
    """The pixels of FitsSamplesTest."""
    y, x = np.mgrid[0:ny, 0:nx].astype(np.int64)
    image = level + (x * 7919 + y * 104729) % 97 + np.where((x * 31 + y) % 1009 == 0, 200_000, 0)
    image[100, 100:103] = 2**31 - 1, -2**31, -5
    image[101] = 0
    return image


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def section(text):
    """[x1:x2,y1:y2] as numbers."""
    return [int(v) for v in re.fullmatch(r"\[(\d+):(\d+),(\d+):(\d+)\]", text).groups()]


def check_eimage(report, path, samples):
    name = path.name
    report.check(re.fullmatch(rf"eimage_{STEM}\.fits", name), f"{name}: name follows the pattern")
    rc, text = run("fitsverify", "-q", str(path))
    report.check(rc == 0 and text.startswith("verification OK"), f"{name}: fitsverify finds nothing", text)
    hdus, complaints = opened(path)
    header = hdus[0].header
    report.check(not complaints, f"{name}: astropy opens it, CHECKSUM and DATASUM hold", "; ".join(complaints))
    report.check("CHECKSUM" in header and "DATASUM" in header, f"{name}: has CHECKSUM and DATASUM")
    data = hdus[0].data
    report.check(
        data.dtype == np.dtype(">i4") and data.shape in ((4004, 4096), (4000, 4072)), f"{name}: 32-bit integers, a whole CCD", data.shape
    )
    wrong = lsst_keys.check_eimage(header, path.name)
    report.check(not wrong, f"{name}: every keyword of imSim's e-image, with the right value", "; ".join(wrong))
    if samples:
        report.check(np.array_equal(data, pattern(data.shape[1], data.shape[0], 1000)), f"{name}: every pixel is as written")
    return header, data


def check_raw(report, path, samples, scratch, obs_lsst):
    name = path.name
    report.check(re.fullmatch(rf"amp_{STEM}\.fits\.fz", name), f"{name}: name follows the pattern")
    rc, text = run("fitsverify", "-q", str(path))
    report.check(rc == 0 and text.startswith("verification OK"), f"{name}: fitsverify finds nothing", text)
    packed, complaints = opened(path, disable_image_compression=True)
    report.check(not complaints, f"{name}: astropy opens it, CHECKSUM and DATASUM of 17 HDUs hold", "; ".join(complaints))
    report.check(
        len(packed) == 17 and all("CHECKSUM" in h.header and "DATASUM" in h.header for h in packed), f"{name}: 17 HDUs with checksums"
    )
    layout = [
        (h.header["ZCMPTYPE"], h.header["ZTILE1"], h.header["ZTILE2"], h.header["ZVAL1"], h.header["ZVAL2"], h.header["ZBITPIX"])
        for h in packed[1:]
    ]
    report.check(
        set(layout) == {("RICE_1", 576, 1, 32, 4, 32)}, f"{name}: RICE_1, one row a tile, BLOCKSIZE 32, BYTEPIX 4, int32", layout[0]
    )
    with fits.open(path, memmap=False) as hdus:
        images = [h.data.copy() for h in hdus[1:]]
        headers = [h.header.copy() for h in hdus]
    report.check([h["EXTNAME"] for h in headers[1:]] == RAW_ORDER, f"{name}: segments in the order C10..C17, C07..C00")
    report.check(
        all(i.shape == (2048, 576) and i.dtype.kind == "i" and i.dtype.itemsize == 4 for i in images),
        f"{name}: 16 images of 576 x 2048 int32",
    )
    wrong = lsst_keys.check_sections(headers[1:])
    report.check(not wrong, f"{name}: DATASEC and DETSEC cover the CCD once, in readout order", "; ".join(wrong))
    if samples:
        report.check(
            all(np.array_equal(image, pattern(576, 2048, 26000 + i)) for i, image in enumerate(images)),
            f"{name}: every pixel is as written",
        )
    plain = scratch / name.removesuffix(".fz")
    rc, text = run("funpack", "-O", str(plain), str(path))
    if report.check(rc == 0, f"{name}: funpack unpacks it", text):
        hdus, complaints = opened(plain)
        same = len(hdus) == 17 and all(np.array_equal(hdus[i + 1].data, images[i]) for i in range(16))
        report.check(same and not complaints, f"{name}: funpack restores exactly what astropy reads", "; ".join(complaints))
        again = scratch / (name + ".fpack")
        rc, text = run("fpack", "-r", "-t", "576,1", "-O", str(again), str(plain))
        if report.check(rc == 0, f"{name}: fpack packs it again", text):
            ours, theirs = path.stat().st_size, again.stat().st_size
            report.check(abs(ours - theirs) < 0.01 * theirs, f"{name}: as small as fpack makes it, to 1 %", f"{ours} and {theirs} bytes")
            again.unlink()
        ratio = 16 * 576 * 2048 * 4 / path.stat().st_size
        # Gaussian noise of that spread holds log2(sigma sqrt(2 pi e)) bits, its differences half a bit more; Rice adds less than 0.8.
        sigma = np.median(np.abs(np.diff(np.concatenate(images), axis=1))) / (0.6745 * np.sqrt(2))
        limit = 32 / (np.log2(max(sigma, 1) * np.sqrt(2 * np.pi * np.e)) + 0.5 + 0.8)
        report.check(
            samples or ratio >= limit,
            f"{name}: compressed as far as its noise allows",
            f"{ratio:.2f} times, noise {sigma:.1f} ADU, limit {limit:.2f}",
        )
        plain.unlink()
    wrong = lsst_keys.check_raw(headers[0], path.name)
    report.check(not wrong, f"{name}: every keyword of imSim's primary header, with the right value", "; ".join(wrong))
    problems, info = lsst_keys.translate(headers[0], path.name)
    report.check(not problems, f"{name}: astro_metadata_translator gives all {len(info)} properties without a warning", "; ".join(problems))
    if obs_lsst:
        problems, theirs = lsst_keys.translate_with_obs_lsst(headers[0], path.name, obs_lsst)
        report.check(not problems, f"{name}: obs_lsst's own LsstCamSim translator takes it without a warning", "; ".join(problems))
        different = [k for k in info if theirs and str(theirs[k]) != str(info[k])]
        report.check(not different, f"{name}: both translations agree", "; ".join(f"{k} {info[k]} / {theirs[k]}" for k in different))
    return headers, images


def check_amp_wcs(report, name, eimage, headers):
    """The sky position of a pixel is the same by the e-image and by the segment that the pixel was read into."""
    if "CTYPE1" not in eimage:
        return
    whole = WCS(eimage)
    rng = np.random.default_rng(1)
    worst = 0.0
    for header in headers[1:]:
        x1, x2, y1, y2 = section(header["DATASEC"])
        u1, u2, v1, v2 = section(header["DETSEC"])
        x, y = rng.uniform(x1, x2, 20), rng.uniform(y1, y2, 20)
        u = u1 + (x - x1) * (u2 - u1) / (x2 - x1)
        v = v1 + (y - y1) * (v2 - v1) / (y2 - y1)
        ra, dec = WCS(header).all_pix2world(x, y, 1)
        back = np.array(whole.all_world2pix(ra, dec, 1, tolerance=1e-8))
        worst = max(worst, np.abs(back - [u, v]).max())
    report.check(worst < 0.1, f"{name}: world coordinates of the 16 segments agree with the e-image's", f"{worst:.2g} px, limit 0.1")


def check_truth(report, path, header, data):
    """Truth against the header's coordinates and against the light itself."""
    import pyarrow.parquet
    table = pyarrow.parquet.read_table(path).to_pydict()
    columns = ["object_id", "type", "ra", "dec", "x", "y", "nominal_flux", "realized_flux", "mode"]
    report.check(list(table) == columns, f"{path.name}: the nine columns", list(table))
    x, y = np.array(table["x"], float), np.array(table["y"], float)
    nominal, realized = np.array(table["nominal_flux"], float), np.array(table["realized_flux"], float)
    kind = np.array(table["type"])
    ny, nx = data.shape
    inside = (x > 1) & (x < nx) & (y > 1) & (y < ny)
    if "CTYPE1" in header and inside.any():
        px, py = WCS(header).all_world2pix(np.array(table["ra"])[inside], np.array(table["dec"])[inside], 1, quiet=True)
        off = np.hypot(px - x[inside], py - y[inside]).max()
        report.check(off < 0.1, f"{path.name}: the header's coordinates place {inside.sum()} truth objects", f"{off:.2g} px, limit 0.1")
    whole = (x > 60) & (x < nx - 60) & (y > 60) & (y < ny - 60) & (nominal > 100)
    if whole.any():
        kept = realized[whole].sum() / nominal[whole].sum()
        # The telescope vignettes towards the edge of the field: nothing to speak of on the nine inner rafts, down to a
        # third at the corners.
        inner = re.search(r"-R[123][123]_", path.name)
        pull = (realized[whole] - kept * nominal[whole]) / np.sqrt(nominal[whole])
        report.check(
            np.mean(realized[whole] - nominal[whole] < 4 * np.sqrt(nominal[whole])) > 0.999 and (0.9 if inner else 0.3) < kept < 1.02,
            f"{path.name}: no object has more light than it should, and not too little",
            f"{whole.sum()} objects, {kept:.4f} of nominal",
        )
        if inner and kept > 0.999:
            report.check(
                np.mean(np.abs(pull) < 4) > 0.995,
                f"{path.name}: realized flux scatters about nominal as Poisson's law says",
                f"rms {np.std(pull):.2f} sigma",
            )
    bright = np.flatnonzero(whole & (nominal > 2e4) & (np.char.lower(kind.astype(str)) == "point"))
    off = offsets(data, x[bright], y[bright], [alone(i, x, y, -2.5 * np.log10(np.maximum(nominal, 1e-9))) for i in bright])
    if len(off) >= 5:
        report.check(
            np.median(off) < 0.1,
            f"{path.name}: isolated bright stars are where it says",
            f"{len(off)} stars, median {np.median(off):.3f} px",
        )


def alone(i, x, y, magnitude):
    """@return whether no other object within 40 px has a thousandth of its light"""
    return np.count_nonzero((np.abs(x - x[i]) < 40) & (np.abs(y - y[i]) < 40) & (magnitude < magnitude[i] + 7.5)) == 1


def offsets(image, x, y, use):
    """@return distances (px) from FITS pixels x, y to the centroids of the light there, under a Gaussian window of 3 px, for those
    to use"""
    out = []
    ny, nx = image.shape
    for px, py, wanted in zip(x, y, use):
        if not wanted or not (40 < px < nx - 40 and 40 < py < ny - 40):
            continue
        cutout = image[int(py) - 40:int(py) + 40, int(px) - 40:int(px) + 40]
        signal = cutout - np.median(cutout)
        yy, xx = np.mgrid[int(py) - 39:int(py) + 41, int(px) - 39:int(px) + 41]
        cx, cy = px, py
        for _ in range(20):
            weight = signal * np.exp(-((xx - cx) ** 2 + (yy - cy) ** 2) / (2 * 3.0 ** 2))
            cx, cy = (weight * xx).sum() / weight.sum(), (weight * yy).sum() / weight.sum()
        out.append(np.hypot(cx - px, cy - py))
    return out


def read_stars(path):
    """@return ra, dec, magnitude of the point objects of an instance catalog"""
    rows = [line.split() for line in path.read_text().splitlines() if line.startswith("object ")]
    return np.array([[float(r[2]), float(r[3]), float(r[4])] for r in rows if r[12] == "point"]).T


def check_stars(report, name, eimage, data, headers, images, stars):
    """The light of the catalog's stars is where astropy's reading of our headers puts it: on the e-image, and on each segment."""
    ra, dec, magnitude = stars
    x, y = WCS(eimage).all_world2pix(ra, dec, 1, quiet=True)
    ny, nx = data.shape
    near = (x > -50) & (x < nx + 50) & (y > -50) & (y < ny + 50)
    x, y, ra, dec, magnitude = x[near], y[near], ra[near], dec[near], magnitude[near]
    use = [17 < magnitude[i] < 20 and alone(i, x, y, magnitude) for i in range(len(x))]
    off = offsets(data, x, y, use)
    report.check(
        len(off) >= 20 and np.median(off) < 0.05 and np.quantile(off, 0.9) < 0.1,
        f"{name}: e-image: astropy puts stars where their light is",
        f"{len(off)} stars, median {np.median(off):.3f}, 90 % below {np.quantile(off, 0.9):.3f} px, limit 0.1",
    )
    off = []
    for header, image in zip(headers[1:], images):
        sx, sy = WCS(header).all_world2pix(ra, dec, 1, quiet=True)
        x1, x2, y1, y2 = section(header["DATASEC"])
        inside = (sx > x1 + 40) & (sx < x2 - 40) & (sy > y1 + 40) & (sy < y2 - 40)
        off += offsets(image, sx, sy, np.array(use) & inside)
    report.check(
        len(off) >= 20 and np.median(off) < 0.05 and np.quantile(off, 0.9) < 0.1,
        f"{name}: segments: astropy puts stars where their light is",
        f"{len(off)} stars, median {np.median(off):.3f}, 90 % below {np.quantile(off, 0.9):.3f} px, limit 0.1",
    )


def check_manifest(report, path, hashes):
    manifest = json.loads(path.read_text())
    wrong = []
    for entry in manifest["files"]:
        content = (path.parent / entry["path"]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        hashes[entry["path"]] = digest
        if (len(content), f"{zlib.adler32(content):08x}", digest) != (entry["bytes"], entry["adler32"], entry["sha256"]):
            wrong.append(entry["path"])
    report.check(
        not wrong and manifest["files"], f"{path.name}: {len(manifest['files'])} files, size, adler32 and sha256 hold", "; ".join(wrong)
    )
    missing = [
        k
        for k in ("visit", "detector", "seed", "configurationHash", "engine", "device", "codeVersion", "spectraSynthetic")
        if k not in manifest["attributes"]
    ]
    report.check(not missing, f"{path.name}: says what made them", "; ".join(missing))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directories", nargs="+", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--samples", action="store_true")
    parser.add_argument("--catalog", type=pathlib.Path)
    parser.add_argument("--obs-lsst", type=pathlib.Path, default=os.environ.get("CIEL_OBS_LSST"))
    options = parser.parse_args()
    for program, package in APT.items():
        if not shutil.which(program):
            print(f"check_fits.py: {program} is missing (apt-get install {package})", file=sys.stderr)
            return 4
    report = Report()
    eimages, hashes = {}, {}
    with tempfile.TemporaryDirectory() as scratch:
        for directory in options.directories:
            for path in sorted(directory.glob("eimage_*.fits")):
                eimages[path.name[7:-5]] = check_eimage(report, path, options.samples)
            for path in sorted(directory.glob("amp_*.fits.fz")):
                headers, images = check_raw(
                    report, path, options.samples, pathlib.Path(scratch), options.obs_lsst and pathlib.Path(options.obs_lsst)
                )
                stem = path.name[4:-8]
                if stem in eimages:
                    check_amp_wcs(report, path.name, eimages[stem][0], headers)
                    if options.catalog:
                        check_stars(report, path.name, *eimages[stem], headers, images, read_stars(options.catalog))
            for path in sorted(directory.glob("truth_*.parquet")):
                stem = path.name[6:-8]
                if stem in eimages:
                    check_truth(report, path, *eimages[stem])
            for path in sorted(directory.glob("manifest_*.json")):
                check_manifest(report, path, hashes)
            leftovers = [p.name for p in directory.glob(".ciel-part.*")]
            report.check(not leftovers, f"{directory}: no temporary file is left", "; ".join(leftovers))
    print(f"{report.passed} checks passed, {report.failed} failed")
    if report.passed + report.failed == len(options.directories):
        print("check_fits.py: no file of Ciel's in " + ", ".join(map(str, options.directories)), file=sys.stderr)
        return 3
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
