package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.optics.VisitGeometry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law 2 end to end: threads, order, and which detectors are rendered together leave the bits as they are; neighbours
 * share a star's photons.
 */
class NeighboursTest {
    @TempDir
    private Path folder;

    private VisitGeometry geometry() throws Exception {
        return VisitGeometry.of(InstanceCatalog.open(
                        Rendering.catalog(
                                folder, "header.txt", "object 1 60.5 -38.1 20 none 0 0 0 0 0 0 point none none\n"),
                        InstanceCatalog.Options.DEFAULT)
                .visit());
    }

    private static String point(int id, double[] at, double magnorm) {
        return String.format(
                Locale.ROOT,
                "object %d %.10f %.10f %.3f starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none none%n",
                id,
                at[0],
                at[1],
                magnorm);
    }

    private static String galaxy(int id, double[] at, double magnorm, double a) {
        return String.format(
                Locale.ROOT,
                "object %d %.10f %.10f %.3f galaxySED/Exp.40E09.02Z.spec.gz 0.3 0 0 0 0 0 sersic2d %.3f %.3f 30 "
                        + "4 none none%n",
                id,
                at[0],
                at[1],
                magnorm,
                a,
                0.6 * a);
    }

    private List<String> scene() throws Exception {
        var wcs = geometry().wcs(Camera.lsst().detector("R22_S11"));
        Random random = new Random(4);
        List<String> lines = new ArrayList<>();
        double[] at = new double[2];
        for (int i = 0; i < 60; i++) {
            wcs.toSky(random.nextDouble(-300, 4400), random.nextDouble(-300, 4300), at);
            lines.add(i % 3 == 0 ? point(i, at, 17.5 + i % 7) : galaxy(i, at, 20 + i % 5, 0.3 + i % 4));
        }
        wcs.toSky(4096 + 900, 2000, at);
        lines.add(galaxy(100, at, 13, 20)); // so large and bright that its wings reach in from the neighbour
        wcs.toSky(-2000, 1000, at);
        lines.add(point(101, at, 12));
        return lines;
    }

    @Test
    void threadsOrderAndCompany_leaveTheBitsAsTheyAre() throws Exception {
        List<String> lines = scene();
        Settings settings = Rendering.settings(Rendering.PHOTONS_ONLY, "output.truth=false");
        int[] expected = null;
        int turn = 0;
        for (int threads : new int[] {1, 2, 7}) {
            Path catalog = Rendering.catalog(folder, "c" + turn + ".txt", String.join("", lines));
            Path out = folder.resolve("out" + turn++);
            // alone, with a neighbour, and with so many that the region becomes one cap around the field
            String[] detectors = threads == 1
                    ? new String[] {"R22_S11"}
                    : threads == 2
                            ? new String[] {"R22_S12", "R22_S11"}
                            : new String[] {
                                "R22_S11", "R22_S00", "R22_S01", "R22_S02", "R22_S10", "R22_S12", "R22_S20", "R22_S21",
                                "R22_S22"
                            };
            Rendering.render(catalog, out, threads, threads == 7 ? settings : settings, detectors);
            int[] electrons = Rendering.electrons(out, "R22_S11");
            if (expected == null) {
                expected = electrons;
                assertTrue(Arrays.stream(expected).asLongStream().sum() > 1_000_000);
            } else {
                assertArrayEquals(expected, electrons, threads + " threads, " + detectors.length + " detectors");
            }
            Collections.shuffle(lines, new Random(turn));
        }
    }

    /**
     * Expected electrons of one star on two detectors and the gap between them, from photons placed on the focal plane.
     */
    @Test
    void aStarOnTheEdge_isSharedWithNoPhotonLostOrTwice() throws Exception {
        VisitGeometry geometry = geometry();
        Detector left = Camera.lsst().detector("R22_S11");
        Detector[] neighbours = {
            Camera.lsst().detector("R22_S10"),
            Camera.lsst().detector("R22_S12"),
            Camera.lsst().detector("R22_S01"),
            Camera.lsst().detector("R22_S21")
        };
        Detector right = null;
        double[] focal = new double[2];
        double[] there = new double[2];
        var wcs = geometry.wcs(left);
        wcs.pixelToFocal(left.width() + 60, 2000, focal);
        for (Detector d : neighbours) {
            geometry.wcs(d).focalToPixel(focal[0], focal[1], there);
            if (there[0] > -100 && there[0] < 100 && Math.abs(there[1] - 2000) < 100) {
                right = d;
                break; // "there" stays the place on this one
            }
        }
        assertTrue(right != null, "a detector lies beyond the right edge of R22_S11");
        double gap = -there[0] + 60;
        double[] at = new double[2];
        wcs.toSky(left.width() + 10, 2000, at);
        Path catalog = Rendering.catalog(folder, "star.txt", point(1, at, 15.0));
        // every photon counts alike on both: the baseline detector, so that efficiencies are equal
        Settings settings = Rendering.settings(
                Rendering.PHOTONS_ONLY,
                "psf.model=gaussian",
                "psf.fwhm=30",
                "psf.gaussian_fwhm=0",
                "psf.chromatic=false",
                "spectrum.detector=baseline",
                "output.truth=false");
        long total = 0;
        long photons = -1;
        long[] parts = new long[2];
        for (int i = 0; i < 2; i++) {
            Detector d = i == 0 ? left : right;
            RenderSummary summary = Rendering.render(catalog, folder.resolve("star" + i), 2, settings, d.name());
            RenderSummary.DetectorRow row = summary.detectors().getFirst();
            assertTrue(
                    photons < 0 || photons >= row.photons(),
                    "all of them, then the rings that reach farther: " + photons + ", " + row.photons());
            photons = Math.max(photons, row.photons());
            parts[i] = row.electrons();
            total += row.electrons();
        }
        // a Gaussian of sigma s px, its centre 10 px beyond the left chip's last column centre (edge at 0.5) and the
        // other chip's first column after the gap
        double s = 30 / 2.354820045 / 0.2001;
        double onLeft = phi((0.5 - 10) / s);
        double onRight = 1 - phi((gap + 0.5 - 10) / s);
        double kept = total / (onLeft + onRight); // electrons, were there no gap
        assertEquals(onLeft / (onLeft + onRight), parts[0] / (double) total, 0.004, "share of " + left.name());
        // the baseline is the envelope: every photon is kept; the pixel scale above is good to 0.1 %
        assertEquals(1, kept / photons, 0.004, "share of the photons that is kept");
        // together, once more: the same
        RenderSummary both = Rendering.render(catalog, folder.resolve("both"), 2, settings, left.name(), right.name());
        assertEquals(
                total,
                both.detectors().stream()
                        .mapToLong(RenderSummary.DetectorRow::electrons)
                        .sum());
    }

    private static double phi(double z) {
        return 0.5 * (1 + org.apache.commons.math3.special.Erf.erf(z / Math.sqrt(2)));
    }
}
