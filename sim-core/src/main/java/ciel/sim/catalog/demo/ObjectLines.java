package ciel.sim.catalog.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the object lines of an instance catalog, numbers with fixed decimals, a million a second. */
final class ObjectLines {
    private static final long[] POWERS = {
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    private static final int FLUSH = 1 << 16;

    private final OutputStream out;
    private final StringBuilder text = new StringBuilder(FLUSH + 1024);

    ObjectLines(OutputStream out) {
        this.out = out;
    }

    /** Begins an object: everything before its type. */
    ObjectLines begin(
            String id,
            double ra,
            double dec,
            double magnorm,
            String sed,
            double redshift,
            double gamma1,
            double gamma2,
            double kappa) {
        text.append("object ").append(id);
        number(ra, 8).number(dec, 8).number(magnorm, 5);
        text.append(' ').append(sed);
        return number(redshift, 3)
                .number(gamma1, 5)
                .number(gamma2, 5)
                .number(kappa, 5)
                .word("0 0");
    }

    ObjectLines word(String word) {
        text.append(' ').append(word);
        return this;
    }

    ObjectLines number(double value, int decimals) {
        long scaled = Math.round(Math.abs(value) * POWERS[decimals]);
        text.append(value < 0 && scaled != 0 ? " -" : " ").append(scaled / POWERS[decimals]);
        long fraction = scaled % POWERS[decimals];
        if (fraction != 0) {
            text.append('.');
            for (int place = decimals - 1; place >= 0 && fraction != 0; place--) {
                text.append((char) ('0' + fraction / POWERS[place]));
                fraction %= POWERS[place];
            }
        }
        return this;
    }

    /** Ends an object with its dust laws. */
    void end(double hostAv, double galacticAv) throws IOException {
        dust(hostAv);
        dust(galacticAv);
        text.append('\n');
        if (text.length() > FLUSH) {
            flush();
        }
    }

    private void dust(double av) {
        if (av == 0) {
            word("none");
        } else {
            word("CCM").number(av, 4).word("3.1");
        }
    }

    ObjectLines raw(String line) {
        text.append(line);
        return this;
    }

    void flush() throws IOException {
        out.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        text.setLength(0);
    }
}
