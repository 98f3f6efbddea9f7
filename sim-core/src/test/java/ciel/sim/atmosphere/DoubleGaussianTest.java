package ciel.sim.atmosphere;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.sim.photon.QuantileTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The double Gaussian against Simpson's rule on its surface brightness, written down anew from LSE-40. */
class DoubleGaussianTest {
    /** f(r) = exp(-r^2 / 2 s^2) + exp(-r^2 / 8 s^2) / 10 of the inner amplitude's light over areas, s = FWHM / 2.3835. */
    private static double brightness(double r, double fwhm, double blur) {
        double s = fwhm / 2.3835;
        double narrow = s * s + blur * blur;
        double wide = 4 * s * s + blur * blur;
        return Math.exp(-r * r / (2 * narrow)) / narrow + 0.1 * Math.exp(-r * r / (2 * wide)) / wide;
    }

    private static double within(double radius, double fwhm, double blur) {
        int steps = 2000;
        double h = radius / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double r = i * h;
            sum += (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * r * brightness(r, fwhm, blur);
        }
        return sum * h / 3;
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0", "1.2, 0", "0.7, 0.3"})
    void radiiHoldTheLightThatQuadratureGives(double fwhm, double gaussian) {
        PointSpread psf = PointSpread.doubleGaussian(fwhm, gaussian);
        double blur = gaussian / 2.3548200450309493;
        double all = within(30 * fwhm, fwhm, blur);
        for (double fraction : new double[] {0.02, 0.1, 0.3, 0.49, 0.7, 0.9, 0.97, 0.99, 0.999}) {
            // the word whose value is the radius that holds the fraction: 2^31 of them inside, 2^31 outside
            int word = fraction < 0.5
                    ? (int) Math.round(fraction * 0x1p32)
                    : 0x80000000 | (int) Math.round((1 - fraction) * 0x1p32);
            double radius = QuantileTable.value(psf.tables(), 0, word);
            assertEquals(fraction, within(radius, fwhm, blur) / all, 5e-4, "radius " + radius);
        }
        if (gaussian == 0) {
            // its full width at half maximum is what was asked for (LSE-40 gives the factor to four digits)
            assertEquals(0.5, brightness(fwhm / 2, fwhm, 0) / brightness(0, fwhm, 0), 0.002);
        }
    }
}
