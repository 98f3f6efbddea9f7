package ciel.sim.sky;

/**
 * What lights the sky during an exposure.
 *
 * @param sunAltitude    deg
 * @param sunAzimuth     deg from north through east
 * @param sunLongitude   ecliptic longitude of the sun (deg)
 * @param moonAltitude   deg
 * @param moonAzimuth    deg from north through east
 * @param moonPhaseAngle deg: 0 full, 180 new
 */
public record SkyConditions(
        double sunAltitude,
        double sunAzimuth,
        double sunLongitude,
        double moonAltitude,
        double moonAzimuth,
        double moonPhaseAngle) {
    /** No sun and no moon. */
    public static final SkyConditions DARK = new SkyConditions(-90, 0, 0, -90, 0, 180);

    /** As the ephemerides have it. */
    public static SkyConditions of(SunMoon places) {
        return new SkyConditions(
                places.sunAltitude(),
                places.sunAzimuth(),
                places.sunLongitude(),
                places.moonAltitude(),
                places.moonAzimuth(),
                places.moonPhaseAngle());
    }

    /** @param altitude deg @return the same sky with the sun at another altitude */
    public SkyConditions withSunAltitude(double altitude) {
        return new SkyConditions(altitude, sunAzimuth, sunLongitude, moonAltitude, moonAzimuth, moonPhaseAngle);
    }

    /**
     * The same sky with the moon as a schedule describes it.
     *
     * @param altitude   of the moon (deg)
     * @param separation of the moon from the boresight (deg)
     * @param phaseAngle deg: 0 full, 180 new
     * @param boresight  where the telescope points; the moon goes to that side of it where it is now
     */
    public SkyConditions withMoon(double altitude, double separation, double phaseAngle, Direction boresight) {
        double a = StrictMath.toRadians(boresight.altitude());
        double b = StrictMath.toRadians(altitude);
        double cos = (StrictMath.cos(StrictMath.toRadians(separation)) - StrictMath.sin(a) * StrictMath.sin(b))
                / Math.max(1e-9, StrictMath.cos(a) * StrictMath.cos(b));
        double turn = StrictMath.toDegrees(StrictMath.acos(Math.clamp(cos, -1, 1)));
        boolean west = Math.IEEEremainder(moonAzimuth - boresight.azimuth(), 360) < 0;
        return new SkyConditions(
                sunAltitude,
                sunAzimuth,
                sunLongitude,
                altitude,
                boresight.azimuth() + (west ? -turn : turn),
                phaseAngle);
    }
}
