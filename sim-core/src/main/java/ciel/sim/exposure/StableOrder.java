package ciel.sim.exposure;

/**
 * Sorts numbers of objects by a key, equal ones in the order in which they were: a merge sort over flat arrays. With boxed
 * numbers seven million objects took 0.3 GB more for a moment.
 */
final class StableOrder {
    private StableOrder() {}

    /**
     * @param entries what is sorted; may be overwritten
     * @param keys    of the entries in their order, no NaN; is overwritten
     * @return the entries by rising key
     */
    static int[] rising(int[] entries, double[] keys) {
        int n = entries.length;
        int[] from = entries;
        double[] fromKeys = keys;
        int[] to = new int[n];
        double[] toKeys = new double[n];
        for (int width = 1; width < n; width *= 2) {
            for (int start = 0; start < n; start += 2 * width) {
                int middle = Math.min(n, start + width);
                int end = Math.min(n, start + 2 * width);
                int left = start;
                int right = middle;
                for (int i = start; i < end; i++) {
                    boolean takeLeft =
                            left < middle && (right == end || Double.compare(fromKeys[left], fromKeys[right]) <= 0);
                    int at = takeLeft ? left++ : right++;
                    to[i] = from[at];
                    toKeys[i] = fromKeys[at];
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
            double[] swapKeys = fromKeys;
            fromKeys = toKeys;
            toKeys = swapKeys;
            if (width > n / 2) {
                break; // twice the width would be more than an int holds
            }
        }
        return from;
    }
}
