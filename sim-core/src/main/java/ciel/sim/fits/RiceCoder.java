package ciel.sim.fits;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Rice code of 32-bit integers as FITS has it (White et al. 2013; FITS 4.0 section 10.4.1; Rice, Yeh and Miller
 * 1993), blocks of 32 pixels. Of rows of whole blocks the bytes are those of nom-tam-fits.
 *
 * <p>The first pixel stands as it is. Then, block by block, the differences d of neighbours are folded to unsigned
 * numbers (2 d, or -2 d - 1 below 0), and each is written as its upper bits in unary (as many zeros, then a one) and its
 * lower fs bits as they are. Five bits before each block say fs + 1, or 0 where all differences are 0, or 26 where they
 * stand as they are with 32 bits.
 */
final class RiceCoder {
    static final int BLOCK = 32;
    private static final int SELECTOR_BITS = 5;
    private static final int MOST_SPLIT = 25;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] out;
    private final int[] folded = new int[BLOCK];
    private int at;
    /** Bits that are not written yet, the last one lowest; fewer than 32 between calls. */
    private long pending;

    private int count;

    /** @param out room for the code: at most {@link #most} bytes a row, and four more */
    RiceCoder(byte[] out) {
        this.out = out;
    }

    /** @return bytes that a row of this many pixels takes at most */
    static int most(int pixels) {
        int blocks = (pixels + BLOCK - 1) / BLOCK;
        return Integer.BYTES * (pixels + 1) + (blocks * SELECTOR_BITS + 7) / 8;
    }

    /**
     * Codes one row.
     *
     * @param pixels its pixels are from ... from + length - 1, at least one
     * @param to     where in the output it begins
     * @return where it ends
     */
    int row(int[] pixels, int from, int length, int to) {
        at = to;
        pending = 0;
        count = 0;
        int last = pixels[from];
        put(last, Integer.SIZE);
        for (int i = 0; i < length; i += BLOCK) {
            int n = Math.min(BLOCK, length - i);
            block(pixels, from + i, n, last);
            last = pixels[from + i + n - 1];
        }
        while (count > 0) {
            out[at++] = (byte) (count >= 8 ? pending >>> count - 8 : pending << 8 - count);
            count -= 8;
        }
        return at;
    }

    private void block(int[] pixels, int from, int n, int before) {
        int[] values = folded;
        int last = before;
        long sum = 0;
        for (int i = 0; i < n; i++) {
            int difference = pixels[from + i] - last;
            last = pixels[from + i];
            int value = difference << 1 ^ difference >> 31;
            values[i] = value;
            sum += value & 0xFFFFFFFFL;
        }
        if (sum == 0) {
            put(0, SELECTOR_BITS);
            return;
        }
        // half of the mean: as many bits as it has are random, and stand as they are
        long half = Math.max(0, sum - n / 2 - 1) / n >> 1;
        int split = Long.SIZE - Long.numberOfLeadingZeros(half);
        if (split >= MOST_SPLIT) {
            put(MOST_SPLIT + 1, SELECTOR_BITS);
            for (int i = 0; i < n; i++) {
                put(values[i], Integer.SIZE);
            }
            return;
        }
        put(split + 1, SELECTOR_BITS);
        int low = (1 << split) - 1;
        for (int i = 0; i < n; i++) {
            int value = values[i];
            int zeros = value >>> split;
            int bits = 1 << split | value & low;
            while (zeros + split + 1 > Integer.SIZE) {
                int part = Math.min(zeros, Integer.SIZE);
                put(0, part);
                zeros -= part;
            }
            put(bits, zeros + split + 1);
        }
    }

    /** @param bits the lowest {@code length} of these, the others 0 @param length 0 to 32 */
    private void put(int bits, int length) {
        pending = pending << length | bits & 0xFFFFFFFFL;
        count += length;
        if (count >= Integer.SIZE) {
            count -= Integer.SIZE;
            INTS.set(out, at, (int) (pending >>> count));
            at += Integer.BYTES;
        }
    }
}
