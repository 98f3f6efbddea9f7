package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.optics.GhostPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ghosts of one star through the whole rendering: what a rendering without them does not have. */
class GhostsTest {
    private static final String STAR = "starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none none\n";
    /** The middle of R22_S11; of its ghosts only the brightest, that of the filter's two faces, is drawn. */
    private static final String ONE = "object 1 60.490455 -38.164375 12.15 " + STAR;

    @TempDir
    private Path dir;

    private static Settings settings(String... more) {
        // few photons for the star itself: it is the same with and without ghosts
        Settings base = Rendering.settings(
                Rendering.PHOTONS_ONLY, "psf.model=gaussian", "psf.fwhm=0.7", "optics.rays=true", "output.truth=false");
        for (String set : more) {
            base = base.with(set);
        }
        return base;
    }

    private int[] difference(String name, String lines, String detector, int threads, String... detectors)
            throws IOException {
        Path catalog = Rendering.catalog(dir, name + ".txt", lines);
        Path on = dir.resolve(name + "-on");
        Path off = dir.resolve(name + "-off");
        Rendering.render(
                catalog, on, threads, settings("optics.ghosts=true", "photons.max_per_object=100000"), detectors);
        Rendering.render(catalog, off, threads, settings("photons.max_per_object=100000"), detector);
        int[] with = Rendering.electrons(on, detector);
        int[] without = Rendering.electrons(off, detector);
        for (int i = 0; i < with.length; i++) {
            with[i] -= without[i];
        }
        return with;
    }

    @Test
    void theRingOfTheFilterHasItsEnergyItsPlaceAndItsDiameter() throws IOException {
        Path catalog = Rendering.catalog(dir, "nominal.txt", ONE);
        RenderRequest request = Rendering.request(catalog, dir, 1, settings(), false, "R22_S11");
        Detector detector = Camera.lsst().detector("R22_S11");
        double nominal = SceneSource.open(request)
                .read(List.of(detector), RenderListener.SILENT)
                .on(detector)
                .truth()
                .getFirst()
                .nominalFlux();
        GhostPath filter = GhostPath.of(Band.R).stream()
                .filter(p -> p.name().equals("Filter_exit-Filter_entrance"))
                .findFirst()
                .orElseThrow();

        int[] ghost = difference("one", ONE, "R22_S11", 2, "R22_S11");
        int width = detector.width();
        double sum = 0;
        double x = 0;
        double y = 0;
        double squares = 0;
        double inner = Double.POSITIVE_INFINITY;
        double outer = 0;
        for (int i = 0; i < ghost.length; i++) {
            double dx = i % width - detector.xReference();
            double dy = i / width - detector.yReference();
            sum += ghost[i];
            x += ghost[i] * dx;
            y += ghost[i] * dy;
            squares += ghost[i] * (dx * dx + dy * dy);
            if (ghost[i] != 0) {
                inner = Math.min(inner, Math.hypot(dx, dy));
                outer = Math.max(outer, Math.hypot(dx, dy));
            }
        }
        double wanted = nominal * filter.energy() * 0.9963; // the open part of the pupil on the axis
        System.out.printf(
                "ghost of the filter: %.0f electrons (%.0f), rms radius %.1f px (788.7), %.1f to %.1f px%n",
                sum, wanted, Math.sqrt(squares / sum), inner, outer);
        assertEquals(wanted, sum, 4.5 * Math.sqrt(wanted));
        // batoid: 5.577 mm standard deviation along each axis, 19.19 mm across; the hole of M1 cuts the middle
        assertEquals(788.7, Math.sqrt(squares / sum), 6);
        assertEquals(0, x / sum, 4.5 * 788.7 / Math.sqrt(2 * sum));
        assertEquals(0, y / sum, 4.5 * 788.7 / Math.sqrt(2 * sum));
        // 959.5 px, 587 px, a cell of the picture (8 px) and the point spread function
        assertTrue(outer > 955 && outer < 985, "outer radius " + outer);
        assertTrue(inner > 562 && inner < 600, "inner radius " + inner);
    }

    @Test
    void aDetectorShowsTheSameGhostsAloneAndWithOthersOnAnyThreads() throws IOException {
        String bright = "object 1 60.4905 -37.9 8.0 " + STAR + "object 2 60.2 -38.3 8.5 " + STAR;
        int[] alone = difference("alone", bright, "R22_S11", 1, "R22_S11");
        int[] among = difference("among", bright, "R22_S11", 3, "R22_S12", "R22_S11");
        assertTrue(java.util.Arrays.stream(alone).sum() > 50_000);
        assertArrayEquals(alone, among);
    }

    @Test
    void ghostsWithoutRaysAreRefused() {
        Settings settings = Settings.defaults().with("optics.ghosts=true");
        String said = assertThrows(InputException.class, () -> TelescopeSettings.of(settings))
                .getMessage();
        assertTrue(said.contains("optics.ghosts") && said.contains("optics.rays=true"), said);
    }
}
