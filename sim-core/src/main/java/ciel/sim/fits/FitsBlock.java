package ciel.sim.fits;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import nom.tam.fits.utilities.FitsCheckSum;

/**
 * Headers as bytes, with checksums: the parts of the FITS standard 4.0 (sections 3, 4.4.2.7 and appendix J) that all
 * our writers share.
 */
final class FitsBlock {
    /** Everything in a FITS file comes in blocks of this many bytes. */
    static final int SIZE = 2880;

    private static final int CARD = 80;
    private static final String NO_CHECKSUM = "0000000000000000";

    private FitsBlock() {}

    /**
     * @param cards the whole header without CHECKSUM, DATASUM and END
     * @param dataSum of the data unit, see {@link #sum}
     * @return the header unit, padded, with DATASUM and a CHECKSUM that makes the whole HDU sum to minus zero
     */
    static byte[] header(List<Card> cards, long dataSum) {
        List<Card> all = new ArrayList<>(cards);
        if (cards.stream().anyMatch(card -> card.render().length() > CARD)) {
            all.add(new Card("LONGSTRN", "OGIP 1.0", "the CONTINUE convention is used"));
        }
        all.add(new Card("DATASUM", Long.toString(dataSum), "data unit checksum"));
        byte[] zero = render(all, NO_CHECKSUM);
        long sum = add(sum(zero, 0, zero.length), dataSum);
        return render(all, FitsCheckSum.encode(sum, true));
    }

    private static byte[] render(List<Card> cards, String checksum) {
        StringBuilder text = new StringBuilder(SIZE * 4);
        for (Card card : cards) {
            text.append(card.render());
        }
        text.append(new Card("CHECKSUM", checksum, "HDU checksum").render());
        text.append("END");
        text.repeat(' ', padding(text.length()));
        if (text.length() % CARD != 0) {
            throw new IllegalStateException("header of " + text.length() + " characters");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** @return bytes that fill the last block after {@code length} bytes */
    static int padding(long length) {
        return (int) ((SIZE - length % SIZE) % SIZE);
    }

    /** @return the ones'-complement sum of big-endian 32-bit words; {@code length} is a multiple of 4 */
    static long sum(byte[] bytes, int offset, int length) {
        ByteBuffer words = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.BIG_ENDIAN);
        long sum = 0;
        while (words.hasRemaining()) {
            sum += words.getInt() & 0xFFFFFFFFL;
        }
        return fold(sum);
    }

    /** @return the same sum over numbers that are written as 32-bit words */
    static long sum(int[] words) {
        long sum = 0;
        for (int word : words) {
            sum += word & 0xFFFFFFFFL;
        }
        return fold(sum);
    }

    /** @return the ones'-complement sum of two sums */
    static long add(long a, long b) {
        return fold(a + b);
    }

    private static long fold(long sum) {
        long folded = sum;
        while (folded >>> 32 != 0) {
            folded = (folded & 0xFFFFFFFFL) + (folded >>> 32);
        }
        return folded;
    }
}
