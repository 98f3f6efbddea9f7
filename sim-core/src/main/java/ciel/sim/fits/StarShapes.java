package ciel.sim.fits;

import ciel.sim.catalog.TruthReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the stars of an e-image where its truth table says that they are: {@link AdaptiveMoments}, and the
 * electrons in a circle. Stars with a neighbour within {@value #APART} px of more than {@value #NEIGHBOUR} of their
 * light, near an edge, or with less than
 * {@value #LEAST_LIGHT} electrons are left out.
 */
public final class StarShapes {
    /** Electrons below which a star is left out. */
    public static final double LEAST_LIGHT = 5000;

    /** px from a star within which no other may shine. */
    public static final int APART = 40;

    /** Light of another object over that of the star, above which it is a neighbour. */
    public static final double NEIGHBOUR = 0.01;

    /** Most stars that are measured, the brightest. */
    public static final int MOST = 5000;

    private static final int RADIUS = 24;
    /** Square ring about a star whose median is the background (px). */
    private static final int RING_INNER = 28;

    private static final int RING_OUTER = 36;
    private static final double FIRST_SIGMA = 2;

    private StarShapes() {}

    /**
     * One star.
     *
     * @param truth     its row of the truth table
     * @param electrons within {@value #RADIUS} px, background taken off
     * @param dx        centroid less truth (px)
     * @param dy        centroid less truth (px)
     * @param sigma     fourth root of the determinant of the adaptive moments (px)
     * @param e1        (Mxx - Myy) / (Mxx + Myy)
     * @param e2        2 Mxy / (Mxx + Myy)
     */
    public record Star(
            TruthReader.Row truth, double electrons, double dx, double dy, double sigma, double e1, double e2) {}

    /**
     * @param image every pixel
     * @return the stars that could be measured, the brightest first
     */
    public static List<Star> measure(Thumbnail image, List<TruthReader.Row> truth) {
        Map<Long, List<TruthReader.Row>> cells = new HashMap<>();
        for (TruthReader.Row row : truth) {
            if (row.nominal() > NEIGHBOUR * LEAST_LIGHT && !Double.isNaN(row.x() + row.y())) {
                cells.computeIfAbsent(cell(row.x(), row.y(), 0, 0), k -> new ArrayList<>())
                        .add(row);
            }
        }
        List<Star> stars = new ArrayList<>();
        truth.stream()
                .filter(row -> row.type().equals("point") || row.type().equals("star"))
                .filter(row -> row.nominal() >= LEAST_LIGHT
                        && row.x() > RING_OUTER + 1
                        && row.y() > RING_OUTER + 1
                        && row.x() < image.width() - RING_OUTER
                        && row.y() < image.height() - RING_OUTER)
                .filter(row -> alone(row, cells))
                .sorted(Comparator.comparingDouble(TruthReader.Row::nominal).reversed())
                .limit(MOST)
                .forEach(row -> {
                    Star star = measure(image, row);
                    if (star != null) {
                        stars.add(star);
                    }
                });
        return stars;
    }

    private static long cell(double x, double y, int right, int up) {
        return ((long) Math.floor(x / APART) + right) * 100_000 + (long) Math.floor(y / APART) + up;
    }

    private static boolean alone(TruthReader.Row star, Map<Long, List<TruthReader.Row>> cells) {
        for (int k = 0; k < 9; k++) {
            for (TruthReader.Row other :
                    cells.getOrDefault(cell(star.x(), star.y(), k % 3 - 1, k / 3 - 1), List.of())) {
                if (other != star
                        && other.nominal() > NEIGHBOUR * star.nominal()
                        && StrictMath.hypot(other.x() - star.x(), other.y() - star.y()) < APART) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @return null where the moments do not converge */
    private static Star measure(Thumbnail image, TruthReader.Row row) {
        int column = (int) Math.round(row.x()) - 1;
        int line = (int) Math.round(row.y()) - 1;
        double background = background(image, column, line);
        double light = 0;
        for (int j = -RADIUS; j <= RADIUS; j++) {
            for (int i = -RADIUS; i <= RADIUS; i++) {
                if (i * i + j * j <= RADIUS * RADIUS) {
                    light += value(image, column + i, line + j) - background;
                }
            }
        }
        AdaptiveMoments shape = AdaptiveMoments.of(
                (i, j) -> value(image, column + i, line + j) - background,
                RADIUS,
                row.x() - 1 - column,
                row.y() - 1 - line,
                FIRST_SIGMA);
        return shape == null
                ? null
                : new Star(
                        row,
                        light,
                        column + 1 + shape.x() - row.x(),
                        line + 1 + shape.y() - row.y(),
                        shape.sigma(),
                        shape.e1(),
                        shape.e2());
    }

    private static double value(Thumbnail image, int column, int line) {
        return image.values()[line * image.width() + column];
    }

    private static double background(Thumbnail image, int column, int line) {
        double[] values = new double[(2 * RING_OUTER + 1) * (2 * RING_OUTER + 1)];
        int n = 0;
        for (int j = -RING_OUTER; j <= RING_OUTER; j++) {
            for (int i = -RING_OUTER; i <= RING_OUTER; i++) {
                int u = column + i;
                int v = line + j;
                if (Math.max(Math.abs(i), Math.abs(j)) >= RING_INNER
                        && u >= 0
                        && v >= 0
                        && u < image.width()
                        && v < image.height()) {
                    values[n++] = value(image, u, v);
                }
            }
        }
        Arrays.sort(values, 0, n);
        // whole electrons: the middle half has a mean where the median jumps
        double sum = 0;
        for (int k = n / 4; k < n - n / 4; k++) {
            sum += values[k];
        }
        return sum / (n - n / 4 - n / 4);
    }
}
