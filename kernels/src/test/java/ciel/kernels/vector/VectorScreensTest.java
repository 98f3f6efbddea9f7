package ciel.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.PlainScreenLoops;
import ciel.sim.atmosphere.ScreenLoops;
import ciel.sim.atmosphere.Turbulence;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops of screens on registers have the bits of those in plain Java. */
class VectorScreensTest {
    private final ScreenLoops plain = PlainScreenLoops.INSTANCE;
    private final ScreenLoops vector = new VectorScreenLoops();

    @ParameterizedTest
    @ValueSource(ints = {256, 64, 16, 4})
    void aStageOfTheTransform(int length) {
        int n = 256;
        Random random = new Random(length);
        float[][] room = new float[6][n * ScreenLoops.COLUMNS];
        for (int i = 0; i < room[0].length; i++) {
            room[0][i] = (float) random.nextGaussian();
            room[1][i] = (float) random.nextGaussian();
        }
        float[] cosine = new float[n];
        float[] sine = new float[n];
        for (int k = 0; k < n; k++) {
            cosine[k] = (float) Math.cos(2 * Math.PI * k / n);
            sine[k] = (float) Math.sin(2 * Math.PI * k / n);
        }
        plain.stage(room[0], room[1], room[2], room[3], cosine, sine, length);
        vector.stage(room[0], room[1], room[4], room[5], cosine, sine, length);
        assertArrayEquals(room[2], room[4]);
        assertArrayEquals(room[3], room[5]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 1000})
    void modes(int count) {
        float[] amplitude = new float[count];
        for (int i = 0; i < count; i++) {
            amplitude[i] = 1f / (1 + i);
        }
        float[][] modes = new float[4][count];
        for (int j = -2; j <= 2; j++) {
            plain.modes(5, 6, j, 3, amplitude, count, modes[0], modes[1]);
            vector.modes(5, 6, j, 3, amplitude, count, modes[2], modes[3]);
            assertArrayEquals(modes[0], modes[2]);
            assertArrayEquals(modes[1], modes[3]);
        }
    }

    @Test
    void roundingToWholeNumbers() {
        Random random = new Random(1);
        float[] u = new float[1 << 14];
        float[] v = new float[u.length];
        for (int i = 0; i < u.length; i++) {
            float middle = i / 2 - 4096 + 0.5f; // between two whole numbers, and the floats beside it
            u[i] = i % 2 == 0 ? middle : Math.nextDown(middle);
            v[i] = (float) (random.nextGaussian() * Math.pow(10, 9 * random.nextDouble() - 3));
        }
        u[0] = 0.49999997f;
        u[1] = -0.5f;
        u[2] = -0.0f;
        u[3] = Float.MIN_VALUE;
        u[4] = Float.POSITIVE_INFINITY;
        u[5] = Float.NEGATIVE_INFINITY;
        for (float weight : new float[] {1, 0.37f}) {
            int[] expected = new int[u.length];
            int[] packed = new int[u.length];
            plain.pack(weight, u, v, expected, 0);
            vector.pack(weight, u, v, packed, 0);
            assertArrayEquals(expected, packed);
        }
    }

    @Test
    void wholeScreens_onAnyNumberOfThreads() {
        Turbulence turbulence = Turbulence.draw(5, 0.7, 622.2, OptionalDouble.empty());
        int[] expected = PhaseScreens.make(plain, 5, turbulence, 622.2, 8, 1);
        assertArrayEquals(expected, PhaseScreens.make(vector, 5, turbulence, 622.2, 8, 1));
        assertArrayEquals(expected, PhaseScreens.make(vector, 5, turbulence, 622.2, 8, 3));
    }
}
