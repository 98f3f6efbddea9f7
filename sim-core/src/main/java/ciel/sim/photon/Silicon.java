package ciel.sim.photon;

import java.util.Set;

/**
 * A photon becomes an electron at some depth in the silicon, and the electron spreads on its way to the gates.
 *
 * <p>The way in the silicon is an exponential deviate times the absorption length of the wavelength bin; what would go
 * through the device is taken modulo its thickness, which makes the deviate one of those that are absorbed: only they
 * count in the quantum efficiency. The photon moves on by its slopes times the depth, and the electron by a Gaussian
 * whose width goes as the square root of the height that it falls.
 *
 * @param lengths   absorption length of each of {@value SourceTable#BINS} wavelength bins (um), then {@value #NUMBERS}
 *     numbers: thickness (um), 1 / thickness, diffusion at a height of 1 um (px), px in a um
 * @param depths    quantile table of the exponential distribution
 * @param diffusion quantile table of the radius of a pair of standard normal deviates
 */
public record Silicon(float[] lengths, float[] depths, float[] diffusion) implements PhotonStep {
    /** px: 100 um at a slope of 0.13, and six standard deviations of diffusion. */
    private static final double FARTHEST = 5;

    /** Numbers behind the absorption lengths. */
    public static final int NUMBERS = 4;

    public static final int THICKNESS = SourceTable.BINS;
    public static final int PER_THICKNESS = SourceTable.BINS + 1;
    public static final int DIFFUSION = SourceTable.BINS + 2;
    public static final int PER_MICRON = SourceTable.BINS + 3;

    private static final float[] EXPONENTIAL = new float[QuantileTable.STRIDE];
    private static final float[] NORMAL_RADIUS = new float[QuantileTable.STRIDE];

    static {
        QuantileTable.fill(EXPONENTIAL, 0, f -> -StrictMath.log1p(-f), f -> -StrictMath.log(f));
        QuantileTable.fill(
                NORMAL_RADIUS,
                0,
                f -> StrictMath.sqrt(-2 * StrictMath.log1p(-f)),
                f -> StrictMath.sqrt(-2 * StrictMath.log(f)));
    }

    public Silicon {
        if (lengths.length != SourceTable.BINS + NUMBERS) {
            throw new IllegalArgumentException(
                    lengths.length + " numbers of silicon, must be " + (SourceTable.BINS + NUMBERS));
        }
    }

    /**
     * @param lengths   absorption length of each wavelength bin (um), &gt; 0
     * @param thickness of the silicon (um), &gt; 0
     * @param diffusion width of the Gaussian of an electron that falls the whole thickness (um, each axis)
     * @param pixel     pitch of the pixels (um)
     */
    public static Silicon of(double[] lengths, double thickness, double diffusion, double pixel) {
        float[] numbers = new float[SourceTable.BINS + NUMBERS];
        for (int k = 0; k < SourceTable.BINS; k++) {
            numbers[k] = (float) lengths[k];
        }
        numbers[THICKNESS] = (float) thickness;
        numbers[PER_THICKNESS] = (float) (1 / thickness);
        numbers[DIFFUSION] = (float) (diffusion / pixel / StrictMath.sqrt(thickness));
        numbers[PER_MICRON] = (float) (1 / pixel);
        return new Silicon(numbers, EXPONENTIAL, NORMAL_RADIUS);
    }

    @Override
    public Set<PhotonWord> words() {
        return Set.of(PhotonWord.DEPTH, PhotonWord.DIFFUSION_RADIUS, PhotonWord.DIFFUSION_DIRECTION);
    }

    @Override
    public void tables(StepTables to) {
        to.floats("SILICON_LENGTHS", lengths);
        to.floats("SILICON_DEPTHS", depths);
        to.floats("SILICON_DIFFUSION", diffusion);
    }

    @Override
    public double reach(double photons, double scale, float[] floats, int f) {
        return FARTHEST;
    }
}
