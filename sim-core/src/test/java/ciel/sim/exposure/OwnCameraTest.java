package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.TelescopeState;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.optics.Weather;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import nom.tam.image.compression.hdu.CompressedImageHDU;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A camera of one's own, by file, from the catalog to raw files. */
class OwnCameraTest {
    private static final String STAR =
            "starSED/phoSimMLT/lte033-4.5-1.0a+0.4.BT-Settl.spec.gz 0 0 0 0 0 0 point none none\n";

    @TempDir
    private Path dir;

    private static Path example() {
        Path here = Path.of("examples/camera.yaml");
        return Files.exists(here) ? here : Path.of("..").resolve(here);
    }

    private static Settings settings(String camera, String... more) {
        return Rendering.settings(
                List.of("camera=" + camera, "cosmic_rays.enabled=false", "psf.fwhm=2.0", "output.png=false"), more);
    }

    private Path file(Path out, String pattern) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(f -> f.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aFilterThatLetsEverythingThroughHasWavelengthsOfItsBand() throws Exception {
        Path open = Files.writeString(
                dir.resolve("open.yaml"),
                Files.readString(example())
                        .replace("name: r_1, throughput: lsst", "name: r_1, throughput: 0.5")
                        .replace("efficiency: baseline", "efficiency: 0.8"));
        Path catalog = Rendering.catalog(dir, "star.txt", "object 1 60.4905 -38.1644 20 " + STAR);
        Settings settings = settings(open.toString(), "sky.enabled=false", "readout.enabled=false")
                .with("psf.model=kolmogorov");
        RenderSummary summary = Rendering.render(catalog, dir.resolve("open"), 1, settings, "LEFT");
        assertTrue(summary.detectors().getFirst().files().size() > 1);
    }

    @Test
    void aStarFallsWhereTheHeaderSays_andRawFilesHaveItsSectionsAndGains() throws Exception {
        Camera camera = Camera.of(example().toString());
        Path catalog = Rendering.catalog(dir, "none.txt", "");
        Settings settings = settings(example().toString(), "sky.enabled=false", "readout.dark_current=0");
        VisitGeometry geometry = VisitGeometry.of(
                SceneSource.open(Rendering.request(catalog, dir, 1, settings, false, "RIGHT"))
                        .visit(),
                Weather.CERRO_PACHON,
                TelescopeState.DESIGN,
                camera);
        Detector right = camera.detector("RIGHT");
        DetectorWcs wcs = geometry.wcs(right);
        double[] sky = new double[2];
        wcs.toSky(750, 800, sky);
        catalog = Rendering.catalog(
                dir, "one.txt", String.format(Locale.ROOT, "object 1 %.9f %.9f 11 %s", sky[0], sky[1], STAR));
        Path out = dir.resolve("out");
        RenderSummary summary = Rendering.render(catalog, out, 1, settings, "LEFT", "RIGHT");
        assertEquals(2, summary.detectors().size());
        int[] electrons = Rendering.electrons(out, "RIGHT");
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < electrons.length; i++) {
            sum += electrons[i];
            x += (double) electrons[i] * (i % 1000 + 1);
            y += (double) electrons[i] * (i / 1000 + 1);
        }
        assertTrue(sum > 50_000, sum + " electrons");
        assertEquals(750, x / sum, 0.1);
        assertEquals(800, y / sum, 0.1);
        // a pixel is 1.031 arcsec: 10 um behind 2 m
        double[] scale = new double[4];
        wcs.jacobian(500, 600, scale);
        assertEquals(
                1.03132, 1 / Math.sqrt(Math.abs(scale[0] * scale[3] - scale[1] * scale[2])), 1e-3, "arcsec a pixel");
        try (Fits fits = new Fits(file(out, "amp_.*RIGHT-.*").toFile())) {
            BasicHDU<?>[] hdus = fits.read();
            assertEquals(3, hdus.length);
            Header primary = hdus[0].getHeader();
            assertEquals("Twin", primary.getStringValue("INSTRUME"));
            assertEquals("r_1", primary.getStringValue("FILTER"));
            assertEquals("TWIN-02", primary.getStringValue("LSST_NUM"));
            assertTrue(primary.getStringValue("OBSID").startsWith("TW_S_"), primary.getStringValue("OBSID"));
            int[][] b = (int[][]) ((CompressedImageHDU) hdus[2]).asImageHDU().getKernel();
            Header header = hdus[2].getHeader();
            assertEquals("B", header.getStringValue("EXTNAME"));
            assertEquals("[1000:501,1:1200]", header.getStringValue("DETSEC"));
            assertEquals("[9:508,1:1200]", header.getStringValue("DATASEC"));
            assertEquals(1.6, header.getDoubleValue("GAIN"));
            assertEquals(1216, b.length);
            assertEquals(540, b[0].length);
            // the star is at CCD column 749 (from 0): raw column 8 + 999 - 749
            double adu = 0;
            for (int row = 780; row < 820; row++) {
                for (int column = 238; column < 278; column++) {
                    adu += b[row][column] - 1100;
                }
            }
            double inBox = 0;
            for (int row = 780; row < 820; row++) {
                for (int column = 730; column < 770; column++) {
                    inBox += electrons[row * 1000 + column];
                }
            }
            assertEquals(inBox / 1.6, adu, 0.005 * inBox, "gain of B");
        }
    }

