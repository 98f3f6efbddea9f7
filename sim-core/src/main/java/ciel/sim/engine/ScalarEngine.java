package ciel.sim.engine;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;

/**
 * The photon engine written to be read: one photon after the other, one step after the other. It is the specification
 * of every kernel, which must put each photon into the same pixel. What the steps do is in {@link ScalarSteps}.
 */
public final class ScalarEngine extends CpuEngine {

    /** @param threads threads to use on one detector, &ge; 1 */
    public ScalarEngine(int threads) {
        super(threads);
    }

    @Override
    public Info info() {
        return new Info(
                "scalar", "CPU, " + threads() + (threads() == 1 ? " thread" : " threads") + ", plain Java", Tier.T1);
    }

    @Override
    protected Shooter newShooter(SourceTable table, int[] edges, ChargeTiles tiles) {
        return new ScalarShooter(table, edges);
    }

    /** One thread's photon and steps. */
    static final class ScalarShooter implements Shooter {
        private final SourceTable table;
        private final boolean saturates;
        private final Photon photon;
        private final ScalarStep[] steps;

        ScalarShooter(SourceTable table, int[] edges) {
            this.table = table;
            this.saturates = table.saturates();
            this.photon = new Photon(table);
            this.steps = ScalarSteps.of(table, edges);
        }

        @Override
        public long shoot(int source, long from, long to, float begin, float span, int[] charge) {
            int weight = table.weight(source);
            long kept = 0;
            photon.begin = begin;
            photon.span = span;
            for (long number = from; number < to; number++) {
                int pixel = pixel(source, number);
                if (pixel >= 0) {
                    charge[pixel] = saturates ? ChargeMap.add(charge[pixel], weight) : charge[pixel] + weight;
                    kept++;
                }
            }
            return kept * weight;
        }

        /** @return index into the charge map, or -1 where the photon is lost or misses the detector */
        int pixel(int source, long number) {
            photon.begin(source, number);
            for (ScalarStep step : steps) {
                if (!step.move(photon)) {
                    return -1;
                }
            }
            return photon.pixel;
        }
    }
}
