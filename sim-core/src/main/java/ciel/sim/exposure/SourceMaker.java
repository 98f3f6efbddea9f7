package ciel.sim.exposure;

import ciel.sim.catalog.Shape;
import ciel.sim.catalog.ShapeMatrix;
import ciel.sim.photon.Philox;
import ciel.sim.photon.SourceTableBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Turns catalog objects into sources of photons. */
final class SourceMaker {
    /** Half-light radius of a circular Gaussian in units of its sigma: sqrt(2 ln 2). */
    private static final double HALF_LIGHT = 1.1774100225154747;

    private final boolean flipG2;
    private final Map<Path, Picture> pictures = new ConcurrentHashMap<>();

    SourceMaker(boolean flipG2) {
        this.flipG2 = flipG2;
    }

    /**
     * @param seed  exposure seed
     * @param x     LSST pixel (first pixel 0)
     * @param y     LSST pixel
     * @param scale pixels per arcsec: dx/dxi, dx/deta, dy/dxi, dy/deta
     * @return rows of the table that the object has become: several for a bright one, none where none of its light
     *      reaches the detector
     */
    int add(SourceTableBuilder builder, PreparedObject p, long seed, double x, double y, double[] scale) {
        SourceTableBuilder.Source common = new SourceTableBuilder.Source(
                p.key(),
                p.supply().shares(seed, p.key(), p.object().shape() instanceof Shape.Sersic),
                p.supply().weight(),
                x,
                y,
                scale,
                p.spectrum().probability(),
                p.spectrum().key());
        return switch (p.object().shape()) {
            case Shape.Point point -> builder.addPoint(common);
            case Shape.Sersic sersic -> builder.addSersic(common, sersic.n(), matrix(p, scale));
            case Shape.Knots knots -> builder.addPoints(common, places(p, knots), matrix(p, scale));
            case Shape.DiskKnots knots ->
                builder.addPoints(common, KnotPlaces.of(p.object(), knots, flipG2), matrix(p, scale));
            case Shape.Streak streak -> builder.addBox(common, matrix(p, scale));
            case Shape.Image image -> {
                Picture picture = picture(image.file());
                yield builder.addImage(common, picture.weights(), picture.columns(), matrix(p, scale));
            }
        };
    }

    /** Reads what an object needs before any photon is shot, so that a bad file is refused early. */
    void check(Shape shape) {
        if (shape instanceof Shape.Image image) {
            picture(image.file());
        }
    }

    private Picture picture(Path file) {
        return pictures.computeIfAbsent(file, Picture::read);
    }

    private double[] matrix(PreparedObject p, double[] scale) {
        double[] m = ShapeMatrix.matrix(p.object(), flipG2);
        return new double[] {
            scale[0] * m[0] + scale[1] * m[2],
            scale[0] * m[1] + scale[1] * m[3],
            scale[2] * m[0] + scale[3] * m[2],
            scale[2] * m[1] + scale[3] * m[3]
        };
    }

    /**
     * Knots of a unit half-light circle, Gaussian distributed (Box and Muller 1958). They depend on the object alone,
     * not on the exposure.
     */
    private static double[] places(PreparedObject p, Shape.Knots knots) {
        double[] xy = new double[2 * knots.count()];
        long key = ObjectKeys.ofKnots(p.object(), knots);
        Philox philox = new Philox(0, Philox.Domain.KNOTS);
        int[] words = new int[4];
        for (int i = 0; i < knots.count(); i++) {
            philox.block(i, (int) key, (int) (key >>> 32), 0, words);
            double radius =
                    StrictMath.sqrt(-2 * StrictMath.log(((words[0] & 0xFFFFFFFFL) + 0.5) * 0x1p-32)) / HALF_LIGHT;
            double angle = 2 * StrictMath.PI * (words[1] & 0xFFFFFFFFL) * 0x1p-32;
            xy[2 * i] = radius * StrictMath.cos(angle);
            xy[2 * i + 1] = radius * StrictMath.sin(angle);
        }
        return xy;
    }

    String type(Shape shape) {
        return switch (shape) {
            case Shape.Point p -> "point";
            case Shape.Sersic s -> "sersic2d";
            case Shape.Knots k -> "knots";
            case Shape.DiskKnots d -> "knots";
            case Shape.Streak s -> "streak";
            case Shape.Image i -> "image";
        };
    }
}
