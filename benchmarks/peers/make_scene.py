#!/usr/bin/env python3
"""Writes a scene table for benchmarks: make_scene.py KIND OUT.csv[.gz] [--objects N] [--photons N] [--seed N]

KIND  star    one star of --photons electrons (default 1e9), Kolmogorov alone
      sersic  one Sersic galaxy, n = 4, of --photons electrons (default 1e9)
      faint   --objects (default 1e6) of --photons (default 100) electrons each, stars and galaxies of five Sersic indices
      field   --objects (default 32000) with the steep number counts of a deep field, 2e8 electrons in all by default
Positions are uniform on a CCD of 4096 x 4004 px, FITS pixels. The same arguments give the same table.
"""
import argparse
import gzip
import random

WIDTH, HEIGHT = 4096, 4004
INDICES = (0.5, 1, 2.5, 4, 6)


def line(number, rng, flux, n, x=None, y=None):
    x = rng.uniform(0.5, WIDTH + 0.5) if x is None else x
    y = rng.uniform(0.5, HEIGHT + 0.5) if y is None else y
    if n == 0:
        return f"{number},{x:.4f},{y:.4f},{flux:.4f},0,0,1,0,0,0"
    hlr = 0.1 + rng.expovariate(1 / 0.25)
    return (f"{number},{x:.4f},{y:.4f},{flux:.4f},{n},{hlr:.6f},{rng.uniform(0.2, 1):.6f},{rng.uniform(0, 180):.5f},"
            f"{rng.gauss(0, 0.01):.6f},{rng.gauss(0, 0.01):.6f}")


def table(kind, objects, photons, rng):
    if kind == "star":
        yield line(0, rng, photons or 1e9, 0, 2048.3, 2002.7)
    elif kind == "sersic":
        yield f"0,2048.3,2002.7,{photons or 1e9:.4f},4,0.8,0.6,30,0.01,-0.02"
    elif kind == "faint":
        for i in range(objects or 1_000_000):
            yield line(i, rng, photons or 100, 0 if i % 6 == 5 else INDICES[i % 6])
    else:
        count = objects or 32_000
        # a power law of flux, N(>f) ~ f^-0.9 from 75 to 1e7 electrons, scaled to the sum wanted
        fluxes = [75 * min(1.3e5, rng.random() ** (-1 / 0.9)) for _ in range(count)]
        scale = (photons or 2.05e8) / sum(fluxes)
        for i, flux in enumerate(fluxes):
            yield line(i, rng, flux * scale, 0 if i % 8 == 7 else (1, 1, 1, 2.5, 4)[i % 5])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["star", "sersic", "faint", "field"])
    parser.add_argument("out")
    parser.add_argument("--objects", type=int)
    parser.add_argument("--photons", type=float)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with (gzip.open if args.out.endswith(".gz") else open)(args.out, "wt") as out:
        out.write("id,x,y,flux,n,hlr,q,beta,g1,g2\n")
        for row in table(args.kind, args.objects, args.photons, random.Random(args.seed)):
            out.write(row + "\n")


if __name__ == "__main__":
    main()
