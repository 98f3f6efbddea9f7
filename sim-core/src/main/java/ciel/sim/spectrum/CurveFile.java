package ciel.sim.spectrum;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A curve over wavelength from a text file: two columns, wavelength (nm, rising) and value, parted by blanks or commas;
 * lines that begin with # are comments. Throughput files of lsst/throughputs and outputs of libRadtran are such files.
 *
 * @param nm    wavelengths (nm), rising, at least two
 * @param value values
 */
public record CurveFile(double[] nm, double[] value) {
    private static final int MAX_ROWS = 20_000_000;

    /**
     * A throughput.
     *
     * @param what   name of the setting that names the file, for messages
     * @param most   largest value allowed
     * @param fromNm the curve must reach from here
     * @param toNm   to here (nm)
     * @return its means over 1 nm about each wavelength of {@link Throughputs}; 0 outside of the file's wavelengths
     * @throws InputException when the file is missing or is no such curve
     */
    public static double[] throughput(Path file, String what, double most, double fromNm, double toNm) {
        String remedy = "give " + what + " a text of wavelength (nm, rising) and throughput (0 to "
                + (most == 1 ? "1" : Double.toString(most)) + ")";
        String name = file.toString();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new InputException(name, Files.exists(file) ? "cannot be read" : "no such file", remedy);
        }
        CurveFile curve;
        try {
            curve = read(file, remedy);
        } catch (IOException e) {
            throw new InputException(name, "cannot be read: " + e.getMessage(), remedy, e);
        }
        curve.check(name, most, "", fromNm, toNm, remedy);
        double[] throughput = curve.perNm();
        if (Arrays.stream(throughput).noneMatch(v -> v > 0)) {
            throw new InputException(
                    name,
                    "lets nothing through from " + Throughputs.FIRST_NM + " to " + Throughputs.LAST_NM + " nm",
                    remedy);
        }
        return throughput;
    }

    /** @param remedy what to do about a line that is not two numbers */
    public static CurveFile read(Path file, String remedy) throws IOException {
        String name = file.toString();
        List<double[]> rows = new ArrayList<>();
        int number = 0;
        try (var lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String bare = line.strip();
                if (bare.isEmpty() || bare.startsWith("#")) {
                    continue;
                }
                String[] cells = bare.split("[\\s,]+");
                try {
                    rows.add(new double[] {Double.parseDouble(cells[0]), Double.parseDouble(cells[1])});
                } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                    throw new InputException(name + ", line " + number, "is not two numbers", remedy);
                }
                if (rows.size() > MAX_ROWS) {
                    throw new InputException(name, "more than " + MAX_ROWS + " rows", remedy);
                }
            }
        }
        double[] nm = new double[rows.size()];
        double[] value = new double[rows.size()];
        for (int i = 0; i < nm.length; i++) {
            nm[i] = rows.get(i)[0];
            value[i] = rows.get(i)[1];
        }
        return new CurveFile(nm, value);
    }

    /** @throws InputException unless wavelengths rise from fromNm or below to toNm or above, and values are 0 to most */
    public void check(String name, double most, String unit, double fromNm, double toNm, String remedy) {
        for (int i = 0; i < nm.length; i++) {
            if (i > 0 && !(nm[i] > nm[i - 1])) {
                throw new InputException(
                        name,
                        "wavelength " + nm[i] + " nm of row " + (i + 1) + " is not above that of the row before",
                        remedy);
            }
            if (!(value[i] >= 0 && value[i] <= most)) {
                throw new InputException(
                        name, "value " + value[i] + " of row " + (i + 1) + " is outside 0 to " + most + unit, remedy);
            }
        }
        if (nm.length < 2 || !(nm[0] <= fromNm) || !(nm[nm.length - 1] >= toNm)) {
            throw new InputException(
                    name,
                    nm.length < 2
                            ? nm.length + " rows"
                            : String.format(
                                    Locale.ROOT,
                                    "covers %.1f to %.1f nm; it must cover %.0f to %.0f nm",
                                    nm[0],
                                    nm[nm.length - 1],
                                    fromNm,
                                    toNm),
                    remedy);
        }
    }

    /** @return means over 1 nm about each wavelength of {@link Throughputs}; 0 where the file has nothing */
    public double[] perNm() {
        double[] mean = new double[Throughputs.LENGTH];
        int i = 0;
        for (int k = 0; k < mean.length; k++) {
            double from = Math.max(nm[0], Throughputs.FIRST_NM + k - 0.5);
            double to = Math.min(nm[nm.length - 1], Throughputs.FIRST_NM + k + 0.5);
            if (to <= from) {
                continue;
            }
            while (i < nm.length - 2 && nm[i + 1] <= from) {
                i++;
            }
            double sum = 0;
            double a = from;
            for (int j = i; a < to; j++) {
                double b = Math.min(to, nm[j + 1]);
                sum += (b - a) * (at(j, a) + at(j, b)) / 2;
                a = b;
            }
            mean[k] = sum / (to - from);
        }
        return mean;
    }

    private double at(int j, double x) {
        return value[j] + (value[j + 1] - value[j]) * (x - nm[j]) / (nm[j + 1] - nm[j]);
    }
}
