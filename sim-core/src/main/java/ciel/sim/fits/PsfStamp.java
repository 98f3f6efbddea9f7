package ciel.sim.fits;

import ciel.sim.camera.Detector;

/**
 * The image of one star, alone.
 *
 * @param detector where it is
 * @param x        FITS pixel of the star
 * @param y        FITS pixel of the star
 * @param ra       ICRS (deg)
 * @param dec      ICRS (deg)
 * @param focalX   focal plane (mm)
 * @param focalY   focal plane (mm)
 * @param grid     layout of its pixels
 * @param pixels   electrons, row-major from the lower left
 * @param shape    centroid from the star's place, size and ellipticity, in pixels of the detector; null where they
 *     could not be measured
 */
public record PsfStamp(
        Detector detector,
        double x,
        double y,
        double ra,
        double dec,
        double focalX,
        double focalY,
        Grid grid,
        float[] pixels,
        AdaptiveMoments shape) {
    /** Sigmas of a Gaussian in its full width at half maximum. */
    private static final double FWHM = 2.3548200450309493;

    /** A first guess of the size of a point spread function (pixels of the detector). */
    private static final double FIRST_SIGMA = 2;

    /**
     * How stamps are divided.
     *
     * @param pixels       of the detector along each side, odd: the star's is the one in the middle
     * @param oversampling parts of a pixel along each side, &ge; 1
     */
    public record Grid(int pixels, int oversampling) {
        /** @return pixels of a stamp along each side */
        public int side() {
            return pixels * oversampling;
        }
    }

    /** A stamp with its shape measured, of a star in the middle of a pixel. */
    public static PsfStamp of(
            Detector detector, double[] pixel, double[] sky, double[] focal, Grid grid, float[] pixels) {
        return new PsfStamp(
                detector, pixel[0], pixel[1], sky[0], sky[1], focal[0], focal[1], grid, pixels, measure(grid, pixels));
    }

    private static AdaptiveMoments measure(Grid grid, float[] pixels) {
        int side = grid.side();
        int k = grid.oversampling();
        // an even side has its middle between two pixels
        double middle = (side - 1) / 2.0;
        int at = (int) Math.floor(middle);
        AdaptiveMoments.Light light = (i, j) -> {
            int column = at + i;
            int row = at + j;
            return column >= 0 && column < side && row >= 0 && row < side ? pixels[row * side + column] : 0;
        };
        AdaptiveMoments m = AdaptiveMoments.of(light, side - at, middle - at, middle - at, FIRST_SIGMA * k);
        if (m == null) {
            // out of focus there is a hole where the first guess looks
            m = AdaptiveMoments.of(light, side - at, middle - at, middle - at, spread(light, side - at));
        }
        return m == null
                ? null
                : new AdaptiveMoments(
                        (at + m.x() - middle) / k,
                        (at + m.y() - middle) / k,
                        m.xx() / (k * k),
                        m.yy() / (k * k),
                        m.xy() / (k * k));
    }

    /** @return standard deviation of the light along an axis, at least one pixel */
    private static double spread(AdaptiveMoments.Light light, int radius) {
        double sum = 0;
        double squares = 0;
        for (int j = -radius; j <= radius; j++) {
            for (int i = -radius; i <= radius; i++) {
                sum += light.at(i, j);
                squares += light.at(i, j) * (i * i + j * j);
            }
        }
        return sum > 0 ? Math.max(1, Math.sqrt(squares / sum / 2)) : 1;
    }

    /** @return electrons on the stamp */
    public double electrons() {
        double sum = 0;
        for (float value : pixels) {
            sum += value;
        }
        return sum;
    }

    /** @return full width at half maximum (arcsec) of the Gaussian that fits best; NaN where there is none */
    public double fwhm(double arcsecPerPixel) {
        return shape == null ? Double.NaN : FWHM * shape.sigma() * arcsecPerPixel;
    }
}
