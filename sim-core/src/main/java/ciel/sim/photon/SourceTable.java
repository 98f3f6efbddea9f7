package ciel.sim.photon;

/**
 * Everything that an engine needs to shoot the photons of a list of sources onto one detector: flat arrays of
 * numbers, as a device takes them.
 * Immutable by convention once {@link SourceTableBuilder} has made it; the arrays are not to be written.
 *
 * <h2>What a photon is made of</h2>
 * Photon i of a source takes random words, see {@link PhotonWord}, and the steps of the {@link PhotonPath}.
 * It begins at base + offset, and each step moves it: the point spread function by P d, d its displacement (arcsec),
 * the profile by G g, g its displacement (profile units), P and G the source's 2 x 2 matrices to pixels; all in float32
 * relative to the source's own base pixel, so that rounding does not depend on where on the detector, or on which
 * detector, the source lies.
 *
 * @param seed         exposure seed
 * @param width        detector pixels along x
 * @param height       detector pixels along y
 * @param size         number of sources
 * @param keys         64-bit key of each source: its part of the counter
 * @param photons      photons of each source
 * @param ints         {@link PhotonPath#sourceInts} ints a source: those of the constants I_..., then each step's own
 * @param floats       {@link PhotonPath#sourceFloats} floats a source: those of the constants F_..., then each step's
 *      own
 * @param path         the steps that each photon takes
 * @param profiles     quantile tables of the radial profiles, one after the other
 * @param points       pairs (x, y) in pixels for {@link SourceKind#POINTS}
 * @param picture      triples (unsigned threshold, alias, column | row &lt;&lt; 16) for {@link SourceKind#IMAGE}
 * @param spectra      alias tables of {@value #BINS} ints: 25-bit threshold &lt;&lt; 7 | alias
 */
public record SourceTable(
        long seed,
        int width,
        int height,
        int size,
        long[] keys,
        long[] photons,
        int[] ints,
        float[] floats,
        PhotonPath path,
        float[] profiles,
        float[] points,
        int[] picture,
        int[] spectra) {
    /** Wavelength bins of a spectrum. */
    public static final int BINS = 128;

    /** Ints of a source beside those of the steps. */
    public static final int INTS = 12;
    /** column and row (from 0) of the base pixel; may lie off the detector */
    public static final int I_X = 0;

    public static final int I_Y = 1;
    /** {@link SourceKind#code()} */
    public static final int I_KIND = 2;
    /**
     * where the source's table begins: in floats of {@code profiles}, pairs of {@code points}, triples of {@code
     * picture}
     */
    public static final int I_TABLE = 3;
    /** number of points or of picture cells */
    public static final int I_COUNT = 4;
    /** where the source's spectrum begins in {@code spectra} */
    public static final int I_SPECTRUM = 5;
    /** electrons that one photon stands for; 1 except for objects over photons.max_per_object */
    public static final int I_WEIGHT = 6;
    /** {@link Ring#code()} of the ring that the row's photons lie in: part of their numbers */
    public static final int I_RING = 7;
    /**
     * bits of the word {@code SPREAD_RADIUS} that are the photon's own, and the other bits, which its ring gives; the
     * word is {@code word & free | given}
     */
    public static final int I_SPREAD_FREE = 8;

    public static final int I_SPREAD_GIVEN = 9;
    /** the same for the word {@code PROFILE_FIRST} */
    public static final int I_PROFILE_FREE = 10;

    public static final int I_PROFILE_GIVEN = 11;

    /** Floats of a source beside those of the steps. */
    public static final int FLOATS = 10;
    /** position of the source's centre relative to the lower left corner of its base pixel (px) */
    public static final int F_X = 0;

    public static final int F_Y = 1;
    /** matrix P: pixels per arcsec; row-major */
    public static final int F_PSF = 2;
    /** matrix G: pixels per profile unit; row-major */
    public static final int F_PROFILE = 6;

    /**
     * @return the same sources on another path
     * @throws IllegalArgumentException where the path has numbers of its own for each source, or other random words
     */
    public SourceTable along(PhotonPath other) {
        if (other.sourceFloats() != path.sourceFloats()
                || other.sourceInts() != path.sourceInts()
                || other.chromatic() != path.chromatic()) {
            throw new IllegalArgumentException("sources of a " + path + " do not fit a " + other);
        }
        return new SourceTable(
                seed, width, height, size, keys, photons, ints, floats, other, profiles, points, picture, spectra);
    }

    /** @return true where photons have wavelengths */
    public boolean chromatic() {
        return path.chromatic();
    }

    /** @return number of the first photon of a source's row */
    public long firstPhoton(int source) {
        return Ring.firstPhoton(ring(source));
    }

    /** @return {@link Ring#code()} of a row's photons */
    public int ring(int source) {
        return integer(source, I_RING);
    }

    /** @return {@link SourceKind#code()} of a source */
    public int kind(int source) {
        return integer(source, I_KIND);
    }

    /** @return electrons that a photon of a source stands for */
    public int weight(int source) {
        return integer(source, I_WEIGHT);
    }

    /** @return one of the ints of a source */
    public int integer(int source, int which) {
        return ints[source * path.sourceInts() + which];
    }

    /**
     * @return whether a pixel may reach {@link ChargeMap#MAX_ELECTRONS}: charge is then added by {@link ChargeMap#add}
     */
    public boolean saturates() {
        return electrons() >= ChargeMap.MAX_ELECTRONS;
    }

    /** @return electrons of all photons, were they all to be detected */
    public double electrons() {
        double electrons = 0;
        for (int i = 0; i < size; i++) {
            electrons += (double) photons[i] * weight(i);
        }
        return electrons;
    }

    /** @return all photons of all sources */
    public long totalPhotons() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += photons[i];
        }
        return sum;
    }
}
