package ciel.sim;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reference data beside the repository ({@code ../shared/data}, or under CIEL_SHARED). A test that needs it says so
 * and is skipped where it is not.
 */
public final class SharedData {
    private SharedData() {}

    /** @return the file, where the reference data is at hand; else the test is skipped and says why */
    public static Path file(String relative) {
        String given = System.getenv("CIEL_SHARED");
        Path file = null;
        if (given != null) {
            file = Path.of(given, "data").resolve(relative);
        } else {
            for (Path folder = Path.of("").toAbsolutePath();
                    folder != null && file == null;
                    folder = folder.getParent()) {
                Path candidate = folder.resolve("shared/data").resolve(relative);
                file = Files.exists(candidate) ? candidate : null;
            }
        }
        assumeTrue(
                file != null && Files.exists(file),
                "needs the reference data: shared/data/" + relative + " beside the repository, or CIEL_SHARED");
        return file;
    }

    /** @return the rows of a comma-separated file with a line of names, each by name; quoted cells may hold commas */
    public static List<Map<String, String>> csv(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] names = lines.get(0).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], cells[i].replace("\"", ""));
            }
            rows.add(row);
        }
        return rows;
    }
}
