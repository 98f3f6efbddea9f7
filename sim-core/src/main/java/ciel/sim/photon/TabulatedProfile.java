package ciel.sim.photon;

/**
 * A circular profile given by samples of its encircled energy F(r), inverted by local cubic interpolation of ln r
 * over ln F (inner half) and over
 * ln (1 - F) (outer half), in which every profile here is close to a straight line at both ends. Outside the samples
 * it continues as a power law
 * with the slope of the last two.
 */
public final class TabulatedProfile implements RadialProfile {
    private static final double UNEVEN = 0.02;

    private final double[] lnRadius;
    private final double[] lnInside;
    private final double[] lnOutside;

    /**
     * @param radius  ascending, &gt; 0
     * @param inside  F(r), ascending, in (0, 1)
     * @param outside 1 - F(r), descending, in (0, 1); given apart because it is small where F rounds to 1
     */
    public TabulatedProfile(double[] radius, double[] inside, double[] outside) {
        int n = radius.length;
        lnRadius = new double[n];
        lnInside = new double[n];
        lnOutside = new double[n];
        for (int i = 0; i < n; i++) {
            lnRadius[i] = StrictMath.log(radius[i]);
            lnInside[i] = StrictMath.log(inside[i]);
            lnOutside[i] = -StrictMath.log(outside[i]);
            if (i > 0
                    && !(lnRadius[i] > lnRadius[i - 1]
                            && lnInside[i] >= lnInside[i - 1]
                            && lnOutside[i] >= lnOutside[i - 1])) {
                throw new IllegalArgumentException(
                        "encircled energy is not ascending at sample " + i + ", r = " + radius[i]);
            }
        }
    }

    @Override
    public double radiusEnclosing(double fraction) {
        return StrictMath.exp(interpolate(lnInside, StrictMath.log(fraction)));
    }

    @Override
    public double radiusOutside(double fraction) {
        return StrictMath.exp(interpolate(lnOutside, -StrictMath.log(fraction)));
    }

    /**
     * Whether three neighbouring intervals are alike enough for a cubic; where samples crowd, a straight line does not
     * overshoot.
     */
    private static boolean even(double[] x, int low) {
        double before = x[low] - x[low - 1];
        double own = x[low + 1] - x[low];
        double after = x[low + 2] - x[low + 1];
        return Math.min(before, Math.min(own, after)) > UNEVEN * Math.max(before, Math.max(own, after));
    }

    private double interpolate(double[] x, double at) {
        int n = x.length;
        int low = 0;
        int high = n - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (x[middle] <= at) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (at <= x[0] || at >= x[n - 1] || low == 0 || low >= n - 2 || !even(x, low)) {
            return lnRadius[low] + (at - x[low]) * (lnRadius[high] - lnRadius[low]) / (x[high] - x[low]);
        }
        double sum = 0; // Lagrange over four neighbours
        for (int i = low - 1; i <= low + 2; i++) {
            double weight = 1;
            for (int j = low - 1; j <= low + 2; j++) {
                if (j != i) {
                    weight *= (at - x[j]) / (x[i] - x[j]);
                }
            }
            sum += weight * lnRadius[i];
        }
        return sum;
    }
}
