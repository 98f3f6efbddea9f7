package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A pixel never counts round through the negative numbers, however bright the stars on it are. */
class SaturationTest {
    private static SourceTable batch(int weight, int stars) {
        SourceTableBuilder builder = new SourceTableBuilder(3, 64, 64, EngineConformance.psf(false), null);
        for (int i = 0; i < stars; i++) {
            builder.addPoint(
                    new SourceTableBuilder.Source(i, 20_001, weight, 31, 30, new double[] {5, 0, 0, 5}, null, null));
        }
        return builder.build();
    }

    private static int[] image(SourceTable batch, int threads) {
        ChargeMap map = new ChargeMap(64, 64);
        new ScalarEngine(threads).shoot(batch, map, new long[batch.size()], PhotonEngine.PhotonProgress.NONE);
        return map.data();
    }

    @Test
    void pixelsStopAtTheirMost_onAnyNumberOfThreads() {
        SourceTable bright = batch(1 << 20, 200);
        assertTrue(bright.saturates());
        int[] expected = image(bright, 1);
        int[] count = image(batch(1, 200), 1);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Math.min(ChargeMap.MAX_ELECTRONS, (long) count[i] << 20), expected[i]);
        }
        assertEquals(ChargeMap.MAX_ELECTRONS, Arrays.stream(expected).max().orElseThrow());
        assertArrayEquals(expected, image(bright, 7));
        assertFalse(batch(1, 200).saturates());
    }

    @Test
    void additionStopsAtMost() {
        assertEquals(ChargeMap.MAX_ELECTRONS, ChargeMap.add(ChargeMap.MAX_ELECTRONS, ChargeMap.MAX_ELECTRONS));
        assertEquals(ChargeMap.MAX_ELECTRONS, ChargeMap.add(ChargeMap.MAX_ELECTRONS - 1, 2));
        assertEquals(ChargeMap.MAX_ELECTRONS, ChargeMap.add(ChargeMap.MAX_ELECTRONS - 1, 1));
        assertEquals(5, ChargeMap.add(2, 3));
    }
}
