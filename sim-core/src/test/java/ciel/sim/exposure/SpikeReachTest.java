package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.Vanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spike goes on over the edge of a CCD: it does not end where the rings of the point spread function do. */
class SpikeReachTest {
    @TempDir
    private Path dir;

    @Test
    void aSpikeOfAStarOutsideGoesOnOnTheDetector() throws IOException {
        String star = "object 1 %.7f %.7f 13.8 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none none%n";
        Path any = Rendering.catalog(dir, "any.txt", String.format(Locale.ROOT, star, 60.49, -38.16));
        Detector detector = Camera.lsst().detector("R22_S11");
        DetectorWcs wcs = VisitGeometry.of(InstanceCatalog.open(any, InstanceCatalog.Options.DEFAULT)
                        .visit())
                .wcs(detector);
        int width = detector.width();
        int height = detector.height();
        double[] sky = new double[2];
        double above = 200; // px above the upper edge
        wcs.toSky(2000, height + above, sky);
        Path catalog = Rendering.catalog(dir, "star.txt", String.format(Locale.ROOT, star, sky[0], sky[1]));
        Settings settings = Rendering.settings(
                Rendering.PHOTONS_ONLY,
                "psf.model=gaussian",
                "psf.fwhm=0.7",
                "optics.rays=true",
                "optics.vanes=true",
                "photons.max_per_object=2500000",
                "output.truth=false");
        Path out = dir.resolve("out");
        Rendering.render(catalog, out, 2, settings, "R22_S11");
        int[] electrons = Rendering.electrons(out, "R22_S11");
        long sum = 0;
        long arm = 0;
        for (int i = 0; i < electrons.length; i++) {
            sum += electrons[i];
            double angle = Math.toDegrees(Math.atan2(height - 1 + above - i / width, i % width - 1999));
            if (Math.abs(angle - 95.04) < 4) {
                arm += electrons[i];
            }
        }
        // arms lie 45 deg + rotTelPos (40 deg) from the rows, so that one comes down nearly along the columns: of 2.7e7
        // electrons it has 0.0311 / 4 / 200 px beyond the edge, 1000; the rims of the pupil have 2200 in all
        // directions,
        // of which 7 % in 8 deg
        System.out.println("spike over the edge: " + arm + " electrons of " + sum);
        assertTrue(sum > 1500 && sum < 6000, sum + " electrons over the edge");
        assertTrue(arm > 0.22 * sum, arm + " electrons in the arm, of " + sum);
    }

    @Test
    void aSpikeIsFollowedToHalfAnElectronAPixel() {
        double pixels = 206264.806 / 0.2;
        double reach = Vanes.spikeReach(1e8, 622e-9, pixels, false);
        // d(light)/d(px) along one arm of four, over 3 px of width
        double light = 0.0311 * 1e8 / (4 * 3 * reach * reach);
        assertEquals(Vanes.FAINTEST, light, 0.02 * Vanes.FAINTEST);
        assertEquals(10, Vanes.spikeReach(1e10, 622e-9, pixels, false) / reach, 1e-9);
        assertTrue(Vanes.spikeReach(100, 622e-9, pixels, true) > Vanes.spikeReach(100, 622e-9, pixels, false));
    }
}
