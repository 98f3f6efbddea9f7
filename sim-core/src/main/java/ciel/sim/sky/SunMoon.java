package ciel.sim.sky;

/**
 * Where the sun and the moon stand, seen from the site without air: the low-precision formulas of the Astronomical
 * Almanac (pages C24 and D46 of the editions of 1984 and later). The sun to 0.01 deg, the moon to 0.3 deg in longitude
 * and 0.2 deg in latitude, 1950 to 2050; enough for the brightness of a sky that changes by less than 0.05 mag per
 * degree.
 *
 * @param sunAltitude    deg
 * @param sunAzimuth     deg from north through east
 * @param sunLongitude   ecliptic longitude of date (deg)
 * @param moonAltitude   deg
 * @param moonAzimuth    deg from north through east
 * @param moonPhaseAngle angle between sun and Earth as seen from the moon (deg): 0 full, 180 new
 */
public record SunMoon(
        double sunAltitude,
        double sunAzimuth,
        double sunLongitude,
        double moonAltitude,
        double moonAzimuth,
        double moonPhaseAngle) {
    private static final double MJD_J2000 = 51544.5;
    /** TAI - UT1 (s) of these years; an error of a second moves the sky by 15 arcsec. */
    private static final double TAI_UT1 = 37;

    private static final double TAI_TT = -32.184;
    /** Distance of the sun in radii of the Earth. */
    private static final double SUN_DISTANCE = 23_455;

    /**
     * @param mjd       instant (MJD, TAI)
     * @param latitude  of the site (deg, north positive)
     * @param longitude of the site (deg, east positive)
     */
    public static SunMoon at(double mjd, double latitude, double longitude) {
        double days = mjd - TAI_TT / 86400 - MJD_J2000;
        double t = days / 36525;
        double obliquity = 23.439 - 0.0130 * t;
        double anomaly = 357.528 + 0.9856003 * days;
        double sun = 280.460 + 0.9856474 * days + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly);

        double moon = 218.32
                + 481267.881 * t
                + 6.29 * sin(135.0 + 477198.87 * t)
                - 1.27 * sin(259.3 - 413335.36 * t)
                + 0.66 * sin(235.7 + 890534.22 * t)
                + 0.21 * sin(269.9 + 954397.74 * t)
                - 0.19 * sin(357.5 + 35999.05 * t)
                - 0.11 * sin(186.5 + 966404.03 * t);
        double latitudeOfMoon = 5.13 * sin(93.3 + 483202.02 * t)
                + 0.28 * sin(228.2 + 960400.89 * t)
                - 0.28 * sin(318.3 + 6003.15 * t)
                - 0.17 * sin(217.6 - 407332.21 * t);
        double parallax = 0.9508
                + 0.0518 * cos(135.0 + 477198.87 * t)
                + 0.0095 * cos(259.3 - 413335.36 * t)
                + 0.0078 * cos(235.7 + 890534.22 * t)
                + 0.0028 * cos(269.9 + 954397.74 * t);

        double universal = mjd - TAI_UT1 / 86400 - MJD_J2000;
        double sidereal = 280.46061837 + 360.98564736629 * universal + longitude;
        double[] toSun = horizon(sun, 0, obliquity, sidereal, latitude);
        double[] toMoon = horizon(moon, latitudeOfMoon, obliquity, sidereal, latitude);
        // the observer stands one radius of the Earth below the zenith of the geocentre
        double distance = 1 / sin(parallax);
        double[] seen = {toMoon[0] * distance, toMoon[1] * distance, toMoon[2] * distance - 1};

        double length = StrictMath.sqrt(seen[0] * seen[0] + seen[1] * seen[1] + seen[2] * seen[2]);
        double cosine = (toSun[0] * seen[0] + toSun[1] * seen[1] + toSun[2] * seen[2]) / length;
        double elongation = degrees(StrictMath.acos(Math.clamp(cosine, -1, 1)));
        double phase =
                degrees(StrictMath.atan2(SUN_DISTANCE * sin(elongation), length - SUN_DISTANCE * cos(elongation)));
        return new SunMoon(altitude(toSun), azimuth(toSun), wrap(sun), altitude(seen), azimuth(seen), phase);
    }

    /** @return unit vector towards north, east, zenith */
    private static double[] horizon(double longitude, double latitude, double obliquity, double sidereal, double site) {
        double x = cos(latitude) * cos(longitude);
        double y = cos(obliquity) * cos(latitude) * sin(longitude) - sin(obliquity) * sin(latitude);
        double z = sin(obliquity) * cos(latitude) * sin(longitude) + cos(obliquity) * sin(latitude);
        double south = cos(sidereal) * x + sin(sidereal) * y; // towards the meridian
        double east = -sin(sidereal) * x + cos(sidereal) * y;
        return new double[] {cos(site) * z - sin(site) * south, east, sin(site) * z + cos(site) * south};
    }

    private static double altitude(double[] v) {
        return degrees(StrictMath.atan2(v[2], StrictMath.hypot(v[0], v[1])));
    }

    private static double azimuth(double[] v) {
        return wrap(degrees(StrictMath.atan2(v[1], v[0])));
    }

    private static double wrap(double angle) {
        double rest = angle % 360;
        return rest < 0 ? rest + 360 : rest;
    }

    private static double sin(double degrees) {
        return StrictMath.sin(StrictMath.toRadians(degrees));
    }

    private static double cos(double degrees) {
        return StrictMath.cos(StrictMath.toRadians(degrees));
    }

    private static double degrees(double radians) {
        return StrictMath.toDegrees(radians);
    }
}
