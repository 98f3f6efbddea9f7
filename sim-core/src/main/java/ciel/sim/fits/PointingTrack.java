package ciel.sim.fits;

import ciel.sim.catalog.Visit;

/**
 * Where the telescope points at the start and at the end of an exposure.
 *
 * @param hourAngleStart deg, west positive
 * @param hourAngleEnd   deg
 * @param altitudeStart  deg
 * @param altitudeEnd    deg
 * @param azimuthStart   deg from north through east, 0 to 360
 * @param azimuthEnd     deg
 */
public record PointingTrack(
        double hourAngleStart,
        double hourAngleEnd,
        double altitudeStart,
        double altitudeEnd,
        double azimuthStart,
        double azimuthEnd) {
    /** Latitude of the Rubin Observatory (deg). Source: LSST system, obs_lsst's SIMONYI_LOCATION. */
    public static final double LATITUDE = -30.244639;
    /**
     * Turn of the Earth under the stars (deg per second of TAI): 15.0410671787 arcsec/s, IERS Conventions 2010 table
     * 1.1.
     */
    private static final double TURN = 15.0410671787 / 3600;

    /**
     * From the direction at mid-exposure that the catalog gives: the hour angle and declination that it means at the
     * observatory, turned
     * back and forth by half of the exposure. Spherical, without the change of refraction (0.02 arcsec in 30 s at 60
     * deg from the zenith).
     *
     * @param visit           with altitude and azimuth at mid-exposure
     * @param hourAngleMiddle local apparent sidereal time minus right ascension at mid-exposure (deg); NaN: take
     *      it from altitude and azimuth
     */
    public static PointingTrack of(Visit visit, double hourAngleMiddle) {
        double latitude = Math.toRadians(LATITUDE);
        double altitude = Math.toRadians(visit.altitude());
        double azimuth = Math.toRadians(visit.azimuth());
        double sinDec =
                Math.sin(altitude) * Math.sin(latitude) + Math.cos(altitude) * Math.cos(latitude) * Math.cos(azimuth);
        double declination = Math.asin(Math.clamp(sinDec, -1.0, 1.0));
        double geometric = Math.atan2(
                -Math.sin(azimuth) * Math.cos(altitude),
                Math.sin(altitude) * Math.cos(latitude) - Math.cos(altitude) * Math.sin(latitude) * Math.cos(azimuth));
        double half = visit.exposureTime() / 2 * TURN;
        double middle = Double.isNaN(hourAngleMiddle) ? Math.toDegrees(geometric) : hourAngleMiddle;
        double[] start = horizon(geometric - Math.toRadians(half), declination, latitude);
        double[] end = horizon(geometric + Math.toRadians(half), declination, latitude);
        return new PointingTrack(middle - half, middle + half, start[0], end[0], start[1], end[1]);
    }

    /** @return airmass at the start, Krisciunas and Schaefer 1991, as {@link Visit#airmass} */
    public double airmassStart() {
        return airmass(altitudeStart);
    }

    /** @return airmass at the end */
    public double airmassEnd() {
        return airmass(altitudeEnd);
    }

    private static double airmass(double altitude) {
        double sin = Math.sin(Math.toRadians(90 - altitude));
        return 1 / Math.sqrt(1 - 0.96 * sin * sin);
    }

    private static double[] horizon(double hourAngle, double declination, double latitude) {
        double sinAlt = Math.sin(declination) * Math.sin(latitude)
                + Math.cos(declination) * Math.cos(latitude) * Math.cos(hourAngle);
        double azimuth = Math.toDegrees(Math.atan2(
                -Math.sin(hourAngle) * Math.cos(declination),
                Math.sin(declination) * Math.cos(latitude)
                        - Math.cos(declination) * Math.sin(latitude) * Math.cos(hourAngle)));
        return new double[] {
            Math.toDegrees(Math.asin(Math.clamp(sinAlt, -1.0, 1.0))), azimuth < 0 ? azimuth + 360 : azimuth
        };
    }
}
