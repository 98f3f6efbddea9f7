package ciel.sim.atmosphere;

import ciel.sim.photon.RadialProfile;
import ciel.sim.photon.TabulatedProfile;

/**
 * The encircled energy of seeing convolved with a Gaussian, at several scales of the seeing at once (the seeing's
 * width goes like lambda^-0.3, the
 * Gaussian's does not).
 *
 * <p>EE(R) = R int T(k) J1(k R) dk, by Gauss-Legendre panels in sqrt(k), out to {@value #FAR} times the width.
 * Beyond, T's expansion at small k, term by term:
 * int t^m J1(t) dt = 2^m Gamma(1 + m/2) / Gamma(1 - m/2). Absolute error about 1e-6, relative error of the wings 1e-3
 * at the join, falling outwards.
 */
final class SeeingProfile {
    private static final double FAR = 20;
    private static final int PANELS = 48;
    private static final int NEAR_RADII = 144;
    private static final int FAR_RADII = 64;
    /** Nodes and weights of the 8-point Gauss-Legendre rule on (-1, 1), positive half. */
    private static final double[] NODE = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
    };

    private static final double[] WEIGHT = {
        0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
    };

    private SeeingProfile() {}

    /**
     * @param seeing of the profile of scale 1
     * @param width  about its FWHM (arcsec)
     * @param scales factors by which the seeing is widened, near 1
     * @param sigma  of the Gaussian (arcsec), 0 for none
     * @return one profile a scale
     */
    static RadialProfile[] of(Seeing seeing, double width, double[] scales, double sigma) {
        double narrowest = Double.POSITIVE_INFINITY;
        for (double scale : scales) {
            narrowest = Math.min(narrowest, scale);
        }
        double kMax = seeing.cutOff() / narrowest;
        if (sigma > 0) {
            kMax = Math.min(kMax, 7.5 / sigma);
        }
        int nodes = PANELS * 2 * NODE.length;
        double[] k = new double[nodes];
        double[] weight = new double[nodes];
        int at = 0;
        for (int panel = 0; panel < PANELS; panel++) {
            for (int i = -NODE.length; i < NODE.length; i++) {
                int j = i < 0 ? -i - 1 : i;
                double s = (panel + 0.5 + (i < 0 ? -0.5 : 0.5) * NODE[j]) / PANELS;
                k[at] = kMax * s * s;
                weight[at++] = WEIGHT[j] * kMax * s / PANELS;
            }
        }
        double[][] transfer = new double[scales.length][nodes];
        for (int row = 0; row < scales.length; row++) {
            for (int i = 0; i < nodes; i++) {
                transfer[row][i] = weight[i]
                        * seeing.transfer(k[i] * scales[row])
                        * StrictMath.exp(-0.5 * k[i] * k[i] * sigma * sigma);
            }
        }
        double total = StrictMath.hypot(width, 2.355 * sigma);
        double[] radius = new double[NEAR_RADII + FAR_RADII];
        double[][] inside = new double[scales.length][radius.length];
        double[][] outside = new double[scales.length][radius.length];
        double first = 1e-3 * total;
        double join = FAR * total;
        double[] bessel = new double[nodes];
        for (int r = 0; r < NEAR_RADII; r++) {
            radius[r] = first * StrictMath.pow(join / first, r / (double) NEAR_RADII);
            for (int i = 0; i < nodes; i++) {
                bessel[i] = BesselJ1.value(k[i] * radius[r]);
            }
            for (int row = 0; row < scales.length; row++) {
                double sum = 0;
                for (int i = 0; i < nodes; i++) {
                    sum += transfer[row][i] * bessel[i];
                }
                inside[row][r] = radius[r] * sum;
                outside[row][r] = 1 - radius[r] * sum;
            }
        }
        for (int r = NEAR_RADII; r < radius.length; r++) {
            radius[r] = join * StrictMath.pow(10, (r - NEAR_RADII) * 7.0 / FAR_RADII);
            for (int row = 0; row < scales.length; row++) {
                outside[row][r] = wings(seeing, scales[row], sigma, radius[r]);
                inside[row][r] = 1 - outside[row][r];
            }
        }
        RadialProfile[] profiles = new RadialProfile[scales.length];
        for (int row = 0; row < scales.length; row++) {
            settle(inside[row], outside[row]);
            profiles[row] = new TabulatedProfile(radius, inside[row], outside[row]);
        }
        return profiles;
    }

    /**
     * The integral is good to 1e-6; where what lies outside is less than that (a Gaussian that is wider than the
     * seeing), its noise must not make the light go up and down. What
     * lies outside is at least what lies farther out.
     */
    static void settle(double[] inside, double[] outside) {
        for (int r = outside.length - 2; r >= 0; r--) {
            outside[r] = Math.max(outside[r], outside[r + 1] * (1 + 1e-6));
        }
        for (int r = 1; r < inside.length; r++) {
            inside[r] = Math.max(inside[r], inside[r - 1]);
        }
    }

    /** 1 - EE(R) from T = exp(-a k^(5/3) - s k^2), s = sigma^2 / 2 - b. */
    private static double wings(Seeing seeing, double scale, double sigma, double radius) {
        double a = seeing.wing() * StrictMath.pow(scale, 5.0 / 3);
        double s = sigma * sigma / 2 - seeing.outerScaleTerm() * scale * scale;
        double third = 1.0 / 3;
        return -(term(-a, 5 * third, radius)
                + term(a * a / 2, 10 * third, radius)
                + term(a * s, 11 * third, radius)
                + term(-a * a * a / 6, 5, radius)
                + term(-a * a * s / 2, 16 * third, radius));
    }

    /** coefficient int R k^m J1(k R) dk, in the sense of its analytic continuation. */
    private static double term(double coefficient, double m, double radius) {
        return coefficient
                * StrictMath.pow(2 / radius, m)
                * org.apache.commons.math3.special.Gamma.gamma(1 + m / 2)
                / org.apache.commons.math3.special.Gamma.gamma(1 - m / 2);
    }
}
