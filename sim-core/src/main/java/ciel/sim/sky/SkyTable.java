package ciel.sim.sky;

import ciel.sim.InputException;
import ciel.sim.spectrum.Throughputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsException;

/**
 * A spectrum of the sky from a file, the same in every direction: the FITS table of ESO's SkyCalc (columns {@code lam}
 * in nm, or in um as before 2017, and {@code flux} in photons/s/m^2/um/arcsec^2), or a text of two columns in those units
 * (nm). Noll et al. 2012, A&amp;A 543, A92; Jones et al. 2013, A&amp;A 560, A91.
 */
public final class SkyTable implements SkyModel {
    /** The table must reach from here to {@link #TO_NM} (nm): the bands of LSST. */
    private static final double FROM_NM = 320;

    private static final double TO_NM = 1100;
    private static final int MAX_ROWS = 20_000_000;
    /** h c (erg nm). */
    private static final double HC = 6.62607015e-27 * 2.99792458e17;
    /** photons/s/m^2/um in photons/s/cm^2/nm. */
    private static final double PER_CM2_NM = 1e-4 * 1e-3;

    private final double[] spectrum;

    private SkyTable(double[] spectrum) {
        this.spectrum = spectrum;
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public SkyParts parts(Direction direction) {
        double[] none = new double[spectrum.length];
        return new SkyParts(spectrum, none, none);
    }

    /** @throws InputException when the file is missing, is no such table, or does not cover 320 to 1100 nm */
    public static SkyTable read(Path file) {
        String name = file.toString();
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw wrong(name, Files.exists(file) ? "cannot be read" : "no such file");
        }
        double[][] columns;
        try {
            columns = isFits(file) ? fits(name, file) : text(name, file);
        } catch (IOException e) {
            throw wrong(name, "cannot be read: " + e.getMessage());
        }
        check(name, columns[0], columns[1]);
        return new SkyTable(binned(columns[0], columns[1]));
    }

    private static InputException wrong(String name, String problem) {
        return new InputException(
                name,
                problem,
                "give sky.table a FITS table of ESO SkyCalc (columns lam and flux), or a text with wavelength (nm) and "
                        + "photons/s/m2/um/arcsec2");
    }

    private static boolean isFits(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(6), java.nio.charset.StandardCharsets.US_ASCII).equals("SIMPLE");
        }
    }

    private static double[][] fits(String name, Path file) throws IOException {
        try (Fits fits = new Fits(file.toFile())) {
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                if (hdu instanceof BinaryTableHDU table
                        && table.findColumn("lam") >= 0
                        && table.findColumn("flux") >= 0) {
                    double[] nm = column(name, table, "lam");
                    if (nm.length > 0 && nm[nm.length - 1] < FROM_NM) { // um
                        for (int i = 0; i < nm.length; i++) {
                            nm[i] *= 1000;
                        }
                    }
                    return new double[][] {nm, column(name, table, "flux")};
                }
            }
        } catch (RuntimeException e) {
            if (e instanceof InputException input) {
                throw input;
            }
            throw wrong(name, "is not a readable FITS table" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
        }
        throw wrong(name, "has no table with the columns lam and flux");
    }

    private static double[] column(String name, BinaryTableHDU hdu, String column) throws FitsException {
        BinaryTable table = hdu.getData();
        int rows = table.getNRows();
        if (rows > MAX_ROWS) {
            throw wrong(name, rows + " rows; the limit is " + MAX_ROWS);
        }
        int at = hdu.findColumn(column);
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = table.getDouble(i, at);
        }
        return values;
    }

    private static double[][] text(String name, Path file) throws IOException {
        List<double[]> rows = new ArrayList<>();
        int number = 0;
        try (var lines = Files.newBufferedReader(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
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
                    throw wrong(name + ", line " + number, "is not two numbers");
                }
                if (rows.size() > MAX_ROWS) {
                    throw wrong(name, "more than " + MAX_ROWS + " rows");
                }
            }
        }
        double[][] columns = new double[2][rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            columns[0][i] = rows.get(i)[0];
            columns[1][i] = rows.get(i)[1];
        }
        return columns;
    }

    private static void check(String name, double[] nm, double[] flux) {
        for (int i = 0; i < nm.length; i++) {
            if (i > 0 && !(nm[i] > nm[i - 1])) {
                throw wrong(
                        name, "wavelength " + nm[i] + " nm of row " + (i + 1) + " is not above that of the row before");
            }
            if (!(flux[i] >= 0 && flux[i] < 1e12)) {
                throw wrong(
                        name,
                        "flux " + flux[i] + " of row " + (i + 1) + " is outside 0 to 1e12 photons/s/m2/um/arcsec2");
            }
        }
        if (nm.length < 2 || nm[0] > FROM_NM || nm[nm.length - 1] < TO_NM) {
            throw wrong(
                    name,
                    nm.length < 2
                            ? nm.length + " rows"
                            : String.format(
                                    Locale.ROOT,
                                    "covers %.1f to %.1f nm; it must cover %.0f to %.0f nm",
                                    nm[0],
                                    nm[nm.length - 1],
                                    FROM_NM,
                                    TO_NM));
        }
    }

    /**
     * @return means over 1 nm about each wavelength of the throughputs, in erg/s/cm^2/nm/arcsec^2: emission lines are far
     *     narrower than that; 0 where the table has nothing
     */
    private static double[] binned(double[] nm, double[] flux) {
        double[] spectrum = new double[Throughputs.LENGTH];
        int i = 0;
        for (int k = 0; k < spectrum.length; k++) {
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
                sum += (b - a) * (value(nm, flux, j, a) + value(nm, flux, j, b)) / 2;
                a = b;
            }
            spectrum[k] = sum / (to - from) * PER_CM2_NM * HC / (Throughputs.FIRST_NM + k);
        }
        return spectrum;
    }

    private static double value(double[] nm, double[] flux, int j, double x) {
        return flux[j] + (flux[j + 1] - flux[j]) * (x - nm[j]) / (nm[j + 1] - nm[j]);
    }
}
