package ciel.sim.skycatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.Band;
import ciel.sim.SharedData;
import ciel.sim.catalog.SkyObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stars of the TRILEGAL simulation, beside the project. */
class SharedTrilegalTest {
    @TempDir
    Path folder;

    @Test
    void trilegalStarsHaveTheirStoredFlux() throws IOException {
        Path yaml = SharedData.file("inputs/skycat/inputs/trilegal_skyCatalog.yaml");
        List<SkyObject> stars =
                SharedSkyCatalogTest.read(yaml, Band.R, SharedSkyCatalogTest.MJD, SmallCatalog.options("stored"));
        assertEquals(489, stars.size());
    }

    @Test
    void trilegalStarsWithAGridOfAtmospheres() throws Exception {
        // black bodies of all temperatures: the radius follows from luminosity and temperature, so that the
        // magnitudes are about those of the catalog, which were made with real atmospheres
        Path grid = StellarGridTest.write(folder.resolve("grid.fits"), (logT, logg, logZ, nm) -> {
            double temperature = Math.pow(10, logT);
            double hc = 6.62607015e-27 * 2.99792458e10;
            double cm = nm * 1e-7;
            return Math.PI
                    * 2
                    * hc
                    * 2.99792458e10
                    / Math.pow(cm, 5)
                    / Math.expm1(hc / (cm * 1.380649e-16 * temperature))
                    * 1e-8;
        });
        SkyCatalog.Options options = new SkyCatalog.Options(
                Optional.empty(),
                Set.of(),
                "integrated",
                Double.POSITIVE_INFINITY,
                false,
                Optional.empty(),
                false,
                Optional.of(grid));
        Path yaml = SharedData.file("inputs/skycat/inputs/trilegal_skyCatalog.yaml");
        Map<String, List<SkyObject>> stored = SharedSkyCatalogTest.byId(
                SharedSkyCatalogTest.read(yaml, Band.R, SharedSkyCatalogTest.MJD, SmallCatalog.options("stored")));
        List<Double> differences = new ArrayList<>();
        for (SkyObject star : SharedSkyCatalogTest.read(yaml, Band.R, SharedSkyCatalogTest.MJD, options)) {
            differences.add(star.magnorm() - stored.get(star.id()).getFirst().magnorm());
            assertEquals("stellar atmosphere", star.sed());
        }
        assertEquals(489, differences.size());
        differences.sort(null);
        double median = differences.get(differences.size() / 2);
        System.out.printf("  trilegal with black bodies: median %.3f mag of the stored flux%n", median);
        assertEquals(0, median, 0.25);
    }
}
