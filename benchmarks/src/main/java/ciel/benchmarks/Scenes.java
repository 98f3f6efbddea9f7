package ciel.benchmarks;

import ciel.kernels.EngineRegistry;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.engine.CpuEngine;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.DetectorImage;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.engine.ScalarEngine;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceKey;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Batches that benchmarks shoot: a CCD of 4096 x 4004 px of 0.2 arcsec, Kolmogorov of 0.7 arcsec. */
public final class Scenes {
    static final int WIDTH = 4096;
    static final int HEIGHT = 4004;
    private static final long SEED = 1;
    private static final double FWHM = 0.7;
    private static final double[] SCALE = {5, 0, 0, 5};
    /** Sersic indices of the faint galaxies. */
    private static final double[] INDICES = {0.5, 1, 2.5, 4, 6};

    private Scenes() {}

    /** What is in a scene. */
    public enum Kind {
        STAR,
        SERSIC,
        STAR_CHROMATIC,
        SERSIC_CHROMATIC,
        FAINT;

        boolean chromatic() {
            return this == STAR_CHROMATIC || this == SERSIC_CHROMATIC;
        }
    }

    /** @param name scalar or vector */
    static CpuEngine engine(String name) {
        return (CpuEngine) new EngineRegistry().open(name, OptionalInt.empty(), 1, note -> {});
    }

    /** @param photons in all; faint objects have {@code each} of them, the other kinds one object has all */
    static SourceTable batch(Kind kind, long photons, int each) {
        SourceTableBuilder builder = new SourceTableBuilder(
                SEED, WIDTH, HEIGHT, psf(kind.chromatic()), kind.chromatic() ? filled(0.9) : null);
        double[] spectrum = kind.chromatic() ? filled(1) : null;
        if (kind == Kind.FAINT) {
            SplittableRandom random = new SplittableRandom(SEED);
            for (long i = 0; i < photons / each; i++) {
                add(
                        builder,
                        i,
                        each,
                        random.nextDouble(WIDTH),
                        random.nextDouble(HEIGHT),
                        i % 6 == 5 ? 0 : INDICES[(int) (i % 6)],
                        1 + 2 * random.nextDouble(),
                        null);
            }
        } else {
            add(
                    builder,
                    0,
                    photons,
                    2047.3,
                    2001.7,
                    kind == Kind.STAR || kind == Kind.STAR_CHROMATIC ? 0 : 4,
                    4,
                    spectrum);
        }
        return builder.build();
    }

    private static void add(
            SourceTableBuilder builder,
            long id,
            long photons,
            double x,
            double y,
            double n,
            double hlr,
            double[] spectrum) {
        SourceTableBuilder.Source common =
                new SourceTableBuilder.Source(SourceKey.of(Long.toString(id)), photons, 1, x, y, SCALE, spectrum, 0);
        if (n == 0) {
            builder.addPoint(common);
        } else {
            builder.addSersic(common, n, new double[] {hlr, 0.1, -0.1, 0.6 * hlr});
        }
    }

    private static double[] filled(double value) {
        double[] filled = new double[SourceTable.BINS];
        Arrays.fill(filled, value);
        return filled;
    }

    static float[] psf(boolean chromatic) {
        double[] wavelengths = null;
        if (chromatic) {
            wavelengths = new double[PointSpread.CHROMATIC_ROWS];
            for (int i = 0; i < wavelengths.length; i++) {
                wavelengths[i] = 552 + 140.0 * (i + 0.5) / wavelengths.length;
            }
        }
        return PointSpread.seeing(new Seeing.Kolmogorov(FWHM), FWHM, 0, wavelengths, 620)
                .tables();
    }

    /**
     * @throws IllegalStateException unless the engine gives the scalar engine's electrons, every pixel, for a batch
     * like the one to be timed
     */
    static void check(PhotonEngine engine, Kind kind) {
        SourceTable batch = batch(kind, 100_000, 100);
        long[] expectedRealized = new long[batch.size()];
        ChargeMap expected = new ChargeMap(WIDTH, HEIGHT);
        DetectorImage image = engine.expose(DetectorExposure.of(batch, null), PhotonEngine.PhotonProgress.NONE);
        try (ScalarEngine scalar = new ScalarEngine(1)) {
            scalar.shoot(batch, expected, expectedRealized, PhotonEngine.PhotonProgress.NONE);
        }
        boolean plausible = expected.total() == Arrays.stream(expectedRealized).sum() && expected.total() > 80_000;
        if (!plausible
                || !Arrays.equals(image.charge().data(), expected.data())
                || !Arrays.equals(image.realized(), expectedRealized)) {
            throw new IllegalStateException(
                    engine.info().name() + " differs from the scalar engine on " + kind + ": it is not timed");
        }
    }
}
