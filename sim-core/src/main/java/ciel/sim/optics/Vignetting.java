package ciel.sim.optics;

import ciel.sim.Band;
import ciel.sim.camera.Camera;
import ciel.sim.camera.CameraOptics;
import ciel.sim.camera.ResourceTable;
import java.util.List;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;

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

    private static final Vignetting LSST = lsstTable();

    private final UnivariateFunction profile;
    private final double edge;
    private final double onAxis;

    private Vignetting(UnivariateFunction profile, double edge, double onAxis) {
        this.profile = profile;
        this.edge = edge;
        this.onAxis = onAxis;
    }

    private static Vignetting lsstTable() {
        double[][] rows = ResourceTable.numbers(Vignetting.class, "vignetting.csv");
        double[] radius = new double[rows.length];
        double[] value = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            radius[i] = rows[i][0];
            value[i] = rows[i][1];
        }
        return new Vignetting(new SplineInterpolator().interpolate(radius, value), radius[radius.length - 1], ON_AXIS);
    }

    /** @return the profile of a camera: linear between the points that its description gives, 1 everywhere without */
    public static Vignetting of(Camera camera) {
        return switch (camera.optics()) {
            case CameraOptics.Simonyi s when s.lenses() == CameraOptics.Lenses.LSSTCAM -> LSST;
            case CameraOptics.Simonyi s ->
                new Vignetting(
                        TracedVignetting.of(Band.R, s.lenses())::at, s.lenses().fieldMm(), ON_AXIS);
            case CameraOptics.PlateScale scale -> {
                List<CameraOptics.VignettingPoint> points = scale.vignetting();
                yield points.isEmpty()
                        ? new Vignetting(radius -> 1, 0, 1)
                        : new Vignetting(
                                radius -> between(points, radius),
                                points.getLast().radiusMm(),
                                1);
            }
        };
    }

    private static double between(List<CameraOptics.VignettingPoint> points, double radius) {
        int i = 1;
        while (i < points.size() - 1 && points.get(i).radiusMm() < radius) {
            i++;
        }
        CameraOptics.VignettingPoint low = points.get(i - 1);
        CameraOptics.VignettingPoint high = points.get(i);
        double part = Math.clamp((radius - low.radiusMm()) / (high.radiusMm() - low.radiusMm()), 0, 1);
        return low.fraction() + part * (high.fraction() - low.fraction());
    }

    /** @return fraction of the nominal flux that reaches the middle of the field */
    public double onAxis() {
        return onAxis;
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
