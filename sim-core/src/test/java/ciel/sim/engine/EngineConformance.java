package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Vendor;
import ciel.sim.photon.AliasTable;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.PhotonStep;
import ciel.sim.photon.Profile;
import ciel.sim.photon.RingSplit;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.photon.Spread;
import ciel.sim.photon.Wavelength;
import ciel.sim.readout.AmplifierImage;
import ciel.sim.readout.CosmicRayParticles;
import ciel.sim.readout.CosmicRays;
import ciel.sim.readout.Crosstalk;
import ciel.sim.readout.Nonlinearity;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyGradient;
import ciel.sim.readout.SkyParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * What every photon engine of tier T1 must show: the same bits as the scalar engine, for every kind of source and
 * every awkward number of photons. An engine's own test
 * extends this and says how it is made.
 */
public abstract class EngineConformance {
    /** 0, 1, and around the lanes of every register, blocks and primes. */
    private static final int[] SIZES = {
        0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 97, 127, 128, 129, 207, 255, 256, 257, 509,
        511, 512, 513, 702, 1021, 1023, 1024, 1025, 4096, 4098, 65537
    };

    static final int WIDTH = 203;
    static final int HEIGHT = 151;

    /** @return the engine under test, with its default settings */
    protected abstract PhotonEngine engine();

    /** @return engines under test with other splits of the work: threads, work-group sizes */
    protected abstract List<PhotonEngine> variants();

    /** @return whether the engine reads a detector out */
    protected boolean readsOut() {
        return false;
    }

