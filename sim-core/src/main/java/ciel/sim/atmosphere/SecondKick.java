package ciel.sim.atmosphere;

import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.TabulatedProfile;
import org.apache.commons.math3.special.BesselJ;
import org.apache.commons.math3.special.Gamma;

/**
 * What the screens leave out of the point spread function: turbulence of more than {@link PhaseScreens#KICK} cycles per
 * r0, and the diffraction of the annular pupil, at the wavelength of the photon; and a Gaussian for what the telescope
 * and the dome add. As quantile tables of the radius (arcsec).
 *
 * <p>Transfer at a lag rho in the pupil: exp(-D(rho) / 2) times the autocorrelation of the annulus, with
 * D = 0.2877 r0^(-5/3) int f^(-8/3) (1 - J0(2 pi f rho)) df over f above the boundary (Noll 1976): all of Kolmogorov's
 * 6.884 (rho / r0)^(5/3) less the integral below. Encircled energy as in {@link SeeingProfile}; beyond {@value #JOIN}
 * arcsec by the expansion of the transfer at small lags, which leaves out the rings.
 */
final class SecondKick {
    /** Diameter of the pupil and of its obscuration (m), as imSim has them for this. */
    private static final double OUTER = 8.36;

    private static final double INNER = 0.61 * OUTER;
    /** 0.2877: what makes the integral over all f Kolmogorov's structure function. */
    private static final double CONSTANT = 2
            * Seeing.Kolmogorov.HALF_D
            / StrictMath.pow(2 * StrictMath.PI, 5.0 / 3)
            * StrictMath.pow(2, 8.0 / 3)
            * StrictMath.pow(Gamma.gamma(11.0 / 6), 2)
            * StrictMath.sin(5 * StrictMath.PI / 6)
            / StrictMath.PI;

    private static final double JOIN = 2.5;
    private static final double FIRST = 2e-4;
    private static final double LAST = 1e7;
    private static final int LAGS = 256;
    /** Steps of sqrt(k) for one radian of k JOIN: a tenth of a radian a step where steps are largest. */
    private static final double STEPS_PER_RADIAN = 20;

    private static final int NEAR = 160;
    private static final int FAR = 64;
    private static final double ARCSEC = StrictMath.PI / 180 / 3600;

    private final double limit;
    /** D / 2 at 500 nm; node k is at the lag OUTER (k / LAGS)^2. */
    private final double[] half = new double[LAGS + 1];

    private final double r0;

    /** @param reference effective wavelength of the band (nm): its r0 says where the screens end */
    SecondKick(Turbulence turbulence, double reference) {
        r0 = turbulence.r0();
        limit = PhaseScreens.KICK / turbulence.r0At(reference);
        for (int k = 1; k <= LAGS; k++) {
            double rho = lag(k);
            double above = Seeing.Kolmogorov.HALF_D * StrictMath.pow(rho / r0, 5.0 / 3)
                    - 0.5 * CONSTANT * StrictMath.pow(r0, -5.0 / 3) * below(rho);
            half[k] = Math.max(0, above);
        }
    }

    /** All of the turbulence, as if there were no screens: what screens and second kick come to in the long run. */
    SecondKick(Turbulence turbulence) {
        r0 = turbulence.r0();
        limit = 0;
        Seeing whole = new Seeing.VonKarman(Turbulence.REFERENCE, r0, turbulence.outerScale());
        double perLag = 2 * StrictMath.PI * ARCSEC / (Turbulence.REFERENCE * 1e-9);
        for (int k = 1; k <= LAGS; k++) {
            half[k] = -StrictMath.log(whole.transfer(lag(k) * perLag));
        }
    }

    private static double lag(int k) {
        return OUTER * k * k / (LAGS * (double) LAGS);
    }

    /** int f^(-8/3) (1 - J0(2 pi f rho)) df from 0 to the boundary; with f = limit s^3 the integrand is smooth. */
    private double below(double rho) {
        int steps = 400;
        double sum = 3 * StrictMath.cbrt(limit) * StrictMath.pow(StrictMath.PI * rho, 2); // the integrand at 0
        for (int k = 1; k <= steps; k++) {
            double s = k / (double) steps;
            double f = limit * s * s * s;
            double x = 2 * StrictMath.PI * f * rho;
            double oneLess = x < 1e-2 ? x * x / 4 * (1 - x * x / 16) : 1 - BesselJ.value(0, x);
            double value = StrictMath.pow(f, -8.0 / 3) * oneLess * 3 * limit * s * s;
            sum += value * (k == steps ? 1 : k % 2 == 1 ? 4 : 2); // Simpson
        }
        return sum / (3 * steps);
    }

    /**
     * @param wavelengths nm, one row each
     * @param sigma       of the Gaussian (arcsec), 0 for none
     * @return the rows' quantile tables
     */
    float[] tables(double[] wavelengths, double sigma) {
        float[] tables = new float[wavelengths.length * QuantileTable.STRIDE];
        for (int row = 0; row < wavelengths.length; row++) {
            TabulatedProfile profile = profile(wavelengths[row], sigma);
            QuantileTable.fill(tables, row * QuantileTable.STRIDE, profile::radiusEnclosing, profile::radiusOutside);
        }
        return tables;
    }

