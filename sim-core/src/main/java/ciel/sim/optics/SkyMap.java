package ciel.sim.optics;

/**
 * From the sky to the pixels of one detector of one visit, and back. Pixels are FITS pixels: the first pixel is 1,
 * its centre 1.0 (LSST pixel 0).
 * Implementations are immutable and safe for many threads.
 */
public interface SkyMap {
    /**
     * @param ra  ICRS (deg)
     * @param dec ICRS (deg)
     * @param out receives x, y in FITS pixels; NaN where the direction is more than a few degrees from the boresight
     */
    void toPixel(double ra, double dec, double[] out);

    /**
     * @param x   FITS pixel
     * @param y   FITS pixel
     * @param out receives ra, dec ICRS (deg)
     */
    void toSky(double x, double y, double[] out);

    /**
     * Local scale: how many pixels one arcsec on the sky is.
     *
     * @param x   FITS pixel
     * @param y   FITS pixel
     * @param out receives dx/dxi, dx/deta, dy/dxi, dy/deta in pixels per arcsec; xi points east, eta north, in
     *      the tangent plane at that point
     */
    void jacobian(double x, double y, double[] out);
}
