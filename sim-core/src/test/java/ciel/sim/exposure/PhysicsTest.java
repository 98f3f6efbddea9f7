package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels of physics, and what a rendering with all of it says of itself. */
class PhysicsTest {
    @TempDir
    Path folder;

    @Test
    void levelsAreLayersOverWhatCameBefore() {
        Settings full = Physics.FULL.over(Settings.defaults(), true);
        assertTrue(
                full.flag("sensor.silicon") && full.flag("sensor.brighter_fatter") && full.flag("sensor.tree_rings"));
        assertEquals("--physics full", full.origin("sensor.silicon"));
        Settings standard = Physics.STANDARD.over(full, true);
        assertTrue(standard.flag("sensor.silicon"));
        assertFalse(standard.flag("sensor.brighter_fatter"));
        assertEquals(Settings.defaults().hash(), Physics.FAST.over(full, true).hash());
        assertFalse(full.with("sensor.tree_rings=false").flag("sensor.tree_rings"));
        assertEquals("fast", Physics.summary(Settings.defaults()));
        assertEquals(
                "dispersion rays vanes silicon tree_rings brighter_fatter/16 fringing pixel_areas",
                Physics.summary(full));
    }

    @Test
    void fullTakesScreensForACatalogUnlessAModelWasChosen() {
        Settings packaged = Settings.defaults();
        assertEquals("screens", Physics.FULL.over(packaged, false).text("psf.model"));
        assertEquals("kolmogorov", Physics.FULL.over(packaged, true).text("psf.model"));
        assertEquals("kolmogorov", Physics.STANDARD.over(packaged, false).text("psf.model"));
        assertEquals(
                "gaussian",
                Physics.FULL.over(packaged.with("psf.model=gaussian"), false).text("psf.model"));
    }

    @Test
    void aCatalogBeginsWithEverythingAndASceneTableWithNothing() {
        Settings catalog = Physics.defaults(false);
        Settings full = Physics.FULL.over(Settings.defaults(), false);
        assertEquals(full.hash(), catalog.hash());
        assertEquals("default of an instance catalog", catalog.origin("optics.rays"));
        assertEquals(
                Settings.defaults().hash(), Physics.defaults(true).hash(), "a scene table is given as it falls on it");
        assertEquals(
                "gaussian", catalog.with("psf.model=gaussian").text("psf.model"), "every other layer lies over it");
    }

    @Test
    void aTableThatIsNotOneIsRefusedBeforeWork() throws IOException {
        Path table = Files.writeString(folder.resolve("solver.txt"), "nothing");
        Settings settings =
                Settings.defaults().with("sensor.brighter_fatter=true").with("sensor.table=" + table);
        InputException error = assertThrows(InputException.class, () -> SensorSettings.of(settings));
        assertTrue(error.getMessage().contains("solver.txt"), error.getMessage());
        assertTrue(assertThrows(InputException.class, () -> Settings.defaults().with("sensor.epochs=3"))
                .getMessage()
                .contains("must be one of 2, 4, 8, 16, 32, 64"));
    }

    /** A bright star with all of the sensor: broader than without, the same with any threads, and it says so. */
    @Test
    void fullPhysicsBroadensABrightStar_withAnyThreads() throws IOException {
        Path scene = Files.writeString(
                folder.resolve("scene.csv"),
                "id,x,y,mag,flux,type,n,hlr,q,beta,g1,g2\n0,500.0,600.0,16,800000,star,0,0,1,0,0,0\n1,900.3,610.8,18,20000,star,0,0,1,0,0,0\n");
        List<String> sets = List.of(
                "sky.electrons=60",
                "cosmic_rays.enabled=false",
                "readout.enabled=false",
                "output.png=false",
                "psf.fwhm=0.7");
        Settings fast = Rendering.settings(sets);
        Settings full = Physics.FULL.over(fast, true);
        Rendering.render(scene, folder.resolve("fast"), 2, fast, "R44_SW0");
        Rendering.render(scene, folder.resolve("one"), 1, full, "R44_SW0");
        Rendering.render(scene, folder.resolve("three"), 3, full, "R44_SW0");
        int[] one = Rendering.electrons(folder.resolve("one"), "R44_SW0");
        assertArrayEquals(one, Rendering.electrons(folder.resolve("three"), "R44_SW0"));
        int[] without = Rendering.electrons(folder.resolve("fast"), "R44_SW0");
        double growth = moment(one) - moment(without);
        // diffusion adds 0.443^2 px^2 in each axis, the charge a few per cent of that
        assertEquals(2 * 0.443 * 0.443, growth, 0.15, "growth of the star " + growth);
        try (Stream<Path> files = Files.list(folder.resolve("one"))) {
            List<Path> all = files.toList();
            String manifest = Files.readString(all.stream()
                    .filter(f -> f.getFileName().toString().startsWith("manifest"))
                    .findFirst()
                    .orElseThrow());
            assertTrue(manifest.contains("\"sensor.brighter_fatter\" : \"true\""), manifest);
            byte[] image = Files.readAllBytes(all.stream()
                    .filter(f -> f.getFileName().toString().startsWith("eimage"))
                    .findFirst()
                    .orElseThrow());
            assertTrue(new String(Arrays.copyOf(image, 28800), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains("PHYSICS = 'dispersion rays vanes silicon tree_rings brighter_fatter/16"));
        }
    }

    /** @return second moments of the star at (500, 600), x and y together (px^2), within 8 px */
    private static double moment(int[] electrons) {
        int width = 4072;
        double n = 0;
        double sum = 0;
        for (int dy = -8; dy <= 8; dy++) {
            for (int dx = -8; dx <= 8; dx++) {
                double q = electrons[(599 + dy) * width + 499 + dx] - 60.0;
                n += q;
                sum += q * (dx * dx + dy * dy);
            }
        }
        return sum / n;
    }
}
