package ciel.sim.catalog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How fast a catalog is read on one core. Not a test: run as
 * {@code java -XX:ActiveProcessorCount=1 -cp sim-core/target/classes:sim-core/target/test-classes
 * ciel.sim.catalog.CatalogSpeed CATALOG [runs]}.
 * Prints lines a second with every object built, and with a footprint that turns all away (its lines are still
 * checked in full).
 */
public final class CatalogSpeed {
    private CatalogSpeed() {}

    /**
     * @return CPU time of the whole process (ns): the honest clock where other programs share the core; it includes the
     * compiler and the collector
     */
    private static long processCpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        for (int run = 0; run < runs; run++) {
            for (boolean all : new boolean[] {true, false}) {
                long begin = System.nanoTime();
                long cpu = processCpu();
                Footprint footprint = all ? Footprint.ALL : Footprint.cone(200, 80, 0.2);
                ReadReport report = InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT)
                        .forEach(footprint, object -> {});
                double seconds = (System.nanoTime() - begin) / 1e9;
                long lines = report.objects()
                        + report.outsideFootprint()
                        + report.linesWithInf()
                        + report.invalid().values().stream()
                                .mapToLong(Long::longValue)
                                .sum();
                System.out.printf(
                        Locale.ROOT,
                        "%s: %d object lines, %.3f s, %.3f CPU s, %.2f M lines per CPU s, %.0f MB/s%n",
                        all ? "all built" : "none wanted",
                        lines,
                        seconds,
                        (processCpu() - cpu) / 1e9,
                        lines * 1e3 / (processCpu() - cpu),
                        Files.size(file) / seconds / 1e6);
            }
        }
    }
}
