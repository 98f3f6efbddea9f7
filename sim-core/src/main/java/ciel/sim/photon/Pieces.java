package ciel.sim.photon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The photons of a table in pieces: each a range of one source's photons that fall within one span of time. What
 * engines share out among threads and work-items.
 *
 * @param size   pieces
 * @param source of each piece
 * @param from   its first photon
 * @param to     end of its photons (exclusive)
 * @param begin  when its span of time begins, in exposures: 0 to 1
 * @param span   how long that is, in exposures
 */
public record Pieces(int size, int[] source, long[] from, long[] to, float[] begin, float[] span) {
    /** @return one piece a source, over the whole exposure */
    public static Pieces whole(SourceTable table) {
        int size = table.size();
        Pieces pieces =
                new Pieces(size, new int[size], new long[size], new long[size], new float[size], new float[size]);
        for (int k = 0; k < size; k++) {
            pieces.source[k] = k;
            pieces.from[k] = table.firstPhoton(k);
            pieces.to[k] = pieces.from[k] + table.photons()[k];
            pieces.span[k] = 1;
        }
        return pieces;
    }

    /** Photons from which a source is cut into slots of time: a slot holds 256 or more. */
    private static final int CUT = 512;

    /** Slots of time of a path with moving screens: each touches a part of them that stays in a cache. */
    private static final int SLOTS = 16;

    /** @return the pieces of a path without epochs, source after source */
    public static Pieces of(SourceTable table) {
        if (table.path().find(Screens.class).isEmpty()) {
            return whole(table);
        }
        Collected all = new Collected();
        for (Pieces slot : epochs(table, SLOTS)) {
            for (int k = 0; k < slot.size; k++) {
                all.add(slot.source[k], slot.from[k], slot.to[k], slot.begin[k], slot.span[k]);
            }
        }
        Pieces inTime = all.pieces();
        return inTime.inOrder(k -> inTime.source[k], table.size());
    }

    /** @return the same pieces in the order of the middles of their spans: what is near in time uses the same screens */
    public Pieces inTime() {
        return inOrder(k -> (int) ((begin[k] + span[k] / 2) * SLOTS), SLOTS);
    }

    /** Counting sort, which leaves equals in their order. */
    private Pieces inOrder(java.util.function.IntUnaryOperator place, int places) {
        int[] next = new int[places + 1];
        for (int k = 0; k < size; k++) {
            next[place.applyAsInt(k) + 1]++;
        }
        for (int p = 0; p < places; p++) {
            next[p + 1] += next[p];
        }
        Pieces sorted =
                new Pieces(size, new int[size], new long[size], new long[size], new float[size], new float[size]);
        for (int k = 0; k < size; k++) {
            int at = next[place.applyAsInt(k)]++;
            sorted.source[at] = source[k];
            sorted.from[at] = from[k];
            sorted.to[at] = to[k];
            sorted.begin[at] = begin[k];
            sorted.span[at] = span[k];
        }
        return sorted;
    }

    /**
     * The pieces of each epoch of an exposure. A source's photons are shared out over slots of time by a binary tree of
     * fair coins ({@link FairSplit}); a source too faint for as many slots as there are epochs has fewer, each in the
     * epoch at its middle, and below {@value #CUT} photons it falls whole into an epoch that its key chooses.
     *
     * @param epochs a power of two
     */
    public static List<Pieces> epochs(SourceTable table, int epochs) {
        List<Collected> collected = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            collected.add(new Collected());
        }
        int levels = Integer.numberOfTrailingZeros(epochs);
        for (int source = 0; source < table.size(); source++) {
            long photons = table.photons()[source];
            long key = table.keys()[source];
            long from = table.firstPhoton(source);
            int own = Math.min(levels, 63 - Long.numberOfLeadingZeros(Math.max(1, 2 * photons / CUT)));
            if (photons < CUT) {
                int epoch = (int) (mixed(key + table.ring(source)) >>> 32 & epochs - 1);
                collected.get(epoch).add(source, from, from + photons, 0, 1);
                continue;
            }
            long[] counts =
                    FairSplit.slots(photons, own, table.seed(), Philox.Domain.PHOTON_TIMES, key, table.ring(source));
            for (int slot = 0; slot < counts.length; slot++) {
                int epoch = (2 * slot + 1) * epochs / (2 * counts.length);
                float span = 1f / counts.length;
                collected.get(epoch).add(source, from, from + counts[slot], slot * span, span);
                from += counts[slot];
            }
        }
        return collected.stream().map(Collected::pieces).toList();
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of a key in every bit of the result. */
    private static long mixed(long key) {
        long z = (key ^ key >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** Pieces of an epoch, as they come. */
    private static final class Collected {
        private int size;
        private int[] source = new int[256];
        private long[] from = new long[256];
        private long[] to = new long[256];
        private float[] begin = new float[256];
        private float[] span = new float[256];

        void add(int ofSource, long first, long end, float at, float length) {
            if (end == first) {
                return;
            }
            if (size == source.length) {
                source = Arrays.copyOf(source, 2 * size);
                from = Arrays.copyOf(from, 2 * size);
                to = Arrays.copyOf(to, 2 * size);
                begin = Arrays.copyOf(begin, 2 * size);
                span = Arrays.copyOf(span, 2 * size);
            }
            source[size] = ofSource;
            from[size] = first;
            to[size] = end;
            begin[size] = at;
            span[size++] = length;
        }

        Pieces pieces() {
            return new Pieces(
                    size,
                    Arrays.copyOf(source, size),
                    Arrays.copyOf(from, size),
                    Arrays.copyOf(to, size),
                    Arrays.copyOf(begin, size),
                    Arrays.copyOf(span, size));
        }
    }
}
