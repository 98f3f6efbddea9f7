package ciel.sim.catalog;

import ciel.sim.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A flat scene: one row an object that is already on the detector and already in electrons, so that any other
 * simulator can be given the identical one.
 *
 * <p>Columns, in any order and any case:
 * <ul>
 * <li>needed: {@code x, y} (FITS pixels: first pixel 1, centre on integers), {@code flux} (electrons expected);
 * <li>for galaxies: {@code n} (Sersic index 0.3 to 6.2; 0 for a star) and {@code hlr} (circularised half-light radius,
 * arcsec); also {@code q} (axis ratio, 1 where not given), {@code beta} (angle of the major axis from +x towards +y, deg),
 * {@code g1, g2} (reduced shear, applied last, keeping area);
 * <li>if wanted: {@code id} (text; else the number of the row, from 1), {@code type} (star or sersic), {@code mag} (not
 * used).
 * </ul>
 * Other columns are not used, which a note says. Forms: text with a line of names, separated by commas, semicolons (then
 * a decimal comma is read too) or tabs, plain or gzip; Parquet.
 */
public final class SceneTable {
    private final Path file;
    private final boolean parquet;
    private final List<String> notes;

    private SceneTable(Path file, boolean parquet, List<String> ignored) {
        this.file = file;
        this.parquet = parquet;
        this.notes = ignored.isEmpty()
                ? List.of()
                : List.of(CatalogSource.name(file) + ": columns not used: " + String.join(", ", ignored));
    }

    /**
     * @return whether a file is a scene table and not an instance catalog: by its content, and where that does not tell,
     * by its name
     * @throws InputException for a format that is known and neither
     */
    public static boolean isSceneTable(Path file) {
        return switch (CatalogFormat.of(file)) {
            case SCENE_TEXT, SCENE_PARQUET -> true;
            case INSTANCE_CATALOG, SKY_CATALOG -> false;
        };
    }

    /**
     * @param file a file, or {@link CatalogSource#STANDARD_INPUT}
     * @throws InputException when the file cannot be read or a required column is missing
     */
    public static SceneTable open(Path file) {
        if (CatalogFormat.of(file) == CatalogFormat.SCENE_PARQUET) {
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
                    object = object(tokens, columns, values, rows + 1);
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
        tokens.split(lines.buffer(), lines.start(), lines.end());
        return tokens.count() == 0;
    }

    private static SceneObject object(Tokens tokens, SceneColumns columns, double[] values, long row) {
        for (int column = SceneColumns.X; column <= SceneColumns.G2; column++) {
            values[column] = !columns.has(column)
                    ? SceneColumns.absent(column)
                    : SceneColumns.mayBeEmpty(column) && isEmpty(tokens, columns.index(column))
                            ? Double.NaN
                            : tokens.number(
                                    columns.index(column),
                                    SceneColumns.NAMES.get(column),
                                    SceneColumns.min(column),
                                    SceneColumns.max(column),
                                    SceneColumns.unit(column));
        }
        int type = columns.index(SceneColumns.TYPE);
        int id = columns.index(SceneColumns.ID);
        return SceneColumns.object(
                id < 0 ? Long.toString(row) : tokens.string(id, "id"),
                columns.star(type < 0 ? null : tokens.string(type, "type")),
                values);
    }

    /** @return whether a row has no value here: nothing, or what pandas and astropy write for it */
    private static boolean isEmpty(Tokens tokens, int token) {
        return tokens.is(token, "") || tokens.isIgnoringCase(token, "nan") || tokens.isIgnoringCase(token, "null");
    }

    private static SceneColumns readNames(ByteLines lines, Tokens tokens) {
        while (lines.next()) {
            try {
                if (isBlankOrComment(lines, tokens)) {
                    continue;
                }
                tokens.separateAt(separator(lines));
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

    /** @return what stands most often between the names: a comma, a semicolon or a tab */
    private static char separator(ByteLines lines) {
        int[] count = new int[128];
        for (int i = lines.start(); i < lines.end(); i++) {
            count[lines.buffer()[i] & 0x7F]++;
        }
        return count[';'] > count[','] ? ';' : count['\t'] > count[','] ? '\t' : ',';
    }
}
