package ciel.sim.sky;

/**
 * A direction above the site.
 *
 * @param altitude         deg
 * @param azimuth          deg from north through east
 * @param eclipticLatitude deg; {@link Double#NaN} where it is not known: the zodiacal light is then the mean one
 * @param solarLongitude   ecliptic longitude less that of the sun (deg), NaN likewise
 */
public record Direction(double altitude, double azimuth, double eclipticLatitude, double solarLongitude) {
    /** Obliquity of the ecliptic (deg) at J2000. */
    private static final double OBLIQUITY = 23.4392911;

    /** A direction whose place on the ecliptic is not known. */
    public Direction(double altitude, double azimuth) {
        this(altitude, azimuth, Double.NaN, Double.NaN);
    }

    /**
     * @param ra           ICRS (deg)
     * @param dec          ICRS (deg)
     * @param sunLongitude ecliptic longitude of the sun (deg)
     * @return the same direction with its place on the ecliptic
     */
    public Direction onEcliptic(double ra, double dec, double sunLongitude) {
        double a = StrictMath.toRadians(ra);
        double d = StrictMath.toRadians(dec);
        double e = StrictMath.toRadians(OBLIQUITY);
        double x = StrictMath.cos(d) * StrictMath.cos(a);
        double y = StrictMath.cos(d) * StrictMath.sin(a);
        double z = StrictMath.sin(d);
        double latitude = StrictMath.asin(Math.clamp(StrictMath.cos(e) * z - StrictMath.sin(e) * y, -1, 1));
        double longitude = StrictMath.atan2(StrictMath.cos(e) * y + StrictMath.sin(e) * z, x);
        return new Direction(
                altitude,
                azimuth,
                StrictMath.toDegrees(latitude),
                Math.IEEEremainder(StrictMath.toDegrees(longitude) - sunLongitude, 360));
    }

    /**
     * @param sunLongitude ecliptic longitude of the sun (deg), as given to {@link #onEcliptic}
     * @return right ascension (0 to 360) and declination (deg, ICRS) of a direction with its place on the ecliptic
     */
    public double[] equatorial(double sunLongitude) {
        double b = StrictMath.toRadians(eclipticLatitude);
        double l = StrictMath.toRadians(solarLongitude + sunLongitude);
        double e = StrictMath.toRadians(OBLIQUITY);
        double x = StrictMath.cos(b) * StrictMath.cos(l);
        double y = StrictMath.cos(b) * StrictMath.sin(l);
        double z = StrictMath.sin(b);
        double ra = StrictMath.toDegrees(StrictMath.atan2(StrictMath.cos(e) * y - StrictMath.sin(e) * z, x));
        double dec = StrictMath.asin(Math.clamp(StrictMath.sin(e) * y + StrictMath.cos(e) * z, -1, 1));
        return new double[] {ra < 0 ? ra + 360 : ra, StrictMath.toDegrees(dec)};
    }

    /** @return zenith distance (deg) */
    public double zenithDistance() {
        return 90 - altitude;
    }

    /** @return angle (deg) to a place at an altitude and azimuth (deg) */
    public double separation(double otherAltitude, double otherAzimuth) {
        double a = StrictMath.toRadians(altitude);
        double b = StrictMath.toRadians(otherAltitude);
        double c = StrictMath.toRadians(otherAzimuth - azimuth);
        double east = StrictMath.cos(b) * StrictMath.sin(c);
        double north =
                StrictMath.cos(a) * StrictMath.sin(b) - StrictMath.sin(a) * StrictMath.cos(b) * StrictMath.cos(c);
        double along =
                StrictMath.sin(a) * StrictMath.sin(b) + StrictMath.cos(a) * StrictMath.cos(b) * StrictMath.cos(c);
        return StrictMath.toDegrees(StrictMath.atan2(StrictMath.hypot(east, north), along));
    }
}
