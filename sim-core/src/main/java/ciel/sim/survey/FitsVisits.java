package ciel.sim.survey;

import ciel.sim.InputException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;

/** The first binary table of a FITS file. A column of arrays becomes columns {@code name_0, name_1}. */
final class FitsVisits {
    /** Kept here, since the log manager holds loggers weakly: the library logs what it throws, too. */
    private static final Logger LIBRARY = Logger.getLogger("nom.tam");

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    private static final int MOST_ELEMENTS = 100;

    private FitsVisits() {}

    static LoadedTable read(Path file) {
        try (Fits fits = new Fits(file.toFile())) {
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                if (hdu instanceof BinaryTableHDU table) {
                    return read(file, table);
                }
            }
        } catch (IOException | RuntimeException e) {
            if (e instanceof InputException known) {
                throw known;
            }
            throw new InputException(
                    file.toString(), "cannot be read as FITS: " + e.getMessage(), "write the table again", e);
        }
        throw new InputException(file.toString(), "has no binary table", "name a FITS file with a table of visits");
    }

    private static LoadedTable read(Path file, BinaryTableHDU hdu) {
        LoadedTable.Builder table = new LoadedTable.Builder(file.toString());
        int columns = hdu.getNCols();
        int[] lengths = new int[columns];
        Object[] first = hdu.getNRows() == 0 ? null : hdu.getRow(0);
        for (int c = 0; c < columns; c++) {
            String name = hdu.getColumnName(c) == null ? "column" + (c + 1) : hdu.getColumnName(c);
            String unit = hdu.getHeader().getStringValue("TUNIT" + (c + 1), "");
            Object cell = first == null ? null : first[c];
            lengths[c] = cell != null && cell.getClass().isArray() && Array.getLength(cell) > 1
                    ? Math.min(MOST_ELEMENTS, Array.getLength(cell))
                    : 0;
            if (lengths[c] == 0) {
                table.column(name, unit);
            }
            for (int i = 0; i < lengths[c]; i++) {
                table.column(name + "_" + i, unit);
            }
        }
        for (int r = 0; r < hdu.getNRows(); r++) {
            java.util.List<Object> row = new java.util.ArrayList<>();
            Object[] cells = hdu.getRow(r);
            for (int c = 0; c < columns; c++) {
                if (lengths[c] == 0) {
                    row.add(value(cells[c]));
                }
                for (int i = 0; i < lengths[c]; i++) {
                    row.add(value(Array.get(cells[c], i)));
                }
            }
            table.row(row.toArray());
        }
        return table.build();
    }

    private static Object value(Object cell) {
        if (cell != null && cell.getClass().isArray()) {
            return Array.getLength(cell) == 0 ? null : value(Array.get(cell, 0));
        }
        return switch (cell) {
            case null -> null;
            case Float f -> (double) f;
            case Double d -> d;
            case Number n -> n.longValue();
            default -> cell.toString().strip();
        };
    }
}
