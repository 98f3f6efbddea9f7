package ciel.sim.exposure;

import ciel.sim.atmosphere.Atmosphere;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.camera.Camera;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.ScreenPlaces;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.SourcePlace;
import java.util.SplittableRandom;

/** The screens that a star meets, whichever detector's coordinates it is given in. */
final class EllipticityField {
    private final Screens screens;
    private final ScreenPlaces places;
    private final DetectorWcs wcs;
    private final double size;

    /** @param gradients screens of the turbulence */
    EllipticityField(Visit visit, String detector, double exposure, Turbulence turbulence, int[] gradients) {
        double nm = visit.band().effectiveWavelength();
        size = size(visit);
        Atmosphere air = Atmosphere.of(turbulence, gradients, new double[] {nm}, nm, 0.1);
        wcs = VisitGeometry.of(visit).wcs(Camera.lsst().detector(detector));
        double[] height = turbulence.layers().stream()
                .mapToDouble(layer -> layer.height() / PhaseScreens.CELL)
                .toArray();
        float[] wind = air.wind(exposure);
        places = new ScreenPlaces(wcs, height, air.bits(), wind);
        screens = new Screens(gradients, air.bits(), (float) (Pupil.OUTER_M / PhaseScreens.CELL), wind, places);
    }

    /** @return the sum of both second moments of the seeing (rad^2) */
    static double size(Visit visit) {
        return Math.pow(visit.fwhmAtmosphere() / 2.355 / 206264.8, 2) * 2;
    }

    /** @return field angles (tangents) of a place */
    double[] field(double x, double y) {
        double[] field = new double[2];
        wcs.pixelToField(x + 1, y + 1, field);
        return field;
    }

    /**
     * @param samples points of the pupil and times, drawn for each star anew, so that their noise is known
     * @return e1 and e2 of a star in the axes of the pupil, with the size of the whole point spread function
     */
    double[] ellipticity(double x, double y, int samples) {
        float[] floats = new float[Screens.FLOATS];
        places.fill(new SourcePlace(x, y, new double[] {5, 0, 0, 5}), floats, 0);
        SplittableRandom random = new SplittableRandom(Double.hashCode(x) * 31L + Double.hashCode(y));
        double[] sum = new double[5];
        int bits = screens.bits();
        int mask = (1 << bits) - 1;
        for (int n = 0; n < samples; n++) {
            double t = random.nextDouble();
            double radius = Math.sqrt(Pupil.SQUARE_INNER + Pupil.SQUARE_SPAN * random.nextDouble());
            double angle = 2 * Math.PI * random.nextDouble();
            double u = radius * Math.cos(angle) * screens.radius();
            double v = radius * Math.sin(angle) * screens.radius();
            long alongU = 0;
            long alongV = 0;
            for (int layer = 0; layer < Screens.LAYERS; layer++) {
                int column = (int) (floats[4 + 2 * layer] + t * screens.wind()[2 * layer] + u) & mask;
                int line = (int) (floats[5 + 2 * layer] + t * screens.wind()[2 * layer + 1] + v) & mask;
                int node = screens.gradients()[Screens.node(layer, line, column, bits)];
                alongU += (short) node;
                alongV += node >> 16;
            }
            double a = alongU * 1e-9;
            double b = alongV * 1e-9;
            sum[0] += a;
            sum[1] += b;
            sum[2] += a * a;
            sum[3] += b * b;
            sum[4] += a * b;
        }
        double uu = sum[2] / samples - Math.pow(sum[0] / samples, 2);
        double vv = sum[3] / samples - Math.pow(sum[1] / samples, 2);
        double uv = sum[4] / samples - sum[0] * sum[1] / samples / samples;
        return new double[] {(uu - vv) / size, 2 * uv / size};
    }
}
