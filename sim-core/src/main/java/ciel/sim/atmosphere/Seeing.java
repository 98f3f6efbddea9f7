package ciel.sim.atmosphere;

/**
 * The long-exposure optical transfer function of the turbulent atmosphere, exp(-D/2), D the phase structure function;
 * as a function of angular frequency k
 * (rad/arcsec).
 */
public sealed interface Seeing {
    /** @return transfer at k &ge; 0: 1 at 0, descending */
    double transfer(double k);

    /** @return a in 1 - T(k) = a k^(5/3) + ... at small k: what makes the wings (arcsec^(5/3)) */
    double wing();

    /** @return b in the next term, + b k^2, which the outer scale brings (arcsec^2); 0 without one */
    double outerScaleTerm();

    /** @return k (rad/arcsec) beyond which the transfer is below 1e-12 */
    double cutOff();

    /** Kolmogorov (1941) turbulence: T = exp(-(k / k0)^(5/3)). */
    final class Kolmogorov implements Seeing {
        /**
         * FWHM of the profile in units of lambda / r0, and half the constant of D = 6.8839 (rho / r0)^(5/3) (Fried
         * 1966).
         */
        static final double FWHM = 0.97586542;

        static final double HALF_D = 6.8838771822938 / 2;
        private final double k0;

        /** @param fwhm full width at half maximum (arcsec), &gt; 0 */
        public Kolmogorov(double fwhm) {
            if (!(fwhm > 0 && fwhm < 1e3)) {
                throw new IllegalArgumentException(
                        "seeing of " + fwhm + " arcsec FWHM, must be above 0 and below 1000");
            }
            k0 = 2 * StrictMath.PI * FWHM / fwhm / StrictMath.pow(HALF_D, 0.6);
        }

        @Override
        public double transfer(double k) {
            return StrictMath.exp(-StrictMath.pow(k / k0, 5.0 / 3));
        }

        @Override
        public double wing() {
            return StrictMath.pow(k0, -5.0 / 3);
        }

        @Override
        public double outerScaleTerm() {
            return 0;
        }

        @Override
        public double cutOff() {
            return k0 * StrictMath.pow(27.63, 0.6);
        }
    }

    /**
     * Von Karman turbulence of outer scale L0: D(rho) as Conan (2008, J. Opt. Soc. Am. A 25, 527, eq. 2) gives it,
     * with K of order 5/6.
     */
    final class VonKarman implements Seeing {
        private static final double NU = 5.0 / 6;
        private static final double GAMMA_NU = 1.1287870299081260; // Gamma(5/6)
        private static final double GAMMA_MINUS_NU = -6.6795795; // Gamma(-5/6) = Gamma(1/6) / (-5/6)
        private static final int SAMPLES = 512;
        private static final double LN_MIN = StrictMath.log(1e-3);
        private static final double LN_MAX = StrictMath.log(60.0);
        private static final double[] SHAPE = new double[SAMPLES];

        static {
            for (int i = 0; i < SAMPLES; i++) {
                SHAPE[i] = exactShape(StrictMath.exp(LN_MIN + i * (LN_MAX - LN_MIN) / (SAMPLES - 1)));
            }
        }

        /** Half of the structure function's scale: D / 2 = scale * shape(2 pi rho / L0). */
        private final double scale;
        /** 2 pi rho / L0 for one rad/arcsec. */
        private final double perK;

        /**
         * @param wavelength nm
         * @param r0         Fried parameter at that wavelength (m), &gt; 0
         * @param outerScale L0 (m), &gt; r0
         */
        public VonKarman(double wavelength, double r0, double outerScale) {
            if (!(r0 > 0 && outerScale > r0 && wavelength > 0)) {
                throw new IllegalArgumentException("von Karman turbulence with r0 = " + r0 + " m, L0 = " + outerScale
                        + " m at " + wavelength + " nm; 0 < r0 < L0 is needed");
            }
            double amplitude = Kolmogorov.HALF_D
                    / (-StrictMath.pow(2, -NU - 1) * GAMMA_MINUS_NU)
                    / StrictMath.pow(2 * StrictMath.PI, 5.0 / 3);
            scale = amplitude * StrictMath.pow(outerScale / r0, 5.0 / 3);
            double arcsec = StrictMath.PI / 180 / 3600;
            perK = wavelength * 1e-9 / arcsec / outerScale;
        }

