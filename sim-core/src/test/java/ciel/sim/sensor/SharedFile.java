package ciel.sim.sensor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The reference data beside the repository ({@code ../shared/data}, or CIEL_SHARED). A test that needs it says so and
 * is skipped where it is not.
 */
public final class SharedFile {
    private SharedFile() {}

    public static Path of(String relative) {
        Path data = null;
        if (System.getenv("CIEL_SHARED") != null) {
            data = Path.of(System.getenv("CIEL_SHARED"), "data");
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null && data == null; up = up.getParent()) {
            Path candidate = up.resolveSibling("shared").resolve("data");
            data = Files.isDirectory(candidate) ? candidate : null;
        }
        Path file = data == null ? null : data.resolve(relative);
        assumeTrue(
                file != null && Files.exists(file),
                "needs the reference data: shared/data/" + relative + " beside the repository, or CIEL_SHARED");
        return file;
    }
}
