package ciel.sim.catalog.demo;

import ciel.sim.photon.Philox;

/**
 * The random numbers of one object of the demo catalog, from the counter (object, kind, block): the same whatever was
 * drawn for others. Transcendental
 * functions are StrictMath's, so that the catalog is the same file everywhere.
 */
final class Draws {
    private final Philox philox;
    private final int kind;
    private final int[] words = new int[4];
    private int object;
    private int block;
    private int left;

    Draws(long seed, int kind) {
        this.philox = new Philox(seed, Philox.Domain.CATALOG);
        this.kind = kind;
    }

    /** Begins the numbers of another object. */
    Draws of(int newObject) {
        object = newObject;
        block = 0;
        left = 0;
        return this;
    }

    /** @return uniform in (0, 1) */
    double uniform() {
        if (left == 0) {
            philox.block(object, block++, kind, 0, words);
            left = 4;
        }
        return ((words[--left] & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }

    double uniform(double from, double to) {
        return from + (to - from) * uniform();
    }

    /** @return exponentially distributed, mean 1 */
    double exponential() {
        return -StrictMath.log(uniform());
    }

    /** @return normally distributed, mean 0, variance 1 (Box and Muller 1958) */
    double normal() {
        return StrictMath.sqrt(2 * exponential()) * StrictMath.cos(2 * Math.PI * uniform());
    }

    /**
     * @return index of the first element of a rising cumulative table that is above a uniform draw of its last element
     */
    int from(double[] cumulative) {
        double wanted = uniform() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] > wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
