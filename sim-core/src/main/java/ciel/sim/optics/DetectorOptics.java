package ciel.sim.optics;

import ciel.sim.CielException;
import ciel.sim.camera.Detector;
import ciel.sim.photon.PupilTerms;
import ciel.sim.photon.Stops;

/**
 * The optics in front of one detector as polynomials, fitted to the exact trace: the shift of a ray against the chief
 * ray of its source, its slopes within the silicon, and the circles on the pupil beyond which it is stopped. The
 * polynomials are those of {@link PupilTerms}, their coefficients quadratic over the chip. Rays are traced through the
 * stops: a fit to the rays that pass alone is ill-conditioned at the edge of the field.
 *
 * <p>Agrees with the trace to 0.01 px rms and 0.1 px at worst on the chip and within the band, also with mirrors and
 * camera moved and bent (DetectorOpticsTest). Immutable and safe for many threads.
 */
public final class DetectorOptics {
    /** Refractive index of silicon that slopes are bent with (imSim's Refraction; 3.9 at 600 nm, Green 2008). */
    public static final double SILICON_INDEX = 3.9;

    /** Sources farther off than this many half-chips from the centre are given the optics of that distance. */
    private static final double REACH = 1.3;

    private static final int FIELD_NODES = 4;
    private static final int WAVE_NODES = 5;

    private final double centreX;
    private final double centreY;
    private final double halfX;
    private final double halfY;
    private final double indexMiddle;
    private final double indexHalf;
    /** [float of {@link PupilTerms}][term of {@link FieldTerms}] */
    private final double[][] coefficients;

    private final PupilStops stops;
    private final DetectorWcs wcs;

    private DetectorOptics(
            DetectorWcs wcs, double[][] coefficients, PupilStops stops, double indexMiddle, double indexHalf) {
        this.wcs = wcs;
        Detector detector = wcs.detector();
        centreX = (detector.width() + 1) / 2.0;
        centreY = (detector.height() + 1) / 2.0;
        halfX = detector.width() / 2.0;
        halfY = detector.height() / 2.0;
        this.coefficients = coefficients;
        this.stops = stops;
        this.indexMiddle = indexMiddle;
        this.indexHalf = indexHalf;
    }

    /**
     * @param geometry   of the visit
     * @param wcs        of the detector in that visit
     * @param low        shortest wavelength of the band (nm)
     * @param high       longest wavelength (nm)
     * @param focusDepth how far behind its surface (px; negative: in front) the detector stands in the focus that the
     *     rays are taken to: positions are moved by that depth times the slope in vacuum
     */
    public static DetectorOptics fit(
            VisitGeometry geometry, DetectorWcs wcs, double low, double high, double focusDepth) {
        return new Fit(geometry, wcs, low, high, focusDepth).solve();
    }

    /** @return the stops of this detector */
    public PupilStops stops() {
        return stops;
    }

    /** @return the refractive index at a wavelength (nm) as the polynomials take it: -1 to 1 within the band */
    public double index(double wavelength) {
        return (Telescope.silica(wavelength) - indexMiddle) / indexHalf;
    }

    /**
     * @param x   FITS pixel of the source
     * @param y   FITS pixel of the source
     * @param out receives {@link PupilTerms#FLOATS} floats
     */
    public void coefficients(double x, double y, float[] out, int at) {
        double[] field = field(x, y);
        for (int k = 0; k < coefficients.length; k++) {
            double[] c = coefficients[k];
            double sum = 0;
            for (int i = 0; i < FieldTerms.TERMS; i++) {
                sum += c[i] * field[i];
            }
            out[at + k] = (float) sum;
        }
    }

    /**
     * @param out receives {@link Stops#FLOATS} floats
     */
    public void stops(double x, double y, float[] out, int at) {
        stops.coefficients(field(x, y), out, at);
    }

    /** @param out receives px per radian of travel in the frame of the mount: 2 x 2, row-major */
    public void scale(double x, double y, double[] out) {
        wcs.fieldJacobian(x, y, out);
    }

    private double[] field(double x, double y) {
        double fx = (x - centreX) / halfX;
        double fy = (y - centreY) / halfY;
        double far = Math.max(Math.abs(fx), Math.abs(fy));
        if (far > REACH) {
            fx *= REACH / far;
            fy *= REACH / far;
        }
        double[] terms = new double[FieldTerms.TERMS];
        FieldTerms.at(fx, fy, terms);
        return terms;
    }

