#!/usr/bin/env python3
"""Draws a scene table with GalSim, photon by photon, as `ciel render` does: one thread, e-image as FITS.

galsim_scene.py SCENE OUT.fits [--width N --height N --fwhm ARCSEC --sky ELECTRONS --seed N --silicon]
Without --silicon no sensor; with it GalSim's SiliconSensor (E2V, 8 vertices), object by object on stamps of GalSim's size.
Prints one JSON object: objects, photons (the photons that GalSim drew) and the seconds of each part.
"""
import argparse
import csv
import gzip
import json
import time

import galsim

SCALE = 0.2  # arcsec a pixel


def rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", newline="") as file:
        yield from csv.DictReader(file)


def profile(row, psf):
    """The object before pixels; hlr is the circularised half-light radius, so shears keep it."""
    flux = float(row["flux"])
    if float(row["n"]) == 0:
        return psf.withFlux(flux)
    galaxy = galsim.Sersic(n=float(row["n"]), half_light_radius=float(row["hlr"]), flux=flux)
    galaxy = galaxy.shear(q=float(row["q"]), beta=float(row["beta"]) * galsim.degrees)
    galaxy = galaxy.shear(g1=float(row["g1"]), g2=float(row["g2"]))
    return galsim.Convolve(galaxy, psf)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scene")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=4096)
    parser.add_argument("--height", type=int, default=4004)
    parser.add_argument("--fwhm", type=float, default=0.7)
    parser.add_argument("--sky", type=float, default=800.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--silicon", action="store_true")
    args = parser.parse_args()

    started = time.perf_counter()
    psf = galsim.Kolmogorov(fwhm=args.fwhm)
    rng = galsim.BaseDeviate(args.seed)
    image = galsim.ImageF(args.width, args.height, scale=SCALE)
    objects = 0
    drawn = 0.0
    sensor = galsim.SiliconSensor(name="lsst_e2v_50_8", rng=rng) if args.silicon else None
    for row in rows(args.scene):
        center = galsim.PositionD(float(row["x"]), float(row["y"]))
        if sensor:
            # the sensor's boundaries are those of the image that it is given: a whole CCD would be moved for each object
            stamp = profile(row, psf).drawImage(scale=SCALE, method="phot", rng=rng, poisson_flux=True, center=center, sensor=sensor)
            both = stamp.bounds & image.bounds
            if both.isDefined():
                image[both] += stamp[both]
            drawn += stamp.added_flux
        else:
            # straight onto the CCD: no stamp that would cut wings off, and nothing to add up afterwards
            profile(row, psf).drawImage(image=image, method="phot", add_to_image=True, rng=rng, poisson_flux=True, center=center)
            drawn += image.added_flux
        objects += 1
    shot = time.perf_counter()
    sky = galsim.ImageF(image.bounds, scale=SCALE, init_value=args.sky)
    sky.addNoise(galsim.PoissonNoise(rng))
    image += sky
    lit = time.perf_counter()
    image.write(args.out)
    print(json.dumps({"galsim": galsim.__version__, "objects": objects, "photons": drawn, "electrons": float(image.array.sum(dtype="f8")),
                      "seconds": {"photons": shot - started, "background": lit - shot, "write": time.perf_counter() - lit}}))


if __name__ == "__main__":
    main()
