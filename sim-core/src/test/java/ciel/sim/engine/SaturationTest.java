package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.PhotonBatch;
import ciel.sim.photon.PhotonBatchBuilder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A pixel never counts round through the negative numbers, however bright the stars on it are. */
class SaturationTest {
    private static PhotonBatch batch(int weight, int stars) {
        PhotonBatchBuilder builder = new PhotonBatchBuilder(3, 64, 64, EngineConformance.psf(false), null);
        for (int i = 0; i < stars; i++) {
            builder.addPoint(new PhotonBatchBuilder.Common(i, 20_001, weight, 31, 30, new double[] {5, 0, 0, 5}, null, null));
        }
        return builder.build();
    }

    private static int[] image(PhotonBatch batch, int threads) {
        ChargeMap map = new ChargeMap(64, 64);
        new ScalarEngine(threads).shoot(batch, map, new long[batch.size()], PhotonEngine.Progress.NONE);
        return map.data();
    }

    @Test
    void pixelsStopAtTheirMost_onAnyNumberOfThreads() {
        PhotonBatch bright = batch(1 << 20, 200);
        assertTrue(bright.saturates());
        int[] expected = image(bright, 1);
        int[] count = image(batch(1, 200), 1);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Math.min(ChargeMap.MOST, (long) count[i] << 20), expected[i]);
        }
        assertEquals(ChargeMap.MOST, Arrays.stream(expected).max().orElseThrow());
        assertArrayEquals(expected, image(bright, 7));
        assertFalse(batch(1, 200).saturates());
    }

    @Test
    void additionStopsAtMost() {
        assertEquals(ChargeMap.MOST, ChargeMap.add(ChargeMap.MOST, ChargeMap.MOST));
        assertEquals(ChargeMap.MOST, ChargeMap.add(ChargeMap.MOST - 1, 2));
        assertEquals(ChargeMap.MOST, ChargeMap.add(ChargeMap.MOST - 1, 1));
        assertEquals(5, ChargeMap.add(2, 3));
    }
}
