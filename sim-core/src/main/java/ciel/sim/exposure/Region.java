package ciel.sim.exposure;

import ciel.sim.camera.Detector;
import ciel.sim.catalog.Footprint;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The part of the sky from which light reaches the detectors asked for: a cap around each, or one around all where they
 * are many; wider for bright objects.
 */
final class Region implements Footprint {
    private static final int MANY = 8;
    private static final int STEPS = 1200;
    /** No object matters from further away than this outside the radius (deg). */
    private static final double WIDEST = 5;

    private final double[][] centres;
    private final double widest2;
    private final double chord2;
    /** Square of the chord for magnitude -10 + i / 20: a brighter object matters from further away. */
    private final double[] wider = new double[STEPS];

    /** @param degrees on the sky for one mm */
    private Region(double[][] centres, double radius, double degrees, DoubleUnaryOperator reachMm) {
        this.centres = centres;
        this.chord2 = chord2(radius);
        this.widest2 = chord2(radius + WIDEST);
        for (int i = 0; i < STEPS; i++) {
            wider[i] = chord2(radius + Math.min(WIDEST, reachMm.applyAsDouble(-10 + i / 20.0) * degrees));
        }
    }

    static Region around(
            List<Detector> detectors, VisitGeometry geometry, double edgePixels, DoubleUnaryOperator reachMm) {
        double degrees = geometry.camera().optics().arcsecPerMm() / 3600;
        double pixel = detectors.stream().mapToDouble(Detector::pixelMm).max().orElseThrow();
        double margin = Footprint.MARGIN + 1.5 * edgePixels * pixel * degrees;
        double[][] centres = new double[detectors.size() > MANY ? 1 : detectors.size()][];
        double most = 0;
        double[] at = new double[2];
        for (int i = 0; i < detectors.size(); i++) {
            Detector detector = detectors.get(i);
            double half = StrictMath.hypot(detector.width(), detector.height()) / 2 * detector.pixelMm();
            if (centres.length == 1 && detectors.size() > 1) {
                most = Math.max(
                        most, (StrictMath.hypot(detector.xCenter(), detector.yCenter()) + half) * degrees * 1.01);
            } else {
                DetectorWcs wcs = geometry.wcs(detector);
                wcs.toSky(detector.xReference() + 1, detector.yReference() + 1, at);
                centres[i] = direction(at[0], at[1]);
                most = Math.max(most, half * degrees * 1.01);
            }
        }
        if (centres[0] == null) {
            centres[0] = direction(geometry.visit().ra(), geometry.visit().dec());
        }
        return new Region(centres, most + margin, degrees, reachMm);
    }

    private static double[] direction(double ra, double dec) {
        double cos = StrictMath.cos(Math.toRadians(dec));
        return new double[] {
            cos * StrictMath.cos(Math.toRadians(ra)),
            cos * StrictMath.sin(Math.toRadians(ra)),
            StrictMath.sin(Math.toRadians(dec))
        };
    }

    /** @return square of the chord of an angle (deg) on the unit sphere */
    private static double chord2(double degrees) {
        double chord = 2 * StrictMath.sin(Math.toRadians(degrees) / 2);
        return chord * chord;
    }

    @Override
    public boolean mayContain(double ra, double dec) {
        return within(ra, dec, chord2);
    }

    @Override
    public boolean mayContain(double ra, double dec, double magnorm) {
        double step = (magnorm + 10) * 20;
        return within(ra, dec, step < 0 ? widest2 : step >= STEPS - 1 ? chord2 : wider[(int) step]);
    }

    @Override
    public boolean mayContain(double ra, double dec, double magnorm, double extent) {
        double step = (magnorm + 10) * 20;
        double limit2 = step < 0 ? widest2 : step >= STEPS - 1 ? chord2 : wider[(int) step];
        double angle = 2 * StrictMath.asin(Math.min(1, Math.sqrt(limit2) / 2)) + Math.toRadians(extent);
        return within(ra, dec, chord2(Math.min(180, Math.toDegrees(angle))));
    }

    @Override
    public List<Cap> caps(double magnorm) {
        double step = (magnorm + 10) * 20;
        double limit2 = step < 0 ? widest2 : step >= STEPS - 1 ? chord2 : wider[(int) step];
        double radius = Math.toDegrees(2 * StrictMath.asin(Math.min(1, Math.sqrt(limit2) / 2)));
        return Arrays.stream(centres)
                .map(c -> {
                    double ra = Math.toDegrees(StrictMath.atan2(c[1], c[0]));
                    return new Cap(
                            ra < 0 ? ra + 360 : ra,
                            Math.toDegrees(StrictMath.atan2(c[2], StrictMath.hypot(c[0], c[1]))),
                            radius * (1 + 1e-9) + 1e-9);
                })
                .toList();
    }

    private boolean within(double ra, double dec, double limit2) {
        double[] d = direction(ra, dec);
        for (double[] c : centres) {
            double x = d[0] - c[0];
            double y = d[1] - c[1];
            double z = d[2] - c[2];
            if (x * x + y * y + z * z <= limit2) {
                return true;
            }
        }
        return false;
    }
}