    static float[] psf(boolean chromatic) {
        double[] wavelengths = null;
        if (chromatic) {
            wavelengths = new double[PointSpread.CHROMATIC_ROWS];
            for (int i = 0; i < wavelengths.length; i++) {
                wavelengths[i] = 550 + 9 * i;
            }
        }
        return PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0.3, wavelengths, 620)
                .tables();
    }

    static double[] acceptance() {
        double[] acceptance = new double[SourceTable.BINS];
        for (int k = 0; k < acceptance.length; k++) {
            acceptance[k] = k % 16 == 3 ? 1 : k % 16 == 5 ? 0 : 0.5 + k / 300.0;
        }
        return acceptance;
    }

    private static double[] spectrum(int tilt) {
        double[] spectrum = new double[SourceTable.BINS];
        for (int k = 0; k < spectrum.length; k++) {
            spectrum[k] = k < 5 ? 0 : 1 + tilt * k / 100.0;
        }
        return spectrum;
    }

    /** A source of each kind, at a place that is not kind: centre, edge, corner, off the detector. */
    static void addSources(SourceTableBuilder builder, int photons, int salt) {
        Random random = new Random(salt);
        List<BiConsumer<SourceTableBuilder, SourceTableBuilder.Source>> kinds = List.of(
                SourceTableBuilder::addPoint,
                (b, c) -> b.addSersic(c, 4, new double[] {3, 1, -0.5, 2}),
                (b, c) -> b.addSersic(c, 0.5, new double[] {30, 0, 0, 20}),
                (b, c) -> b.addPoints(c, new double[] {0, 0, 5, 5, -7, 3}, new double[] {1, 0.1, 0, 1}),
                (b, c) -> b.addBox(c, new double[] {80, 3, -80, 3}),
                (b, c) -> b.addImage(
                        c, new AliasTable(new double[] {0, 1, 2, 3, 0.5, 9}), 3, new double[] {2, 0.5, -0.5, 2}));
        double[][] places = {{100.3, 70.9}, {0.2, 0.4}, {WIDTH - 0.5, HEIGHT - 0.5}, {-3.5, 20}, {250, 70}, {-1e6, 3e6}
        };
        for (int k = 0; k < kinds.size(); k++) {
            double[] place = places[(k + salt) % places.length];
            SourceTableBuilder.Source common = new SourceTableBuilder.Source(
                    random.nextLong(),
                    photons,
                    k == 2 ? 3 : 1,
                    place[0],
                    place[1],
                    new double[] {5, 0.01, -0.02, 4.9},
                    spectrum(salt % 3),
                    salt % 3);
            kinds.get(k).accept(builder, common);
        }
    }

    static SourceTable batch(boolean chromatic, int... sizes) {
        return batch(PhotonPath.of(psf(chromatic), chromatic ? acceptance() : null), sizes);
    }

    static SourceTable batch(PhotonPath path, int... sizes) {
        SourceTableBuilder builder = new SourceTableBuilder(0x123456789abcdefL, WIDTH, HEIGHT, path);
        int salt = 0;
        for (int size : sizes) {
            addSources(builder, size, salt++);
        }
        return builder.build();
    }

    /** Charge map and realized electrons of a batch. */
    record Image(int[] charge, long[] realized) {
        static Image of(PhotonEngine engine, SourceTable batch) {
            DetectorImage image = engine.expose(DetectorExposure.of(batch, null), PhotonEngine.PhotonProgress.NONE);
            return new Image(image.charge().data(), image.realized());
        }

        void assertSame(Image other, String what) {
            assertArrayEquals(charge, other.charge, what + ": charge");
            assertArrayEquals(realized, other.realized, what + ": realized electrons");
        }
    }

    @Test
    void everyAwkwardSize_hasTheScalarBits() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (boolean chromatic : new boolean[] {false, true}) {
                for (int size : SIZES) {
                    SourceTable batch = batch(chromatic, size);
                    Image.of(scalar, batch)
                            .assertSame(
                                    Image.of(engine, batch),
                                    (chromatic ? "chromatic, " : "monochromatic, ") + size + " photons");
                }
            }
        }
    }

    /** A kind of step that is new and has no sample fails here, in every engine. */
    @Test
    void everyStepAlone_andAllTogether_haveTheScalarBits() throws Exception {
        List<PhotonPath> alone = PathSamples.alone();
        assertEquals(
                Set.of(PhotonStep.class.getPermittedSubclasses()),
                Set.copyOf(PathSamples.steps().stream().map(Object::getClass).toList()),
                "kinds of step with a sample");
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (PhotonPath path : alone) {
                SourceTable batch = batch(path, 1, 17, 513, 4098);
                Image.of(scalar, batch).assertSame(Image.of(engine, batch), path.toString());
            }
            for (PhotonPath path : PathSamples.together()) {
                for (int size : SIZES) {
                    SourceTable batch = batch(path, size);
                    Image.of(scalar, batch).assertSame(Image.of(engine, batch), path + ", " + size + " photons");
                }
                SourceTable batch = batch(path, SIZES);
                Image.of(scalar, batch).assertSame(Image.of(engine, batch), path + ", many sources");
            }
        }
    }

    /** Photons and sky, epoch after epoch, onto pixels that move: the sky as one draw, as several, and as one an epoch. */
    @Test
    void skyOnMovingPixels_hasTheScalarBits() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (int epochs : new int[] {1, 4, 8}) {
                List<PhotonStep> steps = List.of(
                        Wavelength.of(acceptance()),
                        new Spread(psf(true)),
                        new Profile(),
                        PathSamples.silicon(),
                        PathSamples.boundaries(epochs));
                SourceTable table = batch(new PhotonPath(steps), 300, 200_000);
                for (double level : new double[] {3.5, 300, 40_000}) {
                    DetectorExposure exposure = DetectorExposure.of(table, SkyParameters.uniform(level, 94, 77));
                    DetectorImage expected = scalar.expose(exposure, PhotonEngine.PhotonProgress.NONE);
                    DetectorImage image = engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
                    assertArrayEquals(
                            expected.charge().data(), image.charge().data(), epochs + " epochs, sky of " + level);
                    assertArrayEquals(expected.realized(), image.realized());
                }
            }
        }
    }

    @Test
    void eachStepMovesOrLosesPhotons() throws Exception {
        try (PhotonEngine engine = engine()) {
            for (PhotonPath path : PathSamples.together()) {
                Image with = Image.of(engine, batch(path, 4096));
                Set<Class<? extends PhotonStep>> needed = PathSamples.needed(path.steps());
                for (PhotonStep step : path.steps()) {
                    if (!step.findsPixel() && !needed.contains(step.getClass())) {
                        PhotonPath less = new PhotonPath(PathSamples.without(path.steps(), step));
                        assertFalse(
                                Arrays.equals(with.charge, Image.of(engine, batch(less, 4096)).charge),
                                () -> step.getClass() + " changes nothing");
                    }
                }
            }
        }
    }

    @Test
    void manySourcesAtOnce_haveTheScalarBits() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (boolean chromatic : new boolean[] {false, true}) {
                SourceTable batch = batch(chromatic, SIZES);
                Image expected = Image.of(scalar, batch);
                assertTrue(Arrays.stream(expected.charge).sum() > 100_000, "the batch must put charge on the detector");
                expected.assertSame(Image.of(engine, batch), chromatic ? "chromatic" : "monochromatic");
            }
        }
    }

    /** Ghosts: pictures of light that has landed by another way, small and much larger than the detector, among sources. */
    @Test
    void ghostsAmongOtherSources_haveTheScalarBits() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (PhotonPath path : PathSamples.together()) {
                SourceTableBuilder builder = new SourceTableBuilder(7, WIDTH, HEIGHT, path);
                PathSamples.addGhosts(builder, spectrum(1));
                long ghosts = Arrays.stream(Image.of(scalar, builder.build()).charge)
                        .asLongStream()
                        .sum();
                assertTrue(ghosts > 2000, "ghosts leave " + ghosts + " electrons");
                addSources(builder, 513, 4);
                SourceTable batch = builder.build();
                Image.of(scalar, batch).assertSame(Image.of(engine, batch), path + ", ghosts");
            }
        }
    }

    /** Regression: charge and realized electrons of batches with every kind of source, as they have been since 0.3. */
    @Test
    void imageOfAPathWithoutTelescopeAndSensor_isAsItWas() throws Exception {
        try (PhotonEngine engine = engine()) {
            long monochromatic = hash(Image.of(engine, batch(false, SIZES)));
            long chromatic = hash(Image.of(engine, batch(true, SIZES)));
            assertEquals("2378103648 2276929187", monochromatic + " " + chromatic);
        }
    }

    static long hash(Image image) {
        CRC32C crc = new CRC32C();
        for (int electrons : image.charge) {
            for (int shift = 0; shift < 32; shift += 8) {
                crc.update(electrons >>> shift);
            }
        }
        for (long electrons : image.realized) {
            for (int shift = 0; shift < 64; shift += 8) {
                crc.update((int) (electrons >>> shift));
            }
        }
        return crc.getValue();
    }

    @Test
    void anyNumberOfThreads_givesTheSameBits() throws Exception {
        SourceTable batch = batch(true, 3_000_001, 17, 0, 2_097_153, 100);
        try (PhotonEngine engine = engine()) {
            Image expected = Image.of(engine, batch);
            for (PhotonEngine other : variants()) {
                try (other) {
                    expected.assertSame(Image.of(other, batch), other.info().toString());
                }
            }
        }
    }

    @Test
    void realizedElectrons_addUpToTheMap() throws Exception {
        try (PhotonEngine engine = engine()) {
            Image image = Image.of(engine, batch(true, 1009, 4096));
            long charge = 0;
            for (int electrons : image.charge) {
                charge += electrons;
            }
            assertEquals(charge, Arrays.stream(image.realized).sum());
        }
    }

    @Test
    void sourcesInAnotherOrder_giveTheSameMap() throws Exception {
        List<Integer> sizes = new ArrayList<>(List.of(1, 2, 3, 100, 1000, 5000));
        try (PhotonEngine engine = engine()) {
            int[] expected = null;
            for (int turn = 0; turn < 3; turn++) {
                SourceTableBuilder builder = new SourceTableBuilder(7, WIDTH, HEIGHT, psf(true), acceptance());
                for (int size : sizes) {
                    addSources(builder, size, size);
                }
                int[] charge = Image.of(engine, builder.build()).charge;
                if (expected != null) {
                    assertArrayEquals(expected, charge);
                }
                expected = charge;
                Collections.shuffle(sizes, new Random(turn));
            }
        }
    }

    /** Below and above 2^32 electrons in all, and a pixel in either that reaches its most. */
    @Test
    void pixelsOverTheirMost_haveTheScalarBits() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (int weight : new int[] {1 << 9, 1 << 20, ChargeMap.MAX_ELECTRONS}) {
                SourceTableBuilder builder = new SourceTableBuilder(3, 64, 64, psf(false), null);
                for (int star = 0; star < 200; star++) {
                    builder.addPoint(new SourceTableBuilder.Source(
                            star,
                            star % 2 == 0 ? 40_001 : 113,
                            weight,
                            31,
                            30,
                            new double[] {0.5, 0, 0, 0.5},
                            null,
                            null));
                }
                Image expected = Image.of(scalar, builder.build());
                assertEquals(
                        ChargeMap.MAX_ELECTRONS,
                        Arrays.stream(expected.charge).max().orElseThrow());
                expected.assertSame(Image.of(engine, builder.build()), "weight " + weight);
            }
        }
    }

    /** Two detectors side by side split a star that shines on both. */
    @Test
    void neighbouringDetectors_shareOneStarsPhotons() throws Exception {
        try (PhotonEngine engine = engine()) {
            int[] whole = half(engine, 2 * WIDTH, 0);
            int[] left = half(engine, WIDTH, 0);
            int[] right = half(engine, WIDTH, WIDTH);
            int[] joined = new int[whole.length];
            for (int row = 0; row < HEIGHT; row++) {
                System.arraycopy(left, row * WIDTH, joined, row * 2 * WIDTH, WIDTH);
                System.arraycopy(right, row * WIDTH, joined, row * 2 * WIDTH + WIDTH, WIDTH);
            }
            assertArrayEquals(whole, joined);
        }
    }

    private static int[] half(PhotonEngine engine, int width, int left) {
        SourceTableBuilder builder = new SourceTableBuilder(7, width, HEIGHT, psf(true), acceptance());
        SourceTableBuilder.Source star = new SourceTableBuilder.Source(
                99, 300_000, 1, WIDTH - 2.3 - left, 70.6, new double[] {5, 0, 0, 5}, spectrum(1), 1);
        builder.addPoint(star);
        return Image.of(engine, builder.build()).charge;
    }

    /**
     * A bright star and a bright galaxy on one of two detectors, split over rings: the other draws the rings that reach
     * it, and sees what it would see of all photons.
     */
    @Test
    void ringsThatReachADetector_holdAllThatItSees() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(1);
                PhotonEngine engine = engine()) {
            for (boolean chromatic : new boolean[] {false, true}) {
                SourceTable whole = bright(chromatic, 2 * WIDTH, 0);
                SourceTable far = bright(chromatic, WIDTH, WIDTH);
                assertEquals(BRIGHT_PHOTONS, whole.totalPhotons());
                assertTrue(far.totalPhotons() < BRIGHT_PHOTONS / 5, far.totalPhotons() + " photons");
                Image all = Image.of(scalar, whole);
                all.assertSame(Image.of(engine, whole), "all rings");
                Image seen = Image.of(engine, far);
                int electrons = 0;
                for (int row = 0; row < HEIGHT; row++) {
                    for (int column = 0; column < WIDTH; column++) {
                        assertEquals(
                                all.charge[row * 2 * WIDTH + WIDTH + column],
                                seen.charge[row * WIDTH + column],
                                "pixel " + column + ", " + row);
                        electrons += seen.charge[row * WIDTH + column];
                    }
                }
                assertTrue(electrons > 100, electrons + " electrons in the wings");
            }
        }
    }

    /** @return the scalar engine's way of shooting any range of photons: what an engine's own shooter must match */
    protected static CpuEngine.Shooter scalarShooter(SourceTable table) {
        return new ScalarEngine(1).newShooter(table, new int[0], new ChargeTiles(table.width(), table.height(), 0));
    }

    /** @return a source of each kind */
    protected static SourceTable awkward(boolean chromatic) {
        return batch(chromatic, 702);
    }

    private static final long BRIGHT_PHOTONS = 12_000_000;

    private static SourceTable bright(boolean chromatic, int width, int left) {
        SourceTableBuilder builder =
                new SourceTableBuilder(7, width, HEIGHT, psf(chromatic), chromatic ? acceptance() : null);
        for (boolean star : new boolean[] {true, false}) {
            long key = star ? 99 : 98;
            SourceTableBuilder.Source source = new SourceTableBuilder.Source(
                    key,
                    RingSplit.of(BRIGHT_PHOTONS / 2, 7, key, !star),
                    1,
                    WIDTH / 2.0 - left,
                    70.6,
                    new double[] {5, 0, 0, 5},
                    spectrum(1),
                    1);
            if (star) {
                builder.addPoint(source);
            } else {
                builder.addSersic(source, 1, new double[] {20, 3, -2, 12});
            }
        }
        return builder.build();
    }

    /**
     * A CCD of each maker: faint light everywhere, cosmic rays, and stars whose trails run into both registers and over
     * the midline.
     */
    static DetectorExposure wholeDetector(Detector detector, Readout readout, boolean charge) {
        int width = detector.width();
        int height = detector.height();
        SourceTableBuilder builder = new SourceTableBuilder(17, width, height, psf(false), null);
        double[][] stars = {
            {200.3, 20.2},
            {1500.7, height / 2.0 - 3},
            {1501.2, height / 2.0 + 60},
            {3000.1, height - 15.5},
            {0.2, 700},
            {width - 0.7, 1200}
        };
        for (int k = 0; k < stars.length; k++) {
            builder.addPoint(new SourceTableBuilder.Source(
                    k + 1, 60_000, 1500, stars[k][0], stars[k][1], new double[] {5, 0, 0, 5}, null, null));
        }
        SkyParameters sky = SkyParameters.of(
                detector, new SkyGradient(300, 0.01, -0.02, width / 2.0, height / 2.0), r -> 1 - r * 1e-3, 17);
        PixelCharge rays = CosmicRays.on(width, height, new CosmicRayParticles(30), 0.2, 30, 17, detector.number())
                .charge();
        return new DetectorExposure(builder.build(), sky, rays, readout == null ? null : readout.parameters(), charge);
    }

    /** Readouts that between them do everything that one may do, each with the CCD that it reads. */
    static List<Readout> readouts() {
        Camera camera = Camera.lsst();
        Detector e2v = camera.detector("R22_S11");
        Detector itl = camera.detector("R01_S00");
        assertTrue(e2v.vendor() == Vendor.E2V && itl.vendor() == Vendor.ITL);
        ReadoutSettings usual = ReadoutSettings.DEFAULT;
        return List.of(
                new Readout(e2v, usual.withCrosstalk(new Crosstalk(camera.crosstalk(e2v))), 30, 17),
                new Readout(
                        itl,
                        usual.withCrosstalk(new Crosstalk(camera.crosstalk(itl)))
                                .withCti(2e-4, 1e-3)
                                .withNonlinearity(Nonlinearity.quadratic(-0.02, 262_143)),
                        30,
                        18),
                new Readout(
                        itl,
                        usual.withDarkCurrent(100).withBias(0).withReadNoise(0).withCti(0, 0),
                        30,
                        19),
                new Readout(e2v, ReadoutSettings.IDEAL.withBleed(true, 5000).withDarkCurrent(1.5), 30, 20));
    }

    @Test
    void wholeDetector_exposedAndReadOut_hasTheScalarBits() throws Exception {
        try (PhotonEngine scalar = new ScalarEngine(2);
                PhotonEngine engine = engine()) {
            for (Readout readout : readouts()) {
                DetectorExposure exposure = wholeDetector(readout.detector(), readout, true);
                DetectorImage expected = scalar.expose(exposure, PhotonEngine.PhotonProgress.NONE);
                DetectorImage image = engine.expose(exposure, PhotonEngine.PhotonProgress.NONE);
                assertArrayEquals(expected.charge().data(), image.charge().data(), readout + ": charge");
                assertArrayEquals(expected.realized(), image.realized(), readout + ": realized electrons");
                assertEquals(expected.electrons(), image.electrons(), readout + ": electrons");
                assertEquals(readsOut(), image.segments() != null, "read out by the engine");
                if (image.segments() != null) {
                    assertReadOut(readout, expected.charge().data(), image.segments());
                    DetectorImage segmentsOnly = engine.expose(
                            wholeDetector(readout.detector(), readout, false), PhotonEngine.PhotonProgress.NONE);
                    assertEquals(
                            expected.electrons(),
                            segmentsOnly.electrons(),
                            readout + ": electrons that stay on the device");
                    for (int i = 0; i < image.segments().length; i++) {
                        assertArrayEquals(
                                image.segments()[i],
                                segmentsOnly.segments()[i],
                                readout + ": segment " + i + " without the charge");
                    }
                }
            }
        }
    }

    static void assertReadOut(Readout readout, int[] charge, int[][] segments) {
        int[] bled = charge.clone();
        assertTrue(readout.bleed(bled) > 0, "the stars must bleed into the registers");
        List<AmplifierImage> images = readout.readAll(bled);
        for (int i = 0; i < segments.length; i++) {
            assertArrayEquals(images.get(i).pixels(), segments[i], readout + ": segment " + i);
        }
    }
}
