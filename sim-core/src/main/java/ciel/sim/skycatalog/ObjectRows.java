package ciel.sim.skycatalog;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/** How rows of one object type become objects. Immutable, or safe for many threads. */
interface ObjectRows {
    /** @return columns without which a file is refused */
    List<String> needed();

    /** @return columns that are read where they are there */
    default List<String> optional() {
        return List.of();
    }

    /** @return columns of {@link #brightest}, of those that files may have */
    default List<String> brightness() {
        return List.of();
    }

    /**
     * @param batch with at least the columns of {@link #brightness} that the file has
     * @return for each row the AB magnitude that no object of it is brighter than, about; NaN where it does not shine now
     */
    IntToDoubleFunction brightest(ParquetBatch batch);

    /** @return no object of this kind is brighter: files farther away than such a one's light reaches are not opened */
    double brightestOfAll();

    /** Opens what lies beside a file: its spectra. @return what the rows of this file are made with */
    default Reader open(CatalogFile file) {
        return new Reader() {
            @Override
            public void objects(ParquetBatch batch, int row, double stored, RowSink sink) {
                ObjectRows.this.objects(batch, row, stored, sink);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    /** @param stored flux of the object in the visit's band (photons s^-1 cm^-2); NaN where there is none */
    default void objects(ParquetBatch batch, int row, double stored, RowSink sink) {
        throw new UnsupportedOperationException("rows of this kind need an open file");
    }

    /** Makes objects of the rows of one file. Not for sharing between threads. */
    interface Reader extends AutoCloseable {
        void objects(ParquetBatch batch, int row, double stored, RowSink sink);

        /** After the last row of the file. */
        default void end(RowSink sink) {}

        @Override
        void close();
    }
}
