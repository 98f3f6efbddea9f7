package ciel.sim.catalog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Decimal text in a byte array to the nearest double, without making a String.
 *
 * <p>The result is correctly rounded (half to even), the same as {@link Double#parseDouble}, by the method of Lemire
 * (2021, "Number parsing at a gigabyte per
 * second", Software: Practice and Experience 51, 8): the decimal significand times a 128-bit approximation of the
 * power of ten decides the rounding
 * in all but the rarest cases, and those go to {@code parseDouble}. So do more than 19 significant digits when the
 * digits cut off could matter, powers of ten
 * beyond 10^&plusmn;60, and subnormal results.
 */
final class FastDouble {
    private static final int MAX_POWER = 60;
    private static final long[] HIGH = new long[2 * MAX_POWER + 1];
    private static final long[] LOW = new long[2 * MAX_POWER + 1];
    /** Powers of ten that a double holds exactly. */
    private static final double[] EXACT = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int MAX_DIGITS = 19;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        for (int q = -MAX_POWER; q <= MAX_POWER; q++) {
            BigInteger power = BigInteger.valueOf(5).pow(Math.abs(q));
            BigInteger scaled;
            if (q >= 0) {
                int shift = 128 - power.bitLength();
                scaled = shift >= 0 ? power.shiftLeft(shift) : power.shiftRight(-shift);
            } else {
                // reciprocals: rounded up to 128 bits while halfway cases can occur (q >= -27), cut to 128 bits below
                int bits = power.bitLength();
                scaled = BigInteger.ONE
                        .shiftLeft(q >= -27 ? bits + 127 : 2 * bits + 128)
                        .divide(power)
                        .add(BigInteger.ONE);
                scaled = scaled.shiftRight(scaled.bitLength() - 128);
            }
            HIGH[q + MAX_POWER] = scaled.shiftRight(64).longValue();
            LOW[q + MAX_POWER] = scaled.longValue();
        }
    }

    private FastDouble() {}

    /**
     * @param text bytes of {@code [+-]digits[.digits][(e|E)[+-]digits]}; at least one digit before the exponent
     * @param from first byte
     * @param to   one past the last byte
     * @return the value; infinite where it is beyond the range of a double; NaN where the bytes are not such a
     *      number ("nan" and "inf" are not)
     */
    static double parse(byte[] text, int from, int to) {
        int i = from;
        boolean negative = false;
        if (i < to && (text[i] == '-' || text[i] == '+')) {
            negative = text[i] == '-';
            i++;
        }
        long significand = 0;
        int digits = 0;
        int exponent = 0;
        boolean truncated = false;
        int firstDigit = i;
        int c;
        if (to - i <= MAX_DIGITS) {
            // a number of a catalog: its digits fit into the significand, whatever they are
            while (i < to && (c = text[i] - '0') >= 0 && c <= 9) {
                significand = significand * 10 + c;
                i++;
            }
            if (i == to && i > firstDigit) {
                double value = compose(significand, 0, false);
                return negative ? -value : value;
            }
            if (i < to && text[i] == '.') {
                int point = i++;
                if (to - i >= Long.BYTES) {
                    long eight = (long) EIGHT.get(text, i);
                    if (isEightDigits(eight)) {
                        significand = significand * 100_000_000 + eightDigits(eight);
                        i += Long.BYTES;
                    }
                }
                while (i < to && (c = text[i] - '0') >= 0 && c <= 9) {
                    significand = significand * 10 + c;
                    i++;
                }
                if (i == to && i - firstDigit > 1) {
                    double value = compose(significand, point + 1 - i, false);
                    return negative ? -value : value;
                }
            }
            // an exponent, or no number: from the beginning, digit by digit
            i = firstDigit;
            significand = 0;
        }
        while (i < to && (c = text[i] - '0') >= 0 && c <= 9) {
            if (digits < MAX_DIGITS) {
                significand = significand * 10 + c;
                if (significand != 0) {
                    digits++;
                }
            } else {
                truncated |= c != 0;
                exponent++;
            }
            i++;
        }
        int read = i - firstDigit;
        if (i < to && text[i] == '.') {
            i++;
            int firstFraction = i;
            while (i < to && (c = text[i] - '0') >= 0 && c <= 9) {
                if (digits < MAX_DIGITS) {
                    significand = significand * 10 + c;
                    exponent--;
                    if (significand != 0) {
                        digits++;
                    }
                } else {
                    truncated |= c != 0;
                }
                i++;
            }
            read += i - firstFraction;
        }
        if (read == 0) {
            return Double.NaN;
        }
        if (i < to) {
            if (text[i] != 'e' && text[i] != 'E') {
                return Double.NaN;
            }
            i++;
            boolean negativeExponent = false;
            if (i < to && (text[i] == '-' || text[i] == '+')) {
                negativeExponent = text[i] == '-';
                i++;
            }
            if (i == to) {
                return Double.NaN;
            }
            int explicit = 0;
            while (i < to) {
                c = text[i] - '0';
                if (c < 0 || c > 9) {
                    return Double.NaN;
                }
                if (explicit < 100_000) {
                    explicit = explicit * 10 + c;
                }
                i++;
            }
            exponent += negativeExponent ? -explicit : explicit;
        }
        double value = compose(significand, exponent, truncated);
        if (value != value) {
            return Double.parseDouble(new String(text, from, to - from, StandardCharsets.ISO_8859_1));
        }
        return negative ? -value : value;
    }

    /** Langdale and Lemire (2019, VLDB Journal 28, 6): eight characters at once. */
    private static boolean isEightDigits(long text) {
        return ((text & 0xF0F0F0F0F0F0F0F0L) | (text + 0x0606060606060606L & 0xF0F0F0F0F0F0F0F0L) >>> 4)
                == 0x3333333333333333L;
    }

    /** @param text eight digits, the first in the lowest byte */
    private static long eightDigits(long text) {
        long pairs = (text & 0x0F0F0F0F0F0F0F0FL) * 2561 >>> 8;
        long fours = (pairs & 0x00FF00FF00FF00FFL) * 6553601 >>> 16;
        return (fours & 0x0000FFFF0000FFFFL) * 42949672960001L >>> 32;
    }

    /** @return significand x 10^exponent rounded once, or NaN where that is not certain */
    private static double compose(long significand, int exponent, boolean truncated) {
        if (significand == 0) {
            return 0;
        }
        if (!truncated && significand >>> 53 == 0 && exponent >= -22 && exponent <= 22) {
            // Clinger (1990): both factors are exact, so the one rounding of the product or quotient is the right one
            return exponent < 0 ? significand / EXACT[-exponent] : significand * EXACT[exponent];
        }
        if (exponent < -MAX_POWER || exponent > MAX_POWER) {
            return Double.NaN;
        }
        double value = lemire(significand, exponent);
        if (truncated && value != lemire(significand + 1, exponent)) {
            return Double.NaN;
        }
        return value;
    }

    /** @return w x 10^q, w unsigned and not 0, |q| up to {@link #MAX_POWER}: always a normal double */
    private static double lemire(long w, int q) {
        int zeros = Long.numberOfLeadingZeros(w);
        long normalised = w << zeros;
        long high = Math.unsignedMultiplyHigh(normalised, HIGH[q + MAX_POWER]);
        long low = normalised * HIGH[q + MAX_POWER];
        if ((high & 0x1FF) == 0x1FF) {
            long carry = Math.unsignedMultiplyHigh(normalised, LOW[q + MAX_POWER]);
            low += carry;
            if (Long.compareUnsigned(carry, low) > 0) {
                high++;
            }
        }
        int upper = (int) (high >>> 63);
        int shift = upper + 64 - 52 - 3;
        long mantissa = high >>> shift;
        int power = ((217_706 * q) >> 16) + 63 + upper - zeros + 1023;
        if (Long.compareUnsigned(low, 1) <= 0
                && q >= -4
                && q <= 23
                && (mantissa & 3) == 1
                && mantissa << shift == high) {
            // exactly between two doubles: half goes to even
            mantissa &= ~1L;
        }
        mantissa += mantissa & 1;
        mantissa >>>= 1;
        if (mantissa >= 1L << 53) {
            mantissa = 1L << 52;
            power++;
        }
        return Double.longBitsToDouble((long) power << 52 | mantissa & ~(1L << 52));
    }
}