    @Test
    void whatACameraCannotDoIsRefused_andIsNotItsDefault() {
        Path catalog = dir.resolve("any.txt");
        InputException rays = assertThrows(InputException.class, () -> {
            Rendering.catalog(dir, "any.txt", "");
            Rendering.render(catalog, dir.resolve("out"), 1, settings("LATISS", "optics.rays=true"), "RXX_S00");
        });
        assertTrue(
                rays.getMessage().contains("LATISS") && rays.getMessage().contains("optics.rays"), rays.getMessage());
        assertFalse(Files.exists(dir.resolve("out")), "nothing is begun");
        assertThrows(
                InputException.class,
                () -> Rendering.render(catalog, dir.resolve("out"), 1, settings("LATISS", "psf.model=screens"), "0"));
        assertThrows(
                InputException.class,
                () -> Rendering.render(catalog, dir.resolve("out"), 1, settings("LATISS", "optics.focus_z=1"), "0"));
        Settings usual = Physics.fitted(Physics.defaults(false).with("camera=LATISS"));
        assertFalse(usual.flag("optics.rays"));
        assertEquals("kolmogorov", usual.choice("psf.model"));
        assertTrue(usual.flag("sensor.brighter_fatter"), "its CCD is LSST's");
        Settings forced =
                Physics.fitted(Physics.defaults(false).with("camera=LATISS").with("optics.rays=true"));
        assertTrue(forced.flag("optics.rays"), "a forced choice is refused, not changed");
        assertEquals(
                Settings.defaults().hash(),
                Settings.defaults().with("camera=LSSTCam").hash());
        assertNotEquals(
                Settings.defaults().hash(),
                Settings.defaults().with("camera=LATISS").hash());
    }

    @Test
    void aVisitInABandWithoutFilterIsRefused() throws IOException {
        Path catalog = dir.resolve("u.txt");
        Files.writeString(catalog, Rendering.HEADER.replace("filter 2", "filter 0"));
        InputException error = assertThrows(
                InputException.class,
                () -> Rendering.render(
                        catalog, dir.resolve("out"), 1, settings(example().toString()), "LEFT"));
        assertTrue(error.getMessage().contains("band u") && error.getMessage().contains("g r"), error.getMessage());
    }

    /** A flat of 1000 e- of sky: level by throughput, area and pixel, and vignetting by the description's table. */
    @Test
    void skyGoesWithAreaPixelAndVignetting() throws IOException {
        Path own = dir.resolve("own.yaml");
        Files.writeString(
                own,
                Files.readString(example())
                        .replace("area_cm2: 1800", "area_cm2: 3600\n  vignetting: [[0, 1], [10, 0.5]]")
                        .replace("throughput: lsst", "throughput: 0.5"));
        Path catalog = Rendering.catalog(dir, "sky.txt", "");
        double[] mean = new double[2];
        for (int k = 0; k < 2; k++) {
            Path out = dir.resolve("sky" + k);
            Rendering.render(
                    catalog,
                    out,
                    1,
                    settings(k == 0 ? example().toString() : own.toString(), "readout.enabled=false", "sky.model=dark"),
                    "LEFT");
            int[] electrons = Rendering.electrons(out, "LEFT");
            double sum = 0;
            for (int row = 590; row < 610; row++) {
                for (int column = 995; column < 1000; column++) {
                    sum += electrons[row * 1000 + column];
                }
            }
            mean[k] = sum / 100;
            assertTrue(mean[k] > 100, mean[k] + " electrons");
            if (k == 1) {
                double far = 0;
                for (int row = 590; row < 610; row++) {
                    for (int column = 0; column < 5; column++) {
                        far += electrons[row * 1000 + column];
                    }
                }
                // the CCD reaches from 1 to 11 mm
                assertEquals(0.5 / 0.95, far / sum, 0.03);
            }
        }
        // twice the area and a filter of 0.5 at all wavelengths instead of the r band
        assertTrue(mean[1] / mean[0] > 2 && mean[1] / mean[0] < 40, mean[1] / mean[0] + "");
    }
}
