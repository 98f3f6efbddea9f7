package ciel.kernels.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.photon.Pupil;
import ciel.sim.photon.Vanes;
import ciel.sim.readout.NormalTable;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What KernelMath works out without the JDK's calls is what these calls give. */
class KernelMathTest {
    @Test
    void bitsOfWholeNumbers_areTheJdks() {
        Random random = new Random(1);
        for (int shift = 0; shift < 31; shift++) {
            for (int k = -70; k <= 70; k++) {
                whole((1 << shift) + k);
            }
        }
        for (int k = 0; k < 2_000_000; k++) {
            whole(random.nextInt() >>> 1 + random.nextInt(31));
        }
        whole(Integer.MAX_VALUE);
    }

    private static void whole(int w) {
        if (w > 0) {
            assertEquals(Float.floatToRawIntBits((float) w), KernelMath.bitsOfWhole(w), () -> "bits of " + w);
        }
    }

    @Test
    void bitsOfFloats_andBack_areTheJdks() {
        Random random = new Random(2);
        for (int k = 0; k < 2_000_000; k++) {
            int bits = (96 + random.nextInt(63)) << 23 | random.nextInt(1 << 23);
            float x = Float.intBitsToFloat(bits);
            assertEquals(bits, KernelMath.bits(x), () -> "bits of " + x);
            assertEquals(x, KernelMath.ofBits(bits));
        }
        assertEquals(96 << 23, KernelMath.bits(0x1p-31f));
        assertEquals(0x1p-32f, KernelMath.ofBits(95 << 23));
    }

    @Test
    void reciprocals_rootsAndDeviates_areTheScalarEngines() {
        Random random = new Random(3);
        float[] nodes = NormalTable.nodes();
        for (int k = 0; k < 500_000; k++) {
            float d = (float) Math.pow(10, -6 + 8 * random.nextDouble());
            assertEquals(Vanes.reciprocal(d), KernelMath.reciprocal(d), () -> "1 / " + d);
            float x = 0.1f + 0.9f * random.nextFloat();
            assertEquals(Pupil.root(x), KernelMath.times(x, KernelMath.reciprocalRoot(x)), () -> "root of " + x);
            int word = random.nextInt();
            assertEquals(NormalTable.deviate(word), KernelMath.normal(word, nodes, 0), () -> "deviate of " + word);
        }
        assertEquals(0f, 0 * KernelMath.reciprocalRoot(0f));
    }
}
