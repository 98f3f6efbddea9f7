package ciel.sim.spectrum;

import ciel.sim.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.StringTokenizer;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Reader of SED files: two columns, wavelength (nm) and F_lambda (any unit), {@code #} comments, plain or gzip (told
 * apart by the content, whatever the name says), with a byte-order mark or without. Negative samples that hold next to
 * nothing, as models and interpolation leave them, are taken as 0, and a first line at wavelength 0 without flux is left
 * out; both are remarked. Every other fault is an {@link InputException} with file and line.
 */
public final class SedFile {
    /** The largest libraries have 24,000 samples a file; more than this is not an SED. */
    static final int MOST_SAMPLES = 2_000_000;

    private static final int LONGEST_LINE = 1000;
    /** Part of the largest flux that a negative sample may have to be taken as 0. */
    private static final double NEGLIGIBLE = 1e-3;

    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private SedFile() {}

    /** @throws InputException with file:line if the file is not a spectrum, or cannot be read */
    public static Sed read(Path file) {
        return read(file, remark -> {});
    }

    /**
     * @param remarks told what was odd and how it was read, one sentence each
     * @throws InputException with file:line if the file is not a spectrum, or cannot be read
     */
    public static Sed read(Path file, Consumer<String> remarks) {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in, remarks);
        } catch (IOException e) {
            throw new InputException(file.toString(), "cannot be read: " + e, "check the file and its permissions", e);
        }
    }

    static Sed read(String name, InputStream raw) {
        return read(name, raw, remark -> {});
    }

    private static Sed read(String name, InputStream raw, Consumer<String> remarks) {
        double[] nm = new double[4096];
        double[] flux = new double[4096];
        int n = 0;
        long number = 0;
        Negatives negatives = new Negatives();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(unpacked(raw), StandardCharsets.ISO_8859_1))) {
            StringBuilder line = new StringBuilder();
            while (readLine(reader, line, name, number + 1)) {
                number++;
                if (number == 1 && line.indexOf(BYTE_ORDER_MARK) == 0) {
                    line.delete(0, BYTE_ORDER_MARK.length());
                }
                int comment = line.indexOf("#");
                StringTokenizer tokens =
                        new StringTokenizer(comment < 0 ? line.toString() : line.substring(0, comment));
                if (!tokens.hasMoreTokens()) {
                    continue;
                }
                if (tokens.countTokens() != 2) {
                    throw InputException.atLine(
                            name,
                            number,
                            "has " + tokens.countTokens() + " columns: '" + shown(line) + "'",
                            "an SED file has two: wavelength (nm) and F_lambda");
                }
                if (n == nm.length) {
                    if (n >= MOST_SAMPLES) {
                        throw InputException.atLine(
                                name, number, "more than " + MOST_SAMPLES + " samples", "is this an SED file?");
                    }
                    nm = Arrays.copyOf(nm, 2 * n);
                    flux = Arrays.copyOf(flux, 2 * n);
                }
                nm[n] = number(name, number, "wavelength", tokens.nextToken());
                flux[n] = number(name, number, "flux", tokens.nextToken());
                if (n == 0 && nm[n] == 0 && flux[n] == 0) {
                    remarks.accept("its first sample, at 0 nm, is left out");
                    continue;
                }
                if (nm[n] <= 0) {
                    throw InputException.atLine(
                            name, number, "wavelength " + nm[n] + " nm must be more than 0", "correct the line");
                }
                if (n > 0 && nm[n] < nm[n - 1]) {
                    throw InputException.atLine(
                            name,
                            number,
                            "wavelength " + nm[n] + " nm is below the one before, " + nm[n - 1] + " nm",
                            "sort the file by wavelength");
                }
                if (flux[n] < 0) {
                    negatives.add(number, nm[n], flux[n]);
                    flux[n] = 0;
                }
                n++;
            }
        } catch (IOException e) {
            throw new InputException(
                    name + ":" + (number + 1),
                    "cannot be read further: " + e.getMessage(),
                    "the file is damaged or cut short; fetch it again",
                    e);
        }
        if (n < 2) {
            throw InputException.atLine(
                    name,
                    number,
                    "ends after " + n + " samples, a spectrum needs at least 2",
                    "the file is empty or cut short; fetch it again");
        }
        negatives.check(name, Arrays.stream(flux, 0, n).max().orElse(0), remarks);
        return Sed.of(name, Arrays.copyOf(nm, n), Arrays.copyOf(flux, n));
    }

    /** The negative samples of a file: the lowest, and how many. */
    private static final class Negatives {
        private long count;
        private long line;
        private double nm;
        private double lowest;

        void add(long lineNumber, double wavelength, double flux) {
            count++;
            if (flux < lowest) {
                lowest = flux;
                line = lineNumber;
                nm = wavelength;
            }
        }

        /** @param peak largest flux of the file @throws InputException when one is not negligible beside it */
        void check(String name, double peak, Consumer<String> remarks) {
            if (count == 0) {
                return;
            }
            if (!(-lowest <= NEGLIGIBLE * peak)) {
                throw InputException.atLine(
                        name,
                        line,
                        "flux " + lowest + " at " + nm + " nm is negative, and more than " + NEGLIGIBLE
                                + " of the largest, " + peak,
                        "correct the line");
            }
            remarks.accept(count + (count == 1 ? " negative sample is" : " negative samples are") + " taken as 0, the "
                    + "lowest " + lowest + " at " + nm + " nm");
        }
    }

    /** Reads one line into {@code line}; a line without end (a binary file) is refused before it fills the memory. */
    private static boolean readLine(BufferedReader reader, StringBuilder line, String name, long number)
            throws IOException {
        line.setLength(0);
        int c = reader.read();
        if (c < 0) {
            return false;
        }
        for (; c >= 0 && c != '\n'; c = reader.read()) {
            if (line.length() == LONGEST_LINE) {
                throw InputException.atLine(
                        name, number, "line of more than " + LONGEST_LINE + " characters", "is this an SED file?");
            }
            line.append((char) c);
        }
        return true;
    }

    private static InputStream unpacked(InputStream raw) throws IOException {
        PushbackInputStream in = new PushbackInputStream(raw, 2);
        int first = in.read();
        int second = first < 0 ? -1 : in.read();
        if (second >= 0) {
            in.unread(second);
        }
        if (first >= 0) {
            in.unread(first);
        }
        return first == GZIP_FIRST && second == GZIP_SECOND ? new GZIPInputStream(in, 1 << 16) : in;
    }

    private static double number(String file, long line, String column, String token) {
        // Double.parseDouble also takes "NaN", "0x1p3" and "1d": none of them belongs here.
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                throw notANumber(file, line, column, token);
            }
        }
        try {
            double value = Double.parseDouble(token);
            if (Double.isInfinite(value)) {
                throw notANumber(file, line, column, token);
            }
            return value;
        } catch (NumberFormatException e) {
            throw notANumber(file, line, column, token);
        }
    }

    private static InputException notANumber(String file, long line, String column, String token) {
        return InputException.atLine(
                file, line, column + " '" + shown(token) + "' is not a finite number", "correct the line");
    }

    private static String shown(CharSequence text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(40, text.length()); i++) {
            char c = text.charAt(i);
            out.append(c >= ' ' && c < 127 ? c : '?');
        }
        return out.append(text.length() > 40 ? "..." : "").toString();
    }
}
