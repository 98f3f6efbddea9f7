package ciel.transfer.checksum;

/**
 * Checksums of a whole from those of its parts.
 *
 * <p>adler32: with parts A, B of lengths m, n and modulus 65521, a = a_A + a_B - 1 and b = b_A + b_B + n (a_A - 1)
 * (from the sums of RFC 1950, section 8.2).
 * crc32c: appending n bytes multiplies the register by x^(8n) modulo the polynomial; x^(8n) is found by repeated
 * squaring, O(log n) products of 32 steps
 * (the method of zlib's crc32_combine, Adler 2006-2022, here in the reflected representation of polynomial 0x82f63b78).
 */
public final class Combine {
    private static final int ADLER_BASE = 65521;
    private static final int CRC32C_POLY = 0x82f63b78;
    /** x^(2^k) modulo the polynomial, k = 0..66, reflected: bit 31 is x^0. 2^66 bits is more than any file has. */
    private static final int[] POWERS = new int[67];

    static {
        int p = 1 << 30;
        for (int k = 0; k < POWERS.length; k++) {
            POWERS[k] = p;
            p = multiply(p, p);
        }
    }

    private Combine() {}

    /**
     * @param first        adler32 of the first part (low 32 bits)
     * @param second       adler32 of the second part
     * @param secondLength length of the second part (byte), &ge; 0
     * @return adler32 of both in a row
     */
    public static long adler32(long first, long second, long secondLength) {
        long n = secondLength % ADLER_BASE;
        long a1 = first & 0xffff;
        long b1 = first >>> 16 & 0xffff;
        long a2 = second & 0xffff;
        long b2 = second >>> 16 & 0xffff;
        long a = (a1 + a2 + ADLER_BASE - 1) % ADLER_BASE;
        long b = (b1 + b2 + n * (a1 + ADLER_BASE - 1)) % ADLER_BASE;
        return b << 16 | a;
    }

    /**
     * @param first        crc32c of the first part (low 32 bits)
     * @param second       crc32c of the second part
     * @param secondLength length of the second part (byte), &ge; 0
     * @return crc32c of both in a row
     */
    public static long crc32c(long first, long second, long secondLength) {
        int shifted = (int) first;
        long bytes = secondLength;
        for (int k = 3; bytes != 0; k++, bytes >>>= 1) {
            if ((bytes & 1) != 0) {
                shifted = multiply(POWERS[k], shifted);
            }
        }
        return (shifted ^ (int) second) & 0xffffffffL;
    }

    /** Product of two polynomials over GF(2), modulo the polynomial, both reflected. */
    private static int multiply(int a, int b) {
        int product = 0;
        int m = b;
        for (int bit = 31; bit >= 0; bit--) {
            if ((a >>> bit & 1) != 0) {
                product ^= m;
            }
            m = (m & 1) != 0 ? m >>> 1 ^ CRC32C_POLY : m >>> 1;
        }
        return product;
    }
}
