package ciel.sim.catalog;

/**
 * How the unit form of an object's profile lies on the sky or on the detector: a 2 x 2 matrix {m11, m12, m21, m22}
 * that takes a point (x', y') of the unit
 * profile to arcsec. Unit profiles: for {@code Sersic} and {@code Knots} a circular profile of half-light radius 1;
 * for {@code Streak} the square from
 * -1/2 to 1/2; for {@code DiskKnots} the places of the knots in arcsec towards u and v; for {@code
 * Image} the offset from the middle of the picture in pixels, first column, then row; for
 * {@code Point} nothing (zeros).
 *
 * <p><b>Where the angles come from.</b> GalSim's local sky coordinates are u towards <em>west</em> and v towards
 * north (galsim/wcs.py, CelestialWCS), and imSim builds every
 * profile in (u, v) (instcat.py, getObj). So, with position angle PA of the catalog:
 * <ul>
 * <li>Sersic, knots: the major axis is at beta = 90 - PA from u towards v with {@code flip_g2} on, 90 + PA with it
 * off. On the sky the major axis is then at PA from north towards
 * <em>west</em> with flip_g2 on (imSim's default), towards <em>east</em> (the astronomer's position angle) with it off.
 * <li>Lensing: the reduced shear (gamma1, -+gamma2) / (1 - kappa) (minus with flip_g2 on) acts in (u, v) after that,
 * and lengths grow by sqrt(mu): GalSim's {@code lens}. In (east, north)
 * that is the shear (gamma1, +-gamma2): with flip_g2 on, gamma2 as the catalog has it.
 * <li>Streak: its length is at PA from u towards v, whatever flip_g2 says, that is PA from west towards north; it is
 * not lensed.
 * <li>Image: columns run towards u, rows towards v, turned by minus its rotation, then lensed as above.
 * </ul>
 * Checked against imSim's own images: the 16 Sersic galaxies of its grid on R22_S11, seen through that visit's WCS,
 * have the angles that adaptive moments find (rms difference 1.3 degrees for the
 * sign above, 48 degrees for the other).
 *
 * <p>With the matrix goes the flux factor {@link Lensing#magnification(SkyObject)}.
 */
public final class ShapeMatrix {
    private ShapeMatrix() {}

    /**
     * @param flipG2 imSim's flip_g2, on by default
     * @return {m11, m12, m21, m22}: (x', y') to (xi, eta) in arcsec, xi to the EAST, eta to the NORTH, lensing's
     *      area included
     */
    public static double[] matrix(SkyObject object, boolean flipG2) {
        double[] m =
                switch (object.shape()) {
                    case Shape.Point p -> new double[4];
                    case Shape.Sersic s ->
                        lensed(axes(s.a(), s.b(), flipG2 ? 90 - s.pa() : 90 + s.pa()), object, flipG2);
                    case Shape.Knots k ->
                        lensed(axes(k.a(), k.b(), flipG2 ? 90 - k.pa() : 90 + k.pa()), object, flipG2);
                    case Shape.DiskKnots d -> lensed(axes(1, 1, 0), object, flipG2);
                    case Shape.Streak s -> axes(s.length(), s.width(), s.pa());
                    case Shape.Image i -> lensed(axes(i.pixelScale(), i.pixelScale(), -i.rotation()), object, flipG2);
                };
        // from u (west) to xi (east)
        m[0] = -m[0];
        m[1] = -m[1];
        return m;
    }

    /**
     * @return {m11, m12, m21, m22} of the profile that knots follow: a unit circle to arcsec, u to the west, v to the
     *     north, before lensing
     */
    public static double[] matrix(Shape.DiskKnots knots, boolean flipG2) {
        return axes(knots.a(), knots.b(), flipG2 ? 90 - knots.pa() : 90 + knots.pa());
    }

    /**
     * @return {m11, m12, m21, m22}: (x', y') of the unit profile to arcsec along the detector's x and y; the
     *      area is not changed by the shear. Zeros for a star
     */
    public static double[] matrix(SceneObject object) {
        double root = Math.sqrt(object.q());
        double[] m = axes(object.hlr() / root, object.hlr() * root, object.beta());
        shear(m, object.g1(), object.g2(), 1);
        return m;
    }

    /** @return rotation by {@code degrees} (anticlockwise) after a stretch by a and b */
    private static double[] axes(double a, double b, double degrees) {
        double angle = Math.toRadians(degrees % 360);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return new double[] {cos * a, -sin * b, sin * a, cos * b};
    }

    private static double[] lensed(double[] m, SkyObject object, boolean flipG2) {
        double g1 = Lensing.reducedShear(object.gamma1(), object.kappa());
        double g2 = Lensing.reducedShear(object.gamma2(), object.kappa());
        shear(
                m,
                g1,
                flipG2 ? -g2 : g2,
                Math.sqrt(Lensing.magnification(object.gamma1(), object.gamma2(), object.kappa())));
        return m;
    }

    /** Replaces m by scale x S(g) x m, where S(g) = 1 / sqrt(1 - g^2) ((1 + g1, g2), (g2, 1 - g1)) keeps areas. */
    private static void shear(double[] m, double g1, double g2, double scale) {
        double factor = scale / Math.sqrt(1 - g1 * g1 - g2 * g2);
        double m11 = factor * ((1 + g1) * m[0] + g2 * m[2]);
        double m12 = factor * ((1 + g1) * m[1] + g2 * m[3]);
        double m21 = factor * (g2 * m[0] + (1 - g1) * m[2]);
        double m22 = factor * (g2 * m[1] + (1 - g1) * m[3]);
        m[0] = m11;
        m[1] = m12;
        m[2] = m21;
        m[3] = m22;
    }
}
