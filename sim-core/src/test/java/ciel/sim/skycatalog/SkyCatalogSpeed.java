package ciel.sim.skycatalog;

import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.ObjectCursor;
import ciel.sim.catalog.SkyObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How fast a skyCatalog is read. Arguments: its YAML, and how often. Not a test: a program for PERFORMANCE.md. */
final class SkyCatalogSpeed {
    private SkyCatalogSpeed() {}

    public static void main(String[] args) {
        int runs = Integer.parseInt(args[1]);
        for (int run = 0; run < runs; run++) {
            measure(args[0], "nothing of the region", (ra, dec) -> false, false);
            measure(args[0], "places of all rows, one in 100 drawn", Footprint.cone(56, -34, 0.1), false);
            measure(args[0], "everything", Footprint.ALL, false);
        }
        measure(args[0], "everything, kept", Footprint.ALL, true);
    }

    private static void measure(String yaml, String what, Footprint footprint, boolean keep) {
        SkyCatalog catalog = SmallCatalog.open(Path.of(yaml), "integrated");
        List<SkyObject> kept = new ArrayList<>();
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = os.getProcessCpuTime();
        long start = System.nanoTime();
        long objects = 0;
        long outside;
        try (ObjectCursor cursor = catalog.cursor(footprint)) {
            for (SkyObject o = cursor.advance(); o != null; o = cursor.advance()) {
                objects++;
                if (keep) {
                    kept.add(o);
                }
            }
            outside = cursor.report().outsideFootprint();
        }
        double wall = (System.nanoTime() - start) * 1e-9;
        double busy = (os.getProcessCpuTime() - cpu) * 1e-9;
        System.out.printf(
                "%-40s %,d objects, %,d rows outside: %.2f s, %.2f CPU s%n", what, objects, outside, wall, busy);
        if (keep) {
            System.gc();
            Runtime r = Runtime.getRuntime();
            System.out.printf(
                    "%,d objects in %,d MB of heap: %d byte each%n",
                    kept.size(),
                    (r.totalMemory() - r.freeMemory()) >> 20,
                    (r.totalMemory() - r.freeMemory()) / kept.size());
        }
    }
}
