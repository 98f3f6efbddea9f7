package ciel.sim.sensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** imsim.md, row 49: deviation along the diagonal 0.0014, largest 1.00205, smallest 0.99794 where the lines are 1.03. */
class FringesTest {
    private static final int SIZE = 4004;

    @Test
    void fringesHaveTheAmplitudeOfTheModel() {
        float[] diagonal = diagonal("R22_S11");
        double mean = 0;
        double squares = 0;
        for (float value : diagonal) {
            mean += (value - 1.0) / SIZE;
            squares += Math.pow(value - 1, 2) / SIZE;
        }
        assertEquals(0, mean, 3e-4);
        assertEquals(0.0014, Math.sqrt(squares), 1.5e-4);
        Arrays.sort(diagonal);
        assertEquals(0.998, diagonal[0], 5e-5);
        assertEquals(1.002, diagonal[SIZE - 1], 5e-5);
    }

    @Test
    void thePatternBelongsToTheCcd() {
        assertArrayEquals(diagonal("R22_S11"), diagonal("R22_S11"));
        assertFalse(Arrays.equals(diagonal("R22_S11"), diagonal("R22_S12")));
    }

    @Test
    void fringesAreWiderThanPixels() {
        float[] diagonal = diagonal("R33_S11");
        int turns = 0;
        for (int i = 1; i < SIZE; i++) {
            turns += (diagonal[i] > 1) != (diagonal[i - 1] > 1) ? 1 : 0;
        }
        assertTrue(turns > 10 && turns < 400, turns + " crossings along the diagonal");
    }

    private static float[] diagonal(String detector) {
        Fringes fringes = Fringes.of(Camera.lsst().detector(detector));
        float[] row = new float[SIZE];
        float[] diagonal = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            row[i] = 1;
            float[] one = {1};
            if (i == 0) {
                fringes.multiply(one, 0, 1, 0);
                diagonal[0] = one[0];
                continue;
            }
            Arrays.fill(row, 0, i + 1, 1);
            fringes.multiply(row, 0, i + 1, i);
            diagonal[i] = row[i];
        }
        return diagonal;
    }
}
