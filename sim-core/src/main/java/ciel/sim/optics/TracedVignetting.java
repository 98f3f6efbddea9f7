package ciel.sim.optics;

import ciel.sim.Band;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much of the light that would reach the focal plane on the axis reaches it at a radius, from the clear apertures of
 * the design traced ray by ray in one band. Where photons are traced, the sky falls off as they do. Good to 5e-4 out to
 * 366 mm; made once a band (0.4 s).
 */
public final class TracedVignetting {
    private static final Map<Band, TracedVignetting> MADE = new ConcurrentHashMap<>();

    private static final int RAYS = 3000;
    /** Rim of the field (mm). */
    private static final double EDGE = 370;
    /** Steps (mm): wide where little is lost, narrow towards the rim. */
    private static final double WIDE = 12;

    private static final double NARROW = 2;
    private static final double WIDE_UNTIL = 288;

    private final double[] open;
    private final int wide = (int) (WIDE_UNTIL / WIDE);

    private TracedVignetting(Band band) {
        Telescope telescope = Telescope.of(band);
        double wavelength = VisitGeometry.chiefWavelength(band, 1.2);
        ChiefRayMap map = new ChiefRayMap(telescope, wavelength);
        open = new double[wide + (int) Math.round((EDGE - WIDE_UNTIL) / NARROW) + 1];
        for (int i = 0; i < open.length; i++) {
            double radius = i <= wide ? i * WIDE : WIDE_UNTIL + (i - wide) * NARROW;
            open[i] = open(telescope, radius * map.inverseScale(radius * radius), wavelength);
        }
        double axis = open[0];
        for (int i = 0; i < open.length; i++) {
            open[i] = Math.min(1, open[i] / axis);
        }
    }

    private static double open(Telescope telescope, double tangent, double wavelength) {
        double inner = Telescope.PUPIL_INNER * Telescope.PUPIL_INNER;
        double ring = Telescope.PUPIL_OUTER * Telescope.PUPIL_OUTER - inner;
        double golden = Math.PI * (3 - Math.sqrt(5));
        Ray ray = new Ray();
        int passed = 0;
        for (int k = 0; k < RAYS; k++) {
            double r = Math.sqrt(inner + ring * (k + 0.5) / RAYS);
            ray.enter(tangent, 0, r * StrictMath.cos(k * golden), r * StrictMath.sin(k * golden), wavelength);
            passed += telescope.trace(ray) && !ray.vignetted ? 1 : 0;
        }
        return (double) passed / RAYS;
    }

    /** @return the profile of a band */
    public static TracedVignetting of(Band band) {
        return MADE.computeIfAbsent(band, TracedVignetting::new);
    }

    /**
     * @param radius on the focal plane (mm), 0 or more
     * @return 1 on the axis; beyond 370 mm the value there
     */
    public double at(double radius) {
        if (!(radius >= 0)) {
            throw new IllegalArgumentException("radius is " + radius + " mm; must be 0 or more");
        }
        double place = radius < WIDE_UNTIL ? radius / WIDE : wide + (Math.min(radius, EDGE) - WIDE_UNTIL) / NARROW;
        int i = (int) Math.min(place, open.length - 2);
        double f = place - i;
        return open[i] + f * (open[i + 1] - open[i]);
    }
}
