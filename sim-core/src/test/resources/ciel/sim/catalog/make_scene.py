# Makes scene_snappy.parquet: a scene table by another writer (pyarrow 26.0.1), in its default form, with integer, float and 64-bit columns.
import pyarrow
import pyarrow.parquet

rows = range(20)
table = pyarrow.table({
    "type": pyarrow.array(["star" if i % 2 else "sersic" for i in rows]),
    "id": pyarrow.array([1000000000000 + i for i in rows], pyarrow.int64()),
    "x": pyarrow.array([i * 100.25 for i in rows], pyarrow.float64()),
    "y": pyarrow.array([i * 0.5 for i in rows], pyarrow.float32()),
    "flux": pyarrow.array([i * i for i in rows], pyarrow.int32()),
    "n": pyarrow.array([2.5 for i in rows]),
    "hlr": pyarrow.array([0.5 for i in rows]),
    "q": pyarrow.array([0.75 for i in rows]),
    "beta": pyarrow.array([30.0 for i in rows]),
    "g1": pyarrow.array([0.01 for i in rows]),
    "g2": pyarrow.array([-0.02 for i in rows]),
})
pyarrow.parquet.write_table(table, "scene_snappy.parquet", compression="snappy")
