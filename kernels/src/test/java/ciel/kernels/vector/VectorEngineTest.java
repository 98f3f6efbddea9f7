package ciel.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ciel.sim.engine.ChargeTiles;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.EngineConformance;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.SourceTable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorEngineTest extends EngineConformance {
    @Override
    protected PhotonEngine engine() {
        return new VectorEngine(1);
    }

    @Override
    protected List<PhotonEngine> variants() {
        return List.of(new VectorEngine(2), new VectorEngine(7));
    }

    /** Photon numbers around and far beyond 2^32, where the high word of the counter changes. */
    @Test
    void numbersBeyondAWord_haveTheScalarBits() {
        for (boolean chromatic : new boolean[] {false, true}) {
            SourceTable table = awkward(chromatic);
            for (long middle : new long[] {1L << 31, 1L << 32, 1L << 33, 3L << 32, 1L << 50}) {
                for (int source = 0; source < table.size(); source++) {
                    int[] expected = shot(scalarShooter(table), table, source, middle);
                    int[] found = shot(vectorShooter(table), table, source, middle);
                    assertArrayEquals(expected, found, "source " + source + " around photon " + middle);
                    int[] start = shot(vectorShooter(table), table, source, 1L << 20);
                    boolean light = Arrays.stream(found).sum() > 100;
                    assertFalse(light && Arrays.equals(start, found), "numbers that differ give other photons");
                }
            }
        }
    }

    private static VectorShooter vectorShooter(SourceTable table) {
        return new VectorShooter(table, new int[0], new ChargeTiles(table.width(), table.height(), 0));
    }

    private static int[] shot(CpuEngine.Shooter shooter, SourceTable table, int source, long middle) {
        int[] charge = new int[table.width() * table.height()];
        long electrons = shooter.shoot(source, middle - 300, middle + 344, 0, 1, charge);
        assertEquals(electrons, Arrays.stream(charge).sum());
        return charge;
    }
}
