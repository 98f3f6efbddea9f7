package ciel.sim.catalog;

import ciel.sim.CielException;
import ciel.sim.catalog.ParquetColumn.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/**
 * The truth of one image as a Parquet table, one row an object: {@code object_id} (text), {@code type} (point,
 * sersic2d, knots, streak, image), {@code ra, dec} (ICRS, deg), {@code x, y} (FITS
 * pixels: first pixel 1, its centre 1.0), {@code nominal_flux} (electrons expected), {@code realized_flux} (electrons
 * in the image), {@code mode} (how it was drawn). No value is
 * null; ra and dec are NaN for the objects of a scene table, which have none.
 *
 * <p>A million rows take about 0.2 s; 65,536 rows are held in memory. One thread writes one table.
 */
public final class TruthTable implements AutoCloseable {
    private final ParquetColumn id = new ParquetColumn("object_id", Kind.TEXT);
    private final ParquetColumn type = new ParquetColumn("type", Kind.LABEL);
    private final ParquetColumn ra = new ParquetColumn("ra", Kind.DOUBLE);
    private final ParquetColumn dec = new ParquetColumn("dec", Kind.DOUBLE);
    private final ParquetColumn x = new ParquetColumn("x", Kind.DOUBLE);
    private final ParquetColumn y = new ParquetColumn("y", Kind.DOUBLE);
    private final ParquetColumn nominal = new ParquetColumn("nominal_flux", Kind.DOUBLE);
    private final ParquetColumn realized = new ParquetColumn("realized_flux", Kind.DOUBLE);
    private final ParquetColumn mode = new ParquetColumn("mode", Kind.LABEL);
    private final ParquetWriter writer;

    /**
     * @param out      receives the file, without being closed: a {@link ciel.sim.fits.WholeFile}, so that it
     *      appears whole or not at all
     * @param metadata kept in the file's footer, such as visit and seed
     */
    public TruthTable(OutputStream out, Map<String, String> metadata) {
        try {
            writer = new ParquetWriter(out, List.of(id, type, ra, dec, x, y, nominal, realized, mode), metadata);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Adds an object. */
    public void add(
            String objectId,
            String objectType,
            double raDeg,
            double decDeg,
            double xPixel,
            double yPixel,
            double nominalFlux,
            double realizedFlux,
            String drawMode) {
        id.add(objectId);
        type.add(objectType);
        ra.add(raDeg);
        dec.add(decDeg);
        x.add(xPixel);
        y.add(yPixel);
        nominal.add(nominalFlux);
        realized.add(realizedFlux);
        mode.add(drawMode);
        try {
            writer.endRow();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static CielException failed(IOException e) {
        return new CielException("the truth table cannot be written: " + e.getMessage(), e);
    }

    /** Writes the last rows and the footer. */
    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
