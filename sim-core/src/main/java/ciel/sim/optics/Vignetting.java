package ciel.sim.optics;

import ciel.sim.camera.ResourceTable;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;

/**
 * How much of the light that would reach the focal plane on the axis reaches it at a radius: the profile that imSim
 * applies to the sky (vignetting.csv). It is that of the design
 * traced ray by ray (see {@link Telescope}) to 0.0035 out to 317 mm and to 0.015 at the rim, where it falls by 0.02 a
 * millimetre; the trace differs between the bands by up to
 * 0.02 there, the profile does not.
 */
public final class Vignetting {
    /**
     * Fraction of the pupil annulus from 2.55 to 4.18 m, the collecting area of nominal fluxes (imSim), that is open
     * on the axis: M1 is clear from 2.558 m. So the electrons of a
     * star in the middle of the field are {@value} of the nominal flux; at a radius, that times {@link #at}.
     */
    public static final double ON_AXIS = 0.996275;

    private static final Vignetting LSST = new Vignetting();

    private final PolynomialSplineFunction profile;
    private final double edge;

    private Vignetting() {
        double[][] rows = ResourceTable.numbers(Vignetting.class, "vignetting.csv");
        double[] radius = new double[rows.length];
        double[] value = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            radius[i] = rows[i][0];
            value[i] = rows[i][1];
        }
        profile = new SplineInterpolator().interpolate(radius, value);
        edge = radius[radius.length - 1];
    }

    /** @return the profile of the LSST camera */
    public static Vignetting lsst() {
        return LSST;
    }

    /**
     * @param radius on the focal plane (mm), 0 or more; science pixels end at 369.0
     * @return 1 on the axis, to 0.02 at 370 mm and beyond
     */
    public double at(double radius) {
        if (!(radius >= 0)) {
            throw new IllegalArgumentException("radius is " + radius + " mm; must be 0 or more");
        }
        return Math.min(1, profile.value(Math.min(radius, edge)));
    }
}
