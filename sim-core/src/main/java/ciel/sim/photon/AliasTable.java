package ciel.sim.photon;

/**
 * Drawing from a discrete distribution with one word and one comparison (Walker 1977, Vose 1991).
 *
 * <p>Cell k is chosen by the high part of word x n, the low 32 bits of that product are compared, unsigned, with
 * {@code threshold[k]}: below, the outcome is k, else
 * {@code alias[k]}.
 */
public final class AliasTable {
    private final int[] threshold;
    private final int[] alias;

    /** @param weight relative probabilities, each &ge; 0, at least one &gt; 0 */
    public AliasTable(double[] weight) {
        int n = weight.length;
        threshold = new int[n];
        alias = new int[n];
        double sum = 0;
        for (double w : weight) {
            if (!(w >= 0)) {
                throw new IllegalArgumentException("weight " + w + " is negative or not a number");
            }
            sum += w;
        }
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weights sum to " + sum + ", which must be positive and finite");
        }
        double[] scaled = new double[n];
        int[] small = new int[n];
        int[] large = new int[n];
        int smalls = 0;
        int larges = 0;
        for (int i = n - 1; i >= 0; i--) {
            scaled[i] = weight[i] * n / sum;
            if (scaled[i] < 1) {
                small[smalls++] = i;
            } else {
                large[larges++] = i;
            }
        }
        while (smalls > 0 && larges > 0) {
            int s = small[--smalls];
            int l = large[larges - 1];
            threshold[s] = fixed(scaled[s]);
            alias[s] = l;
            scaled[l] -= 1 - scaled[s];
            if (scaled[l] < 1) {
                larges--;
                small[smalls++] = l;
            }
        }
        while (larges > 0) {
            keep(large[--larges]);
        }
        while (smalls > 0) {
            keep(small[--smalls]);
        }
    }

    private void keep(int i) {
        threshold[i] = -1;
        alias[i] = i;
    }

    private static int fixed(double probability) {
        return (int) Math.min(0xFFFFFFFFL, (long) (probability * 0x1p32));
    }

    /** @return number of cells */
    public int size() {
        return alias.length;
    }

    /** @return unsigned threshold of cell i */
    public int threshold(int i) {
        return threshold[i];
    }

    /** @return the other outcome of cell i */
    public int alias(int i) {
        return alias[i];
    }

    /** @return the outcome for a word */
    public int draw(int word) {
        long product = (word & 0xFFFFFFFFL) * alias.length;
        int cell = (int) (product >>> 32);
        return Integer.compareUnsigned((int) product, threshold[cell]) < 0 ? cell : alias[cell];
    }
}
