package ciel.sim.sensor;

import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Vendor;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Silicon;
import ciel.sim.photon.SourceTable;

/** Makes the steps of the sensor: {@link Silicon} and {@link Boundaries}. */
public final class SensorModel {
    /** Thickness of the silicon of the LSST sensors (um). */
    public static final double THICKNESS = 100;
    /** Temperature at which they work (K). */
    public static final double KELVIN = 173;

    private SensorModel() {}

    /**
     * Width of the Gaussian of an electron that falls through the whole silicon (um, each axis), at {@value #KELVIN} K:
     * sqrt(2 (kT / q) / (m V)) t with V = 58.3 V (E2V) and 57.0 V (ITL) between back and gates, and m = 0.27, by which
     * the mobility falls short of its value at low fields (Lage et al. 2017); the values that imSim uses.
     */
    public static double diffusion(Vendor vendor) {
        return switch (vendor) {
            case E2V -> 4.38;
            case ITL, ITL_WF -> 4.43;
        };
    }

    /**
     * @param nm     wavelength of each bin (nm)
     * @param kelvin temperature of the silicon
     */
    public static Silicon silicon(Vendor vendor, double[] nm, double kelvin) {
        return silicon(vendor, nm, kelvin, DetectorType.LSST_PIXEL_MM);
    }

    /** As above. @param pixelMm pitch of the pixels (mm) */
    public static Silicon silicon(Vendor vendor, double[] nm, double kelvin, double pixelMm) {
        double[] lengths = new double[SourceTable.BINS];
        for (int k = 0; k < lengths.length; k++) {
            lengths[k] = SiliconAbsorption.length(nm[k], kelvin);
        }
        return Silicon.of(lengths, THICKNESS, diffusion(vendor), 1e3 * pixelMm);
    }

    /**
     * @param fixed  words of {@link PixelBoundaries} of what is fixed, or empty
     * @param kernel what charge does, or null where it does nothing
     * @param epochs a power of two; 1 where charge does nothing
     * @param deep   whether electrons have heights
     */
    public static Boundaries boundaries(
            int width, int height, int[] fixed, BoundaryKernel kernel, int epochs, boolean deep) {
        float[] motion = new float[Boundaries.KERNEL * epochs];
        int[] acting = new int[epochs];
        for (int epoch = 1; epoch < epochs; epoch++) {
            double extrapolation = PixelBoundaries.extrapolation(epoch);
            float[] coefficients = PixelBoundaries.coefficients(kernel, extrapolation);
            System.arraycopy(coefficients, 0, motion, epoch * Boundaries.KERNEL, Boundaries.KERNEL);
            acting[epoch] = (int) (PixelBoundaries.acting(kernel) / extrapolation);
        }
        return new Boundaries(width, height, fixed, motion, acting, deep);
    }
}
