package ciel.sim.sky;

import ciel.sim.InputException;
import java.util.Locale;

/**
 * Scattered sunlight. The sun from -20 to -11 deg: the fit of rubin_sim to the all-sky camera of the site (Yoachim et al.
 * 2016, SPIE 9910, 99101A). From -11 to -5 deg: the steeper slope at the zenith of Patat et al. 2006 (A&amp;A 455, 385),
 * joined to it.
 */
final class Twilight {
    /** Below this altitude of the sun (deg) its light is under 0.5 % of the dark sky. */
    static final double BEGIN = -20;
    /** Altitude of the sun (deg) where the second formula takes over. */
    private static final double STEEP = -11;
    /** Highest altitude of the sun (deg). */
    static final double END = -5;
    /** The fit's airmass is sec z, which it knew up to here. */
    private static final double MAX_AIRMASS = 3;

    private static final Curve LOG_RATIO =
            new Curve(372, log(16.0), 459, log(7.57), 531, log(2.39), 603, log(1.75), 868, log(2.29), 975, log(2.0));
    private static final Curve BY_ALTITUDE =
            new Curve(372, 22.96, 459, 22.98, 531, 22.93, 603, 22.20, 868, 24.08, 975, 24.08);
    private static final Curve BY_AIRMASS = new Curve(372, .286, 459, .287, 531, .298, 603, .299, 868, .30, 975, .30);
    private static final Curve TOWARDS_SUN = new Curve(372, .300, 459, .301, 531, .316, 603, .329, 868, .30, 975, .30);
    private static final Curve DARK = new Curve(
            372, 22.8, 459, 22.35, 480.7, 22.3, 531, 21.71, 603, 21.3, 622.1, 21.2, 755.9, 20.3, 868, 19.3, 975, 18.0);
    /** Patat's magnitudes grow as slope (zs - 95) + bend (zs - 95)^2, zs the zenith distance of the sun (deg). */
    private static final Curve SLOPE = new Curve(365, 1.376, 440, 1.411, 550, 1.518, 640, 1.567, 800, 1.470);

    private static final Curve BEND = new Curve(365, -.039, 440, -.041, 550, -.057, 640, -.064, 800, -.062);

    private Twilight() {}

    private static double log(double ratio) {
        return StrictMath.log10(ratio);
    }

    /** @throws InputException where the sun is too high for these formulas */
    static void check(SkyConditions conditions) {
        if (conditions.sunAltitude() > END) {
            throw new InputException(
                    "sky",
                    String.format(
                            Locale.ROOT,
                            "the sun is at %.1f deg; the model of the sky ends at %.0f deg",
                            conditions.sunAltitude(),
                            END),
                    "correct mjd or sunalt, or set the level with sky.electrons, or --set sky.model=dark");
        }
    }

    /** @return AB magnitude per arcsec^2 at a wavelength (nm); infinity at night */
    static double magnitude(double nm, SkyConditions conditions, Direction direction) {
        if (conditions.sunAltitude() <= BEGIN) {
            return Double.POSITIVE_INFINITY;
        }
        double altitude = Math.min(conditions.sunAltitude(), STEEP);
        double airmass = Math.min(
                MAX_AIRMASS, 1 / Math.max(1e-9, StrictMath.cos(StrictMath.toRadians(direction.zenithDistance()))));
        double logRatio = LOG_RATIO.at(nm)
                + BY_ALTITUDE.at(nm) * StrictMath.toRadians(altitude + 12)
                + BY_AIRMASS.at(nm) * (airmass - 1);
        double towards = StrictMath.cos(StrictMath.toRadians(direction.azimuth() - conditions.sunAzimuth()));
        if (towards > 0) {
            logRatio += TOWARDS_SUN.at(nm) * (airmass - 1) * towards;
        }
        double magnitude = DARK.at(nm) - 2.5 * logRatio;
        if (conditions.sunAltitude() > STEEP) {
            magnitude += steep(nm, conditions.sunAltitude()) - steep(nm, STEEP);
        }
        return magnitude;
    }

    private static double steep(double nm, double sunAltitude) {
        double x = 90 - sunAltitude - 95;
        return SLOPE.at(nm) * x + BEND.at(nm) * x * x;
    }
}
