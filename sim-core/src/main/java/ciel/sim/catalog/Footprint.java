package ciel.sim.catalog;

import java.util.List;

/**
 * A quick test of where an object may matter, asked for every line of a catalog as soon as its position is known,
 * before anything is built for it. It may
 * say yes too often, never no wrongly. Safe for many threads.
 */
@FunctionalInterface
public interface Footprint {
    /** Everything. */
    Footprint ALL = (ra, dec) -> true;

    /**
     * @param ra  ICRS (deg), 0 &le; ra &lt; 360
     * @param dec ICRS (deg), -90 to 90
     * @return false only where no light of an object there can matter
     */
    boolean mayContain(double ra, double dec);

    /** How far outside (deg) the position of an object may lie that is not said to reach farther. */
    double MARGIN = 0.04;

    /**
     * The same for an object of known brightness; a bright star matters from further away.
     *
     * @param ra      ICRS (deg), 0 &le; ra &lt; 360
     * @param dec     ICRS (deg)
     * @param magnorm AB magnitude at 500 nm
     */
    default boolean mayContain(double ra, double dec, double magnorm) {
        return mayContain(ra, dec);
    }

    /**
     * @param magnorm AB magnitude
     * @return caps that hold all objects which are wanted and not brighter than that; empty: they may be anywhere. So that
     *     a catalog in many files need not open them all
     */
    default List<Cap> caps(double magnorm) {
        return List.of();
    }

    /**
     * A circle on the sky.
     *
     * @param ra     centre (deg)
     * @param dec    centre (deg)
     * @param radius (deg)
     */
    record Cap(double ra, double dec, double radius) {}

    /**
     * The same for an object so long that its light reaches far from its position. A footprint of positions alone does
     * not ask how long an object is.
     *
     * @param ra      ICRS (deg), 0 &le; ra &lt; 360
     * @param dec     ICRS (deg)
     * @param magnorm AB magnitude at 500 nm
     * @param extent  how far the object reaches from its position (deg)
     */
    default boolean mayContain(double ra, double dec, double magnorm, double extent) {
        return mayContain(ra, dec, magnorm);
    }

    /**
     * A cap on the sky: exact everywhere, at RA 0 and at the poles.
     *
     * @param ra     centre (deg)
     * @param dec    centre (deg)
     * @param radius (deg), 0 to 180
     */
    static Footprint cone(double ra, double dec, double radius) {
        double x = StrictMath.cos(Math.toRadians(dec)) * StrictMath.cos(Math.toRadians(ra));
        double y = StrictMath.cos(Math.toRadians(dec)) * StrictMath.sin(Math.toRadians(ra));
        double z = StrictMath.sin(Math.toRadians(dec));
        // chord^2 = 4 sin^2(angle / 2) keeps its precision for small radii, where a cosine does not
        double half = StrictMath.sin(Math.toRadians(Math.min(radius, 180)) / 2);
        double limit = 4 * half * half;
        return new Footprint() {
            @Override
            public boolean mayContain(double otherRa, double otherDec) {
                if (Math.abs(otherDec - dec) > radius) {
                    return false;
                }
                double cos = StrictMath.cos(Math.toRadians(otherDec));
                double dx = cos * StrictMath.cos(Math.toRadians(otherRa)) - x;
                double dy = cos * StrictMath.sin(Math.toRadians(otherRa)) - y;
                double dz = StrictMath.sin(Math.toRadians(otherDec)) - z;
                return dx * dx + dy * dy + dz * dz <= limit;
            }

            @Override
            public List<Cap> caps(double magnorm) {
                return List.of(new Cap(ra, dec, radius));
            }
        };
    }
}
