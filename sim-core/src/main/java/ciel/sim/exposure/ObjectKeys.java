package ciel.sim.exposure;

import ciel.sim.catalog.SceneObject;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.photon.SourceKey;

/**
 * The keys of catalog objects. An object's random words follow from all that its line says, so that two components of
 * one galaxy never share them, whatever they have in common. Equal lines are told apart by
 * {@link SourceKey#makeDistinct}.
 */
final class ObjectKeys {
    private ObjectKeys() {}

    /** @return key of an object on the sky; of a picture the file's name counts, not its folder */
    static long of(SkyObject o) {
        long key = SourceKey.of(
                o.id(),
                o.ra(),
                o.dec(),
                o.magnorm(),
                typeCode(o.shape()),
                o.redshift(),
                o.gamma1(),
                o.gamma2(),
                o.kappa(),
                o.internal().av(),
                o.internal().rv(),
                o.galactic().av(),
                o.galactic().rv());
        key = SourceKey.with(key, SourceKey.of(o.sed()));
        return SourceKey.with(
                key,
                switch (o.shape()) {
                    case Shape.Point p -> 0;
                    case Shape.Sersic s -> SourceKey.of("", s.a(), s.b(), s.pa(), s.n());
                    case Shape.Knots k -> SourceKey.of("", k.a(), k.b(), k.pa(), k.count());
                    case Shape.DiskKnots d -> SourceKey.of("", d.a(), d.b(), d.pa(), d.n(), d.count(), d.sigma());
                    case Shape.Streak s -> SourceKey.of("", s.length(), s.width(), s.pa());
                    case Shape.Image i -> SourceKey.of(i.file().getFileName().toString(), i.pixelScale(), i.rotation());
                });
    }

    /** @return key of an object of a scene table */
    static long of(SceneObject o) {
        return SourceKey.of(o.id(), o.x(), o.y(), o.flux(), o.n(), o.hlr(), o.q(), o.beta(), o.g1(), o.g2());
    }

    /**
     * @return key of the places of an object's knots. A galaxy has the same knots in every visit, though catalogs round
     * its place, its brightness, and what dust and lensing do to it anew for each: only the identifier, the number of
     * knots and the size decide
     */
    static long ofKnots(SkyObject o, Shape.Knots knots) {
        return SourceKey.of(o.id(), knots.count(), (float) knots.a(), (float) knots.b());
    }

    /** @return key of the places of knots, which follow from the galaxy's identifier alone */
    static long ofKnots(SkyObject o, Shape.DiskKnots knots) {
        return SourceKey.of(o.id(), knots.count());
    }

    /** @return a number for the kind of shape: part of the key, so it is never changed */
    private static double typeCode(Shape shape) {
        return switch (shape) {
            case Shape.Point p -> 0;
            case Shape.Sersic s -> 1;
            case Shape.Knots k -> 2;
            case Shape.Streak s -> 3;
            case Shape.Image i -> 4;
            case Shape.DiskKnots d -> 5;
        };
    }
}
