"""A skyCatalog of galaxies about RA 56, Dec -34 in one file, and a database with one visit of it, for tests/long/memory.sh.

sky_of_galaxies.py FOLDER GALAXIES   each of bulge, disk and knots with spectra of their own; a disk of 1.75 deg radius.
"""
import math
import pathlib
import sqlite3
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

folder = pathlib.Path(sys.argv[1])
count = int(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)

starts = [1000, 1246, 1552, 1933, 2407, 2998, 3184, 3381, 3590, 3812, 4048, 4299, 4565, 4848, 5148, 5467, 5806, 6166, 6548, 6954,
          7385, 7843, 8329, 8846, 9395, 9978, 11467, 13177, 15143, 17402]
ends = starts[1:] + [19998]
(folder / "sky.yaml").write_text(f"""catalog_name: many
catalog_dir: .
schema_version: 1.3.0
object_types:
  galaxy:
    area_partition: {{type: healpix, ordering: ring, nside: 32}}
    Cosmology: {{H0: 71.0, Om0: 0.2648}}
    file_template: galaxy_(?P<healpix>\\d+).parquet
    tophat: {{units: angstrom, bins: {[[a, b - a] for a, b in zip(starts, ends)]}}}
""")

random = np.random.default_rng(1)


def group(first, n):
    radius = 1.75 * np.sqrt(random.random(n))
    angle = 2 * math.pi * random.random(n)
    dec = -34 + radius * np.sin(angle)
    columns = {
        "galaxy_id": np.arange(first, first + n),
        "ra": 56 + radius * np.cos(angle) / np.cos(np.radians(dec)),
        "dec": dec,
        "redshift": random.uniform(0.1, 2.5, n),
        "shear_1": random.normal(0, 0.02, n),
        "shear_2": random.normal(0, 0.02, n),
        "convergence": random.normal(0, 0.02, n),
        "MW_av": random.uniform(0.02, 0.2, n).astype(np.float32),
        "n_knots": np.full(n, 5, np.float32),
    }
    columns["redshift_hubble"] = columns["redshift"]
    for part, size, index in (("bulge", 0.2, 4), ("disk", 0.4, 1)):
        major = size * random.uniform(0.5, 1.5, n)
        q = random.uniform(0.3, 1, n)
        e = (1 - q) / (1 + q)
        pa_ = random.uniform(0, math.pi, n)
        columns[f"size_{part}_true"] = major.astype(np.float32)
        columns[f"size_minor_{part}_true"] = (major * q).astype(np.float32)
        columns[f"sersic_{part}"] = np.full(n, index, np.float32)
        columns[f"ellipticity_1_{part}_true"] = e * np.cos(2 * pa_)
        columns[f"ellipticity_2_{part}_true"] = e * np.sin(2 * pa_)
    table = {name: pa.array(values) for name, values in columns.items()}
    for part, light in (("bulge", 1e7), ("disk", 3e7), ("knots", 5e6)):
        values = (light * random.uniform(0.5, 1.5, 30 * n)).astype(np.float32)
        table[f"sed_val_{part}"] = pa.ListArray.from_arrays(pa.array(np.arange(0, 30 * n + 1, 30, dtype=np.int32)), pa.array(values))
    return pa.table(table)


writer = None
for first in range(0, count, 100_000):
    table = group(first, min(100_000, count - first))
    writer = writer or pq.ParquetWriter(folder / "galaxy_9556.parquet", table.schema, compression="snappy")
    writer.write_table(table)
writer.close()

database = sqlite3.connect(folder / "visits.db")
database.execute("CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL, observationStartMJD REAL, "
                 "visitExposureTime REAL, numExposures INTEGER, filter TEXT, rotTelPos REAL, rotSkyPos REAL, altitude REAL, "
                 "azimuth REAL, seeingFwhm500 REAL, night INTEGER)")
database.execute("INSERT INTO observations VALUES (1, 56, -34, 61000.2, 30, 1, 'r', 0, 0, 84.2, 220, 0.7, 1)")
database.commit()
