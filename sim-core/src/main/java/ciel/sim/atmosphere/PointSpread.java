package ciel.sim.atmosphere;

import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.RadialProfile;
import ciel.sim.photon.TabulatedProfile;

/**
 * The point spread function as quantile tables of the radius (arcsec): one row, or one for each group of wavelengths.
 *
 * @param tables rows of {@link QuantileTable#STRIDE} floats
 * @param rows   1 or {@value #CHROMATIC_ROWS}
 * @param fwhm   of the model before the Gaussian, at the reference wavelength (arcsec); for headers
 */
public record PointSpread(float[] tables, int rows, double fwhm) {
    /**
     * Rows of a chromatic point spread function: the width within a row varies by less than 0.3 % across the widest
     * band.
     */
    public static final int CHROMATIC_ROWS = 16;
    /** The seeing's width goes like lambda to this power (Kolmogorov turbulence: -1/5 of r0's 6/5, plus 1). */
    public static final double CHROMATIC_POWER = -0.3;

    private static final double SIGMA = 1 / 2.3548200450309493;

    /** Every photon stays where it was. */
    public static PointSpread none() {
        return new PointSpread(new float[QuantileTable.STRIDE], 1, 0);
    }

    /** @param fwhm arcsec */
    public static PointSpread gaussian(double fwhm) {
        double sigma = positive(fwhm) * SIGMA;
        return of(
                fwhm,
                profile(
                        u -> sigma * StrictMath.sqrt(-2 * StrictMath.log1p(-u)),
                        q -> sigma * StrictMath.sqrt(-2 * StrictMath.log(q))));
    }

    /**
     * Moffat (1969): I ~ (1 + (r / rd)^2)^-beta.
     *
     * @param fwhm arcsec
     * @param beta &gt; 1.1
     */
    public static PointSpread moffat(double fwhm, double beta) {
        if (!(beta > 1.1 && beta < 100)) {
            throw new IllegalArgumentException("Moffat beta = " + beta + ", must be 1.1 to 100");
        }
        double rd = positive(fwhm) / 2 / StrictMath.sqrt(StrictMath.expm1(StrictMath.log(2) / beta));
        double power = 1 / (1 - beta);
        return of(
                fwhm,
                profile(
                        u -> rd * StrictMath.sqrt(StrictMath.expm1(power * StrictMath.log1p(-u))),
                        q -> rd * StrictMath.sqrt(StrictMath.expm1(power * StrictMath.log(q)))));
    }

    /**
     * Two Gaussians, the wider of twice the width and a tenth of the light of the other (LSST's calculations of
     * signal to noise, LSE-40, and phosim): with sigma = FWHM / 2.3835 the sum has that FWHM.
     *
     * @param fwhm         arcsec
     * @param gaussianFwhm of a Gaussian that both are convolved with (arcsec), 0 for none
     */
    public static PointSpread doubleGaussian(double fwhm, double gaussianFwhm) {
        double narrow = StrictMath.hypot(positive(fwhm) / 2.3835, gaussianFwhm * SIGMA);
        double wide = StrictMath.hypot(2 * fwhm / 2.3835, gaussianFwhm * SIGMA);
        int samples = 512;
        double[] radius = new double[samples];
        double[] inside = new double[samples];
        double[] outside = new double[samples];
        for (int i = 0; i < samples; i++) {
            radius[i] = wide * 1e-5 * StrictMath.pow(1e6, i / (samples - 1.0));
            double a = -0.5 * radius[i] * radius[i] / (narrow * narrow);
            double b = -0.5 * radius[i] * radius[i] / (wide * wide);
            inside[i] = -(StrictMath.expm1(a) + 0.1 * StrictMath.expm1(b)) / 1.1;
            outside[i] = (StrictMath.exp(a) + 0.1 * StrictMath.exp(b)) / 1.1;
        }
        return of(fwhm, new TabulatedProfile(radius, inside, outside));
    }

    /**
     * Seeing, and a Gaussian for what the telescope and the dome add.
     *
     * @param seeing       at the reference wavelength
     * @param fwhm         its FWHM (arcsec)
     * @param gaussianFwhm arcsec, 0 for none
     * @param wavelengths  of the {@link #CHROMATIC_ROWS} rows (nm), or null for one row at the reference wavelength
     * @param reference    nm
     */
    public static PointSpread seeing(
            Seeing seeing, double fwhm, double gaussianFwhm, double[] wavelengths, double reference) {
        double[] scales = {1};
        if (wavelengths != null) {
            scales = new double[wavelengths.length];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = StrictMath.pow(wavelengths[i] / reference, CHROMATIC_POWER);
            }
        }
        return of(fwhm, SeeingProfile.of(seeing, fwhm, scales, gaussianFwhm * SIGMA));
    }

    private static PointSpread of(double fwhm, RadialProfile... profiles) {
        float[] tables = new float[profiles.length * QuantileTable.STRIDE];
        for (int row = 0; row < profiles.length; row++) {
            QuantileTable.fill(
                    tables, row * QuantileTable.STRIDE, profiles[row]::radiusEnclosing, profiles[row]::radiusOutside);
        }
        return new PointSpread(tables, profiles.length, fwhm);
    }

    private static RadialProfile profile(
            java.util.function.DoubleUnaryOperator enclosing, java.util.function.DoubleUnaryOperator outside) {
        return new RadialProfile() {
            @Override
            public double radiusEnclosing(double fraction) {
                return enclosing.applyAsDouble(fraction);
            }

            @Override
            public double radiusOutside(double fraction) {
                return outside.applyAsDouble(fraction);
            }
        };
    }

    private static double positive(double fwhm) {
        if (!(fwhm > 0 && fwhm < 1e3)) {
            throw new IllegalArgumentException("FWHM of " + fwhm + " arcsec, must be above 0 and below 1000");
        }
        return fwhm;
    }
}
