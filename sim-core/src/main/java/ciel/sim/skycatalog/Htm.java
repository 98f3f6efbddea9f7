package ciel.sim.skycatalog;

/** Triangles of the Hierarchical Triangular Mesh (Kunszt, Szalay and Thakar 2001). */
final class Htm {
    private static final double[][] CORNERS = {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
    /** Corners of the triangles 8 to 15: S0 to S3, N0 to N3. */
    private static final int[][] ROOTS = {
        {1, 5, 2}, {2, 5, 3}, {3, 5, 4}, {4, 5, 1}, {1, 0, 4}, {4, 0, 3}, {3, 0, 2}, {2, 0, 1}
    };

    private Htm() {}

    /**
     * @param level 0 to 20
     * @return whether a triangle may touch a cap; false for a number that no triangle of the level has
     */
    static boolean mayTouch(long triangle, int level, double ra, double dec, double radius) {
        if (triangle >> 2 * level < 8 || triangle >> 2 * level > 15) {
            return false;
        }
        int[] root = ROOTS[(int) (triangle >> 2 * level) - 8];
        double[][] v = {CORNERS[root[0]], CORNERS[root[1]], CORNERS[root[2]]};
        for (int i = level - 1; i >= 0; i--) {
            double[] w0 = middle(v[1], v[2]);
            double[] w1 = middle(v[0], v[2]);
            double[] w2 = middle(v[0], v[1]);
            v = switch ((int) (triangle >> 2 * i & 3)) {
                case 0 -> new double[][] {v[0], w2, w1};
                case 1 -> new double[][] {v[1], w0, w2};
                case 2 -> new double[][] {v[2], w1, w0};
                default -> new double[][] {w0, w1, w2};
            };
        }
        double[] centre = unit(
                new double[] {v[0][0] + v[1][0] + v[2][0], v[0][1] + v[1][1] + v[2][1], v[0][2] + v[1][2] + v[2][2]});
        double reach = 0;
        for (double[] corner : v) {
            reach = Math.max(reach, angle(centre, corner));
        }
        double cos = StrictMath.cos(Math.toRadians(dec));
        double[] at = {
            cos * StrictMath.cos(Math.toRadians(ra)),
            cos * StrictMath.sin(Math.toRadians(ra)),
            StrictMath.sin(Math.toRadians(dec))
        };
        return angle(centre, at) <= (reach + Math.toRadians(radius)) * (1 + 1e-9) + 1e-12;
    }

    private static double[] middle(double[] a, double[] b) {
        return unit(new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
    }

    private static double[] unit(double[] a) {
        double length = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        return new double[] {a[0] / length, a[1] / length, a[2] / length};
    }

    private static double angle(double[] a, double[] b) {
        double x = a[0] - b[0];
        double y = a[1] - b[1];
        double z = a[2] - b[2];
        return 2 * StrictMath.asin(Math.min(1, Math.sqrt(x * x + y * y + z * z) / 2));
    }
}
