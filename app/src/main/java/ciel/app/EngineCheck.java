package ciel.app;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;

/**
 * The self-test of {@code ciel engines}: a star and galaxies of awkward photon numbers, shot by an engine and by the
 * scalar engine.
 */
final class EngineCheck {
    private static final int SIDE = 256;
    private static final long SEED = 20_260_101;
    private static final int[] PHOTONS = {1, 17, 4097, 100_003, 200_001};
    /** share of photons that may lie elsewhere under tier T2 */
    private static final double T2_LIMIT = 1e-3;

    /**
     * What came of it.
     *
     * @param photons   photons shot
     * @param differing electrons that are in another pixel than the scalar engine puts them
     * @param passed    whether the engine keeps the promise of its tier
     */
    record Result(long photons, long differing, boolean passed) {}

    private EngineCheck() {}

    static Result of(PhotonEngine engine) {
        SourceTable batch = batch();
        int[] expected = shoot(new ScalarEngine(1), batch);
        int[] found = shoot(engine, batch);
        long difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.abs((long) expected[i] - found[i]);
        }
        long limit = engine.info().tier() == PhotonEngine.Tier.T1 ? 0 : (long) (T2_LIMIT * batch.totalPhotons());
        // a photon that moves is missing in one pixel and surplus in another
        long differing = (difference + 1) / 2;
        return new Result(batch.totalPhotons(), differing, differing <= limit);
    }

    private static SourceTable batch() {
        float[] psf = PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0.3, null, 620)
                .tables();
        SourceTableBuilder builder = new SourceTableBuilder(SEED, SIDE, SIDE, psf, null);
        for (int i = 0; i < PHOTONS.length; i++) {
            SourceTableBuilder.Source source = new SourceTableBuilder.Source(
                    i + 1,
                    PHOTONS[i],
                    1,
                    40.3 + 43.7 * i,
                    200.8 - 41.1 * i,
                    new double[] {5, 0.01, -0.02, 4.9},
                    new double[SourceTable.BINS],
                    0);
            if (i % 2 == 0) {
                builder.addPoint(source);
            } else {
                builder.addSersic(source, 1 + i, new double[] {4, 1, -0.5, 2});
            }
        }
        return builder.build();
    }

    private static int[] shoot(PhotonEngine engine, SourceTable batch) {
        return engine.expose(DetectorExposure.of(batch, null), PhotonEngine.PhotonProgress.NONE)
                .charge()
                .data();
    }
}
