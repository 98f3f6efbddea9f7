package ciel.sim.catalog;

import ciel.sim.InputException;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Reads what {@link TruthTable} wrote. */
public final class TruthReader {
    private static final String[] COLUMNS = {"object_id", "type", "x", "y", "nominal_flux", "realized_flux", "mode"};

    /** Kept here, since the log manager holds loggers weakly: the library tells which instructions it uses. */
    private static final Logger LIBRARY = Logger.getLogger("dev.hardwood");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private TruthReader() {}

    /**
     * An object of an image; see {@link TruthTable}.
     *
     * @param x        FITS pixel
     * @param y        FITS pixel
     * @param nominal  electrons expected
     * @param realized electrons in the image
     */
    public record Row(String id, String type, double x, double y, double nominal, double realized, String mode) {}

    /** @throws InputException when the file is not there or is no truth table */
    public static List<Row> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file.toString(), "is not there", "name the truth table of the image");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new ParquetInput(file));
                ColumnReaders columns = reader.columnReaders(ColumnProjection.columns(COLUMNS))) {
            List<Row> rows = new ArrayList<>();
            while (columns.nextBatch()) {
                String[] id = columns.getColumnReader("object_id").getStrings();
                String[] type = columns.getColumnReader("type").getStrings();
                double[] x = columns.getColumnReader("x").getDoubles();
                double[] y = columns.getColumnReader("y").getDoubles();
                double[] nominal = columns.getColumnReader("nominal_flux").getDoubles();
                double[] realized = columns.getColumnReader("realized_flux").getDoubles();
                String[] mode = columns.getColumnReader("mode").getStrings();
                for (int i = 0; i < columns.getRecordCount(); i++) {
                    rows.add(new Row(id[i], type[i], x[i], y[i], nominal[i], realized[i], mode[i]));
                }
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            // the library reports damage in many ways
            throw new InputException(
                    file.toString(),
                    "cannot be read as a truth table: " + (e.getMessage() == null ? e.toString() : e.getMessage()),
                    "give the truth_....parquet that was written beside the e-image",
                    e);
        }
    }
}