    /** The work of a fit. */
    private static final class Fit {
        private static final int FIELDS = FIELD_NODES * FIELD_NODES;
        private static final int QUANTITIES = 4;

        private final VisitGeometry geometry;
        private final DetectorWcs wcs;
        private final Telescope telescope;
        private final double focusDepth;
        private final double indexMiddle;
        private final double indexHalf;
        private final double[] wavelength = new double[WAVE_NODES];
        private final double[] fieldX = new double[FIELDS];
        private final double[] fieldY = new double[FIELDS];
        private final double cos;
        private final double sin;

        Fit(VisitGeometry geometry, DetectorWcs wcs, double low, double high, double focusDepth) {
            if (!(low >= 250 && high > low && high <= 2000)) {
                throw new IllegalArgumentException("band from " + low + " to " + high + " nm");
            }
            this.geometry = geometry;
            this.wcs = wcs;
            this.focusDepth = focusDepth;
            telescope = geometry.telescope(wcs.detector());
            double blue = Telescope.silica(low);
            double red = Telescope.silica(high);
            indexMiddle = 0.5 * (blue + red);
            indexHalf = 0.5 * (blue - red);
            for (int l = 0; l < WAVE_NODES; l++) {
                double node = StrictMath.cos(Math.PI * (l + 0.5) / WAVE_NODES);
                wavelength[l] = 0.5 * (low + high) + 0.5 * (high - low) * node;
            }
            for (int i = 0; i < FIELDS; i++) {
                fieldX[i] = StrictMath.cos(Math.PI * (i % FIELD_NODES + 0.5) / FIELD_NODES);
                fieldY[i] = StrictMath.cos(Math.PI * (i / FIELD_NODES + 0.5) / FIELD_NODES);
            }
            double yaw = Math.toRadians(wcs.detector().yaw());
            cos = StrictMath.cos(yaw);
            sin = StrictMath.sin(yaw);
        }

        DetectorOptics solve() {
            int points = PupilBasis.POINTS;
            // [order in w][point][field and quantity]
            double[][][] orders = new double[3][points][FIELDS * QUANTITIES];
            double[][] waves = waveSolver();
            double[][][] traced = new double[WAVE_NODES][][];
            double[] at = new double[2];
            for (int field = 0; field < FIELDS; field++) {
                place(fieldX[field], fieldY[field], at);
                for (int l = 0; l < WAVE_NODES; l++) {
                    traced[l] = trace(at[0], at[1], wavelength[l]);
                }
                for (int order = 0; order < 3; order++) {
                    for (int k = 0; k < points; k++) {
                        combine(waves[order], traced, k, orders[order][k], field * QUANTITIES);
                    }
                }
            }
            double[][] coefficients = new double[PupilTerms.FLOATS][];
            double[][] fields = FieldTerms.leastSquares(fieldX, fieldY);
            PupilBasis basis = PupilBasis.INSTANCE;
            double[][] p8 = basis.fit(orders[0], 8);
            double[][] p5 = basis.fit(orders[1], 5);
            double[][] p3 = basis.fit(orders[2], 3);
            double[][] s3 = basis.fit(orders[0], 3);
            double[][] s1 = basis.fit(orders[1], 1);
            for (int axis = 0; axis < 2; axis++) {
                int shift = PupilTerms.SHIFT_W + axis * PupilTerms.SHIFT_W_AXIS;
                int slope = PupilTerms.SLOPE + axis * PupilTerms.SLOPE_AXIS;
                put(
                        coefficients,
                        PupilTerms.SHIFT_8 + axis * PupilTerms.TERMS_8,
                        p8,
                        0,
                        PupilTerms.TERMS_8,
                        axis,
                        fields);
                put(coefficients, shift, p5, 0, PupilTerms.TERMS_5, axis, fields);
                put(coefficients, shift + PupilTerms.TERMS_5, p3, 0, PupilTerms.TERMS_3, axis, fields);
                put(
                        coefficients,
                        shift + PupilTerms.TERMS_5 + PupilTerms.TERMS_3,
                        p8,
                        PupilTerms.TERMS_8,
                        PupilTerms.RADIAL,
                        axis,
                        fields);
                put(coefficients, slope, s3, 0, PupilTerms.TERMS_3, 2 + axis, fields);
                put(coefficients, slope + PupilTerms.TERMS_3, s1, 0, PupilTerms.TERMS_1, 2 + axis, fields);
            }
            double[] w = new double[WAVE_NODES];
            for (int l = 0; l < WAVE_NODES; l++) {
                w[l] = scaled(wavelength[l]);
            }
            PupilStops stops = PupilStops.fit(telescope, wavelength, w, this::place);
            return new DetectorOptics(wcs, coefficients, stops, indexMiddle, indexHalf);
        }

