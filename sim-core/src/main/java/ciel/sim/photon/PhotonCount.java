package ciel.sim.photon;

/**
 * How many photons of a source arrive: one Poisson deviate per source, from one block of Philox, by inversion of the
 * distribution. Drawn on the host for every engine,
 * once per source and exposure, so that each detector sees the same photons.
 *
 * <p>Below a mean of {@value #SUMMED} the distribution is summed; above, the quantile is the asymptotic expansion of
 * Giles (2016, ACM TOMS 42, algorithm 955,
 * normal asymptotic): mu + sqrt(mu) z + (2 + z^2) / 6 - (z + z^3 / 2) / (36 sqrt(mu)), rounded down, with errors of
 * order 1/mu in the cumulative probability's
 * argument: below 0.01 of an electron at the switch.
 */
public final class PhotonCount {
    static final double SUMMED = 64;

    private PhotonCount() {}

    /**
     * @param mean expected photons, &ge; 0 and below 2^52
     * @param seed exposure seed
     * @param key  the source's key
     */
    public static long draw(double mean, long seed, long key) {
        int[] words = new int[4];
        Philox.block(
                Philox.key0(seed),
                Philox.key1(seed, Philox.Domain.PHOTON_COUNT),
                0,
                (int) key,
                (int) (key >>> 32),
                0,
                words);
        long bits = (words[0] & 0xFFFFFFFFL) << 20 | words[1] >>> 12;
        return quantile(mean, (bits + 0.5) * 0x1p-52);
    }

    /** @return smallest n whose cumulative Poisson probability exceeds u, 0 &lt; u &lt; 1 */
    static long quantile(double mean, double u) {
        if (!(mean >= 0 && mean < 0x1p52)) {
            throw new IllegalArgumentException("mean of " + mean + " photons, must be 0 to 2^52");
        }
        if (mean < SUMMED) {
            double term = StrictMath.exp(-mean);
            double sum = term;
            long n = 0;
            while (sum <= u && n < 1000) {
                n++;
                term *= mean / n;
                sum += term;
            }
            return n;
        }
        double z = normalQuantile(u);
        double root = Math.sqrt(mean);
        double x = mean + root * z + (2 + z * z) / 6 - (z + z * z * z / 2) / (36 * root);
        return Math.max(0, (long) Math.floor(x));
    }

    /** Quantile of the normal distribution: Wichura (1988), algorithm AS 241, PPND16; relative error 1e-16. */
    static double normalQuantile(double p) {
        double q = p - 0.5;
        if (Math.abs(q) <= 0.425) {
            double r = 0.180625 - q * q;
            return q
                    * polynomial(
                            r,
                            3.3871328727963666080e0,
                            1.3314166789178437745e2,
                            1.9715909503065514427e3,
                            1.3731693765509461125e4,
                            4.5921953931549871457e4,
                            6.7265770927008700853e4,
                            3.3430575583588128105e4,
                            2.5090809287301226727e3)
                    / polynomial(
                            r,
                            1,
                            4.2313330701600911252e1,
                            6.8718700749205790830e2,
                            5.3941960214247511077e3,
                            2.1213794301586595867e4,
                            3.9307895800092710610e4,
                            2.8729085735721942674e4,
                            5.2264952788528545610e3);
        }
        double r = Math.sqrt(-StrictMath.log(q < 0 ? p : 1 - p));
        double z;
        if (r <= 5) {
            r -= 1.6;
            z = polynomial(
                            r,
                            1.42343711074968357734e0,
                            4.63033784615654529590e0,
                            5.76949722146069140550e0,
                            3.64784832476320460504e0,
                            1.27045825245236838258e0,
                            2.41780725177450611770e-1,
                            2.27238449892691845833e-2,
                            7.74545014278341407640e-4)
                    / polynomial(
                            r,
                            1,
                            2.05319162663775882187e0,
                            1.67638483018380384940e0,
                            6.89767334985100004550e-1,
                            1.48103976427480074590e-1,
                            1.51986665636164571966e-2,
                            5.47593808499534494600e-4,
                            1.05075007164441684324e-9);
        } else {
            r -= 5;
            z = polynomial(
                            r,
                            6.65790464350110377720e0,
                            5.46378491116411436990e0,
                            1.78482653991729133580e0,
                            2.96560571828504891230e-1,
                            2.65321895265761230930e-2,
                            1.24266094738807843860e-3,
                            2.71155556874348757815e-5,
                            2.01033439929228813265e-7)
                    / polynomial(
                            r,
                            1,
                            5.99832206555887937690e-1,
                            1.36929880922735805310e-1,
                            1.48753612908506148525e-2,
                            7.86869131145613259100e-4,
                            1.84631831751005468180e-5,
                            1.42151175831644588870e-7,
                            2.04426310338993978564e-15);
        }
        return q < 0 ? -z : z;
    }

    private static double polynomial(double x, double... ascending) {
        double sum = 0;
        for (int i = ascending.length - 1; i >= 0; i--) {
            sum = sum * x + ascending[i];
        }
        return sum;
    }
}
