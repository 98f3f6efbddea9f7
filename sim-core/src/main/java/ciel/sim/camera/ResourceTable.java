package ciel.sim.camera;

import ciel.sim.CielException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the project's own tables: comma-separated text beside a class, {@code #} comments, one line of column names, no
 * blanks beside commas.
 */
public final class ResourceTable {
    private ResourceTable() {}

    /**
     * @param owner class whose package holds the resource
     * @param name  file name
     * @return the rows after the line of column names, split at commas
     */
    public static List<String[]> rows(Class<?> owner, String name) {
        try (InputStream stream = owner.getResourceAsStream(name)) {
            if (stream == null) {
                throw new CielException(
                        owner.getPackageName() + "/" + name + ": table is missing from the build", null);
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            List<String[]> rows = new ArrayList<>();
            boolean named = false;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.isBlank() || line.charAt(0) == '#') {
                    continue;
                }
                if (named) {
                    rows.add(line.split(","));
                }
                named = true;
            }
            return rows;
        } catch (IOException e) {
            throw new CielException(owner.getPackageName() + "/" + name + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** @return all numbers of a table whose every cell is a number, row by row */
    public static double[][] numbers(Class<?> owner, String name) {
        List<String[]> rows = rows(owner, name);
        double[][] numbers = new double[rows.size()][];
        for (int i = 0; i < numbers.length; i++) {
            String[] row = rows.get(i);
            numbers[i] = new double[row.length];
            for (int j = 0; j < row.length; j++) {
                numbers[i][j] = Double.parseDouble(row[j]);
            }
        }
        return numbers;
    }
}
