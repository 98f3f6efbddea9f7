package ciel.sim.photon;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Quantile tables of Sersic profiles on the grid of 0.05 in n, made when first asked for and kept (16 kB each). */
final class SersicTables {
    private static final AtomicReferenceArray<float[]> TABLES =
            new AtomicReferenceArray<>((int) Math.round(SersicProfile.N_MAX * 20) + 1);

    private SersicTables() {}

    /** @param steps Sersic index in units of 0.05: 6 to 124 */
    static float[] table(int steps) {
        if (steps < 6 || steps >= TABLES.length()) {
            throw new IllegalArgumentException("Sersic index " + steps / 20.0 + " is outside " + SersicProfile.N_MIN
                    + " to " + SersicProfile.N_MAX);
        }
        float[] table = TABLES.get(steps);
        if (table == null) {
            table = QuantileTable.of(new SersicProfile(steps / 20.0));
            TABLES.compareAndSet(steps, null, table);
        }
        return table;
    }
}
