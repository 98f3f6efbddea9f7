package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Vendor;
import ciel.sim.optics.VisitGeometry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Leaves a set of files in target/fits-samples for readers that are not ours: benchmarks/peers/check_fits.py opens
 * them with astropy,
 * fitsverify and funpack, and knows the pattern of their pixels.
 */
class FitsSamplesTest {
    private static final Path SAMPLES = Path.of("target", "fits-samples");

    @Test
    void samplesForIndependentReaders() throws IOException {
        Files.createDirectories(SAMPLES);
        for (Detector detector : List.of(FitsFixture.e2v(), FitsFixture.itl())) {
            HeaderInput in = FitsFixture.input(detector)
                    .withAdded(List.of(
                            Card.added("observer", "Ciel's tests, with a quote"),
                            Card.added("a_long_keyword", 2.5),
                            Card.added("LONGTEXT", "x".repeat(100))));
            Vendor vendor = detector.vendor();
            int[] electrons = new int[vendor.format().width() * vendor.format().height()];
            long sum = 0;
            for (int i = 0; i < electrons.length; i++) {
                electrons[i] =
                        pattern(i % vendor.format().width(), i / vendor.format().width(), 1000);
                sum += electrons[i];
            }
            int[][] segments = new int[16][Sections.RAW_WIDTH * Sections.RAW_HEIGHT];
            for (int s = 0; s < 16; s++) {
                for (int i = 0; i < segments[s].length; i++) {
                    segments[s][i] = pattern(i % Sections.RAW_WIDTH, i / Sections.RAW_WIDTH, 26000 + s);
                }
            }
            // The real coordinates for one, and for the other some with large quadratic terms, whose signs matter in
            // the segments.
            WcsHeader wcs = detector.vendor() == Vendor.E2V
                    ? WcsHeader.of(
                            VisitGeometry.of(FitsFixture.VISIT).wcs(detector).keywords())
                    : FitsFixture.wcs();
            WrittenFile eimage = EImageWriter.write(SAMPLES, electrons, in, wcs, WholeFile.Existing.REPLACE);
            WrittenFile raw = RawWriter.write(SAMPLES, segments, in, wcs, WholeFile.Existing.REPLACE);
            WrittenFile manifest = RenderManifest.write(
                    SAMPLES,
                    in,
                    RenderManifest.of(in, 0, 0, sum, new RenderManifest.Spectra(0, 0), List.of(eimage, raw)),
                    WholeFile.Existing.REPLACE);
            assertTrue(Files.isRegularFile(manifest.path()));
        }
    }

    /**
     * The same formula stands in check_fits.py: a level, a spread of 97, now and then a spike, the extreme numbers and
     * an empty row.
     */
    private static int pattern(int x, int y, int level) {
        if (y == 100 && x >= 100 && x < 103) {
            return x == 100 ? Integer.MAX_VALUE : x == 101 ? Integer.MIN_VALUE : -5;
        }
        if (y == 101) {
            return 0;
        }
        int value = level + (x * 7919 + y * 104729) % 97;
        return (x * 31 + y) % 1009 == 0 ? value + 200_000 : value;
    }
}
