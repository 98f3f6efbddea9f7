package ciel.sim.photon;

/**
 * Splits the photons of a source by fair coins: how many of n photons take the first of two equally probable branches
 * is a deviate of the binomial distribution of n and 1/2, from counter-based words keyed by (seed, use, source, node).
 * So a source's photons can be shared out over rings around it or over slots of time by a binary tree: the counts have
 * the statistics of photons that choose independently, while the photons of a leaf are one contiguous range of
 * numbers, and a leaf is known without the photons of the others.
 *
 * <p>n is taken apart into powers of two: 65536 as often as it goes, each binary digit from 32768 to 256 once, and the
 * rest. A power of two takes one 64-bit word by inversion of its distribution, the rest one bit a photon. Cumulative
 * probabilities are exact to 1e-13 of themselves, in either tail.
 */
public final class FairSplit {
    /** Photons below this are a coin each. */
    private static final int COINS_BITS = 8;
    /** The largest power of two that has a table. */
    private static final int LARGEST_BITS = 16;
    /** Standard deviations that a table reaches; what is beyond has a probability of 1e-38. */
    private static final int SIGMAS = 13;
    /** Nodes of a tree are numbered below this. */
    private static final int NODES = 1 << 16;

    private static final long[][] WITHIN = new long[LARGEST_BITS + 1][];

    static {
        for (int bits = COINS_BITS; bits <= LARGEST_BITS; bits++) {
            WITHIN[bits] = within(1 << bits);
        }
    }

    private FairSplit() {}

    /**
     * @return of n photons, those that take the first branch
     * @param n    photons, &ge; 0
     * @param seed exposure seed
     * @param use  what is split: each use has its own domain
     * @param key  the source's key
     * @param node the branching, any number: counts of different nodes are independent
     */
    public static long first(long n, long seed, Philox.Domain use, long key, int node) {
        if (n < 0) {
            throw new IllegalArgumentException(n + " photons cannot be split");
        }
        Words words = new Words(seed, use, key, node);
        long sum = 0;
        for (long left = n >>> LARGEST_BITS; left > 0; left--) {
            sum += heads(LARGEST_BITS, words.next());
        }
        for (int bits = LARGEST_BITS - 1; bits >= COINS_BITS; bits--) {
            if ((n >>> bits & 1) != 0) {
                sum += heads(bits, words.next());
            }
        }
        int coins = (int) n & (1 << COINS_BITS) - 1;
        for (; coins >= Long.SIZE; coins -= Long.SIZE) {
            sum += Long.bitCount(words.next());
        }
        return coins == 0 ? sum : sum + Long.bitCount(words.next() >>> Long.SIZE - coins);
    }

    /**
     * Shares photons out over equally probable slots, each of which then holds the next contiguous range of photons.
     *
     * @param n      photons, &ge; 0
     * @param levels of the tree, 0 to 16: 2^levels slots
     * @param tree   0 to 65535: counts of different trees of a source are independent
     * @return photons of each slot
     */
    public static long[] slots(long n, int levels, long seed, Philox.Domain use, long key, int tree) {
        if (levels < 0 || levels > LARGEST_BITS || tree < 0 || tree >= NODES) {
            throw new IllegalArgumentException(
                    "tree " + tree + " of " + levels + " levels; it must be 0 to 65535, of 0 to 16 levels");
        }
        long[] counts = new long[1 << levels];
        counts[0] = n;
        for (int level = 0; level < levels; level++) {
            for (int i = (1 << level) - 1; i >= 0; i--) { // from the end: the children of i lie at 2 i
                long whole = counts[i];
                long first = whole == 0 ? 0 : first(whole, seed, use, key, tree * NODES + (1 << level) + i);
                counts[2 * i] = first;
                counts[2 * i + 1] = whole - first;
            }
        }
        return counts;
    }

    /** @return heads of 2^bits coins: the top bit of the word is the side of the middle, the others how far from it */
    private static int heads(int bits, long word) {
        long[] within = WITHIN[bits];
        long u = word & Long.MAX_VALUE;
        int low = 0;
        int high = within.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (u < within[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return (1 << bits - 1) + (word < 0 ? -low : low);
    }

    /** @return 2^63 times the probability that the heads of n coins are within m of n / 2, for m from 0 */
    private static long[] within(int n) {
        int half = n / 2;
        int most = (int) Math.min(half, Math.ceil(SIGMAS * Math.sqrt(n) / 2));
        double[] relative = new double[most + 1];
        relative[0] = 1;
        for (int m = 0; m < most; m++) {
            relative[m + 1] = relative[m] * (half - m) / (half + m + 1);
        }
        double sum = 0;
        for (int m = most; m > 0; m--) {
            sum += 2 * relative[m];
        }
        sum += relative[0];
        long[] within = new long[most + 1];
        double beyond = 0;
        for (int m = most; m >= 0; m--) {
            within[m] = Long.MAX_VALUE - (long) (beyond / sum * 0x1p63);
            beyond += 2 * relative[m];
        }
        return within;
    }

    /** 64-bit words of one node, in order. */
    private static final class Words {
        private final Philox philox;
        private final long key;
        private final int node;
        private final int[] block = new int[4];
        private int next;

        Words(long seed, Philox.Domain use, long key, int node) {
            this.philox = new Philox(seed, use);
            this.key = key;
            this.node = node;
        }

        long next() {
            int half = next & 1;
            if (half == 0) {
                philox.block(next >>> 1, (int) key, (int) (key >>> 32), node, block);
            }
            next++;
            return (long) block[2 * half] << 32 | block[2 * half + 1] & 0xFFFFFFFFL;
        }
    }
}
