package ciel.sim.fits;

/**
 * Statistics over all pixels that have a value. Exact: the median is the middle one, or the mean of the middle two.
 *
 * @param pixels    that have a value
 * @param undefined pixels without one (NaN, BLANK)
 * @param min       least value; NaN, as all that follow, where no pixel has a value
 * @param max       greatest value
 * @param mean      arithmetic mean
 * @param median    middle value
 * @param sigma     standard deviation over all of them (divided by their number)
 * @param total     sum
 */
public record ImageStatistics(
        long pixels, long undefined, double min, double max, double mean, double median, double sigma, double total) {
    private static final int DIGIT_BITS = 16;
    private static final int DIGITS = 1 << DIGIT_BITS;

    static ImageStatistics of(PixelRows image) {
        double[] row = new double[image.width()];
        long count = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double total = 0;
        for (int y = 0; y < image.rows(); y++) {
            image.row(y, row);
            double sum = 0;
            for (double v : row) {
                if (v == v) {
                    count++;
                    sum += v;
                    min = Math.min(min, v);
                    max = Math.max(max, v);
                }
            }
            total += sum;
        }
        long undefined = (long) image.width() * image.rows() - count;
        if (count == 0) {
            return new ImageStatistics(
                    0, undefined, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double mean = total / count;
        double squares = 0;
        long sample = key(min);
        long differing = 0;
        for (int y = 0; y < image.rows(); y++) {
            image.row(y, row);
            double sum = 0;
            for (double v : row) {
                if (v == v) {
                    sum += (v - mean) * (v - mean);
                    differing |= key(v) ^ sample;
                }
            }
            squares += sum;
        }
        double median = middle(image, row, count, sample, differing);
        return new ImageStatistics(count, undefined, min, max, mean, median, Math.sqrt(squares / count), total);
    }

    /**
     * The middle value, 16 bits of its key a pass: no copy of the image, whatever its size. Digits in which no two
     * pixels differ cost no pass.
     */
    private static double middle(PixelRows image, double[] row, long count, long sample, long differing) {
        long prefix = 0;
        long rest = (count - 1) / 2;
        long same = count;
        for (int shift = Long.SIZE - DIGIT_BITS; shift >= 0; shift -= DIGIT_BITS) {
            long digit = sample >>> shift & DIGITS - 1;
            if ((differing >>> shift & DIGITS - 1) != 0) {
                long[] histogram = histogram(image, row, prefix, shift);
                digit = 0;
                while (rest >= histogram[(int) digit]) {
                    rest -= histogram[(int) digit++];
                }
                same = histogram[(int) digit];
            }
            prefix |= digit << shift;
        }
        double lower = value(prefix);
        if (count % 2 == 1 || rest + 1 < same) {
            return lower;
        }
        return (lower + next(image, row, lower)) / 2;
    }

    private static long[] histogram(PixelRows image, double[] row, long prefix, int shift) {
        long[] histogram = new long[DIGITS];
        long mask = shift == Long.SIZE - DIGIT_BITS ? 0 : -1L << (shift + DIGIT_BITS);
        for (int y = 0; y < image.rows(); y++) {
            image.row(y, row);
            for (double v : row) {
                if (v == v) {
                    long key = key(v);
                    if ((key & mask) == prefix) {
                        histogram[(int) (key >>> shift) & DIGITS - 1]++;
                    }
                }
            }
        }
        return histogram;
    }

    private static double next(PixelRows image, double[] row, double above) {
        double least = Double.POSITIVE_INFINITY;
        for (int y = 0; y < image.rows(); y++) {
            image.row(y, row);
            for (double v : row) {
                if (v > above) {
                    least = Math.min(least, v);
                }
            }
        }
        return least;
    }

    // Bits of a double in an order that is that of the numbers, read without a sign: negative ones upside down, the
    // others above them.
    private static long key(double v) {
        long bits = Double.doubleToRawLongBits(v);
        return bits < 0 ? ~bits : bits | Long.MIN_VALUE;
    }

    private static double value(long key) {
        return Double.longBitsToDouble(key < 0 ? key & Long.MAX_VALUE : ~key);
    }
}
