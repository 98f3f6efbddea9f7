package ciel.sim.catalog;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * How fast a truth table is written, first row to last, in a fresh JVM. Not a test: run as
 * {@code java -cp sim-core/target/classes:sim-core/target/test-classes ciel.sim.catalog.TruthSpeed FILE ROWS [runs]}.
 */
public final class TruthSpeed {
    private TruthSpeed() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int rows = Integer.parseInt(arguments[1]);
        for (int run = 0; run < (arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1); run++) {
            long begin = System.nanoTime();
            try (OutputStream out = Files.newOutputStream(file);
                    TruthTable table = new TruthTable(out, Map.of("visit", "398414"))) {
                for (int i = 0; i < rows; i++) {
                    table.add(
                            "id" + i,
                            i % 10 == 0 ? "point" : "sersic2d",
                            60 + i * 1e-7,
                            -38,
                            i * 0.01,
                            i * 0.02,
                            i * 0.5,
                            i,
                            "photons");
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d rows, %.3f s, %d bytes%n",
                    rows,
                    (System.nanoTime() - begin) / 1e9,
                    Files.size(file));
        }
    }
}
