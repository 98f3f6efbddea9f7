package ciel.sim.sky;

/**
 * Brightness of the moonlit sky in V: Krisciunas and Schaefer 1991, PASP 103, 1033. Angles in degrees, brightness in
 * nanolambert. The authors give 8 to 23 %. Not in it: the opposition surge of the moon (up to 35 % within 7 deg of
 * full).
 */
public final class KrisciunasSchaefer {
    /** Within this distance of the moon the scattering by dust follows another formula (their eq. 19). */
    private static final double NEAR = 10;
    /** Radius of the moon (deg): nearer than that there is no sky. */
    private static final double MOON_RADIUS = 0.26;

    private KrisciunasSchaefer() {}

    /** @return airmass of the scattering air (their eq. 3), 1 at the zenith and 5 at the horizon; the horizon's below */
    public static double airmass(double zenithDistance) {
        double sin = zenithDistance >= 90 ? 1 : StrictMath.sin(StrictMath.toRadians(zenithDistance));
        return 1 / Math.sqrt(1 - 0.96 * sin * sin);
    }

    /** @return illuminance of the moon (their eq. 20, foot-candles) at a phase angle: 0 full, 180 new */
    public static double illuminance(double phaseAngle) {
        double a = Math.abs(phaseAngle);
        return StrictMath.pow(10, -0.4 * (3.84 + 0.026 * a + 4e-9 * a * a * a * a));
    }

    /** @return scattering by molecules at a distance from the moon (their eq. 17) */
    static double molecules(double separation) {
        double cos = StrictMath.cos(StrictMath.toRadians(separation));
        return StrictMath.pow(10, 5.36) * (1.06 + cos * cos);
    }

    /** @return scattering by aerosols at a distance from the moon (their eqs. 18 and 19) */
    static double aerosols(double separation) {
        double r = Math.max(MOON_RADIUS, separation);
        return r < NEAR ? 6.2e7 / (r * r) : StrictMath.pow(10, 6.15 - r / 40);
    }

    /**
     * Moonlight scattered by the sky (their eq. 15).
     *
     * @param extinction  mag per airmass in V
     * @return nanolambert; 0 where the moon is below the horizon
     */
    public static double moon(
            double phaseAngle, double separation, double zenithDistance, double moonZenithDistance, double extinction) {
        if (moonZenithDistance >= 90) {
            return 0;
        }
        return (molecules(separation) + aerosols(separation))
                * illuminance(phaseAngle)
                * StrictMath.pow(10, -0.4 * extinction * airmass(moonZenithDistance))
                * (1 - StrictMath.pow(10, -0.4 * extinction * airmass(zenithDistance)));
    }

    /** @return the dark sky (their eq. 2) from its brightness at the zenith, in the zenith's unit */
    public static double dark(double zenith, double zenithDistance, double extinction) {
        double x = airmass(zenithDistance);
        return zenith * StrictMath.pow(10, -0.4 * extinction * (x - 1)) * x;
    }

    /** @return V (mag/arcsec^2) of a brightness in nanolambert (their eq. 1) */
    public static double magnitude(double nanolambert) {
        return (20.7233 - StrictMath.log(nanolambert / 34.08)) / 0.92104;
    }
}