        /**
         * Of the FWHM that Tokovinin (2002, PASP 114, 1156, eq. 19) gives it: 0.976 lambda / r0 sqrt(1 - 2.183 (r0 /
         * L0)^0.356). r0 is found by bisection.
         *
         * @param fwhm arcsec
         */
        public static VonKarman ofFwhm(double fwhm, double wavelength, double outerScale) {
            return new VonKarman(wavelength, r0OfFwhm(fwhm, wavelength, outerScale), outerScale);
        }

        /** @return r0 (m) at the wavelength (nm) of that FWHM (arcsec) */
        static double r0OfFwhm(double fwhm, double wavelength, double outerScale) {
            double low = 1e-3;
            double high = Math.min(10, outerScale / 9.5);
            if (!(fwhm > tokovinin(wavelength, high, outerScale) && fwhm < tokovinin(wavelength, low, outerScale))) {
                throw new IllegalArgumentException("seeing of " + fwhm + " arcsec FWHM at " + wavelength
                        + " nm is out of reach with an outer scale of " + outerScale + " m: "
                        + tokovinin(wavelength, high, outerScale) + " to " + tokovinin(wavelength, low, outerScale));
            }
            for (int i = 0; i < 200; i++) {
                double middle = StrictMath.sqrt(low * high);
                if (tokovinin(wavelength, middle, outerScale) > fwhm) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return StrictMath.sqrt(low * high);
        }

        /** @return FWHM (arcsec) by Tokovinin's formula; r0 at the wavelength (nm), in m */
        public static double tokovinin(double wavelength, double r0, double outerScale) {
            return 0.976
                    * wavelength
                    * 1e-9
                    / r0
                    * (180 * 3600 / StrictMath.PI)
                    * StrictMath.sqrt(Math.max(0, 1 - 2.183 * StrictMath.pow(r0 / outerScale, 0.356)));
        }

        @Override
        public double transfer(double k) {
            return StrictMath.exp(-scale * shape(perK * k));
        }

        @Override
        public double wing() {
            return scale * -StrictMath.pow(2, -NU - 1) * GAMMA_MINUS_NU * StrictMath.pow(perK, 5.0 / 3);
        }

        @Override
        public double outerScaleTerm() {
            return scale * StrictMath.pow(2, NU - 1) * GAMMA_NU / (4 * (1 - NU)) * perK * perK;
        }

        @Override
        public double cutOff() {
            double low = 0;
            double high = 1;
            while (transfer(high) > 1e-12 && high < 1e4) {
                high *= 2;
            }
            for (int i = 0; i < 40; i++) {
                double middle = (low + high) / 2;
                if (transfer(middle) > 1e-12) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }

        /** 2^(-1/6) Gamma(5/6) - x^(5/6) K_5/6(x), from a table in ln x. */
        private static double shape(double x) {
            double t = (StrictMath.log(x) - LN_MIN) / (LN_MAX - LN_MIN) * (SAMPLES - 1);
            if (!(t > 1 && t < SAMPLES - 3)) {
                return exactShape(x);
            }
            int i = (int) t;
            double f = t - i;
            double a = SHAPE[i - 1];
            double b = SHAPE[i];
            double c = SHAPE[i + 1];
            double d = SHAPE[i + 2];
            return b + f * ((c - a) / 2 + f * (a - 2.5 * b + 2 * c - d / 2 + f * ((d - a) / 2 + 1.5 * (b - c))));
        }

        private static double exactShape(double x) {
            if (x <= 0) {
                return 0;
            }
            if (x < 0.02) { // the difference of two almost equal terms: its series, from I of order -nu and nu
                double x2 = x * x / 4;
                double falling =
                        -StrictMath.pow(2, NU - 1) * GAMMA_NU * (x2 / (1 - NU) + x2 * x2 / (2 * (1 - NU) * (2 - NU)));
                double rising =
                        -StrictMath.pow(2, -NU - 1) * GAMMA_MINUS_NU * StrictMath.pow(x, 2 * NU) * (1 + x2 / (1 + NU));
                return falling + rising;
            }
            // K_nu(x) = integral of exp(-x cosh t) cosh(nu t) over t > 0; the trapezoidal rule converges geometrically
            double h = 0.05;
            double sum = 0.5 * StrictMath.exp(-x);
            for (double t = h; x * StrictMath.cosh(t) < 700 && t < 20; t += h) {
                sum += StrictMath.exp(-x * StrictMath.cosh(t)) * StrictMath.cosh(NU * t);
            }
            return StrictMath.pow(2, -1.0 / 6) * GAMMA_NU - StrictMath.pow(x, NU) * sum * h;
        }
    }
}
