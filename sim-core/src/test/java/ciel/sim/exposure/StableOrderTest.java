package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StableOrderTest {
    @Test
    void entriesComeByRisingKeyAndEqualOnesAsTheyWere() {
        Random random = new Random(1);
        for (int n : new int[] {0, 1, 2, 3, 7, 64, 1000, 4097}) {
            double[] keys = new double[n];
            for (int i = 0; i < n; i++) {
                keys[i] = random.nextInt(10) == 0 ? -0.0 : random.nextInt(20) - 10;
            }
            int[] expected = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> keys[i]))
                    .mapToInt(i -> i * 3)
                    .toArray();
            int[] entries = IntStream.range(0, n).map(i -> i * 3).toArray();
            assertArrayEquals(expected, StableOrder.rising(entries, keys.clone()));
        }
    }
}
