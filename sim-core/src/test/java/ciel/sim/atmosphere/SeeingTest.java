package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.photon.QuantileTable;
import ciel.sim.photon.RadialProfile;
import org.junit.jupiter.api.Test;

class SeeingTest {
    /** imsim.md 1.10: FWHM at 500 nm of (r0, L0), by Tokovinin's formula. */
    @Test
    void tokovinin_hasTheAnchors() {
        assertEquals(0.83868, Seeing.VonKarman.tokovinin(500, 0.10, 25), 1e-4);
        assertEquals(0.53966, Seeing.VonKarman.tokovinin(500, 0.15, 25), 1e-4);
        assertEquals(0.39265, Seeing.VonKarman.tokovinin(500, 0.20, 25), 1e-4);
        assertEquals(0.59431, Seeing.VonKarman.tokovinin(500, 0.15, 100), 1e-4);
        assertEquals(0.67105, Seeing.VonKarman.tokovinin(500, 0.15, 1e12), 1e-4);
    }

    /**
     * Central intensity over the whole profile by direct quadrature: where it has fallen to half is the FWHM.
     * Independent of the encircled energy.
     */
    private static double fwhm(Seeing seeing) {
        double peak = intensity(seeing, 0);
        double low = 0;
        double high = 10;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (intensity(seeing, middle) > peak / 2) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    private static double intensity(Seeing seeing, double radius) {
        int steps = 4000;
        double h = seeing.cutOff() / steps;
        double sum = 0;
        for (int i = 1; i <= steps; i++) {
            double k = i * h;
            sum += seeing.transfer(k)
                    * k
                    * org.apache.commons.math3.special.BesselJ.value(0, Math.min(k * radius, 1e4));
        }
        return sum * h;
    }

    @Test
    void kolmogorov_hasTheWidthAskedFor() {
        for (double width : new double[] {0.3, 0.7, 2}) {
            assertEquals(width, fwhm(new Seeing.Kolmogorov(width)), 1e-4 * width);
        }
    }

    /** Tokovinin's formula is an approximation, good to a percent for L0 / r0 > 20 (his section 3). */
    @Test
    void vonKarman_hasTheWidthAskedFor_asWellAsTheFormulaKnows() {
        for (double outerScale : new double[] {15, 25, 100}) {
            assertEquals(0.7, fwhm(Seeing.VonKarman.ofFwhm(0.7, 622.2, outerScale)), 0.01 * 0.7, "L0 = " + outerScale);
        }
    }

    /** Without an outer scale the two models are one. */
    @Test
    void vonKarmanOfHugeOuterScale_isKolmogorov() {
        double r0 = 0.15;
        Seeing.VonKarman vonKarman = new Seeing.VonKarman(500, r0, 1e9);
        Seeing.Kolmogorov kolmogorov =
                new Seeing.Kolmogorov(Seeing.Kolmogorov.FWHM * 500e-9 / r0 * 180 * 3600 / Math.PI);
        for (double k = 0.1; k < 20; k *= 1.5) {
            assertEquals(kolmogorov.transfer(k), vonKarman.transfer(k), 2e-3, "k = " + k);
        }
        assertEquals(kolmogorov.wing(), vonKarman.wing(), 1e-4 * kolmogorov.wing());
    }

    /**
     * Row 29: the width goes like lambda^-0.3. Read off the rows of a chromatic point spread function without a
     * Gaussian.
     */
    @Test
    void rowsOfAChromaticSpread_scaleLikeLambdaToTheMinusPointThree() {
        double[] wavelengths = new double[PointSpread.CHROMATIC_ROWS];
        for (int i = 0; i < wavelengths.length; i++) {
            wavelengths[i] = 400 * Math.pow(2, i / 15.0);
        }
        PointSpread psf = PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0, wavelengths, 622.2);
        int half = Integer.MAX_VALUE;
        double blue = QuantileTable.value(psf.tables(), 0, half);
        double red = QuantileTable.value(psf.tables(), 15 * QuantileTable.STRIDE, half);
        assertEquals(1.2311, blue / red, 1.2311e-3);
    }

    /** A Gaussian convolved with next to no seeing is the Gaussian: the closed form against the integral. */
    @Test
    void gaussianThroughTheIntegral_isTheClosedForm() {
        RadialProfile[] profile = SeeingProfile.of(new Seeing.Kolmogorov(1e-3), 1e-3, new double[] {1}, 0.4);
        for (double u : new double[] {0.01, 0.1, 0.3, 0.5}) {
            assertEquals(0.4 * Math.sqrt(-2 * Math.log1p(-u)), profile[0].radiusEnclosing(u), 1e-4);
            assertEquals(0.4 * Math.sqrt(-2 * Math.log(u)), profile[0].radiusOutside(u), 1e-4);
        }
    }

    /** Far out 1 - EE(R) = a Gamma(11/6) / Gamma(1/6) (2 / R)^(5/3) for T = 1 - a k^(5/3). */
    @Test
    void wings_fallLikeRadiusToTheMinusFiveThirds() {
        Seeing.Kolmogorov seeing = new Seeing.Kolmogorov(0.7);
        RadialProfile profile = SeeingProfile.of(seeing, 0.7, new double[] {1}, 0)[0];
        double gammas = org.apache.commons.math3.special.Gamma.gamma(11 / 6.0)
                / -org.apache.commons.math3.special.Gamma.gamma(1 / 6.0);
        for (double outside : new double[] {1e-5, 1e-7, 1e-9}) {
            double expected = 2 * Math.pow(outside / (seeing.wing() * -gammas), -0.6);
            assertEquals(expected, profile.radiusOutside(outside), 3e-3 * expected);
        }
    }

    @Test
    void widthsThatAreNone_areRefused() {
        for (double width : new double[] {0, -1, Double.NaN, 1e4}) {
            assertThrows(IllegalArgumentException.class, () -> new Seeing.Kolmogorov(width));
            assertThrows(IllegalArgumentException.class, () -> PointSpread.gaussian(width));
        }
        IllegalArgumentException tooWide =
                assertThrows(IllegalArgumentException.class, () -> Seeing.VonKarman.ofFwhm(0.001, 622.2, 25));
        assertTrue(tooWide.getMessage().contains("0.001"), tooWide.getMessage());
    }
}