        /** The quantities at a point of the pupil: of each wavelength, times its weight, summed. */
        private static void combine(double[] weights, double[][][] traced, int point, double[] to, int at) {
            for (int q = 0; q < QUANTITIES; q++) {
                double sum = 0;
                for (int l = 0; l < WAVE_NODES; l++) {
                    sum += weights[l] * traced[l][point][q];
                }
                to[at + q] = sum;
            }
        }

        private static void put(
                double[][] to, int at, double[][] from, int first, int count, int quantity, double[][] fields) {
            for (int t = 0; t < count; t++) {
                double[] c = new double[FieldTerms.TERMS];
                double[] values = from[first + t];
                for (int i = 0; i < FieldTerms.TERMS; i++) {
                    for (int field = 0; field < FIELDS; field++) {
                        c[i] += fields[i][field] * values[field * QUANTITIES + quantity];
                    }
                }
                to[at + t] = c;
            }
        }

        /** Turns values at the wavelengths into the coefficients of 1, w and w^2. */
        private double[][] waveSolver() {
            double[][] rows = new double[WAVE_NODES][3];
            for (int l = 0; l < WAVE_NODES; l++) {
                double w = scaled(wavelength[l]);
                rows[l] = new double[] {1, w, w * w};
            }
            return new org.apache.commons.math3.linear.QRDecomposition(
                            new org.apache.commons.math3.linear.Array2DRowRealMatrix(rows, false))
                    .getSolver()
                    .getInverse()
                    .getData();
        }

        private double scaled(double nm) {
            return (Telescope.silica(nm) - indexMiddle) / indexHalf;
        }

        /** Field angle of a place on the chip. */
        private void place(double fx, double fy, double[] out) {
            double x = (wcs.detector().width() + 1) / 2.0 + fx * wcs.detector().width() / 2.0;
            double y = (wcs.detector().height() + 1) / 2.0 + fy * wcs.detector().height() / 2.0;
            wcs.pixelToField(x, y, out);
        }

        /** @return for each point of the pupil shift x, y (px) and slopes within the silicon along x, y */
        private double[][] trace(double tanX, double tanY, double nm) {
            Ray chief = new Ray().enter(tanX, tanY, 0, 0, geometry.wavelength());
            check(telescope.trace(chief), tanX, tanY);
            PupilBasis basis = PupilBasis.INSTANCE;
            double[][] out = new double[PupilBasis.POINTS][];
            Ray ray = new Ray();
            for (int k = 0; k < PupilBasis.POINTS; k++) {
                ray.enter(tanX, tanY, basis.u[k] * Telescope.PUPIL_OUTER, basis.v[k] * Telescope.PUPIL_OUTER, nm);
                check(telescope.trace(ray), tanX, tanY);
                out[k] = detected(ray, chief);
            }
            return out;
        }

        private void check(boolean arrived, double tanX, double tanY) {
            if (!arrived) {
                throw new CielException(
                        "a ray from " + Math.toDegrees(StrictMath.atan(StrictMath.hypot(tanX, tanY)))
                                + " deg off axis misses the optics in front of "
                                + wcs.detector().name() + "; make the perturbations of the telescope smaller",
                        null);
            }
        }

        private double[] detected(Ray ray, Ray chief) {
            double slopeX = ray.slopeX();
            double slopeY = ray.slopeY();
            double pixelMm = wcs.detector().pixelMm();
            double dx = (ray.x - chief.x) * 1e3 / pixelMm + focusDepth * slopeX;
            double dy = (ray.y - chief.y) * 1e3 / pixelMm + focusDepth * slopeY;
            double s2 = slopeX * slopeX + slopeY * slopeY;
            double refracted = 1 / Math.sqrt(SILICON_INDEX * SILICON_INDEX * (1 + s2) - s2);
            // The pixels' x runs along the camera's y (data-visualisation coordinates), then the chip is turned.
            return new double[] {
                cos * dy + sin * dx,
                cos * dx - sin * dy,
                refracted * (cos * slopeY + sin * slopeX),
                refracted * (cos * slopeX - sin * slopeY)
            };
        }
    }
}
