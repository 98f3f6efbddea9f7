package ciel.sim.fits;

import ciel.sim.catalog.Visit;
import ciel.sim.optics.Astrometry;
import ciel.sim.optics.Pointing;

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
    /**
     * Turn of the Earth under the stars (deg per second of TAI): 15.0410671787 arcsec/s, IERS Conventions 2010 table
     * 1.1.
     */
    private static final double TURN = 15.0410671787 / 3600;

    /**
     * Of a visit of the sky: computed from right ascension, declination and time, so that altitude, azimuth, hour angle
     * and airmass agree with each other. Without refraction, as LSST's headers have it.
     */
    public static PointingTrack of(Visit visit) {
        Pointing start = Pointing.of(visit.ra(), visit.dec(), visit.mjdStart());
        Pointing end = Pointing.of(visit.ra(), visit.dec(), visit.mjdEnd());
        return new PointingTrack(
                start.hourAngle(), end.hourAngle(), start.altitude(), end.altitude(), start.azimuth(), end.azimuth());
    }

    /**
     * Of a visit without a sky, from the direction that it gives for the start: the hour angle and declination that this
     * means at the observatory, turned by the exposure.
     *
     * @param visit          with altitude and azimuth at the start
     * @param hourAngleStart for the header (deg); NaN: take it from altitude and azimuth
     */
    public static PointingTrack nominal(Visit visit, double hourAngleStart) {
        double latitude = Math.toRadians(Astrometry.LATITUDE);
        double altitude = Math.toRadians(visit.altitude());
        double azimuth = Math.toRadians(visit.azimuth());
        double sinDec = StrictMath.sin(altitude) * StrictMath.sin(latitude)
                + StrictMath.cos(altitude) * StrictMath.cos(latitude) * StrictMath.cos(azimuth);
        double declination = StrictMath.asin(Math.clamp(sinDec, -1.0, 1.0));
        double geometric = StrictMath.atan2(
                -StrictMath.sin(azimuth) * StrictMath.cos(altitude),
                StrictMath.sin(altitude) * StrictMath.cos(latitude)
                        - StrictMath.cos(altitude) * StrictMath.sin(latitude) * StrictMath.cos(azimuth));
        double turn = visit.exposureTime() * TURN;
        double start = Double.isNaN(hourAngleStart) ? Math.toDegrees(geometric) : hourAngleStart;
        double[] end = horizon(geometric + Math.toRadians(turn), declination, latitude);
        return new PointingTrack(start, start + turn, visit.altitude(), end[0], visit.azimuth(), end[1]);
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
        double sin = StrictMath.sin(Math.toRadians(90 - altitude));
        return 1 / Math.sqrt(1 - 0.96 * sin * sin);
    }

    private static double[] horizon(double hourAngle, double declination, double latitude) {
        double sinAlt = StrictMath.sin(declination) * StrictMath.sin(latitude)
                + StrictMath.cos(declination) * StrictMath.cos(latitude) * StrictMath.cos(hourAngle);
        double azimuth = Math.toDegrees(StrictMath.atan2(
                -StrictMath.sin(hourAngle) * StrictMath.cos(declination),
                StrictMath.sin(declination) * StrictMath.cos(latitude)
                        - StrictMath.cos(declination) * StrictMath.sin(latitude) * StrictMath.cos(hourAngle)));
        return new double[] {
            Math.toDegrees(StrictMath.asin(Math.clamp(sinAlt, -1.0, 1.0))), azimuth < 0 ? azimuth + 360 : azimuth
        };
    }
}
