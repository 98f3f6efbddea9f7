package ciel.sim.sensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeRingsTest {
    private static final Detector CENTRE = Camera.lsst().detector("R22_S11");

    /** imSim's function for R22_S11 and the file of 2026-04-02, at r = 0, 1, ... px (treering_func_R22_S11.npy). */
    @Test
    void shiftIsThatOfImsimForTheSameParameters() throws IOException {
        TreeRings rings = TreeRings.read(SharedFile.of("sensor/tree_ring_parameters_2026-04-02.txt"), CENTRE);
        assertEquals(4658.7 - 1, rings.xCenter(), 1e-9, "first pixel 0 here, 1 there");
        assertEquals(-667.6 - 1, rings.yCenter(), 1e-9);
        byte[] npy = Files.readAllBytes(SharedFile.of("galsim/treering_func_R22_S11.npy"));
        ByteBuffer values = ByteBuffer.wrap(npy, 10 + (npy[8] & 0xFF) + 256 * (npy[9] & 0xFF), 8 * 5999)
                .order(ByteOrder.LITTLE_ENDIAN);
        float[] table = rings.table();
        for (int r = 0; r < 5999; r++) {
            double expected = values.getDouble();
            assertEquals(expected, rings.shift(r), 2e-5, "r = " + r);
            assertEquals(rings.shift(r), table[2 * r], 1e-7);
        }
    }

    @Test
    void madeUpRingsBelongToTheCcdAndAreAsStrongAsMeasuredOnes() {
        double[] rms = Camera.lsst().detectors().stream()
                .mapToDouble(d -> rms(TreeRings.of(d)))
                .sorted()
                .toArray();
        // measured: median 5.6e-4 px at 5000 px, 16 % and 84 % at 3.9e-4 and 9.6e-4
        assertEquals(5.6e-4, rms[rms.length / 2], 1.5e-4);
        assertTrue(rms[rms.length / 20] > 1e-4 && rms[rms.length * 19 / 20] < 4e-3, Arrays.toString(rms));
        assertEquals(TreeRings.of(CENTRE).shift(3000), TreeRings.of(CENTRE).shift(3000));
        assertNotEquals(
                TreeRings.of(CENTRE).shift(3000),
                TreeRings.of(Camera.lsst().detector("R22_S12")).shift(3000));
    }

    private static double rms(TreeRings rings) {
        double squares = 0;
        for (int r = 4500; r < 5500; r++) {
            squares += Math.pow(rings.shift(r), 2);
        }
        return Math.sqrt(squares / 1000);
    }

    /** The area of a pixel changes by -(1/r) d(r f)/dr: what a flat shows. */
    @Test
    void areasFollowTheDivergenceOfTheShift() {
        int width = 300;
        int height = 200;
        TreeRings rings = TreeRings.of(CENTRE);
        int[] words = new int[PixelBoundaries.size(width, height)];
        FixedBoundaries fixed = new FixedBoundaries(width, height);
        fixed.treeRings(rings, rings.table(), words, 0, 90);
        fixed.treeRings(rings, rings.table(), words, 90, height);
        float[] area = new float[width];
        double product = 0;
        double own = 0;
        double expected = 0;
        for (int y = 0; y < height; y++) {
            PixelBoundaries.areas(words, width, height, y, area);
            for (int x = 0; x < width; x++) {
                double r = Math.hypot(x - rings.xCenter(), y - rings.yCenter());
                double growth = ((r + 0.5) * rings.shift(r + 0.5) - (r - 0.5) * rings.shift(r - 0.5)) / r;
                product += growth * (area[x] - 1);
                own += Math.pow(area[x] - 1, 2);
                expected += growth * growth;
            }
        }
        assertTrue(product / Math.sqrt(own * expected) > 0.9, "correlation " + product / Math.sqrt(own * expected));
        assertEquals(1, product / expected, 0.05);
    }

    @Test
    void aFileThatIsNotOneIsRefusedWithItsLine(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("rings.txt");
        StringBuilder text = new StringBuilder("Rx Ry Sx Sy Cx Cy A B\n2 2 1 1 100 -100 1e-4 1e-18\nnames\n");
        for (int i = 0; i < 20; i++) {
            text.append(i == 7 ? "50 1 oops 2\n" : "50 1 60 2\n");
        }
        Files.writeString(file, text);
        InputException error = assertThrows(InputException.class, () -> TreeRings.read(file, CENTRE));
        assertTrue(error.getMessage().contains(":11") && error.getMessage().contains("oops"), error.getMessage());
        Detector other = Camera.lsst().detector("R01_S00");
        assertTrue(assertThrows(InputException.class, () -> TreeRings.read(file, other))
                .getMessage()
                .contains("R01_S00"));
    }
}
