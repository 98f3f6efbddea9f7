package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The reference data beside the repository ({@code ../shared/data}, or CIEL_SHARED). A test that needs it says so and
 * is skipped where it is not.
 */
public final class SharedData {
    private SharedData() {}

    public static Path file(String relative) {
        String given = System.getenv("CIEL_SHARED");
        Path here = Path.of("").toAbsolutePath();
        Path data = null;
        if (given != null) {
            data = Path.of(given, "data");
        } else {
            for (Path up = here; up != null && data == null; up = up.getParent()) {
                Path candidate = up.resolveSibling("shared").resolve("data");
                data = Files.isDirectory(candidate) ? candidate : null;
            }
        }
        Path file = data == null ? null : data.resolve(relative);
        boolean there = file != null && Files.exists(file);
        if (!there) {
            System.out.println("  skipped: needs shared/data/" + relative + " beside the repository, or CIEL_SHARED");
        }
        assumeTrue(there, "needs the reference data: shared/data/" + relative);
        return file;
    }
}
