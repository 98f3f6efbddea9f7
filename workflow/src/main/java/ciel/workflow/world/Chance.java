package ciel.workflow.world;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** The one source of chance of a simulated world. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    /** @return the generator itself, for the daemon */
    RandomGenerator generator() {
        return random;
    }

    /** @return true in that fraction of cases */
    boolean happens(double fraction) {
        return fraction > 0 && random.nextDouble() < fraction;
    }

    /** @return a log-normal number with that median */
    double around(double median, double sigma) {
        return sigma == 0 ? median : median * Math.exp(sigma * random.nextGaussian());
    }

    /** @return 0 to n - 1 */
    int below(int n) {
        return random.nextInt(n);
    }

    /**
     * @return how many of n independent things happen; exact for few, from the normal distribution where at least 30 are
     *     expected to happen and not to happen
     */
    int count(int n, double fraction) {
        double mean = n * fraction;
        if (mean > 30 && n - mean > 30) {
            return (int) Math.clamp(
                    Math.round(mean + Math.sqrt(mean * (1 - fraction)) * random.nextGaussian()), 0L, (long) n);
        }
        int k = 0;
        for (int i = 0; fraction > 0 && i < n; i++) {
            k += happens(fraction) ? 1 : 0;
        }
        return k;
    }
}
