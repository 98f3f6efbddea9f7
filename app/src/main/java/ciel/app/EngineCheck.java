package ciel.app;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.photon.RingSplit;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.util.Arrays;

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

    /** Photons with wavelengths, as an instance catalog has them, and without, as a scene table has them. */
    static Result of(PhotonEngine engine) {
        long photons = 0;
        long differing = 0;
        for (boolean chromatic : new boolean[] {true, false}) {
            SourceTable batch = batch(chromatic);
            photons += batch.totalPhotons();
            differing += differing(engine, batch);
        }
        long limit = engine.info().tier() == PhotonEngine.Tier.T1 ? 0 : (long) (T2_LIMIT * photons);
        return new Result(photons, differing, differing <= limit);
    }

    private static long differing(PhotonEngine engine, SourceTable batch) {
        int[] expected = shoot(new ScalarEngine(1), batch);
        int[] found = shoot(engine, batch);
        long difference = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.abs((long) expected[i] - found[i]);
        }
        // a photon that moves is missing in one pixel and surplus in another
        return (difference + 1) / 2;
    }

    private static SourceTable batch(boolean chromatic) {
        double[] wavelengths = new double[PointSpread.CHROMATIC_ROWS];
        Arrays.setAll(wavelengths, row -> 550 + 9.0 * row);
        float[] psf = PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0.3, chromatic ? wavelengths : null, 620)
                .tables();
        double[] acceptance = new double[SourceTable.BINS];
        Arrays.setAll(acceptance, bin -> 0.5 + bin / 300.0);
        double[] spectrum = new double[SourceTable.BINS];
        Arrays.setAll(spectrum, bin -> 1 + bin / 100.0);
        SourceTableBuilder builder = new SourceTableBuilder(SEED, SIDE, SIDE, psf, chromatic ? acceptance : null);
        for (int i = 0; i < PHOTONS.length; i++) {
            boolean point = i % 2 == 0;
            SourceTableBuilder.Source source = new SourceTableBuilder.Source(
                    i + 1,
                    RingSplit.of(PHOTONS[i], SEED, i + 1, !point),
                    1,
                    40.3 + 43.7 * i,
                    200.8 - 41.1 * i,
                    new double[] {5, 0.01, -0.02, 4.9},
                    spectrum,
                    0);
            if (point) {
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
