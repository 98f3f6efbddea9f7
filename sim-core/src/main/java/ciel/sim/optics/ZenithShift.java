package ciel.sim.optics;

import ciel.sim.photon.SourceNumbers;
import ciel.sim.photon.SourcePlace;

/**
 * Where refraction moves a source on a detector: x and y (px) of one arcsec towards the zenith, times the tangent of
 * the source's own zenith distance. Safe for many threads.
 */
public final class ZenithShift implements SourceNumbers {
    private static final double ARCSEC_PER_RADIAN = 180 * 3600 / Math.PI;

    private final DetectorWcs wcs;
    /** of the boresight's zenith distance */
    private final double sine;

    private final double cosine;

    /** @param zenithDistance of the boresight (rad) */
    ZenithShift(DetectorWcs wcs, double zenithDistance) {
        this.wcs = wcs;
        sine = StrictMath.sin(zenithDistance);
        cosine = StrictMath.cos(zenithDistance);
    }

    @Override
    public void fill(SourcePlace place, float[] floats, int at) {
        double[] field = new double[2];
        double[] scale = new double[4];
        wcs.pixelToField(place.x() + 1, place.y() + 1, field);
        wcs.fieldJacobian(place.x() + 1, place.y() + 1, scale);
        // in the axes of the mount the source is at (1, fieldX, fieldY) / norm and the zenith at (cosine, 0, -sine)
        double norm = Math.sqrt(1 + field[0] * field[0] + field[1] * field[1]);
        double up = (cosine - field[1] * sine) / norm;
        double horizontal = Math.sqrt(Math.max(1e-12, 1 - up * up));
        double alongAxis = (cosine - up / norm) / horizontal;
        double alongX = -up * field[0] / norm / horizontal;
        double alongY = (-sine - up * field[1] / norm) / horizontal;
        double fieldX = (alongX - field[0] * alongAxis) * norm;
        double fieldY = (alongY - field[1] * alongAxis) * norm;
        double tangent = horizontal / up / ARCSEC_PER_RADIAN;
        floats[at] = (float) (tangent * (scale[0] * fieldX + scale[1] * fieldY));
        floats[at + 1] = (float) (tangent * (scale[2] * fieldX + scale[3] * fieldY));
    }
}
