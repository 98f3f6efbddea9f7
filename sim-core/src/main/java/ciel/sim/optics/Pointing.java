package ciel.sim.optics;

import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import java.util.Locale;

/**
 * Where the telescope points at an instant, as seen without air: what the headers of LSST call altitude, azimuth and
 * hour angle.
 *
 * @param hourAngle deg, -180 to 180, west positive: local apparent sidereal time less ICRS right ascension
 * @param altitude  deg
 * @param azimuth   deg from north through east, 0 to 360
 */
public record Pointing(double hourAngle, double altitude, double azimuth) {
    /**
     * @param ra  ICRS (deg)
     * @param dec ICRS (deg)
     * @param mjd instant (MJD, TAI)
     * @throws InputException for a date outside the range of {@link Astrometry}
     */
    public static Pointing of(double ra, double dec, double mjd) {
        // the weather and the wavelength decide refraction alone, which is left out
        Astrometry astrometry = new Astrometry(mjd, Weather.CERRO_PACHON, 500);
        double[] d = new double[3];
        astrometry.toHorizonWithoutAir(Math.toRadians(ra), Math.toRadians(dec), d);
        double azimuth = Math.toDegrees(StrictMath.atan2(d[1], d[0]));
        return new Pointing(
                Math.IEEEremainder(Math.toDegrees(astrometry.siderealTime()) - ra, 360),
                Math.toDegrees(StrictMath.atan2(d[2], StrictMath.hypot(d[0], d[1]))),
                azimuth < 0 ? azimuth + 360 : azimuth);
    }

    /**
     * Compares the altitude that a catalog gives, which is that of the start of the exposure, with the one that follows
     * from its right ascension, declination and mjd.
     *
     * @param context the catalog's name
     * @param limit   by how much they may differ (deg)
     * @throws InputException when they differ by more, or the telescope would point at or below the horizon
     */
    public static void check(Visit visit, String context, double limit) {
        double computed = of(visit.ra(), visit.dec(), visit.mjdStart()).altitude();
        // a tenth of a degree says enough, unless the difference is as small
        String number = Math.abs(computed - visit.altitude()) >= 0.5 ? "%.1f deg" : "%.4f deg";
        String both = String.format(
                Locale.ROOT,
                "altitude is " + number + " in the header, and " + number
                        + " at the start of the exposure by rightascension, declination and mjd",
                visit.altitude(),
                computed);
        if (!(Math.abs(computed - visit.altitude()) <= limit)) {
            throw new InputException(
                    context,
                    both + String.format(Locale.ROOT, "; they may differ by %s deg", plain(limit)),
                    "correct the header (mjd is TAI, the middle of the exposure), or --set "
                            + "catalog.altitude_tolerance=DEG");
        }
        if (computed <= 0) {
            throw new InputException(
                    context, both + ": the telescope would point below the horizon", "correct the header");
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
