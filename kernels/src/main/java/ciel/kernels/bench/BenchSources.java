package ciel.kernels.bench;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.SourceTable;
import ciel.sim.photon.SourceTableBuilder;
import ciel.sim.readout.Crosstalk;
import ciel.sim.readout.Readout;
import ciel.sim.readout.ReadoutSettings;
import ciel.sim.readout.SkyParameters;
import java.util.Arrays;

/** What {@code ciel bench} shoots onto a CCD of 4096 x 4004 px of 0.2 arcsec, with any engine. */
public final class BenchSources {
    /** columns */
    public static final int WIDTH = 4096;
    /** lines */
    public static final int HEIGHT = 4004;
    /** pixels of the CCD */
    public static final int PIXELS = WIDTH * HEIGHT;

    private static final long SEED = 20_260_101;
    private static final long SEED_OF_SKY = 99;
    private static final int DETECTOR = 3;
    private static final double[] PIXELS_PER_ARCSEC = {5, 0, 0, 5};

    private BenchSources() {}

    /**
     * Stars with a Kolmogorov point spread function of 0.7 arcsec.
     *
     * @param stars     how many, &ge; 0
     * @param photons   of each
     * @param chromatic whether each photon has a wavelength
     */
    public static SourceTable stars(int stars, long photons, boolean chromatic) {
        SourceTableBuilder builder = builder(chromatic);
        for (int i = 0; i < stars; i++) {
            builder.addPoint(common(i + 12_345, photons));
        }
        return builder.build();
    }

    /**
     * Sersic galaxies of indices 1 to 4 with the same point spread function.
     *
     * @param objects how many, &ge; 1
     * @param photons of all together
     */
    public static SourceTable galaxies(int objects, long photons) {
        SourceTableBuilder builder = builder(false);
        for (int i = 0; i < objects; i++) {
            builder.addSersic(common(i, photons / objects), 1 + i % 4, new double[] {3, 0.5, -0.5, 2});
        }
        return builder.build();
    }

    /**
     * Makes the path of {@code --physics full}, once, for {@link #stars(PhotonPath, int, long)}.
     *
     * @param bits   phase screens have 2^bits x 2^bits nodes: 12 for those of a visit, 0.4 GB; 10 for 25 MB
     * @param epochs between which all pixels' boundaries are moved: 16 for a visit
     */
    public static PhotonPath wholePath(int bits, int epochs) {
        return WholePath.of(bits, epochs);
    }

    /** Stars of so many photons each, through a path. */
    public static SourceTable stars(PhotonPath path, int stars, long photons) {
        SourceTableBuilder builder = new SourceTableBuilder(SEED, WIDTH, HEIGHT, path);
        for (int i = 0; i < stars; i++) {
            builder.addPoint(common(i + 12_345, photons));
        }
        return builder.build();
    }

    /** @return no source at all */
    public static SourceTable dark() {
        return builder(false).build();
    }

    /** @param electrons mean level (e-/px) */
    public static SkyParameters sky(double electrons) {
        return SkyParameters.uniform(electrons, DETECTOR, SEED_OF_SKY);
    }

    /** @return the readout of R22_S11 after 30 s, crosstalk included */
    public static Readout readout() {
        Detector detector = Camera.lsst().detector("R22_S11");
        return new Readout(
                detector,
                ReadoutSettings.DEFAULT.withCrosstalk(new Crosstalk(Camera.crosstalk(detector))),
                30,
                SEED_OF_SKY);
    }

    private static float[] psf(boolean chromatic) {
        double[] wavelengths = null;
        if (chromatic) {
            wavelengths = new double[PointSpread.CHROMATIC_ROWS];
            Arrays.setAll(wavelengths, i -> 550 + 140.0 * i / PointSpread.CHROMATIC_ROWS);
        }
        return PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0.3, wavelengths, 620)
                .tables();
    }

    private static SourceTableBuilder builder(boolean chromatic) {
        double[] acceptance = new double[SourceTable.BINS];
        Arrays.fill(acceptance, 0.9);
        return new SourceTableBuilder(SEED, WIDTH, HEIGHT, psf(chromatic), chromatic ? acceptance : null);
    }

    private static SourceTableBuilder.Source common(int i, long photons) {
        double[] flat = new double[SourceTable.BINS];
        Arrays.fill(flat, 1);
        // places that look random and cover the detector
        return new SourceTableBuilder.Source(
                i + 1,
                photons,
                1,
                i * 0.7548776662 % 1 * WIDTH,
                i * 0.5698402909 % 1 * HEIGHT,
                PIXELS_PER_ARCSEC,
                flat,
                0);
    }
}
