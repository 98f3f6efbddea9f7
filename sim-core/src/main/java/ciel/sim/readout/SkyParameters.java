package ciel.sim.readout;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import java.util.function.DoubleUnaryOperator;

/**
 * All that a kernel needs to add the sky to one CCD. Every number is float32 or int32; the arrays are read only and
 * must not be changed.
 *
 * <p>Expected electrons of pixel (x, y), every line one float32 operation in this order:
 * <pre>
 * dx = x - xReference;  dy = y - yReference                                  (exact)
 * X  = fma(dx, xFromX, fma(dy, xFromY, xOrigin))                             (mm)
 * Y  = fma(dx, yFromX, fma(dy, yFromY, yOrigin))                             (mm)
 * t  = min(fma(X, X, Y * Y) * cellsPerMm2, vignetting.length - 1)
 * i  = min((int) t, vignetting.length - 2)
 * v  = fma(t - i, vignetting[i + 1] - vignetting[i], vignetting[i])
 * s  = fma(dx, xSlope, fma(dy, ySlope, level))
 * mean = s * v          and, where response is not empty, (s * v) * response[y * width + x]
 * </pre>
 *
 * @param seed        exposure seed
 * @param detector    detector number, word 3 of the counter
 * @param level       e-/px at the reference pixel
 * @param xSlope      e-/px for each pixel
 * @param ySlope      e-/px for each pixel
 * @param xReference  pixel, LSST numbering; a multiple of 1/2
 * @param yReference  pixel, LSST numbering; a multiple of 1/2
 * @param xOrigin     focal-plane x of the reference pixel (mm)
 * @param yOrigin     focal-plane y of the reference pixel (mm)
 * @param xFromX      focal-plane x for each pixel along x (mm); the rotation of the CCD
 * @param xFromY      focal-plane x for each pixel along y (mm)
 * @param yFromX      focal-plane y for each pixel along x (mm)
 * @param yFromY      focal-plane y for each pixel along y (mm)
 * @param vignetting  relative throughput at equal steps of the squared focal-plane radius, from 0
 * @param cellsPerMm2 steps of that table for each mm2
 * @param response    relative response of each pixel (area times fringes), row-major, or empty for 1 everywhere
 */
public record SkyParameters(
        long seed,
        int detector,
        float level,
        float xSlope,
        float ySlope,
        float xReference,
        float yReference,
        float xOrigin,
        float yOrigin,
        float xFromX,
        float xFromY,
        float yFromX,
        float yFromY,
        float[] vignetting,
        float cellsPerMm2,
        float[] response) {
    /** Nodes of the vignetting table made by {@link #of}: steps of 33 mm2, 0.045 mm at the rim. */
    public static final int VIGNETTING_NODES = 4097;
    /** Squared radius of the last node (mm2): the outermost science pixels lie at 369.0 mm. */
    public static final double VIGNETTING_MAX_MM2 = 370.0 * 370.0;

    private static final float[] NO_RESPONSE = {};

    /**
     * @param vignetting relative throughput against focal-plane radius in mm, for 0 to 370 mm, values in [0, 1]
     * @param response   see the record; empty for 1 everywhere, else one value a pixel
     */
    public static SkyParameters of(
            Detector detector, SkyGradient gradient, DoubleUnaryOperator vignetting, float[] response, long seed) {
        int pixels = detector.width() * detector.height();
        if (response.length != 0 && response.length != pixels) {
            throw new InputException(
                    "sky response of " + detector.name(),
                    response.length + " values for " + pixels + " pixels",
                    "give one value a pixel");
        }
        float[] table = new float[VIGNETTING_NODES];
        double step = VIGNETTING_MAX_MM2 / (VIGNETTING_NODES - 1);
        for (int i = 0; i < table.length; i++) {
            double radius = StrictMath.sqrt(i * step);
            double value = vignetting.applyAsDouble(radius);
            if (!(value >= 0 && value <= 1.001)) {
                throw new InputException(
                        "vignetting",
                        "value " + value + " at " + radius + " mm is outside 0 to 1",
                        "check the vignetting curve");
            }
            table[i] = (float) value;
        }
        double angle = StrictMath.toRadians(detector.yaw());
        double cos = detector.pixelMm() * StrictMath.cos(angle);
        double sin = detector.pixelMm() * StrictMath.sin(angle);
        double xReference = detector.xReference();
        double yReference = detector.yReference();
        return new SkyParameters(
                seed,
                detector.number(),
                (float) gradient.at(xReference, yReference),
                (float) gradient.xSlope(),
                (float) gradient.ySlope(),
                (float) xReference,
                (float) yReference,
                (float) detector.xCenter(),
                (float) detector.yCenter(),
                (float) cos,
                (float) -sin,
                (float) sin,
                (float) cos,
                table,
                (float) (1 / step),
                response);
    }

    /** {@link #of(Detector, SkyGradient, DoubleUnaryOperator, float[], long)} with pixels of equal response. */
    public static SkyParameters of(Detector detector, SkyGradient gradient, DoubleUnaryOperator vignetting, long seed) {
        return of(detector, gradient, vignetting, NO_RESPONSE, seed);
    }

    /** A uniform sky for a bare array: no vignetting, no slope. */
    public static SkyParameters uniform(double level, int detector, long seed) {
        SkyGradient flat = SkyGradient.flat(level);
        return new SkyParameters(
                seed, detector, (float) flat.level(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new float[] {1, 1}, 0, NO_RESPONSE);
    }
}
