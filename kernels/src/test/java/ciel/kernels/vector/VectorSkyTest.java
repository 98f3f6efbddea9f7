package ciel.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.ChargeMap;
import ciel.sim.readout.Background;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The sky of the vector engine has the bits of {@link Background}, whatever the level, the width and the number of
 * threads.
 */
class VectorSkyTest {
    private static void assertSpecified(CpuEngine engine, SkyParameters sky, int width, int height, String what) {
        SplittableRandom random = new SplittableRandom(7);
        ChargeMap map = new ChargeMap(width, height);
        Arrays.setAll(map.data(), i -> random.nextInt(1000));
        int[] expected = map.data().clone();
        Background.addSky(expected, width, 0, height, sky);
        engine.addSky(sky, map);
        assertArrayEquals(expected, map.data(), what);
    }

    /** A slope takes the level through both forms of the Poisson deviate and below 0. */
    private static SkyParameters steep(float level, float[] response) {
        float[] vignetting = new float[65];
        for (int i = 0; i < vignetting.length; i++) {
            vignetting[i] = 1 - 0.01f * i;
        }
        return new SkyParameters(
                0x123456789abcdefL,
                93,
                level,
                0.25f * level / 100,
                -0.11f * level / 50,
                101.5f,
                70.5f,
                3f,
                -4f,
                0.01f,
                0.001f,
                -0.001f,
                0.01f,
                vignetting,
                1.5f,
                response);
    }

    @Test
    void awkwardWidths_haveTheSpecifiedBits() {
        try (CpuEngine engine = new VectorEngine(1)) {
            for (int width : new int[] {1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 64, 127, 203, 509, 511, 512, 513, 1030}) {
                for (float level : new float[] {0, 0.3f, 15.99f, 16, 30, 800, 1e6f, 5e8f}) {
                    assertSpecified(
                            engine, steep(level, new float[0]), width, 23, "width " + width + ", level " + level);
                }
            }
        }
    }

    @Test
    void pixelsOfUnequalResponse_haveTheSpecifiedBits() {
        SplittableRandom random = new SplittableRandom(3);
        float[] response = new float[203 * 151];
        for (int i = 0; i < response.length; i++) {
            response[i] = (float) random.nextDouble(0, 2);
        }
        try (CpuEngine engine = new VectorEngine(1)) {
            assertSpecified(engine, steep(20, response), 203, 151, "response");
        }
    }

    @Test
    void anyNumberOfThreads_givesTheSameBits() {
        for (int threads : new int[] {1, 2, 7}) {
            try (CpuEngine vector = new VectorEngine(threads);
                    CpuEngine scalar = new ScalarEngine(threads)) {
                assertSpecified(vector, steep(90, new float[0]), 203, 1021, "vector, " + threads + " threads");
                assertSpecified(scalar, steep(90, new float[0]), 203, 1021, "scalar, " + threads + " threads");
            }
        }
    }

    @Test
    void ccdsOfBothVendors_haveTheSpecifiedBits() {
        for (String name : new String[] {"R22_S11", "R02_S11"}) {
            Detector detector = Camera.lsst().detector(name);
            SkyParameters sky = SkyParameters.of(
                    detector, SkyGradient.flat(800), r -> Vignetting.lsst().at(r), 5);
            int width = detector.width();
            ChargeMap map = new ChargeMap(width, detector.height());
            try (CpuEngine engine = new VectorEngine(1)) {
                assertSpecified(engine, sky, width, detector.height(), name);
                engine.addSky(sky, map);
            }
            assertTrue(map.total() > 500L * map.data().length, "the comparison was of a sky");
        }
    }
}
