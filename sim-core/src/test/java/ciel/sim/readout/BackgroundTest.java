package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.LsstDetectors;
import ciel.sim.camera.Vendor;
import ciel.sim.optics.Vignetting;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    /** A curve that falls towards the edge of the field somewhat as the telescope's. */
    private static final DoubleUnaryOperator FALLING =
            r -> r < 300 ? 1 - 0.07 * Math.pow(r / 300, 4) : Math.max(0, 0.93 - 0.0102 * (r - 300));

    /** Acceptance row 46: variance = mean to 1 %. */
    @Test
    void variance_equalsTheMean() {
        for (double level : new double[] {3, 25, 1051}) {
            int[] data = new int[2000 * 1000];
            Background.addSky(data, 2000, 0, 1000, SkyParameters.uniform(level, 94, 5));
            double sum = 0;
            double squares = 0;
            for (int e : data) {
                sum += e;
                squares += (e - level) * (e - level);
            }
            double mean = sum / data.length;
            assertEquals(level, mean, 4 * Math.sqrt(level / data.length));
            assertEquals(1, squares / data.length / level, 0.005);
        }
    }

    @Test
    void neighbouringPixels_areIndependent() {
        int width = 1000;
        int[] data = new int[width * 1000];
        Background.addSky(data, width, 0, 1000, SkyParameters.uniform(900, 94, 5));
        for (int lag : new int[] {1, 2, 3, 4, width, width + 1}) {
            double sum = 0;
            for (int i = 0; i + lag < data.length; i++) {
                sum += (data[i] - 900.0) * (data[i + lag] - 900.0);
            }
            assertEquals(0, sum / data.length / 900 * Math.sqrt(data.length), 4, "lag " + lag);
        }
    }

    /** Acceptance row 47: the plane takes its three values. */
    @Test
    void gradient_reproducesItsThreeValues() {
        SkyGradient g = SkyGradient.through(4096, 4004, 1051.25, 1038.5, 1049.75);
        assertEquals(1051.25, g.at(2047.5, 2001.5), 1e-10);
        assertEquals(1038.5, g.at(0, 0), 1e-10);
        assertEquals(1049.75, g.at(4095, 0), 1e-10);
        float[] mean = new float[4096 * 4004];
        Detector detector = ReadoutFixture.detector(Vendor.E2V);
        Background.expected(mean, 4096, 0, 4004, SkyParameters.of(detector, g, r -> 1, 1));
        assertEquals(1038.5, mean[0], 1038.5 * 1.2e-7);
        assertEquals(1049.75, mean[4095], 1049.75 * 1.2e-7);
        assertEquals(g.at(2047, 2001), mean[2001 * 4096 + 2047], 1051 * 1.2e-7);
    }

    @Test
    void expectation_isLevelTimesVignettingAtThePixelsPlaceInTheField() {
        Detector detector = ReadoutFixture.detector(Vendor.ITL, 3, -250.4, 190.7);
        SkyParameters p = SkyParameters.of(detector, SkyGradient.flat(1000), FALLING, 1);
        float[] mean = new float[4072 * 4000];
        Background.expected(mean, 4072, 0, 4000, p);
        for (int y = 0; y < 4000; y += 333) {
            for (int x = 0; x < 4072; x += 313) {
                double r = Math.hypot(
                        -250.4 + 0.01 * (x - detector.xReference()), 190.7 + 0.01 * (y - detector.yReference()));
                // the curve has a kink, which lies between two nodes of the table
                double tolerance = Math.abs(r - 300) < 0.1 ? 0.15 : 0.02;
                assertEquals(1000 * FALLING.applyAsDouble(r), mean[y * 4072 + x], tolerance, x + ", " + y);
            }
        }
    }

    /** The outermost science pixels lie at 369 mm, where the light falls by 3 % of the axis in a millimetre. */
    @Test
    void vignetting_goesOnToTheOutermostPixels() {
        Vignetting lsst = Vignetting.lsst();
        double outermost = 0;
        for (Detector detector : Camera.lsst().detectors()) {
            int width = detector.width();
            int height = detector.height();
            int corner = detector.yCenter() < 0 ? 0 : height - 1;
            double y = detector.yCenter() + 0.01 * (corner - detector.yReference());
            int column = detector.xCenter() < 0 ? 0 : width - 1;
            double r = Math.hypot(detector.xCenter() + 0.01 * (column - detector.xReference()), y);
            if (r < 366) {
                continue;
            }
            outermost = Math.max(outermost, r);
            float[] mean = new float[width * height];
            Background.expected(
                    mean, width, corner, corner + 1, SkyParameters.of(detector, SkyGradient.flat(1000), lsst::at, 1));
            assertEquals(1000 * lsst.at(r), mean[corner * width + column], 0.5, detector.name() + " at " + r + " mm");
        }
        assertTrue(outermost > 368.5, outermost + " mm");
    }

    @Test
    void rotatedDetector_turnsAboutItsReferencePixel() {
        Detector d = ReadoutFixture.detector(Vendor.E2V, 3, 300, 100);
        Detector turned = LsstDetectors.of(3, d.name(), d.serial(), d.vendor(), 300, 100, 0, 90, d.amplifiers());
        float[] mean = new float[4096 * 4004];
        Background.expected(mean, 4096, 4000, 4001, SkyParameters.of(turned, SkyGradient.flat(1000), FALLING, 1));
        double r = Math.hypot(300 - 0.01 * (4000 - 2001.5), 100 + 0.01 * (17 - 2047.5));
        assertEquals(1000 * FALLING.applyAsDouble(r), mean[4000 * 4096 + 17], 0.02);
    }

    @Test
    void result_doesNotDependOnHowTheRowsAreShared() {
        Detector detector = ReadoutFixture.detector(Vendor.ITL, 3, -250.4, 190.7);
        SkyParameters p = SkyParameters.of(detector, SkyGradient.flat(40), FALLING, 77);
        int width = 101;
        int height = 60;
        int[] whole = new int[width * height];
        Background.addSky(whole, width, 0, height, p);
        int[] parts = new int[width * height];
        int[] cuts = {60, 59, 31, 30, 7, 0};
        for (int i = 0; i + 1 < cuts.length; i++) {
            Background.addSky(parts, width, cuts[i + 1], cuts[i], p);
        }
        assertArrayEquals(whole, parts);
    }

    @Test
    void seedAndDetector_chooseTheNoise() {
        int[] a = sky(SkyParameters.uniform(100, 94, 1));
        assertArrayEquals(a, sky(SkyParameters.uniform(100, 94, 1)));
        assertFalse(Arrays.equals(a, sky(SkyParameters.uniform(100, 94, 2))));
        assertFalse(Arrays.equals(a, sky(SkyParameters.uniform(100, 93, 1))));
    }

    private static int[] sky(SkyParameters p) {
        int[] data = new int[64];
        Background.addSky(data, 8, 0, 8, p);
        return data;
    }

    @Test
    void response_multipliesEachPixel() {
        Detector detector = ReadoutFixture.detector(Vendor.E2V);
        float[] response = new float[4096 * 4004];
        Arrays.fill(response, 1f);
        response[5] = 0.5f;
        float[] mean = new float[4096 * 4004];
        float[] plain = new float[4096 * 4004];
        Background.expected(mean, 4096, 0, 1, SkyParameters.of(detector, SkyGradient.flat(1000), FALLING, response, 1));
        Background.expected(plain, 4096, 0, 1, SkyParameters.of(detector, SkyGradient.flat(1000), FALLING, 1));
        assertEquals(plain[4], mean[4], 0f);
        assertEquals(0.5f * plain[5], mean[5], 0f);
        assertThrows(
                InputException.class, () -> SkyParameters.of(detector, SkyGradient.flat(1), FALLING, new float[3], 1));
    }

    @Test
    void badInput_isRefused() {
        Detector detector = ReadoutFixture.detector(Vendor.E2V);
        assertThrows(InputException.class, () -> SkyGradient.flat(-1));
        assertThrows(InputException.class, () -> SkyGradient.flat(Double.NaN));
        InputException e =
                assertThrows(InputException.class, () -> SkyParameters.of(detector, SkyGradient.flat(1), r -> 1.5, 1));
        assertTrue(e.getMessage().contains("1.5"));
    }
}
