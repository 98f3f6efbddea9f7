package ciel.sim.photon;

/**
 * Everything that an engine needs to shoot the photons of a list of sources onto one detector: flat arrays of
 * numbers, as a device takes them.
 * Immutable by convention once {@link SourceTableBuilder} has made it; the arrays are not to be written.
 *
 * <h2>What a photon is made of</h2>
 * Photon i of a source takes words of Philox at counter (i or i / 2, key low, key high, draw | i's high word &lt;&lt;
 * 8); see {@link PhotonWords}.
 * Its position is base + offset + P d + G g: d the displacement of the point spread function (arcsec), g the one of
 * the profile (profile units), P and G the
 * source's 2 x 2 matrices to pixels, all in float32 relative to the source's own base pixel, so that rounding does
 * not depend on where on the
 * detector, or on which detector, the source lies.
 *
 * @param seed         exposure seed
 * @param width        detector pixels along x
 * @param height       detector pixels along y
 * @param size         number of sources
 * @param keys         64-bit key of each source: its part of the counter
 * @param photons      photons of each source
 * @param ints         {@value #INTS} ints a source: see the constants I_...
 * @param floats       {@value #FLOATS} floats a source: see the constants F_...
 * @param psf          {@code psfRows} quantile tables of the radius (arcsec) of the point spread function
 * @param psfRows      rows of {@code psf}, a power of two up to {@value #BINS}: the row of wavelength bin k is k
 *      psfRows / BINS
 * @param profiles     quantile tables of the radial profiles, one after the other
 * @param points       pairs (x, y) in pixels for {@link SourceKind#POINTS}
 * @param picture      triples (unsigned threshold, alias, column | row &lt;&lt; 16) for {@link SourceKind#IMAGE}
 * @param spectra      alias tables of {@value #BINS} ints: 25-bit threshold &lt;&lt; 7 | alias
 * @param acceptance   {@value #BINS} thresholds: a photon of bin k is kept when its word &gt;&gt;&gt; 1 is
 *      below; empty where the batch is monochromatic
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
        float[] psf,
        int psfRows,
        float[] profiles,
        float[] points,
        int[] picture,
        int[] spectra,
        int[] acceptance) {
    /** Wavelength bins of a spectrum. */
    public static final int BINS = 128;

    public static final int INTS = 8;
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

    public static final int FLOATS = 10;
    /** position of the source's centre relative to the lower left corner of its base pixel (px) */
    public static final int F_X = 0;

    public static final int F_Y = 1;
    /** matrix P: pixels per arcsec; row-major */
    public static final int F_PSF = 2;
    /** matrix G: pixels per profile unit; row-major */
    public static final int F_PROFILE = 6;

    /** @return true where photons have wavelengths */
    public boolean chromatic() {
        return acceptance.length > 0;
    }

    /** @return right shift that turns a wavelength bin into a row of {@code psf} */
    public int psfRowShift() {
        return Integer.numberOfTrailingZeros(BINS / psfRows);
    }

    public int kind(int source) {
        return ints[source * INTS + I_KIND];
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
            electrons += (double) photons[i] * ints[i * INTS + I_WEIGHT];
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
