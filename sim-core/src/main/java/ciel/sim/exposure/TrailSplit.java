package ciel.sim.exposure;

import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.optics.SkyMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a long trail into pieces of equal length along its great circle, each so short that the map from sky to pixels
 * is straight over it: a source of photons has one Jacobian, that at its middle.
 *
 * <p>A piece's end lies beside its place in that Jacobian by half the second difference of the map over the piece (its
 * two ends less twice its middle), and the mean over the piece is a third of that. The number of pieces is doubled until
 * no second difference of the exact map asks for more.
 */
final class TrailSplit {
    /** How far (px) the end of a piece may lie beside its exact place. */
    static final double TOLERANCE_PX = 0.05;
    /** Pieces shorter than this (arcsec) are not cut to find out where the field of the telescope ends. */
    private static final double FINE = 300;
    /** A piece of the longest trail, 10 degrees, is then 2.2 arcsec long. */
    private static final int MOST_PIECES = 1 << 14;

    private static final double RADIANS = Math.PI / 648000;

    private final SkyObject object;
    private final Shape.Streak streak;
    /** Direction of the middle, and the unit vector along the trail there. */
    private final double[] middle;

    private final double[] along;

    private TrailSplit(SkyObject object, Shape.Streak streak) {
        this.object = object;
        this.streak = streak;
        double ra = Math.toRadians(object.ra());
        double dec = Math.toRadians(object.dec());
        double pa = Math.toRadians(streak.pa() % 360); // from west to north
        double east = -StrictMath.cos(pa);
        double north = StrictMath.sin(pa);
        double cosRa = StrictMath.cos(ra);
        double sinRa = StrictMath.sin(ra);
        double cosDec = StrictMath.cos(dec);
        double sinDec = StrictMath.sin(dec);
        middle = new double[] {cosDec * cosRa, cosDec * sinRa, sinDec};
        along = new double[] {
            -east * sinRa - north * sinDec * cosRa, east * cosRa - north * sinDec * sinRa, north * cosDec
        };
    }

    /**
     * @param map any detector's: all bend a trail alike
     * @return the trail itself where one Jacobian will do; else its pieces, from one end to the other. What lies outside
     *     the field of the telescope is among them
     */
    static List<SkyObject> pieces(SkyObject object, Shape.Streak streak, SkyMap map) {
        TrailSplit split = new TrailSplit(object, streak);
        int count = 1;
        while (count < MOST_PIECES && split.bent(count, map)) {
            count *= 2;
        }
        if (count == 1) {
            return List.of(object);
        }
        List<SkyObject> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pieces.add(split.piece(i, count));
        }
        return pieces;
    }

    private boolean bent(int count, SkyMap map) {
        double[] from = new double[2];
        double[] at = new double[2];
        double[] to = new double[2];
        toPixel(-0.5, map, from);
        for (int i = 0; i < count; i++) {
            toPixel((i + 0.5) / count - 0.5, map, at);
            toPixel((i + 1.0) / count - 0.5, map, to);
            double second = StrictMath.hypot(from[0] - 2 * at[0] + to[0], from[1] - 2 * at[1] + to[1]);
            boolean outside = Double.isNaN(at[0]) && Double.isNaN(from[0]) && Double.isNaN(to[0]);
            if (second / 2 > TOLERANCE_PX || Double.isNaN(second) && !outside && streak.length() / count > FINE) {
                return true;
            }
            from[0] = to[0];
            from[1] = to[1];
        }
        return false;
    }

    /** @param place along the trail, from -1/2 to 1/2 */
    private void toPixel(double place, SkyMap map, double[] out) {
        double[] sky = place(place);
        map.toPixel(sky[0], sky[1], out);
    }

    /** @return right ascension and declination (deg) of a place along the trail, and the position angle (deg) there */
    private double[] place(double place) {
        double angle = place * streak.length() * RADIANS;
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double[] d = new double[3];
        double[] forward = new double[3];
        for (int k = 0; k < 3; k++) {
            d[k] = cos * middle[k] + sin * along[k];
            forward[k] = cos * along[k] - sin * middle[k];
        }
        double ra = StrictMath.atan2(d[1], d[0]);
        double dec = StrictMath.atan2(d[2], StrictMath.hypot(d[0], d[1]));
        double east = forward[1] * StrictMath.cos(ra) - forward[0] * StrictMath.sin(ra);
        double north = forward[2] * StrictMath.cos(dec)
                - (forward[0] * StrictMath.cos(ra) + forward[1] * StrictMath.sin(ra)) * StrictMath.sin(dec);
        double degrees = Math.toDegrees(ra);
        return new double[] {
            degrees < 0 ? degrees + 360 : degrees, Math.toDegrees(dec), Math.toDegrees(StrictMath.atan2(north, -east))
        };
    }

    private SkyObject piece(int i, int count) {
        double[] at = place((i + 0.5) / count - 0.5);
        return new SkyObject(
                object.id(),
                at[0],
                at[1],
                object.magnorm(),
                object.light(),
                object.redshift(),
                object.gamma1(),
                object.gamma2(),
                object.kappa(),
                new Shape.Streak(streak.length() / count, streak.width(), at[2]),
                object.internal(),
                object.galactic());
    }
}
