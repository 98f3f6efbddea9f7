package ciel.sim.optics;

import ciel.sim.photon.Stops;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Where the entrance pupil is open, seen from the area of one detector: at most {@value Stops#CIRCLES} circles, each the
 * edge of a clear aperture traced back to the pupil. A ray at (u, v), in units of the pupil's radius, of the scaled
 * refractive index w (see {@link ciel.sim.photon.PupilTerms}), is stopped where a (u^2 + v^2) + b u + c v + d + e w is
 * positive for one of them. Each form is the relative excess of the squared radius at
 * the surface, fitted where the edge crosses the annulus (mirrors' edges are circles to 0.4 mm; those of lenses and
 * filter cross a short arc of it). Of more edges than that the ones that stop most are kept.
 */
public final class PupilStops {
    private static final int POINTS = 1600;
    private static final int FIELD_NODES = 4;
    private static final double INNER = Telescope.PUPIL_INNER / Telescope.PUPIL_OUTER;
    /** Excess within which a point tells where the edge is. */
    private static final double NEAR = 0.03;
    /** An edge this close to a point of the annulus may cross it. */
    private static final double GRAZING = 2e-3;
    /** Weight of points that are far from an edge: they only keep the fit from running away. */
    private static final double FAR_WEIGHT = 1e-5;

    /** [circle][a, b, c, d, e][term of {@link FieldTerms}] */
    private final double[][][] circles;

    private PupilStops(double[][][] circles) {
        this.circles = circles;
    }

    /** Field angle of a place on the chip, from -1 to 1 along its sides. */
    @FunctionalInterface
    interface Place {
        void field(double x, double y, double[] out);
    }

    /** The edge of a clear aperture: of its outside or of its hole. */
    private record Edge(int surface, boolean outer, double square) {
        /** Positive where a ray is outside of the clear aperture. */
        double excess(double[] squares) {
            double relative = squares[surface] / square;
            return outer ? relative - 1 : 1 - relative;
        }
    }

    /**
     * @param wavelengths (nm) that the points take in turn
     * @param w           their scaled refractive indices
     */
    static PupilStops fit(Telescope telescope, double[] wavelengths, double[] w, Place place) {
        double golden = Math.PI * (3 - Math.sqrt(5));
        int fields = FIELD_NODES * FIELD_NODES;
        List<Surface> surfaces = telescope.surfaces();
        double[] u = new double[POINTS];
        double[] v = new double[POINTS];
        for (int k = 0; k < POINTS; k++) {
            double r = Math.sqrt(INNER * INNER + (1 - INNER * INNER) * (k + 0.5) / POINTS);
            u[k] = r * StrictMath.cos(k * golden);
            v[k] = r * StrictMath.sin(k * golden);
        }
        double[][] squares = new double[fields * POINTS][surfaces.size()];
        double[][] field = new double[fields][FieldTerms.TERMS];
        double[] tangents = new double[2];
        Ray ray = new Ray();
        for (int i = 0; i < fields; i++) {
            double x = i % FIELD_NODES * 2.0 / (FIELD_NODES - 1) - 1;
            double y = i / FIELD_NODES * 2.0 / (FIELD_NODES - 1) - 1;
            FieldTerms.at(x, y, field[i]);
            place.field(x, y, tangents);
            for (int k = 0; k < POINTS; k++) {
                Arrays.fill(squares[i * POINTS + k], Double.NaN);
                telescope.trace(
                        ray.enter(
                                tangents[0],
                                tangents[1],
                                u[k] * Telescope.PUPIL_OUTER,
                                v[k] * Telescope.PUPIL_OUTER,
                                wavelengths[k % wavelengths.length]),
                        squares[i * POINTS + k]);
            }
        }
        List<Edge> edges = new ArrayList<>();
        for (int s = 0; s < surfaces.size(); s++) {
            Surface surface = surfaces.get(s);
            edges.add(new Edge(s, true, surface.outer() * surface.outer()));
            if (surface.inner() > 0) {
                edges.add(new Edge(s, false, surface.inner() * surface.inner()));
            }
        }
        List<double[][]> circles = new ArrayList<>();
        boolean[] stopped = new boolean[squares.length];
        while (circles.size() < Stops.CIRCLES) {
            Edge next = choose(edges, squares, stopped);
            if (next == null) {
                break;
            }
            edges.remove(next);
            circles.add(circle(next, squares, u, v, w, field));
        }
        return new PupilStops(circles.toArray(new double[0][][]));
    }

    /**
     * @param stopped the rays that the edges chosen before have stopped; those of the one that is chosen now are added
     * @return the edge that stops most of the others; where none does, one that may cross the annulus between two
     *     points; or null
     */
    private static Edge choose(List<Edge> edges, double[][] squares, boolean[] stopped) {
        Edge best = null;
        double most = -GRAZING;
        for (Edge edge : edges) {
            int lost = 0;
            double closest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < squares.length; i++) {
                double excess = stopped[i] ? Double.NEGATIVE_INFINITY : edge.excess(squares[i]);
                lost += excess > 0 ? 1 : 0;
                closest = Math.max(closest, excess);
            }
            double score = lost > 0 ? lost : closest;
            if (score > most) {
                most = score;
                best = edge;
            }
        }
        for (int i = 0; best != null && i < squares.length; i++) {
            stopped[i] |= best.excess(squares[i]) > 0;
        }
        return best;
    }

    private static double[][] circle(
            Edge edge, double[][] squares, double[] u, double[] v, double[] w, double[][] field) {
        int unknowns = Stops.TERMS * FieldTerms.TERMS;
        double[][] normal = new double[unknowns][unknowns];
        double[] right = new double[unknowns];
        double[] row = new double[unknowns];
        for (int i = 0; i < squares.length; i++) {
            double value = edge.excess(squares[i]);
            if (Double.isNaN(value)) {
                continue;
            }
            int k = i % POINTS;
            double t = value / NEAR;
            double weight = FAR_WEIGHT + (Math.abs(t) < 1 ? (1 - t * t) * (1 - t * t) : 0);
            double[] terms = {u[k] * u[k] + v[k] * v[k], u[k], v[k], 1, w[k % w.length]};
            for (int a = 0; a < Stops.TERMS; a++) {
                for (int f = 0; f < FieldTerms.TERMS; f++) {
                    row[a * FieldTerms.TERMS + f] = terms[a] * field[i / POINTS][f];
                }
            }
            for (int a = 0; a < unknowns; a++) {
                double wa = weight * row[a];
                right[a] += wa * value;
                for (int b = 0; b <= a; b++) {
                    normal[a][b] += wa * row[b];
                }
            }
        }
        for (int a = 0; a < unknowns; a++) {
            normal[a][a] *= 1 + 1e-12;
            for (int b = 0; b < a; b++) {
                normal[b][a] = normal[a][b];
            }
        }
        double[] c = new CholeskyDecomposition(new Array2DRowRealMatrix(normal, false), 1e-9, 1e-18)
                .getSolver()
                .solve(new ArrayRealVector(right, false))
                .toArray();
        double[][] circle = new double[Stops.TERMS][];
        for (int a = 0; a < Stops.TERMS; a++) {
            circle[a] = Arrays.copyOfRange(c, a * FieldTerms.TERMS, (a + 1) * FieldTerms.TERMS);
        }
        return circle;
    }

    /** @return circles that cross the annulus anywhere on the detector */
    public int size() {
        return circles.length;
    }

    void coefficients(double[] field, float[] out, int at) {
        for (int e = 0; e < Stops.CIRCLES; e++) {
            for (int a = 0; a < Stops.TERMS; a++) {
                double sum = e < circles.length ? 0 : a == 3 ? -1 : 0;
                for (int i = 0; e < circles.length && i < FieldTerms.TERMS; i++) {
                    sum += circles[e][a][i] * field[i];
                }
                out[at + Stops.TERMS * e + a] = (float) sum;
            }
        }
    }
}
