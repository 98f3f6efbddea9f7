package ciel.sim.exposure;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.CameraOptics;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;

/** How far an object's light matters: where the wings outside hold no more than a given number of photons. */
final class LightExtent {
    /**
     * Photons cm^-2 s^-1 of an AB = 0 source over the widest band, generously: no object of that magnorm has a thousand
     * times more in any band.
     */
    static final double AB_ZERO = 1e6;

    private static final double COLOUR = 1e3;
    /** Semi-major axes that hold all but a percent of the steepest Sersic profile, and all knots. */
    private static final double GALAXY = Shape.SERSIC_REACH;

    private static final double KNOTS = Shape.KNOTS_REACH;

    /** More than an arcsec is longer anywhere in the field than in its middle. */
    private static final double TRAIL = 1.05;

    private final PointSpread psf;
    private final double photons;
    private final Spikes spikes;
    private final CameraOptics optics;

    /** How far spikes are drawn (px) about a star of so many electrons; 0 without vanes. */
    @FunctionalInterface
    interface Spikes {
        double reach(double electrons);
    }

    /** @param photons the number of photons that still matters */
    LightExtent(PointSpread psf, double photons, Spikes spikes, CameraOptics optics) {
        this.psf = psf;
        this.photons = photons;
        this.spikes = spikes;
        this.optics = optics;
    }

    /** @return arcsec: wings of the point spread function, and spikes, whichever reaches farther */
    private double wings(double mean) {
        return mean <= 2 * photons
                ? 0
                : Math.max(PointSpreads.radiusOutside(psf, photons / mean), 0.2 * spikes.reach(mean));
    }

    /**
     * @param mean expected photons
     * @return mm on the focal plane; 0 where only the core matters
     */
    double of(double mean, SkyObject object) {
        double wings = wings(mean);
        if (object.shape() instanceof Shape.Streak s) {
            // all of a trail is drawn, however faint, and the region looks for it over all its length
            return optics.mmPerArcsec() * (wings + TRAIL * (s.length() / 2 + s.width()));
        }
        if (wings == 0) {
            return 0;
        }
        double size =
                switch (object.shape()) {
                    case Shape.Point p -> 0;
                    case Shape.Sersic s -> GALAXY * s.a();
                    case Shape.Knots k -> KNOTS * k.a();
                    case Shape.DiskKnots d -> GALAXY * d.a();
                    case Shape.Streak s -> 0;
                    case Shape.Image i -> 0;
                };
        return optics.mmPerArcsec() * (wings + size);
    }

    /** @return mm that no point source of this magnitude exceeds, whatever its spectrum */
    double bound(double magnorm, Visit visit) {
        double mean = AB_ZERO * COLOUR * optics.areaCm2() * visit.exposureTime() * StrictMath.pow(10, -0.4 * magnorm);
        return optics.mmPerArcsec() * wings(mean);
    }
}
