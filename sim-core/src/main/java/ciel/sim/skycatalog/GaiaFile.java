package ciel.sim.skycatalog;

import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;

/**
 * Stars of Gaia from a reference catalog of the LSST pipelines (FITS, one file a triangle): moved by their proper motion
 * to the visit, with the spectrum of a black body of their colour.
 */
final class GaiaFile {
    /** Kept here, since the log manager holds loggers weakly: the library logs what it throws, too. */
    private static final Logger LIBRARY = Logger.getLogger("nom.tam");

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    private static final double DAYS_A_YEAR = 365.25;
    private static final double NANOJANSKY = 31.4;
    private static final Shape POINT = new Shape.Point();
    private static final List<String> NEEDED = List.of(
            "id", "coord_ra", "coord_dec", "phot_bp_mean_flux", "phot_rp_mean_flux", "epoch", "pm_ra", "pm_dec");

    private GaiaFile() {}

    /** @param prefix of identifiers @param mjd of the visit */
    static List<SkyObject> read(Path file, String prefix, double mjd, RowSink sink) {
        try (Fits fits = new Fits(file.toFile())) {
            for (BasicHDU<?> hdu = fits.readHDU(); hdu != null; hdu = fits.readHDU()) {
                if (hdu instanceof BinaryTableHDU table) {
                    return rows(file, table, prefix, mjd, sink);
                }
            }
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InputException(file.toString(), "cannot be read as FITS: " + e.getMessage(), "copy it again", e);
        }
        throw new InputException(file.toString(), "has no binary table", "it should be a reference catalog of Gaia");
    }

    private static List<SkyObject> rows(Path file, BinaryTableHDU table, String prefix, double mjd, RowSink sink) {
        Object[] columns = new Object[NEEDED.size()];
        for (int i = 0; i < columns.length; i++) {
            int c = table.findColumn(NEEDED.get(i));
            if (c < 0) {
                throw new InputException(
                        file.toString(), "has no column " + NEEDED.get(i), "it should be a reference catalog of Gaia");
            }
            columns[i] = table.getColumn(c);
        }
        List<SkyObject> stars = new ArrayList<>();
        for (int row = 0; row < table.getNRows(); row++) {
            double[] v = new double[columns.length];
            for (int i = 1; i < v.length; i++) {
                v[i] = number(columns[i], row);
            }
            String id = prefix + (long) Array.getLong(flat(columns[0], row), place(columns[0], row));
            double temperature = v[3] > 0 && v[4] > 0 ? GaiaBands.temperature(v[3] / v[4]) : Double.NaN;
            double[] at = new double[2];
            move(v[1], v[2], v[6], v[7], (mjd - v[5]) / DAYS_A_YEAR, at);
            if (Double.isNaN(temperature) || !Double.isFinite(at[0]) || !Double.isFinite(at[1])) {
                sink.leaveOut(id, "its colour or place in Gaia's catalog is missing or out of range");
                continue;
            }
            double magnitude = NANOJANSKY - 2.5 * StrictMath.log10(v[3]);
            double scale = GaiaBands.scale(temperature) * StrictMath.pow(10, -0.4 * magnitude);
            stars.add(new SkyObject(
                    id,
                    at[0],
                    at[1],
                    magnitude,
                    new PlanckLight(temperature, scale),
                    0,
                    0,
                    0,
                    0,
                    POINT,
                    Dust.NONE,
                    Dust.NONE));
        }
        return stars;
    }

    /** Straight motion in space without radial velocity; the motion in right ascension has cos(dec) in it. */
    private static void move(double ra, double dec, double east, double north, double years, double[] at) {
        double e = Double.isNaN(east) ? 0 : east * years;
        double n = Double.isNaN(north) ? 0 : north * years;
        double cosRa = StrictMath.cos(ra);
        double sinRa = StrictMath.sin(ra);
        double cosDec = StrictMath.cos(dec);
        double sinDec = StrictMath.sin(dec);
        double x = cosDec * cosRa - e * sinRa - n * sinDec * cosRa;
        double y = cosDec * sinRa + e * cosRa - n * sinDec * sinRa;
        double z = sinDec + n * cosDec;
        double degrees = Math.toDegrees(StrictMath.atan2(y, x));
        at[0] = degrees < 0 ? degrees + 360 : degrees;
        at[1] = Math.toDegrees(StrictMath.atan2(z, StrictMath.hypot(x, y)));
    }

    private static Object flat(Object column, int row) {
        Object cell = Array.get(column, row);
        return cell.getClass().isArray() ? cell : column;
    }

    private static int place(Object column, int row) {
        return Array.get(column, row).getClass().isArray() ? 0 : row;
    }

    private static double number(Object column, int row) {
        return Array.getDouble(flat(column, row), place(column, row));
    }
}
