package ciel.sim.sky;

import ciel.sim.InputException;
import ciel.sim.spectrum.CurveFile;
import ciel.sim.spectrum.Throughputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    /** Largest flux taken (photons/s/m^2/um/arcsec^2). */
    private static final double MOST = 1e12;

    private static final String REMEDY = "give sky.table a FITS table of ESO SkyCalc (columns lam and flux), or a text "
            + "with wavelength (nm) and photons/s/m2/um/arcsec2";
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
        CurveFile curve;
        try {
            curve = isFits(file) ? fits(name, file) : CurveFile.read(file, REMEDY);
        } catch (IOException e) {
            throw wrong(name, "cannot be read: " + e.getMessage());
        }
        curve.check(name, MOST, " photons/s/m2/um/arcsec2", FROM_NM, TO_NM, REMEDY);
        return new SkyTable(binned(curve));
    }

    private static InputException wrong(String name, String problem) {
        return new InputException(name, problem, REMEDY);
    }

    private static boolean isFits(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(6), java.nio.charset.StandardCharsets.US_ASCII).equals("SIMPLE");
        }
    }

    private static CurveFile fits(String name, Path file) throws IOException {
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
                    return new CurveFile(nm, column(name, table, "flux"));
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

    /** @return means over 1 nm in erg/s/cm^2/nm/arcsec^2: emission lines are far narrower than that */
    private static double[] binned(CurveFile curve) {
        double[] spectrum = curve.perNm();
        for (int k = 0; k < spectrum.length; k++) {
            spectrum[k] = spectrum[k] * PER_CM2_NM * HC / (Throughputs.FIRST_NM + k);
        }
        return spectrum;
    }
}
