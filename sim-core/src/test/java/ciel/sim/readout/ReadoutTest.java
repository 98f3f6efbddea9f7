package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Amplifier;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Sections;
import ciel.sim.camera.Vendor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ReadoutTest {
    private static final int WIDTH = Sections.RAW_WIDTH;
    private static final int HEIGHT = Sections.RAW_HEIGHT;

    /** Acceptance row 60. */
    @Test
    void nothingInNothingOut() {
        for (Vendor vendor : Vendor.values()) {
            Readout readout = new Readout(
                    ReadoutFixture.detector(vendor),
                    ReadoutSettings.DEFAULT.withDarkCurrent(0).withReadNoise(0).withBias(0),
                    30,
                    1);
            int[] electrons = ReadoutFixture.blank(vendor);
            assertEquals(0, readout.bleed(electrons));
            List<AmplifierImage> images = readout.readAll(electrons);
            assertEquals(ReadoutFixture.outputs(vendor), images.size());
            for (AmplifierImage image : images) {
                assertEquals(WIDTH * HEIGHT, image.pixels().length);
                assertTrue(Arrays.stream(image.pixels()).allMatch(p -> p == 0));
            }
        }
    }

    @Test
    void withoutNoise_everyPixelIsTheRoundedBias() {
        Detector detector = ReadoutFixture.detector(Vendor.E2V);
        Readout readout =
                new Readout(detector, ReadoutSettings.DEFAULT.withDarkCurrent(0).withReadNoise(0), 30, 1);
        int[] electrons = ReadoutFixture.blank(Vendor.E2V);
        for (int i = 0; i < 16; i++) {
            int expected = (int) Math.round(detector.amplifiers().get(i).bias());
            assertTrue(Arrays.stream(readout.read(i, electrons).pixels()).allMatch(p -> p == expected), "output " + i);
        }
    }

    /** Acceptance row 52, the charge: dark current of 30 + 3 s. */
    @Test
    void darkCurrent_hasMeanAndVarianceOfItsRate() {
        Readout readout = new Readout(ReadoutFixture.detector(Vendor.E2V), ReadoutSettings.DEFAULT, 30, 4);
        int[] electrons = ReadoutFixture.blank(Vendor.E2V);
        readout.darkCurrent().addRows(electrons, 4096, 0, 4004);
        double sum = 0;
        double squares = 0;
        for (int e : electrons) {
            sum += e;
            squares += (double) e * e;
        }
        double mean = sum / electrons.length;
        assertEquals(0.66, mean, 1e-3);
        assertEquals(0.66, squares / electrons.length - mean * mean, 1e-3);
    }

    @Test
    void strongDarkCurrent_isPoissonToo() {
        DarkCurrent dark = DarkCurrent.of(3, 94, 500);
        int[] electrons = new int[400_000];
        dark.addRows(electrons, 1000, 0, 400);
        double mean = Arrays.stream(electrons).average().orElseThrow();
        double variance = Arrays.stream(electrons)
                .mapToDouble(e -> (e - mean) * (e - mean))
                .average()
                .orElseThrow();
        assertEquals(500, mean, 4 * Math.sqrt(500.0 / electrons.length));
        assertEquals(1, variance / 500, 0.01);
        assertThrows(InputException.class, () -> DarkCurrent.of(3, 94, 2e9));
    }

    /** Acceptance row 52, the raw segments. */
    @Test
    void darkExposure_hasBiasGainAndNoiseOfEachOutput() {
        for (Vendor vendor : Vendor.values()) {
            Detector detector = ReadoutFixture.detector(vendor);
            Readout readout = new Readout(detector, ReadoutSettings.DEFAULT, 30, 4);
            int[] electrons = ReadoutFixture.blank(vendor);
            for (int i : new int[] {0, 5, ReadoutFixture.outputs(vendor) - 1}) {
                Amplifier amp = detector.amplifiers().get(i);
                int[] pixels = readout.read(i, electrons).pixels();
                double[] data = moments(
                        pixels,
                        vendor.format().prescan(),
                        vendor.format().prescan() + vendor.format().amplifierWidth(),
                        0,
                        vendor.format().amplifierHeight());
                assertEquals(amp.bias() + 0.66 / amp.gain(), data[0], 0.022, "mean of output " + i);
                double expected = (0.66 + amp.readNoise() * amp.readNoise()) / (amp.gain() * amp.gain());
                assertEquals(1, data[1] / expected, 0.004, "variance of output " + i);
                double[] overscan = moments(
                        pixels, vendor.format().prescan() + vendor.format().amplifierWidth() + 5, WIDTH, 0, HEIGHT);
                assertEquals(amp.bias(), overscan[0], 0.07, "overscan level of output " + i);
                assertEquals(
                        amp.readNoise() / amp.gain(), Math.sqrt(overscan[1]), 0.06, "overscan noise of output " + i);
            }
        }
    }

    private static double[] moments(int[] pixels, int x0, int x1, int y0, int y1) {
        double sum = 0;
        double squares = 0;
        double origin = pixels[0];
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                double d = pixels[y * WIDTH + x] - origin;
                sum += d;
                squares += d * d;
            }
        }
        double n = (double) (x1 - x0) * (y1 - y0);
        return new double[] {origin + sum / n, squares / n - sum / n * sum / n};
    }

    /**
     * Acceptance row 55. Where each corner pixel of each output goes, from the DETSEC strings of obs_lsst's raw files
     * ("[512:1,4004:2003]": the
     * first data pixel is CCD pixel (512, 4004), counted from 1).
     */
    @Test
    void corners_goWhereTheSectionsSay() {
        for (Vendor vendor : Vendor.values()) {
            Detector detector = ReadoutFixture.unitGain(vendor);
            Readout readout = new Readout(detector, ReadoutSettings.IDEAL, 0, 1);
            int outputs = ReadoutFixture.outputs(vendor);
            int w = vendor.format().amplifierWidth();
            int h = vendor.format().amplifierHeight();
            int[][] raw = {{0, 0}, {w - 1, 0}, {0, h - 1}, {w - 1, h - 1}};
            int[] electrons = ReadoutFixture.blank(vendor);
            int[][] expected = new int[outputs][WIDTH * HEIGHT];
            for (int i = 0; i < outputs; i++) {
                int[] section = detsec(vendor, ReadoutFixture.NAMES.get(i));
                for (int k = 0; k < 4; k++) {
                    int value = 100 * (i + 1) + k;
                    int x = section[raw[k][0] == 0 ? 0 : 1];
                    int y = section[raw[k][1] == 0 ? 2 : 3];
                    electrons[(y - 1) * vendor.format().width() + x - 1] = value;
                    expected[i][raw[k][1] * WIDTH + vendor.format().prescan() + raw[k][0]] = value;
                }
            }
            for (int i = 0; i < outputs; i++) {
                assertArrayEquals(
                        expected[i], readout.read(i, electrons).pixels(), vendor + " " + ReadoutFixture.NAMES.get(i));
            }
        }
    }

    /**
     * DETSEC x1 x2 y1 y2 of each output, spelled out from the examples of imsim.md 1.18 (obs_lsst's camera
     * description).
     */
    private static int[] detsec(Vendor vendor, String name) {
        int n = name.charAt(2) - '0';
        int w = vendor.format().amplifierWidth();
        boolean e2v = vendor == Vendor.E2V;
        if (vendor == Vendor.ITL_WF) {
            return new int[] {w * (8 - n), w * (7 - n) + 1, 2000, 1};
        }
        if (name.charAt(1) == '1') {
            return e2v
                    ? new int[] {w * (n + 1), w * n + 1, 4004, 2003}
                    : new int[] {w * (n + 1), w * n + 1, 4000, 2001};
        }
        return e2v ? new int[] {w * n + 1, w * (n + 1), 1, 2002} : new int[] {w * (n + 1), w * n + 1, 1, 2000};
    }

    /**
     * Acceptance row 53, N = transfers. Behind one bright pixel the first overscan pixel holds N c of it; behind a
     * column of one brightness 1 - (1 - c)^N, which is N c as
     * long as that is small (c = 1e-6 and 1e-5; at 1e-4 it is 0.181 where N c is 0.200).
     */
    @Test
    void chargeTransfer_leavesABinomialTrail() {
        Detector detector = ReadoutFixture.unitGain(Vendor.E2V);
        for (double c : new double[] {1e-6, 1e-5, 1e-4}) {
            int[] electrons = ReadoutFixture.blank(Vendor.E2V);
            for (int y = 0; y < 2002; y++) {
                electrons[y * 4096 + 511] = 200_000;
            }
            electrons[2001 * 4096 + 400] = 200_000;
            int[] p = new Readout(detector, ReadoutSettings.IDEAL.withCti(c, 0), 0, 1)
                    .read(15, electrons)
                    .pixels();
            assertEquals(
                    1,
                    p[2002 * WIDTH + 521] / (double) p[2001 * WIDTH + 521] / (1 - Math.pow(1 - c, 2002)),
                    0.01,
                    "column, c = " + c);
            assertEquals(
                    1, p[2002 * WIDTH + 410] / (double) p[2001 * WIDTH + 410] / (2002 * c), 0.01, "pixel, c = " + c);
            int[] s = new Readout(detector, ReadoutSettings.IDEAL.withCti(0, c), 0, 1)
                    .read(15, electrons)
                    .pixels();
            assertEquals(
                    1, s[1000 * WIDTH + 522] / (double) s[1000 * WIDTH + 521] / (522 * c), 0.01, "serial, c = " + c);
            assertEquals(0, s[1000 * WIDTH + 520]);
        }
    }

    /** Charge transfer against the sum over all transfers, one by one. */
    @Test
    void chargeTransfer_equalsTransferByTransfer() {
        int rows = 40;
        double c = 3e-3;
        double[] exact = new double[rows];
        float[] frame = new float[rows];
        for (int y = 0; y < 30; y++) {
            exact[y] = 1000 + 37 * (y % 7);
            frame[y] = (float) exact[y];
        }
        float[] read = frame.clone();
        new ChargeTransfer(c, rows).parallel(read, 1, rows);
        double[] charge = exact.clone();
        for (int y = 0; y < rows; y++) {
            // Every transfer: all packets one place down, each leaving a share of what moves behind; what reaches the
            // register is read.
            double out = 0;
            for (int k = 0; k < rows; k++) {
                double moved = charge[k] * (1 - c);
                charge[k] -= moved;
                if (k == 0) {
                    out = moved;
                } else {
                    charge[k - 1] += moved;
                }
            }
            assertEquals(out, read[y], 5e-4, "row " + y);
        }
        assertEquals(0, new ChargeTransfer(1e-6, 2048).weights()[0][0] - (1 - 1e-6), 1e-7);
    }

    @Test
    void chargeTransfer_withoutLoss_changesNoBit() {
        float[] frame = new float[WIDTH * HEIGHT];
        for (int k = 0; k < frame.length; k++) {
            frame[k] = 0.37f * (k % 1013);
        }
        float[] read = frame.clone();
        new ChargeTransfer(0, HEIGHT).parallel(read, WIDTH, HEIGHT);
        new ChargeTransfer(0, WIDTH).serial(read, WIDTH, HEIGHT);
        assertArrayEquals(frame, read);
    }

    @Test
    void chargeTransfer_conservesCharge() {
        for (double c : new double[] {1e-6, 1e-4, 1e-2}) {
            float[] frame = new float[WIDTH * HEIGHT];
            for (int y = 0; y < 1000; y++) {
                frame[y * WIDTH + 100] = 500;
            }
            ChargeTransfer transfer = new ChargeTransfer(c, HEIGHT);
            transfer.parallel(frame, WIDTH, HEIGHT);
            new ChargeTransfer(c, WIDTH).serial(frame, WIDTH, HEIGHT);
            double sum = 0;
            for (float a : frame) {
                sum += a;
            }
            assertEquals(500_000, sum, 0.2, "c = " + c);
        }
    }

    /** Acceptance row 54. */
    @Test
    void crosstalk_putsGhostsIntoTheOtherOutputs() {
        double[][] x = new double[16][16];
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 16; j++) {
                x[i][j] = i == j ? 0 : 1e-4 * (i + 1) + 1e-5 * j;
            }
        }
        Detector detector = ReadoutFixture.unitGain(Vendor.ITL);
        Readout readout = new Readout(detector, ReadoutSettings.IDEAL.withCrosstalk(new Crosstalk(x)), 0, 1);
        int[] electrons = ReadoutFixture.blank(Vendor.ITL);
        // Output 3 is C13: its third pixel of row 40 is 40 rows from the top, two columns from its right end.
        electrons[(3999 - 40) * 4072 + 4 * 509 - 1 - 2] = 100_000;
        List<AmplifierImage> images = readout.readAll(electrons);
        for (int i = 0; i < 16; i++) {
            int ghost = images.get(i).pixels()[40 * WIDTH + 3 + 2];
            assertEquals(i == 3 ? 100_000 : x[i][3] * 1e5, ghost, 0.5, "output " + i);
            assertEquals(ghost, Arrays.stream(images.get(i).pixels()).sum(), "only there");
        }
        assertThrows(IllegalStateException.class, () -> readout.read(0, electrons));
        assertThrows(InputException.class, () -> new Crosstalk(new double[3][16]));
        x[1][2] = 2;
        assertThrows(InputException.class, () -> new Crosstalk(x));
    }

    @Test
    void nonlinearity_bendsTheResponse_andOffIsIdentity() {
        Detector detector = ReadoutFixture.unitGain(Vendor.E2V);
        int[] electrons = ReadoutFixture.blank(Vendor.E2V);
        electrons[0] = 100_000;
        electrons[1] = 50_000;
        Nonlinearity curve = Nonlinearity.quadratic(-0.002, 100_000);
        int[] bent = new Readout(detector, ReadoutSettings.IDEAL.withNonlinearity(curve), 0, 1)
                .read(15, electrons)
                .pixels();
        assertEquals(99_800, bent[10]);
        assertEquals(49_950, bent[11]);
        assertEquals(0, bent[12]);
        int[] straight = new Readout(detector, ReadoutSettings.IDEAL, 0, 1)
                .read(15, electrons)
                .pixels();
        assertEquals(100_000, straight[10]);
        assertEquals(50_000, straight[11]);
    }

    @Test
    void converter_roundsToTheNearest_andClips() {
        Detector detector = ReadoutFixture.unitGain(Vendor.E2V);
        int[] electrons = ReadoutFixture.blank(Vendor.E2V);
        electrons[0] = 400_000;
        electrons[1] = 262_000;
        int[] pixels = new Readout(detector, ReadoutSettings.IDEAL.withBias(100.6), 0, 1)
                .read(15, electrons)
                .pixels();
        assertEquals(262_143, pixels[10]);
        assertEquals(262_101, pixels[11]);
        assertEquals(101, pixels[12]);
        int[] noisy = new Readout(detector, ReadoutSettings.IDEAL.withReadNoise(8), 0, 1)
                .read(15, ReadoutFixture.blank(Vendor.E2V))
                .pixels();
        assertEquals(0, Arrays.stream(noisy).min().orElseThrow(), "never negative");
    }

    @Test
    void fullWell_isThatOfTheOutputThatReadsThePixel() {
        Detector detector = ReadoutFixture.detector(Vendor.E2V);
        Amplifier c00 = detector.amplifiers().get(15);
        Amplifier c17 = detector.amplifiers().get(7);
        int[] electrons = ReadoutFixture.blank(Vendor.E2V);
        int lower = 100 * 4096 + 3;
        int upper = 3000 * 4096 + 4000;
        electrons[lower] = 1_000_000;
        electrons[upper] = 1_000_000;
        new Readout(detector, ReadoutSettings.DEFAULT, 30, 1).bleed(electrons);
        assertEquals((int) ((c00.saturation() - c00.bias()) * c00.gain()), electrons[lower]);
        assertEquals((int) ((c17.saturation() - c17.bias()) * c17.gain()), electrons[upper]);
        electrons[lower] = 1_000_000;
        new Readout(detector, ReadoutSettings.DEFAULT.withBleed(true, 1e5), 30, 1).bleed(electrons);
        assertEquals(100_000, electrons[lower]);
    }

    /** R30_S00 has one, and so has R03_S11. */
    @Test
    void aDeadOutput_showsItsBiasAndItsNoise_andSpillsLikeItsNeighbours() {
        for (String[] dead : new String[][] {{"R30_S00", "C10"}, {"R03_S11", "C00"}}) {
            Detector detector = Camera.lsst().detector(dead[0]);
            Vendor vendor = detector.vendor();
            int[] electrons = ReadoutFixture.blank(vendor);
            Arrays.fill(electrons, 50_000);
            ReadoutSettings settings = ReadoutSettings.DEFAULT.withCrosstalk(
                    new Crosstalk(Camera.lsst().crosstalk(detector)));
            Readout readout = new Readout(detector, settings, 30, 1);
            readout.bleed(electrons);
            assertEquals(50_000, electrons[0], "nothing bleeds: a dead output says nothing of its pixels");
            List<AmplifierImage> images = readout.readAll(electrons);
            int found = 0;
            for (AmplifierImage image : images) {
                Amplifier amp = image.amplifier();
                double mean = moments(
                        image.pixels(),
                        vendor.format().prescan(),
                        vendor.format().prescan() + vendor.format().amplifierWidth(),
                        0,
                        vendor.format().amplifierHeight())[0];
                if (amp.name().equals(dead[1])) {
                    assertTrue(amp.dead());
                    assertEquals(amp.bias(), mean, 0.2);
                    found++;
                } else {
                    assertEquals(amp.bias() + 50_000 / amp.gain(), mean, 60, amp.name());
                }
            }
            assertEquals(1, found);
        }
    }

    @Test
    void overscan_holdsNoCharge() {
        for (Vendor vendor : Vendor.values()) {
            Readout readout = new Readout(ReadoutFixture.unitGain(vendor), ReadoutSettings.IDEAL, 0, 1);
            int[] electrons = ReadoutFixture.blank(vendor);
            Arrays.fill(electrons, 7);
            int[] pixels = readout.read(4, electrons).pixels();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    boolean data = x >= vendor.format().prescan()
                            && x < vendor.format().prescan() + vendor.format().amplifierWidth()
                            && y < vendor.format().amplifierHeight();
                    assertEquals(data ? 7 : 0, pixels[y * WIDTH + x]);
                }
            }
        }
    }

    @Test
    void outputs_mayBeReadInAnyOrderOnAnyThread() {
        Detector detector = ReadoutFixture.detector(Vendor.ITL);
        int[] electrons = scene(Vendor.ITL);
        Readout readout = new Readout(detector, ReadoutSettings.DEFAULT, 30, 9);
        readout.bleed(electrons);
        List<AmplifierImage> inOrder = readout.readAll(electrons);
        List<Integer> order = new ArrayList<>(List.of(15, 3, 8, 0));
        List<int[]> parallel = order.parallelStream()
                .map(i -> readout.read(i, electrons).pixels())
                .toList();
        for (int k = 0; k < order.size(); k++) {
            assertArrayEquals(inOrder.get(order.get(k)).pixels(), parallel.get(k));
        }
    }

    private static int[] scene(Vendor vendor) {
        int[] electrons = ReadoutFixture.blank(vendor);
        Background.addSky(
                electrons, vendor.format().width(), 0, vendor.format().height(), SkyParameters.uniform(800, 94, 9));
        electrons[500 * vendor.format().width() + 100] = 3_000_000;
        electrons[2100 * vendor.format().width() + 1100] = 3_000_000;
        return electrons;
    }

    /**
     * Regression: the bits of two seeded segments. A change here is a change of every image: it needs a decision and a
     * line in the changelog.
     */
    @Test
    void seededSegments_keepTheirBits() {
        Readout readout = new Readout(
                ReadoutFixture.detector(Vendor.E2V),
                ReadoutSettings.DEFAULT.withNonlinearity(Nonlinearity.quadratic(-0.002, 1e5)),
                30,
                9);
        int[] electrons = scene(Vendor.E2V);
        readout.bleed(electrons);
        assertEquals("35fa6706", Long.toHexString(crc(electrons)));
        assertEquals("878917dc", Long.toHexString(crc(readout.read(2, electrons).pixels())));
    }

    private static long crc(int[] pixels) {
        CRC32 crc = new CRC32();
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(4 * pixels.length);
        bytes.asIntBuffer().put(pixels);
        crc.update(bytes);
        return crc.getValue();
    }
}
