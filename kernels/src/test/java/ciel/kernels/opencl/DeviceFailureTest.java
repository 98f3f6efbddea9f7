package ciel.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.kernels.FallbackEngine;
import ciel.sim.DeviceException;
import ciel.sim.UnavailableException;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Vendor;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.Profile;
import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.photon.Spread;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutParameters;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyParameters;
import ciel.sim.sensor.BoundaryKernel;
import ciel.sim.sensor.PixelBoundaries;
import ciel.sim.sensor.SensorModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left when a device fails: nothing half-written, nothing held, and with a fallback the same image. */
class DeviceFailureTest {
    private static final int WIDTH = 120;
    private static final int HEIGHT = 90;
    private static final SkyParameters SKY = SkyParameters.uniform(30, 3, 99);
    private static final OpenClEngine.Options ONE_LANE = new OpenClEngine.Options(64, 1, 0);

    private static final float[] PSF =
            PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0.3, null, 620).tables();

    private static SourceTable batch(int sources) {
        SourceTableBuilder builder = new SourceTableBuilder(11, WIDTH, HEIGHT, PSF, null);
        for (int i = 0; i < sources; i++) {
            int photons = i == 1 ? 50_000 : 100;
            builder.addPoint(new SourceTableBuilder.Source(
                    i + 1,
                    photons,
                    1,
                    7 * i % WIDTH,
                    5 * i % HEIGHT,
                    new double[] {5, 0, 0, 5},
                    new double[SourceTable.BINS],
                    0));
        }
        return builder.build();
    }

    private static final SourceTable BATCH = batch(40);
    private static final PixelCharge RAYS =
            new PixelCharge(new int[] {5, 5, WIDTH * HEIGHT - 1, 777}, new int[] {10, 20, 30_000, 0});
    private static final DetectorExposure EXPOSURE = new DetectorExposure(BATCH, SKY, RAYS, null, true);

    /** What the caller has, with something in it that must stay. */
    private static final class Target {
        final ChargeMap map = new ChargeMap(WIDTH, HEIGHT);
        final long[] realized = new long[BATCH.size()];

        Target() {
            map.data()[7] = 1234;
        }

        Target by(PhotonEngine engine) {
            return by(engine, PhotonEngine.PhotonProgress.NONE);
        }

        Target by(PhotonEngine engine, PhotonEngine.PhotonProgress progress) {
            DetectorImage image = engine.expose(EXPOSURE, progress);
            new PixelCharge(
                            IntStream.range(0, WIDTH * HEIGHT).toArray(),
                            image.charge().data())
                    .addTo(map.data());
            Arrays.setAll(realized, i -> realized[i] + image.realized()[i]);
            return this;
        }

        void assertIs(Target other) {
            assertArrayEquals(other.map.data(), map.data());
            assertArrayEquals(other.realized, realized);
        }
    }

    private static Target scalar() throws Exception {
        Target target = new Target();
        try (ScalarEngine scalar = new ScalarEngine(1)) {
            scalar.shoot(BATCH, target.map, target.realized, PhotonEngine.PhotonProgress.NONE);
            scalar.addSky(SKY, target.map);
            target.map.data()[5] += 30;
            target.map.data()[WIDTH * HEIGHT - 1] += 30_000;
        }
        return target;
    }

    /** Out of memory at the first and a later allocation; lost while kernels are built, asked for, run and read. */
    @ParameterizedTest
    @CsvSource({
        "stage, 1",
        "allocate, 1",
        "allocate, 3",
        "upload, 1",
        "upload, 5",
        "upload, 12",
        "build, 1",
        "build, 2",
        "clear, 1",
        "launch, 1",
        "launch, 2",
        "launch, 3",
        "launch, 4",
        "read, 1",
        "read, 2",
        "finish, 1"
    })
    void failureInTheMiddle_leavesNothing_andTheNextDetectorIsWhole(String call, int number) throws Exception {
        FaultyDevice device = new FaultyDevice(call, number);
        try (OpenClEngine engine = new OpenClEngine(device::make, ONE_LANE)) {
            DeviceException e = assertThrows(DeviceException.class, () -> new Target().by(engine));
            assertEquals(1, e.exitCode());
            assertTrue(e.getMessage().contains("could not " + call), e.getMessage());
            assertEquals(0, device.held(), "buffers held after the failure");
            assertEquals(0, device.open(), "devices open after the failure");
            new Target().by(engine).assertIs(scalar());
            assertEquals(2, device.opened());
        }
        assertEquals(0, device.held(), "buffers held after the end");
        assertEquals(0, device.open(), "devices open after the end");
    }

    @ParameterizedTest
    @CsvSource({"upload, 1", "launch, 1", "read, 3", "finish, 1"})
    void failureWhilePhotonsAreShot_leavesTheCallersChargeAsItWas(String call, int number) {
        FaultyDevice device = new FaultyDevice(call, number);
        try (OpenClEngine engine = new OpenClEngine(device::make, ONE_LANE)) {
            Target target = new Target();
            assertThrows(DeviceException.class, () -> target.by(engine));
            target.assertIs(new Target());
        }
    }

    /** Lost while a whole CCD is read out: at its bleeding, at its conversion, at the transfer of its segments. */
    @ParameterizedTest
    @CsvSource({"launch, 3", "launch, 6", "read, 2"})
    void failureOfTheReadout_leavesNothing_andTheNextEngineTakesTheDetector(String call, int number) throws Exception {
        Detector detector = Camera.lsst().detector("R01_S00");
        int width = detector.width();
        int height = detector.height();
        SourceTable nothing = new SourceTableBuilder(1, width, height, PSF, null).build();
        ReadoutParameters readout = new Readout(detector, ReadoutSettings.DEFAULT, 30, 1).parameters();
        DetectorExposure exposure = new DetectorExposure(nothing, SkyParameters.uniform(10, 0, 1), RAYS, readout, true);
        FaultyDevice device = new FaultyDevice(call, number);
        List<String> notes = new ArrayList<>();
        try (PhotonEngine engine = new FallbackEngine(
                        new OpenClEngine(device::make, ONE_LANE), () -> new ScalarEngine(2), notes::add);
                PhotonEngine scalar = new ScalarEngine(2)) {
            DetectorImage image = engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
            assertEquals(1, notes.size());
            assertNull(image.segments(), "the scalar engine leaves the readout to the caller");
            assertArrayEquals(
                    scalar.expose(exposure, PhotonEngine.PhotonProgress.NONE)
                            .charge()
                            .data(),
                    image.charge().data());
            assertEquals(0, device.held(), "buffers held after the failure");
        }
    }

    @ParameterizedTest
    @CsvSource({"allocate, 1", "launch, 2", "finish, 1"})
    void withAFallback_theNextEngineBeginsAnew_withTheSameBits(String call, int number) throws Exception {
        FaultyDevice device = new FaultyDevice(call, number);
        List<String> notes = new ArrayList<>();
        long[] photons = new long[1];
        try (PhotonEngine engine =
                new FallbackEngine(new OpenClEngine(device::make, ONE_LANE), () -> new ScalarEngine(1), notes::add)) {
            Target target = new Target().by(engine, count -> photons[0] += count);
            Target wanted = scalar();
            target.assertIs(wanted);
            assertEquals(BATCH.totalPhotons(), photons[0], "photons told of");
            assertEquals(1, notes.size());
            assertTrue(
                    notes.getFirst().startsWith("engine scalar takes over: OpenCL device ")
                            && notes.getFirst().contains("could not " + call),
                    notes.toString());
            assertEquals("scalar", engine.info().name());
            new Target().by(engine).assertIs(wanted);
            assertEquals(1, device.opened(), "the device is not asked again");
        }
    }

    @Test
    void deviceThatFailsEachTime_isNotTriedForEver() {
        FaultyDevice device = new FaultyDevice("launch", 0);
        try (OpenClEngine engine = new OpenClEngine(device::make, ONE_LANE)) {
            for (int i = 0; i < 10; i++) {
                assertThrows(DeviceException.class, () -> new Target().by(engine));
            }
            assertEquals(3, device.opened());
            assertTrue(assertThrows(DeviceException.class, () -> new Target().by(engine))
                    .getMessage()
                    .contains("3 times in a row"));
        }
        assertEquals(0, device.open());
    }

    @Test
    void littleMemory_splitsIntoBands_andLessThanALineIsRefused() throws Exception {
        Target wanted = scalar();
        int tables = 4 * PSF.length;
        int bands = 0;
        boolean refused = false;
        for (int limit : new int[] {10_000_000, tables + 60_000, tables + 30_000, tables}) {
            try (OpenClEngine engine = OpenClEngine.open(0, new OpenClEngine.Options(64, 1, limit))) {
                try {
                    new Target().by(engine).assertIs(wanted);
                    bands++;
                    long peak = engine.deviceUse().orElseThrow().memory();
                    assertTrue(peak > tables && peak <= limit, peak + " of " + limit);
                } catch (DeviceException e) {
                    refused = true;
                    assertEquals(tables, limit);
                    assertTrue(e.getMessage().contains("bytes are wanted"), e.getMessage());
                }
            }
        }
        assertEquals(3, bands);
        assertTrue(refused);
    }

    /** Charge that moves boundaries needs the whole detector: a device without the room says so, and what to do. */
    @Test
    void boundariesOfPixelsAreNotMadeInBands() {
        int width = 1000;
        int height = 1000;
        PhotonPath path = new PhotonPath(List.of(
                new Spread(new float[QuantileTable.STRIDE]),
                new Profile(),
                SensorModel.boundaries(width, height, new int[0], BoundaryKernel.of(Vendor.E2V), 4, false)));
        SourceTableBuilder builder = new SourceTableBuilder(3, width, height, path);
        builder.addPoint(new SourceTableBuilder.Source(7, 1000, 1, 500, 500, new double[] {5, 0, 0, 5}, null, null));
        SourceTable table = builder.build();
        int edges = 4 * PixelBoundaries.size(width, height);
        try (OpenClEngine engine = OpenClEngine.open(0, new OpenClEngine.Options(64, 1, edges + 3_000_000))) {
            DeviceException e = assertThrows(
                    DeviceException.class,
                    () -> engine.expose(DetectorExposure.of(table, null), PhotonEngine.PhotonProgress.NONE));
            assertTrue(
                    e.getMessage().contains("of the 1000 lines")
                            && e.getMessage().contains("not made in bands"),
                    e.getMessage());
            assertTrue(
                    e.getMessage().contains("--engine vector")
                            && e.getMessage().contains("sensor.brighter_fatter=false"),
                    e.getMessage());
        }
    }

    @Test
    void tablesThatStay_areUploadedOnce() throws Exception {
        Target wanted = scalar();
        FaultyDevice device = new FaultyDevice("nothing", 1);
        try (OpenClEngine engine = new OpenClEngine(device::make, ONE_LANE)) {
            new Target().by(engine).assertIs(wanted);
            int held = device.held();
            new Target().by(engine).assertIs(wanted);
            assertEquals(held, device.held(), "buffers between detectors");
        }
        assertEquals(0, device.held());
    }

    @Test
    void brokenKernel_showsTheCompilersLogWithFileAndLine() {
        try (JoclDevice device = JoclDevice.open(0)) {
            String source = "#line 1 \"broken.cl\"\nkernel void f(global int *a) {\n    a[0] = no_such_thing;\n}\n";
            UnavailableException e =
                    assertThrows(UnavailableException.class, () -> device.build(source, "-cl-std=CL1.2", "f"));
            assertEquals(4, e.exitCode());
            assertTrue(
                    e.getMessage().contains("broken.cl:2") && e.getMessage().contains("no_such_thing"), e.getMessage());
        }
    }

    @Test
    void allocationBeyondTheDevice_saysHowMuch() {
        try (JoclDevice device = JoclDevice.open(0)) {
            DeviceException e = assertThrows(
                    DeviceException.class, () -> device.allocate(device.info().maxAllocation() * 2));
            assertTrue(
                    e.getMessage()
                            .contains("could not allocate " + device.info().maxAllocation() * 2 + " bytes"),
                    e.getMessage());
            assertTrue(e.getMessage().contains("free memory"), e.getMessage());
        }
    }

    @Test
    void deviceThatIsNotThere_isNamed() {
        UnavailableException e = assertThrows(UnavailableException.class, () -> JoclDevice.open(99));
        assertTrue(
                e.getMessage().contains("device 99 does not exist")
                        && e.getMessage().contains("ciel engines"),
                e.getMessage());
    }
}
