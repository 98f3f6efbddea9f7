package ciel.sim.catalog;

import ciel.sim.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A flat scene: one row an object that is already on the detector and already in electrons, so that any other
 * simulator can be given the identical one.
 *
 * <p>Columns, in any order: {@code id} (text), {@code x, y} (FITS pixels: first pixel 1, centre on integers), {@code
 * flux} (electrons expected),
 * {@code n} (Sersic index 0.3 to 6.2; 0 for a star), {@code hlr} (circularised half-light radius, arcsec), {@code q}
 * (axis ratio), {@code beta} (angle of the major axis from +x towards
 * +y, deg), {@code g1, g2} (reduced shear, applied last, keeping area); and if wanted {@code type} (star or sersic)
 * and {@code mag} (not used). Other columns are passed
 * over with a note. Forms: {@code .csv}, {@code .csv.gz} with a line of names, {@code .parquet}.
 */
public final class SceneTable {
    private final Path file;
    private final boolean parquet;
    private final List<String> notes;

    private SceneTable(Path file, boolean parquet, List<String> ignored) {
        this.file = file;
        this.parquet = parquet;
        this.notes =
                ignored.isEmpty() ? List.of() : List.of(file + ": columns not used: " + String.join(", ", ignored));
    }

    /** @return whether the name is one of a scene table (by its suffix) and not of an instance catalog */
    public static boolean isSceneTable(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".csv") || name.endsWith(".csv.gz") || name.endsWith(".parquet");
    }

    /** @throws InputException when the file cannot be read or a required column is missing */
    public static SceneTable open(Path file) {
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
            return new SceneTable(file, true, ParquetScene.columns(file).ignored());
        }
        try (ByteLines lines = ByteLines.open(file, file.toString())) {
            return new SceneTable(file, false, readNames(lines, new Tokens()).ignored());
        }
    }

    /** @return the file that was opened */
    public Path file() {
        return file;
    }

    /** @return what a user should be told; empty when every column was understood */
    public List<String> notes() {
        return notes;
    }

    /**
     * Streams the rows in the order of the file.
     *
     * @return number of rows
     * @throws InputException at the first bad row, with file, line (row of a Parquet file), column, value and limit
     */
    public long forEach(Consumer<SceneObject> consumer) {
        return parquet ? ParquetScene.forEach(file, consumer) : forEachLine(consumer);
    }

    private long forEachLine(Consumer<SceneObject> consumer) {
        long rows = 0;
        try (ByteLines lines = ByteLines.open(file, file.toString())) {
            Tokens tokens = new Tokens();
            SceneColumns columns = readNames(lines, tokens);
            int expected = tokens.count();
            double[] values = new double[SceneColumns.NAMES.size()];
            while (lines.next()) {
                SceneObject object;
                try {
                    if (isBlankOrComment(lines, tokens)) {
                        continue;
                    }
                    tokens.splitCsv(lines.buffer(), lines.start(), lines.end());
                    if (tokens.count() != expected) {
                        throw new BadLine(
                                "the line has " + tokens.count() + " columns; the first line names " + expected, "");
                    }
                    object = object(tokens, columns, values);
                } catch (BadLine e) {
                    throw InputException.atLine(lines.name(), lines.line(), e.getMessage(), e.remedy());
                }
                consumer.accept(object);
                rows++;
            }
        }
        return rows;
    }

    private static boolean isBlankOrComment(ByteLines lines, Tokens tokens) {
        if (InstanceCatalog.isComment(lines)) {
            return true;
        }
        tokens.split(lines.buffer(), lines.start(), lines.end());
        return tokens.count() == 0;
    }

    private static SceneObject object(Tokens tokens, SceneColumns columns, double[] values) {
        for (int column = SceneColumns.X; column <= SceneColumns.G2; column++) {
            values[column] = tokens.number(
                    columns.index(column),
                    SceneColumns.NAMES.get(column),
                    SceneColumns.min(column),
                    SceneColumns.max(column),
                    SceneColumns.unit(column));
        }
        int type = columns.index(SceneColumns.TYPE);
        Boolean star = null;
        if (type >= 0) {
            star = SceneColumns.isStar(tokens.string(type, "type"));
            if (star == null) {
                throw new BadLine("column 'type' is '" + tokens.show(type) + "'; it must be star or sersic", "");
            }
        }
        return SceneColumns.object(tokens.string(columns.index(SceneColumns.ID), "id"), star, values);
    }

    private static SceneColumns readNames(ByteLines lines, Tokens tokens) {
        while (lines.next()) {
            try {
                if (isBlankOrComment(lines, tokens)) {
                    continue;
                }
                tokens.splitCsv(lines.buffer(), lines.start(), lines.end());
                if (tokens.count() > Tokens.MAX_TOKENS) {
                    throw new BadLine(
                            "it has " + tokens.count() + " columns; the limit is " + Tokens.MAX_TOKENS,
                            "leave out what is not used");
                }
                List<String> names = new ArrayList<>();
                for (int i = 0; i < tokens.count(); i++) {
                    names.add(tokens.string(i, "name of column " + (i + 1)));
                }
                return new SceneColumns(lines.name() + ":" + lines.line(), names);
            } catch (BadLine e) {
                throw InputException.atLine(lines.name(), lines.line(), e.getMessage(), e.remedy());
            }
        }
        throw InputException.atLine(lines.name(), 1, "the table is empty", "its first line names the columns");
    }
}
