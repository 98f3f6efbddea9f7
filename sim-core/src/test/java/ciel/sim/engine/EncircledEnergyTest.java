package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.BesselJ;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Validation: encircled energy of shot photons against numerical integrations of the surface brightness that share no
 * code with the profiles, to 2e-3 at every radius;
 * axis ratio to 0.5 % and angle to 0.5 % of a radian. 4e6 photons; {@code -Dciel.photons=100000000} for 1e8.
 */
class EncircledEnergyTest {
    private static final double TOLERANCE = 2e-3;

    /** Flux of exp(-b r^(1/n)) within r, by Simpson's rule in t = r^(1/n): r dr = n t^(2n - 1) dt. */
    private static double sersicFlux(double n, double b, double r) {
        double end = Math.min(Math.pow(r, 1 / n), (60 + 12 * n) / b);
        int steps = 4000;
        // u = t^p smooths the power law at the centre
        double p = Math.min(1, 2 * n / 4);
        double top = Math.pow(end, p);
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double u = top * i / steps;
            double t = Math.pow(u, 1 / p);
            double f = u == 0 ? 0 : n * Math.pow(t, 2 * n - 1) * Math.exp(-b * t) * t / (p * u);
            sum += f * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return sum * top / steps / 3;
    }

    /** b where half of the flux is within 1. */
    private static double halfLightB(double n) {
        double low = 1e-3;
        double high = 40;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (sersicFlux(n, middle, 1) < 0.5 * sersicFlux(n, middle, Double.POSITIVE_INFINITY)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double[] radii(double from, double to, int n) {
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            r[i] = from * Math.pow(to / from, i / (n - 1.0));
        }
        return r;
    }

    private static double worst(double[] radii, double[] seen, DoubleUnaryOperator expected) {
        double worst = 0;
        for (int i = 0; i < radii.length; i++) {
            worst = Math.max(worst, Math.abs(seen[i] - expected.applyAsDouble(radii[i])));
        }
        return worst;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 1, 2.5, 4, 6, 6.2})
    void sersicPhotons_encloseTheFluxOfTheProfile(double n) {
        double b = halfLightB(n);
        double total = sersicFlux(n, b, Double.POSITIVE_INFINITY);
        double[] radii = radii(1e-3, 300, 60);
        ShotProfiles.Seen seen =
                ShotProfiles.seen(PointSpread.none(), ShotProfiles.Component.sheared(n, 1, 0, 0, 1), radii, 5000);
        double worst = worst(radii, seen.within(), r -> sersicFlux(n, b, r) / total);
        System.out.printf(
                "Sersic n = %.1f: encircled energy of %d photons differs by %.1e at most%n",
                n, ShotProfiles.PHOTONS, worst);
        assertTrue(worst < TOLERANCE, "n = " + n + ": " + worst);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2.5, 4, 6})
    void shearedSersic_hasItsAxisRatioAndAngle(double n) {
        for (double[] shape : new double[][] {{0.3, 25}, {0.8, -70}}) {
            double q = shape[0];
            double beta = Math.toRadians(shape[1]);
            double g = (1 - q) / (1 + q);
            ShotProfiles.Component component =
                    ShotProfiles.Component.sheared(n, 1, g * Math.cos(2 * beta), g * Math.sin(2 * beta), 1);
            ShotProfiles.Seen seen = ShotProfiles.seen(PointSpread.none(), component, new double[] {1}, 5000);
            double e = Math.hypot(seen.e1(), seen.e2());
            assertEquals(q, (1 - e) / (1 + e), 0.005 * q, "axis ratio, n = " + n);
            double angle = Math.IEEEremainder(Math.atan2(seen.e2(), seen.e1()) / 2 - beta, Math.PI);
            assertEquals(0, angle, 0.005 + 0.3 / Math.sqrt(ShotProfiles.PHOTONS) / g, "angle, n = " + n);
        }
    }

    /** Share of the light within R of a transfer function T(k): R int T J1(k R) dk, Simpson's rule. */
    private static double ofTransfer(DoubleUnaryOperator transfer, double kMax, double radius) {
        int steps = (int) (2000 + 40 * kMax * radius) / 2 * 2;
        double h = kMax / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double k = i * h;
            sum += transfer.applyAsDouble(k)
                    * BesselJ.value(1, k * radius)
                    * (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2);
        }
        return radius * sum * h / 3;
    }

    @Test
    void kolmogorovPhotons_encloseTheFluxOfTheTransferFunction() {
        double fwhm = 0.7;
        // Fried (1966): T = exp(-3.44 (lambda f / r0)^(5/3)) and FWHM = 0.9759 lambda / r0
        DoubleUnaryOperator transfer = k -> Math.exp(-3.4419 * Math.pow(k / (2 * Math.PI) * fwhm / 0.97587, 5.0 / 3));
        double[] radii = radii(0.002, 60, 40);
        PointSpread psf = PointSpread.seeing(new Seeing.Kolmogorov(fwhm), fwhm, 0, null, 620);
        ShotProfiles.Seen seen = ShotProfiles.seen(psf, ShotProfiles.Component.point(), radii, 5000);
        double worst = worst(radii, seen.within(), r -> ofTransfer(transfer, 25 / fwhm, r));
        System.out.printf(
                "Kolmogorov: encircled energy of %d photons differs by %.1e at most%n", ShotProfiles.PHOTONS, worst);
        assertTrue(worst < TOLERANCE, "Kolmogorov: " + worst);
        assertEquals(0, Math.hypot(seen.e1(), seen.e2()), 4 / Math.sqrt(ShotProfiles.PHOTONS), "round");
    }

    @Test
    void kolmogorovWithAGaussian_isTheirConvolution() {
        double fwhm = 0.9;
        double sigma = 0.3 / 2.3548;
        DoubleUnaryOperator transfer = k ->
                Math.exp(-3.4419 * Math.pow(k / (2 * Math.PI) * fwhm / 0.97587, 5.0 / 3) - k * k * sigma * sigma / 2);
        double[] radii = radii(0.002, 60, 40);
        PointSpread psf = PointSpread.seeing(new Seeing.Kolmogorov(fwhm), fwhm, 0.3, null, 620);
        double worst = worst(
                radii,
                ShotProfiles.seen(psf, ShotProfiles.Component.point(), radii, 5000)
                        .within(),
                r -> ofTransfer(transfer, 25 / fwhm, r));
        assertTrue(worst < TOLERANCE, "Kolmogorov and Gaussian: " + worst);
    }

    @Test
    void gaussianAndMoffat_encloseTheirFlux() {
        double[] radii = radii(0.002, 60, 40);
        double sigma = 0.7 / 2.354820045;
        double worst = worst(
                radii,
                ShotProfiles.seen(PointSpread.gaussian(0.7), ShotProfiles.Component.point(), radii, 5000)
                        .within(),
                r -> 1 - Math.exp(-r * r / (2 * sigma * sigma)));
        assertTrue(worst < TOLERANCE, "Gaussian: " + worst);
        for (double beta : new double[] {1.6, 2.5, 3.5, 4.765}) {
            double rd = 0.35 / Math.sqrt(Math.pow(2, 1 / beta) - 1);
            worst = worst(
                    radii,
                    ShotProfiles.seen(PointSpread.moffat(0.7, beta), ShotProfiles.Component.point(), radii, 5000)
                            .within(),
                    r -> 1 - Math.pow(1 + r * r / (rd * rd), 1 - beta));
            assertTrue(worst < TOLERANCE, "Moffat " + beta + ": " + worst);
        }
    }
}
