package ciel.sim.sensor;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the pixel boundaries of an electrostatic solver: the format of the Poisson solver of Lage et al. (2017), which
 * GalSim's silicon sensors use too.
 *
 * <p>{@code NAME.dat} has one line of column names and then, for each vertex of each of the 9 x 9 pixels around a
 * charged one, five numbers: middle of the pixel (um), a polar angle, position of the vertex (um). The vertices of a
 * pixel stand together, one after the other counter-clockwise from the middle of the left edge; before the charge was
 * there they stood at equal angles. {@code NAME.cfg} has {@code KEY = VALUE} lines, of
 * which four are read: PixelSizeX (um), NumVertices (on each side, between the corners), CollectedCharge_0_0
 * (electrons) and FilledPixelCoords_0_0 (middle of the charged pixel, um).
 */
public final class SolverTable {
    private static final int REACH = BoundaryKernel.REACH;
    /** Pixels on each side of the charged one. */
    private static final int SIDE = REACH;
    /** The vertices of a pixel move by less than this (px); beyond it the file is not what it seems. */
    private static final double LARGEST_SHIFT = 0.5;

    private final Path file;
    private final double pixel;
    private final int vertices;
    private final double charge;
    private final double[] filled;
    /** [(row * (2 SIDE + 1) + column) * perPixel + vertex][x, y, dx, dy], pixels and pixels per electron */
    private final double[][] moved;

    private SolverTable(Path file) {
        this.file = file;
        Path config = configuration(file);
        List<String> lines = lines(config);
        pixel = value(config, lines, "PixelSizeX", 1)[0];
        vertices = (int) value(config, lines, "NumVertices", 1)[0];
        charge = value(config, lines, "CollectedCharge_0_0", 1)[0];
        filled = value(config, lines, "FilledPixelCoords_0_0", 2);
        if (!(pixel > 0 && pixel < 1000) || vertices < 2 || vertices > 1000 || !(charge > 0)) {
            throw new InputException(
                    config.toString(),
                    "has PixelSizeX = " + pixel + " um, NumVertices = " + vertices + ", CollectedCharge_0_0 = " + charge
                            + " electrons",
                    "a table needs a pixel of 0 to 1000 um, 2 to 1000 vertices a side and a charge above 0");
        }
        moved = vertices();
    }

    /**
     * @param file NAME.dat, with NAME.cfg beside it
     * @throws InputException naming the file, the line and what is wrong
     */
    public static BoundaryKernel read(Path file) {
        return new SolverTable(file).kernel();
    }

