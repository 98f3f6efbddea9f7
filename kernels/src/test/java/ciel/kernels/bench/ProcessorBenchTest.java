package ciel.kernels.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.CielException;
import ciel.sim.engine.ChargeTiles;
import ciel.sim.engine.CpuEngine;
import ciel.sim.photon.SourceTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorBenchTest {
    @Test
    void theFigureIsTheMedianOfTheRepeats() {
        ProcessorBench.Row row = new ProcessorBench.Row(
                "star",
                "photons",
                12,
                1,
                List.of(
                        new ProcessorBench.Repeat(4, 1),
                        new ProcessorBench.Repeat(1, 6),
                        new ProcessorBench.Repeat(2, 3)));
        assertEquals(2, row.wall());
        assertEquals(6, row.wallRate());
        assertEquals(4, row.cpuRate());
    }

    /** One that loses every photon. */
    private static final class Losing extends CpuEngine {
        Losing() {
            super(1);
        }

        @Override
        public Info info() {
            return new Info("losing", "losing engine", Tier.T1);
        }

        @Override
        protected Shooter newShooter(SourceTable table, int[] edges, ChargeTiles tiles) {
            return (source, from, to, begin, span, charge) -> 0;
        }
    }

    @Test
    void anEngineWithOtherBitsGetsNoFigure() {
        List<ProcessorBench.Row> rows = new ArrayList<>();
        CielException refused =
                assertThrows(CielException.class, () -> new ProcessorBench(new Losing(), 0.01).run(rows::add));
        assertTrue(refused.getMessage().contains("losing engine differs from the scalar engine"), refused.getMessage());
        assertEquals(List.of(), rows);
    }
}
