package ciel.sim.readout;

import ciel.sim.InputException;

/**
 * Sky level over one CCD: a plane.
 *
 * @param level      expected electrons per pixel at the reference pixel, vignetting and pixel area apart; &gt;= 0
 * @param xSlope     e-/px for each pixel along x
 * @param ySlope     e-/px for each pixel along y
 * @param xReference pixel, LSST numbering (first pixel 0)
 * @param yReference pixel, LSST numbering
 */
public record SkyGradient(double level, double xSlope, double ySlope, double xReference, double yReference) {
    public SkyGradient {
        if (!(level >= 0 && level <= PoissonDraw.MAX_MEAN) || !Double.isFinite(xSlope) || !Double.isFinite(ySlope)) {
            throw new InputException(
                    "sky",
                    "level " + level + " e-/px with slopes " + xSlope + ", " + ySlope
                            + " is not a number of electrons from 0 to " + PoissonDraw.MAX_MEAN,
                    "check the sky level and the exposure time");
        }
    }

    /** A level without slope. */
    public static SkyGradient flat(double level) {
        return new SkyGradient(level, 0, 0, 0, 0);
    }

    /**
     * The plane through three levels (e-/px): at the centre of a CCD of width x height pixels, at its lower left and
     * at its lower right corner pixel.
     */
    public static SkyGradient through(int width, int height, double centre, double lowerLeft, double lowerRight) {
        double xHalf = (width - 1) / 2.0;
        double yHalf = (height - 1) / 2.0;
        double xSlope = (lowerRight - lowerLeft) / (width - 1);
        double ySlope = (centre - 0.5 * (lowerLeft + lowerRight)) / yHalf;
        return new SkyGradient(centre, xSlope, ySlope, xHalf, yHalf);
    }

    /** @return expected electrons at pixel (x, y) */
    public double at(double x, double y) {
        return level + xSlope * (x - xReference) + ySlope * (y - yReference);
    }
}
