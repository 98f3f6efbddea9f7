package ciel.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.EngineConformance;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.optics.Vignetting;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Needs an OpenCL device, PoCL's processor for one: without it these tests fail. */
class OpenClEngineTest extends EngineConformance {
    private static final int DEVICE = Integer.getInteger("ciel.opencl.device", 0);

    @Override
    protected boolean readsOut() {
        return true;
    }

    private static PhotonEngine open(int group, int lanes, long memory) {
        return OpenClEngine.open(DEVICE, new OpenClEngine.Options(group, lanes, memory));
    }

    @Override
    protected PhotonEngine engine() {
        return OpenClEngine.open(DEVICE, OpenClEngine.Options.DEFAULT);
    }

    /**
     * Work-groups of 1, 64 and 256; two lanes; memory that holds a band of a few lines beside the tables, as several
     * devices would share a detector.
     */
    @Override
    protected List<PhotonEngine> variants() {
        return List.of(open(1, 1, 0), open(64, 1, 0), open(256, 2, 0), open(64, 1, 560_000));
    }

    private static int[] sky(SkyParameters sky, PhotonEngine engine, int width, int height) {
        SourceTable nothing =
                new SourceTableBuilder(sky.seed(), width, height, new float[QuantileTable.STRIDE], null).build();
        return engine.expose(DetectorExposure.of(nothing, sky), PhotonEngine.PhotonProgress.NONE)
                .charge()
                .data();
    }

    private static void assertSkyIsTheSame(SkyParameters sky, PhotonEngine engine, int width, int height) {
        ChargeMap expected = new ChargeMap(width, height);
        new ScalarEngine(1).addSky(sky, expected);
        assertArrayEquals(expected.data(), sky(sky, engine, width, height));
    }

    @Test
    void skyOfAWholeDetector_hasTheScalarBits() throws Exception {
        Detector detector = Camera.lsst().detector("R34_S22");
        int width = detector.width();
        int height = detector.height();
        try (PhotonEngine engine = engine()) {
            for (double level : new double[] {0.02, 3, 15.9, 16.1, 1051, 250_000}) {
                SkyGradient gradient = new SkyGradient(level, level * 1e-5, -level * 2e-5, 2047.5, 2001.5);
                assertSkyIsTheSame(
                        SkyParameters.of(detector, gradient, Vignetting.lsst()::at, 7), engine, width, height);
            }
        }
    }

    @Test
    void skyOfOddSizes_inBands_hasTheScalarBits() throws Exception {
        try (PhotonEngine engine = open(64, 1, 60_000)) {
            for (int width : new int[] {1, 3, 5, 127, 509}) {
                assertSkyIsTheSame(SkyParameters.uniform(800, 3, 99), engine, width, 83);
            }
        }
    }

    /** A CCD of 65.6 MB, its frames and segments of 75.5 MB each, and an eighth of the limit for lists. */
    @ParameterizedTest
    @CsvSource({"300, true", "200, false", "30, false"})
    void memoryForTheFrames_decidesWhereACcdIsReadOut(long megabytes, boolean here) throws Exception {
        Detector detector = Camera.lsst().detector("R22_S11");
        Readout readout = new Readout(detector, ReadoutSettings.DEFAULT, 30, 17);
        SourceTable nothing = new SourceTableBuilder(17, 4096, 4004, new float[QuantileTable.STRIDE], null).build();
        PixelCharge rays =
                new PixelCharge(new int[] {0, 4096 * 2001 + 7, 4096 * 4004 - 1, 7}, new int[] {100, 400_000, 3, 1});
        DetectorExposure exposure =
                new DetectorExposure(nothing, SkyParameters.uniform(50, 94, 17), rays, readout.parameters(), false);
        try (PhotonEngine engine = open(64, 1, megabytes << 20);
                PhotonEngine scalar = new ScalarEngine(2)) {
            DetectorImage expected = scalar.expose(exposure, PhotonEngine.PhotonProgress.NONE);
            DetectorImage image = engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
            assertEquals(expected.electrons(), image.electrons());
            assertEquals(here, image.segments() != null);
            assertEquals(here, image.charge() == null);
            int[] electrons = expected.charge().data();
            if (here) {
                readout.bleed(electrons);
                for (int i = 0; i < 16; i++) {
                    assertArrayEquals(readout.read(i, electrons).pixels(), image.segments()[i], "segment " + i);
                }
            } else {
                assertArrayEquals(electrons, image.charge().data());
            }
            long peak = engine.deviceUse().orElseThrow().memory();
            assertTrue(peak > 0 && peak <= megabytes << 20, peak + " bytes of " + megabytes + " MiB");
        }
    }

    /**
     * Each waits, before it asks for its end, until the other has come as far: with one after the other neither would.
     */
    @Test
    void twoDetectors_areOnTheDeviceAtOnce_eachWithItsOwnBits() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        FaultyDevice device = new FaultyDevice("finish", () -> {
            try {
                both.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("the other detector did not come", e);
            }
        });
        try (OpenClEngine engine = new OpenClEngine(device::make, new OpenClEngine.Options(64, 2, 0));
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<SkyParameters> skies = List.of(SkyParameters.uniform(30, 1, 99), SkyParameters.uniform(30, 2, 99));
            List<Future<int[]>> maps = skies.stream()
                    .map(sky -> threads.submit(() -> sky(sky, engine, 300, 200)))
                    .toList();
            for (int i = 0; i < 2; i++) {
                ChargeMap expected = new ChargeMap(300, 200);
                new ScalarEngine(1).addSky(skies.get(i), expected);
                assertArrayEquals(expected.data(), maps.get(i).get());
            }
            assertEquals(2, device.opened());
        }
    }
}
