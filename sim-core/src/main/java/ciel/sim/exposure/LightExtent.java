package ciel.sim.exposure;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.catalog.Visit;
import ciel.sim.spectrum.LsstSpectra;

/** How far an object's light matters: where the wings outside hold no more than a given number of photons. */
final class LightExtent {
    /**
     * Photons cm^-2 s^-1 of an AB = 0 source over the widest band, generously: no object of that magnorm has a thousand
     * times more in any band.
     */
    static final double AB_ZERO = 1e6;

    private static final double COLOUR = 1e3;
    /** mm on the focal plane for one arcsec. */
    private static final double MM = Detector.PIXEL_MM / 0.2;
    /** Half-light radii that hold all but a percent of the steepest Sersic profile. */
    private static final double GALAXY = 30;

    /** More than an arcsec is longer anywhere in the field than in its middle. */
    private static final double TRAIL = 1.05;

    private final PointSpread psf;
    private final double photons;

    /** @param photons the number of photons that still matters */
    LightExtent(PointSpread psf, double photons) {
        this.psf = psf;
        this.photons = photons;
    }

    /**
     * @param mean expected photons
     * @return mm on the focal plane; 0 where only the core matters
     */
    double of(double mean, SkyObject object) {
        double wings = mean <= 2 * photons ? 0 : PointSpreads.radiusOutside(psf, photons / mean);
        if (object.shape() instanceof Shape.Streak s) {
            // all of a trail is drawn, however faint, and the region looks for it over all its length
            return MM * (wings + TRAIL * (s.length() / 2 + s.width()));
        }
        if (wings == 0) {
            return 0;
        }
        double size =
                switch (object.shape()) {
                    case Shape.Point p -> 0;
                    case Shape.Sersic s -> GALAXY * s.a();
                    case Shape.Knots k -> 5 * k.a();
                    case Shape.DiskKnots d -> GALAXY * d.a();
                    case Shape.Streak s -> 0;
                    case Shape.Image i -> 0;
                };
        // no farther than the region looks: else what a detector shows would depend on which others are drawn with it
        return MM * (wings + Math.min(size, Region.MARGIN * 3600));
    }

    /** @return mm that no point source of this magnitude exceeds, whatever its spectrum */
    double bound(double magnorm, Visit visit) {
        double mean =
                AB_ZERO * COLOUR * LsstSpectra.AREA_CM2 * visit.exposureTime() * StrictMath.pow(10, -0.4 * magnorm);
        return mean <= 2 * photons ? 0 : MM * PointSpreads.radiusOutside(psf, photons / mean);
    }
}
