package ciel.transfer.mock;

import ciel.transfer.SettingException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One fault of a mock URL: {@code OP:WHEN:WHAT}.
 *
 * <p>OP: {@code list stat read write sync commit checksum delete space}, or {@code any}. WHEN: {@code 3} the third
 * act of this kind; {@code 2-5}; {@code 4-} from the fourth on;
 * {@code every7}; {@code p0.1} with this probability, decided by the seed and the number of the act. WHAT: {@code
 * reset} (half way, where there is a way), {@code timeout}, {@code busy}
 * (429, come back after 20 ms), {@code full}, {@code denied}, {@code human}, {@code flip} (one bit of the data),
 * {@code cut} (data end half way, no error), {@code lost} (done, then an error),
 * {@code slow} (50 ms).
 */
final class Fault {
    /** What happens. */
    enum What {
        RESET,
        TIMEOUT,
        BUSY,
        FULL,
        DENIED,
        HUMAN,
        FLIP,
        CUT,
        LOST,
        SLOW
    }

    private final String op;
    private final long from;
    private final long to;
    private final long every;
    private final double probability;
    private final What what;
    private final AtomicLong count = new AtomicLong();

    private Fault(String op, long from, long to, long every, double probability, What what) {
        this.op = op;
        this.from = from;
        this.to = to;
        this.every = every;
        this.probability = probability;
        this.what = what;
    }

    static Fault parse(String text) throws SettingException {
        String[] p = text.split(":", -1);
        try {
            if (p.length == 3 && p[0].matches("list|stat|read|write|sync|commit|checksum|delete|space|any")) {
                What what = What.valueOf(p[2].toUpperCase(Locale.ROOT));
                if (p[1].startsWith("every")) {
                    return new Fault(p[0], 1, Long.MAX_VALUE, Math.max(1, Long.parseLong(p[1].substring(5))), 1, what);
                }
                if (p[1].startsWith("p")) {
                    return new Fault(p[0], 1, Long.MAX_VALUE, 1, Double.parseDouble(p[1].substring(1)), what);
                }
                int dash = p[1].indexOf('-');
                long from = Long.parseLong(dash < 0 ? p[1] : p[1].substring(0, dash));
                long to = dash < 0
                        ? from
                        : dash == p[1].length() - 1 ? Long.MAX_VALUE : Long.parseLong(p[1].substring(dash + 1));
                return new Fault(p[0], from, to, 1, 1, what);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new SettingException("[mock] fault '" + text
                + "' must be OP:WHEN:WHAT, such as read:3:reset, write:p0.1:flip or commit:2-:lost");
    }

    /** @return what happens to this act, or null */
    What strikes(String act, long seed) {
        if (!op.equals("any") && !op.equals(act)) {
            return null;
        }
        long n = count.incrementAndGet();
        if (n < from || n > to || n % every != 0) {
            return null;
        }
        return probability >= 1 || uniform(seed * 0x9e3779b97f4a7c15L + n * 31 + op.hashCode() * 7919L) < probability
                ? what
                : null;
    }

    /** Uniform in [0, 1) from a counter (the finalizer of SplitMix64, Steele et al. 2014). */
    private static double uniform(long z) {
        long x = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return ((x ^ x >>> 31) >>> 11) * 0x1.0p-53;
    }
}
