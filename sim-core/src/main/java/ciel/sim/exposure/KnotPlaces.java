package ciel.sim.exposure;

import ciel.sim.catalog.Shape;
import ciel.sim.catalog.ShapeMatrix;
import ciel.sim.catalog.SkyObject;
import ciel.sim.photon.Philox;
import ciel.sim.photon.SersicProfile;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the knots of a galaxy lie: drawn from the light of its disk, keyed by the galaxy's identifier, so that it has the
 * same knots in every visit. A knot that is not a point is a fixed pattern of points with the second moments of its
 * Gaussian: two rings of equal light, turned for each knot.
 */
final class KnotPlaces {
    /** Points of a pattern. */
    private static final int PATTERN = 12;
    /** Knots smaller than this (arcsec) are points: a hundredth of the sharpest star's light is as wide. */
    private static final double POINT = 0.01;
    /** No knot lies outside the radius that holds this part of the light. */
    private static final double WITHIN = 0.995;

    /** Radii of the rings in sigma: sqrt(-2 ln(1 - q)) at q = 1/4, 3/4, together scaled to a mean square of 2. */
    private static final double SCALE = Math.sqrt(4 / (-2 * StrictMath.log(0.75) - 2 * StrictMath.log(0.25)));

    private static final double INNER = SCALE * Math.sqrt(-2 * StrictMath.log(0.75));
    private static final double OUTER = SCALE * Math.sqrt(-2 * StrictMath.log(0.25));

    private static final Map<Double, SersicProfile> PROFILES = new ConcurrentHashMap<>();

    private KnotPlaces() {}

    /** @return x (west) and y (north) of each point, arcsec from the galaxy's middle */
    static double[] of(SkyObject object, Shape.DiskKnots knots, boolean flipG2) {
        SersicProfile profile = PROFILES.computeIfAbsent(knots.n(), SersicProfile::new);
        double[] m = ShapeMatrix.matrix(knots, flipG2);
        int each = knots.sigma() > POINT ? PATTERN : 1;
        double[] xy = new double[2 * each * knots.count()];
        long key = ObjectKeys.ofKnots(object, knots);
        Philox philox = new Philox(0, Philox.Domain.KNOTS);
        int[] words = new int[4];
        int at = 0;
        for (int i = 0; i < knots.count(); i++) {
            philox.block(i, (int) key, (int) (key >>> 32), 0, words);
            double radius = profile.radiusEnclosing(WITHIN * unit(words[0]));
            double angle = 2 * StrictMath.PI * unit(words[1]);
            double x = radius * StrictMath.cos(angle);
            double y = radius * StrictMath.sin(angle);
            double west = m[0] * x + m[1] * y;
            double north = m[2] * x + m[3] * y;
            if (each == 1) {
                xy[at++] = west;
                xy[at++] = north;
                continue;
            }
            double turn = 2 * StrictMath.PI * unit(words[2]);
            for (int k = 0; k < PATTERN; k++) {
                double ring = (k < PATTERN / 2 ? INNER : OUTER) * knots.sigma();
                double place =
                        turn + 2 * StrictMath.PI * (k % (PATTERN / 2) + (k < PATTERN / 2 ? 0 : 0.5)) / (PATTERN / 2);
                xy[at++] = west + ring * StrictMath.cos(place);
                xy[at++] = north + ring * StrictMath.sin(place);
            }
        }
        return xy;
    }

    private static double unit(int word) {
        return ((word & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }
}
