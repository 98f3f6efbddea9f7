package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.Astrometry;
import ciel.sim.optics.SkyMap;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.readout.SkyGradient;
import ciel.sim.sky.Direction;
import ciel.sim.sky.SkyModel;
import ciel.sim.sky.SkyParts;
import ciel.sim.sky.SunMoon;
import ciel.sim.spectrum.LsstSpectra;

/**
 * The level of a visit's sky on each detector: the model's spectrum through the detector's own band, at its centre, with
 * the slopes between the middles of its edges. A detector is 0.22 deg wide, over which a sky is a plane.
 */
final class SkyLight {
    private final SkyModel model;
    private final VisitGeometry geometry;
    private final LsstSpectra spectra;
    private final double clouds;
    private final double sunLongitude;
    private final double[] boresight;

    /** @param clouds factor of clouds on all of it */
    SkyLight(SkyModel model, VisitGeometry geometry, LsstSpectra spectra, double clouds) {
        this.model = model;
        this.clouds = clouds;
        this.geometry = geometry;
        this.spectra = spectra;
        Visit visit = geometry.visit();
        this.sunLongitude = SunMoon.at(visit.mjd(), Astrometry.LATITUDE, Astrometry.LONGITUDE)
                .sunLongitude();
        this.boresight = geometry.astrometry().azimuthZenith(visit.ra(), visit.dec());
    }

    /** @return the plane of the sky on a detector, vignetting and pixel areas apart */
    SkyGradient on(Detector detector) {
        SkyMap map = geometry.wcs(detector);
        int width = detector.width();
        int height = detector.height();
        double x = (width + 1) / 2.0;
        double y = (height + 1) / 2.0;
        double xSlope = (level(detector, map, width, y) - level(detector, map, 1, y)) / (width - 1);
        double ySlope = (level(detector, map, x, height) - level(detector, map, x, 1)) / (height - 1);
        return new SkyGradient(level(detector, map, x, y), xSlope, ySlope, x - 1, y - 1);
    }

    /** @return what the light at the centre of a detector consists of (e-/px) */
    RenderSummary.SkyLevel parts(Detector detector) {
        SkyMap map = geometry.wcs(detector);
        SkyParts parts = model.parts(direction(map, (detector.width() + 1) / 2.0, (detector.height() + 1) / 2.0));
        return new RenderSummary.SkyLevel(
                model.name(),
                clouds * spectra.skyElectrons(parts.total(), detector.number()),
                clouds * spectra.skyElectrons(parts.dark(), detector.number()),
                clouds * spectra.skyElectrons(parts.moon(), detector.number()),
                clouds * spectra.skyElectrons(parts.twilight(), detector.number()));
    }

    private double level(Detector detector, SkyMap map, double x, double y) {
        return clouds * spectra.skyElectrons(model.parts(direction(map, x, y)).total(), detector.number());
    }

    /** @param x FITS pixel @param y FITS pixel */
    private Direction direction(SkyMap map, double x, double y) {
        double[] sky = new double[2];
        map.toSky(x, y, sky);
        return pointed(geometry.astrometry().azimuthZenith(sky[0], sky[1])).onEcliptic(sky[0], sky[1], sunLongitude);
    }

    /**
     * The visit says where the telescope points, the rest of the field follows it as a rigid whole: near the zenith
     * azimuths differ by much over a field.
     *
     * @param seen azimuth and zenith distance (deg) by place and time
     */
    Direction pointed(double[] seen) {
        double[][] from = frame(boresight[0], 90 - boresight[1]);
        double[][] to = frame(geometry.visit().azimuth(), geometry.visit().altitude());
        double[] place = frame(seen[0], 90 - seen[1])[0];
        double[] turned = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            double along = 0;
            for (int k = 0; k < 3; k++) {
                along += from[axis][k] * place[k];
            }
            for (int k = 0; k < 3; k++) {
                turned[k] += along * to[axis][k];
            }
        }
        return new Direction(
                StrictMath.toDegrees(StrictMath.atan2(turned[2], StrictMath.hypot(turned[0], turned[1]))),
                StrictMath.toDegrees(StrictMath.atan2(turned[1], turned[0])));
    }

    /** @return unit vectors (north, east, up) towards a direction, towards larger azimuth and towards the zenith */
    private static double[][] frame(double azimuth, double altitude) {
        double a = StrictMath.toRadians(azimuth);
        double h = StrictMath.toRadians(altitude);
        double cosA = StrictMath.cos(a);
        double sinA = StrictMath.sin(a);
        double cosH = StrictMath.cos(h);
        double sinH = StrictMath.sin(h);
        return new double[][] {{cosH * cosA, cosH * sinA, sinH}, {-sinA, cosA, 0}, {-sinH * cosA, -sinH * sinA, cosH}};
    }
}