    /** @return transfer at a lag (m), at a wavelength (nm), without the Gaussian */
    double transfer(double rho, double wavelength) {
        double scaled = Math.min(1, StrictMath.sqrt(rho / OUTER)) * LAGS;
        int k = (int) Math.min(LAGS - 1, scaled);
        double halfD = half[k] + (scaled - k) * (half[k + 1] - half[k]);
        double perWavelength = Turbulence.REFERENCE / wavelength;
        return StrictMath.exp(-halfD * perWavelength * perWavelength) * annulus(rho);
    }

    /** Autocorrelation of the annulus: 1 at 0, 0 from the diameter on. */
    static double annulus(double rho) {
        double a = OUTER / 2;
        double b = INNER / 2;
        return (lens(a, a, rho) - 2 * lens(a, b, rho) + lens(b, b, rho)) / (StrictMath.PI * (a * a - b * b));
    }

    /** Area that two circles share whose centres are apart. */
    private static double lens(double a, double b, double apart) {
        if (apart >= a + b) {
            return 0;
        }
        if (apart <= a - b) {
            return StrictMath.PI * b * b;
        }
        double x = (apart * apart + a * a - b * b) / (2 * apart);
        double y = apart - x;
        double chord = StrictMath.sqrt(Math.max(0, a * a - x * x));
        return a * a * StrictMath.acos(Math.clamp(x / a, -1, 1))
                + b * b * StrictMath.acos(Math.clamp(y / b, -1, 1))
                - apart * chord;
    }

    private TabulatedProfile profile(double wavelength, double sigma) {
        double lag = wavelength * 1e-9 / (2 * StrictMath.PI) / ARCSEC; // m for one rad/arcsec
        double most = OUTER / lag;
        if (sigma > 0) {
            most = Math.min(most, 7.5 / sigma);
        }
        int nodes = (int) Math.max(1024, STEPS_PER_RADIAN * most * JOIN);
        double[] k = new double[nodes];
        double[] weighted = new double[nodes];
        for (int i = 0; i < nodes; i++) { // midpoints of equal steps of sqrt(k): dense where the transfer is steep
            double s = (i + 0.5) / nodes;
            k[i] = most * s * s;
            weighted[i] = 2
                    * most
                    * s
                    / nodes
                    * transfer(lag * k[i], wavelength)
                    * StrictMath.exp(-0.5 * k[i] * k[i] * sigma * sigma);
        }
        double[] radius = new double[NEAR + FAR];
        double[] inside = new double[NEAR + FAR];
        double[] outside = new double[NEAR + FAR];
        for (int r = 0; r < NEAR; r++) {
            radius[r] = FIRST * StrictMath.pow(JOIN / FIRST, r / (double) NEAR);
            double sum = 0;
            for (int i = 0; i < nodes; i++) {
                sum += weighted[i] * BesselJ1.value(k[i] * radius[r]);
            }
            inside[r] = Math.clamp(radius[r] * sum, 1e-12, 1 - 1e-12);
            outside[r] = 1 - inside[r];
        }
        for (int r = NEAR; r < radius.length; r++) {
            radius[r] = JOIN * StrictMath.pow(LAST / JOIN, (r - NEAR) / (double) FAR);
            outside[r] = wings(wavelength, lag, sigma, radius[r]);
            inside[r] = 1 - outside[r];
        }
        SeeingProfile.settle(inside, outside);
        return new TabulatedProfile(radius, inside, outside);
    }

    /** 1 - EE(R) from the transfer (1 - c k) exp(-a k^(5/3) - s k^2) at small k. */
    private double wings(double wavelength, double lag, double sigma, double radius) {
        double perWavelength = Turbulence.REFERENCE / wavelength;
        double phase = perWavelength * perWavelength;
        double a = phase * Seeing.Kolmogorov.HALF_D * StrictMath.pow(lag / r0, 5.0 / 3);
        double below = phase
                * 0.5
                * CONSTANT
                * 3
                * StrictMath.PI
                * StrictMath.PI
                * StrictMath.pow(limit, 1.0 / 3)
                * StrictMath.pow(r0, -5.0 / 3)
                * lag
                * lag;
        double s = sigma * sigma / 2 - below;
        double c = 2 / (StrictMath.PI * (OUTER - INNER) / 2) * lag;
        return -(term(-c, 1, radius)
                + term(-a, 5.0 / 3, radius)
                + term(a * c, 8.0 / 3, radius)
                + term(c * s, 3, radius)
                + term(a * a / 2, 10.0 / 3, radius)
                + term(a * s, 11.0 / 3, radius));
    }

    /** coefficient int R k^m J1(k R) dk, in the sense of its analytic continuation. */
    private static double term(double coefficient, double m, double radius) {
        return coefficient * StrictMath.pow(2 / radius, m) * Gamma.gamma(1 + m / 2) / Gamma.gamma(1 - m / 2);
    }
}