    private static Path configuration(Path file) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".dat")) {
            throw new InputException(
                    file.toString(), "is not a solver's table", "name a file NAME.dat, with NAME.cfg beside it");
        }
        return file.resolveSibling(name.substring(0, name.length() - 4) + ".cfg");
    }

    private static List<String> lines(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new InputException(
                    path.toString(), "cannot be read: " + e, "a solver's table is NAME.dat with NAME.cfg beside it", e);
        }
    }

    private static double[] value(Path config, List<String> lines, String key, int count) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(0, equals).trim().equals(key)) {
                String rest = line.substring(equals + 1);
                int comment = rest.indexOf('#');
                String[] words =
                        (comment < 0 ? rest : rest.substring(0, comment)).trim().split("\\s+");
                if (words.length < count) {
                    throw new InputException(
                            config + ":" + (i + 1), key + " has " + words.length + " values", "it needs " + count);
                }
                double[] values = new double[count];
                for (int k = 0; k < count; k++) {
                    values[k] = number(words[k], config, i + 1);
                }
                return values;
            }
        }
        throw new InputException(config.toString(), "has no " + key, "add the line " + key + " = ...");
    }

    private static double number(String word, Path path, int line) {
        try {
            double value = Double.parseDouble(word);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InputException(path + ":" + line, "'" + word + "' is not a number", "correct the table");
    }

    private int perPixel() {
        return 4 * (vertices + 1);
    }

    /** Where vertex n of a pixel stands before there is charge (px from its middle). */
    private double[] place(int n) {
        double step = Math.PI / 2 / (vertices + 1);
        // the left edge is bisected by the angle pi; an even number of vertices leaves half a step beside it
        double first = (vertices + 1) % 2 == 1 ? 0.5 : 0;
        double angle = Math.PI + (first + n) * step;
        double c = StrictMath.cos(angle);
        double s = StrictMath.sin(angle);
        double scale = 0.5 / Math.max(Math.abs(c), Math.abs(s));
        return new double[] {scale * c, scale * s};
    }

    private double[][] vertices() {
        int width = 2 * SIDE + 1;
        double[][] all = new double[width * width * perPixel()][];
        int[] seen = new int[width * width];
        List<String> lines = lines(file);
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String[] words = lines.get(i).trim().split("\\s+");
            if (words.length != 5) {
                throw new InputException(file + ":" + (i + 1), "has " + words.length + " columns", "a vertex has 5");
            }
            double[] row = new double[5];
            for (int k = 0; k < 5; k++) {
                row[k] = number(words[k], file, i + 1);
            }
            long column = Math.round((row[0] - filled[0]) / pixel) + SIDE;
            long line = Math.round((row[1] - filled[1]) / pixel) + SIDE;
            if (column < 0 || column >= width || line < 0 || line >= width) {
                continue; // a larger neighbourhood than is used
            }
            int place = (int) (line * width + column);
            int n = seen[place]++;
            if (n >= perPixel()) {
                throw new InputException(
                        file + ":" + (i + 1),
                        "is vertex " + (n + 1) + " of the pixel at " + row[0] + ", " + row[1] + " um",
                        "a pixel has " + perPixel() + " with NumVertices = " + vertices);
            }
            double[] at = place(n);
            double dx = (row[3] - row[0]) / pixel - at[0];
            double dy = (row[4] - row[1]) / pixel - at[1];
            if (!(Math.abs(dx) < LARGEST_SHIFT && Math.abs(dy) < LARGEST_SHIFT)) {
                throw new InputException(
                        file + ":" + (i + 1),
                        "vertex is moved by " + dx + ", " + dy + " px",
                        "a table holds shifts below " + LARGEST_SHIFT
                                + " px, vertices counter-clockwise from the middle of the left edge");
            }
            all[place * perPixel() + n] = new double[] {at[0], at[1], dx / charge, dy / charge};
        }
        for (int place = 0; place < seen.length; place++) {
            if (seen[place] != perPixel()) {
                throw new InputException(
                        file.toString(),
                        "pixel (" + (place % width - SIDE) + ", " + (place / width - SIDE) + ") has " + seen[place]
                                + " vertices",
                        "every pixel within " + SIDE + " of the charged one needs " + perPixel());
            }
        }
        return all;
    }

    private BoundaryKernel kernel() {
        double[][] vertical = quadrant(false);
        double[][] horizontal = quadrant(true);
        return new BoundaryKernel(vertical[0], vertical[1], horizontal[0], horizontal[1]);
    }

    /** Mean and slope of the edges of one kind: every edge of the four quadrants, seen from both of its pixels. */
    private double[][] quadrant(boolean horizontal) {
        double[] mean = new double[BoundaryKernel.SIZE];
        double[] slope = new double[BoundaryKernel.SIZE];
        for (int along = 0; along < REACH; along++) {
            for (int across = 0; across < REACH; across++) {
                double m = 0;
                double s = 0;
                int views = 0;
                for (int up = -1; up <= 1; up += 2) {
                    for (int right = -1; right <= 1; right += 2) {
                        for (int outside = 0; outside <= 1; outside++) {
                            // the pixel between charge and edge, or the one beyond the edge
                            int pixelAcross = right * (across + outside);
                            int side = outside == 0 ? right : -right;
                            double[] edge = edge(pixelAcross, up * along, side, horizontal);
                            m -= right * edge[0];
                            s += right * up * edge[1];
                            views++;
                        }
                    }
                }
                mean[REACH * along + across] = m / views;
                slope[REACH * along + across] = along == 0 ? 0 : s / views;
            }
        }
        return new double[][] {mean, slope};
    }

    /**
     * Mean and slope of the displacement of one edge of one pixel: exact integrals over the polygon.
     *
     * @param side -1 for the left (lower) edge, 1 for the right (upper)
     */
    private double[] edge(int across, int along, int side, boolean horizontal) {
        int column = (horizontal ? along : across) + SIDE;
        int line = (horizontal ? across : along) + SIDE;
        int axis = horizontal ? 1 : 0;
        List<double[]> points = new ArrayList<>();
        int start = (line * (2 * SIDE + 1) + column) * perPixel();
        for (int n = 0; n < perPixel(); n++) {
            double[] vertex = moved[start + n];
            if (Math.abs(vertex[axis] - 0.5 * side) < 1e-9) {
                points.add(new double[] {vertex[1 - axis], vertex[2 + axis]});
            }
        }
        points.sort((a, b) -> Double.compare(a[0], b[0]));
        double mean = 0;
        double slope = 0;
        for (int i = 0; i + 1 < points.size(); i++) {
            double[] a = points.get(i);
            double[] b = points.get(i + 1);
            double h = b[0] - a[0];
            double middle = (a[0] + b[0]) / 2;
            double shift = (a[1] + b[1]) / 2;
            mean += h * shift;
            slope += h * (a[0] * a[1] + 4 * middle * shift + b[0] * b[1]) / 6;
        }
        return new double[] {mean, 12 * slope};
    }
}
