package ciel.sim.photon;

/**
 * Where a source lies on the detector.
 *
 * @param x     centre (px; the first pixel is 0, its centre 0.0); may lie off the detector
 * @param y     centre (px)
 * @param scale 2 x 2 matrix, row-major: pixels per arcsec on the sky at the source
 */
public record SourcePlace(double x, double y, double[] scale) {}
