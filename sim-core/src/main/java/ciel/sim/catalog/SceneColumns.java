package ciel.sim.catalog;

import ciel.sim.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which column of a scene table is where, and what its values may be. Names count in any case. Only x, y and flux have
 * to be there: without the others an object is a star, and its id is the number of its row.
 */
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
    private static final List<Integer> REQUIRED = List.of(X, Y, FLUX);
    /** What is taken where there is no such column; of n, hlr and q, only of a star. */
    private static final double[] ABSENT = {0, 0, 0, 0, 0, 0, 1, 0, 0, 0};
    /** An index that pandas writes: without a name in CSV, so called in Parquet. */
    private static final Set<String> INDEX = Set.of("", "index", "__index_level_0__");

    private static final int SHOWN = 200;
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
            String name = names.get(i).strip().toLowerCase(Locale.ROOT);
            int column = NAMES.indexOf(name);
            if (column < 0) {
                if (!name.equals("mag") && !INDEX.contains(name)) {
                    ignored.add(names.get(i));
                }
            } else if (index[column] >= 0) {
                throw new InputException(context, "column '" + name + "' is there twice", "keep one of them");
            } else {
                index[column] = i;
            }
        }
        for (int column : REQUIRED) {
            if (index[column] < 0) {
                throw new InputException(
                        context,
                        "there is no column '" + NAMES.get(column) + "'; the columns are: " + shown(names),
                        "a scene table names its columns first: x, y (FITS pixels) and flux (electrons); also id, type, n, "
                                + "hlr, q, beta, g1, g2 and mag, if wanted");
            }
        }
        checkShape(context);
    }

    /** A table of galaxies needs their index and size; a table of stars neither. */
    private void checkShape(String context) {
        if (index[N] >= 0 && index[HLR] < 0 || index[N] < 0 && index[HLR] >= 0) {
            int missing = index[N] < 0 ? N : HLR;
            throw new InputException(
                    context,
                    "there is a column '" + NAMES.get(missing == N ? HLR : N) + "' and no column '" + NAMES.get(missing)
                            + "'",
                    "a galaxy needs both n (Sersic index) and hlr (half-light radius, arcsec)");
        }
    }

    private static String shown(List<String> names) {
        String all = String.join(", ", names);
        return all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "...";
    }

    /** @return whether the file has this column */
    boolean has(int column) {
        return index[column] >= 0;
    }

    /** @return whether a row may leave it empty, since a star needs none: n, hlr, q, beta, g1, g2 */
    static boolean mayBeEmpty(int column) {
        return column >= N && column <= G2;
    }

    /** @return the value of a column that the file does not have */
    static double absent(int column) {
        return ABSENT[column];
    }

    /**
     * @param word of the type column, null where there is none
     * @return whether it means a star; null where there is no such column, then n = 0 means one
     * @throws BadLine for any other word, and for a galaxy without columns for its shape
     */
    Boolean star(String word) {
        if (word == null) {
            return null;
        }
        Boolean star = isStar(word.strip().toLowerCase(Locale.ROOT));
        if (star == null) {
            throw new BadLine("column 'type' is '" + word + "'; it must be star or sersic", "");
        }
        if (!star && !has(N)) {
            throw new BadLine(
                    "column 'type' is '" + word + "', and there are no columns n and hlr", "a galaxy needs both");
        }
        return star;
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
     * @param v    values by column number; NaN where the row leaves a column empty
     * @throws BadLine when the values do not go together
     */
    static SceneObject object(String id, Boolean star, double[] v) {
        if (star != null && star || star == null && (v[N] == 0 || Double.isNaN(v[N]))) {
            return new SceneObject(id, v[X], v[Y], v[FLUX], 0, 0, 1, 0, 0, 0);
        }
        for (int column = N; column <= G2; column++) {
            if (Double.isNaN(v[column])) {
                throw new BadLine("column '" + NAMES.get(column) + "' is empty", "only a star may leave it empty");
            }
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

    private static Boolean isStar(String type) {
        return switch (type) {
            case "star", "point" -> true;
            case "sersic", "sersic2d", "galaxy" -> false;
            default -> null;
        };
    }
}
