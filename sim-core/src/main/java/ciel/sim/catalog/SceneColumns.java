package ciel.sim.catalog;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which column of a scene table is where, and what its values may be. */
final class SceneColumns {
    static final int ID = 0;
    static final int X = 1;
    static final int Y = 2;
    static final int FLUX = 3;
    static final int N = 4;
    static final int HLR = 5;
    static final int Q = 6;
    static final int BETA = 7;
    static final int G1 = 8;
    static final int G2 = 9;
    static final int TYPE = 10;
    static final List<String> NAMES = List.of("id", "x", "y", "flux", "n", "hlr", "q", "beta", "g1", "g2", "type");
    private static final int REQUIRED = 10;
    private static final double[] MIN = {0, -1e6, -1e6, 0, 0, 0, 1e-3, -Double.MAX_VALUE, -1, -1};
    private static final double[] MAX = {0, 1e6, 1e6, 1e15, Shape.Sersic.MAX_N, 36_000, 1, Double.MAX_VALUE, 1, 1};
    private static final String[] UNIT = {"", " px", " px", " electrons", "", " arcsec", "", " deg", "", ""};

    private final int[] index = new int[NAMES.size()];
    private final List<String> ignored = new ArrayList<>();

    /**
     * @param context file, or file and line, for messages
     * @param names   its columns, in order
     * @throws InputException when a required column is missing or any column is there twice
     */
    SceneColumns(String context, List<String> names) {
        Arrays.fill(index, -1);
        for (int i = 0; i < names.size(); i++) {
            int column = NAMES.indexOf(names.get(i));
            if (column < 0) {
                if (!names.get(i).equals("mag")) {
                    ignored.add(names.get(i));
                }
            } else if (index[column] >= 0) {
                throw new InputException(context, "column '" + names.get(i) + "' is there twice", "keep one of them");
            } else {
                index[column] = i;
            }
        }
        for (int column = 0; column < REQUIRED; column++) {
            if (index[column] < 0) {
                throw new InputException(
                        context,
                        "there is no column '" + NAMES.get(column) + "'",
                        "a scene table has the columns " + String.join(",", NAMES.subList(0, REQUIRED))
                                + " and may have type and mag");
            }
        }
    }

    /** @return position of a column in the file, or -1 */
    int index(int column) {
        return index[column];
    }

    List<String> ignored() {
        return ignored;
    }

    static double min(int column) {
        return MIN[column];
    }

    static double max(int column) {
        return MAX[column];
    }

    static String unit(int column) {
        return UNIT[column];
    }

    /**
     * @param star whether the type column says so; null where there is none, then n = 0 means a star
     * @param v    values by column number
     * @throws BadLine when the values do not go together
     */
    static SceneObject object(String id, Boolean star, double[] v) {
        if (star != null && star || star == null && v[N] == 0) {
            return new SceneObject(id, v[X], v[Y], v[FLUX], 0, 0, 1, 0, 0, 0);
        }
        double n = v[N];
        if (n < Shape.Sersic.MIN_N) {
            throw new BadLine(
                    "column 'n' is " + n + "; it must be from " + Shape.Sersic.MIN_N + " to " + Shape.Sersic.MAX_N,
                    "n is 0 only for a star");
        }
        if (v[HLR] < 1e-6) {
            throw new BadLine(
                    "column 'hlr' is " + v[HLR] + " arcsec; it must be at least 1e-6 arcsec", "only a star has none");
        }
        if (v[G1] * v[G1] + v[G2] * v[G2] >= 0.9801) {
            throw new BadLine(
                    "columns 'g1' and 'g2' are " + v[G1] + " and " + v[G2] + "; sqrt(g1^2 + g2^2) must be below 0.99",
                    "reduced shear");
        }
        return new SceneObject(id, v[X], v[Y], v[FLUX], n, v[HLR], v[Q], v[BETA], v[G1], v[G2]);
    }

    /** @return whether the word of the type column means a star; null when it is none of the words known */
    static Boolean isStar(String type) {
        return switch (type) {
            case "star", "point" -> true;
            case "sersic", "sersic2d", "galaxy" -> false;
            default -> null;
        };
    }
}
