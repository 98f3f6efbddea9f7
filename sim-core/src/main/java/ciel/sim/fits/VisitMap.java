package ciel.sim.fits;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A map of the sky with the number of visits to each place: all sky in Hammer's projection, which keeps areas, right
 * ascension growing to the left from 0 in the middle. An accumulator: visits are added one by one.
 */
public final class VisitMap {
    /** Radius of the camera's field (deg). */
    private static final double FIELD = 1.75;
    /** Places are rounded to this (deg), so that millions of visits are a few hundred thousand places. */
    private static final double STEP = 0.25;

    private static final int WIDTH = 1440;
    private static final int HEIGHT = WIDTH / 2;
    private static final int MARGIN = 12;
    private static final int BACKGROUND = 10;
    private static final int SKY = 32;
    private static final int GRID = 70;
    private static final int LIGHT = 235;

    private final Map<Integer, double[]> rows = new HashMap<>();
    private long visits;

    /** @param ra (deg) @param dec (deg); a visit without a place is not counted */
    public void add(double ra, double dec) {
        if (!(Math.abs(dec) <= 90) || !Double.isFinite(ra)) {
            return;
        }
        int row = (int) Math.floor((dec + 90) / STEP);
        double[] cells = rows.computeIfAbsent(row, r -> new double[cells(r)]);
        double turn = ra / 360 - Math.floor(ra / 360);
        cells[(int) Math.min(cells.length - 1L, (long) (turn * cells.length))]++;
        visits++;
    }

    private static int cells(int row) {
        double dec = (row + 0.5) * STEP - 90;
        return (int) Math.max(8, Math.ceil(360 / STEP * StrictMath.cos(Math.toRadians(dec))));
    }

    /** @param existing what to do when the file exists */
    public WrittenFile write(Path target, String title, WholeFile.Existing existing) {
        Canvas canvas = new Canvas(WIDTH, HEIGHT + Preview.stripHeight(WIDTH), BACKGROUND);
        double[] counts = new double[WIDTH * HEIGHT];
        double most = 0;
        double[] at = new double[2];
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                if (!sky(x, y, at)) {
                    counts[y * WIDTH + x] = -1;
                    continue;
                }
                counts[y * WIDTH + x] = around(at[0], at[1]);
                most = Math.max(most, counts[y * WIDTH + x]);
            }
        }
        double scale = most > 0 ? 1 / StrictMath.log1p(most) : 0;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] >= 0) {
                int grey = counts[i] == 0 ? SKY : (int) (80 + 175 * StrictMath.log1p(counts[i]) * scale);
                canvas.set(i % WIDTH, i / WIDTH, grey);
            }
        }
        grid(canvas);
        Preview.caption(
                canvas,
                title,
                String.format(
                        Locale.ROOT,
                        "%,d visits, up to %,.0f at a place; lines every 30 deg, RA 0 in the middle",
                        visits,
                        most));
        return WholeFile.write(target, canvas.png(), existing);
    }

    /** @return visits whose field holds a place */
    private double around(double ra, double dec) {
        double sum = 0;
        int low = (int) Math.floor((dec - FIELD + 90) / STEP);
        int high = (int) Math.floor((dec + FIELD + 90) / STEP);
        for (int row = low; row <= high; row++) {
            double[] cells = rows.get(row);
            if (cells == null) {
                continue;
            }
            double other = (row + 0.5) * STEP - 90;
            double cos = StrictMath.cos(Math.toRadians(dec)) * StrictMath.cos(Math.toRadians(other));
            double half = StrictMath.sin(Math.toRadians(FIELD) / 2);
            double up = StrictMath.sin(Math.toRadians(dec - other) / 2);
            double left = half * half - up * up;
            if (left < 0) {
                continue;
            }
            double reach = cos <= left ? 180 : 2 * Math.toDegrees(StrictMath.asin(Math.sqrt(left / cos)));
            int from = (int) Math.floor((ra - reach) / 360 * cells.length);
            int to = (int) Math.floor((ra + reach) / 360 * cells.length);
            if (to - from >= cells.length) {
                to = from + cells.length - 1;
            }
            for (int k = from; k <= to; k++) {
                sum += cells[Math.floorMod(k, cells.length)];
            }
        }
        return sum;
    }

    private static void grid(Canvas canvas) {
        for (int ra = -180; ra <= 180; ra += 30) {
            for (double dec = -90; dec <= 90; dec += 0.1) {
                point(canvas, ra == 180 ? 179.999 : ra == -180 ? -179.999 : ra, dec);
            }
        }
        for (int dec = -60; dec <= 60; dec += 30) {
            for (double ra = -180; ra <= 180; ra += 0.1) {
                point(canvas, ra, dec);
            }
            int[] edge = place(-179.9, dec);
            canvas.text(Integer.toString(dec), Math.min(WIDTH - 44, edge[0] + 6), edge[1] - 6, 2, LIGHT);
        }
        for (int ra = 60; ra < 360; ra += 60) {
            int[] on = place(ra > 180 ? ra - 360 : Math.min(ra, 179.9), 0);
            canvas.text(Integer.toString(ra), Math.max(4, on[0] + 4), on[1] + 6, 2, LIGHT);
        }
    }

    private static void point(Canvas canvas, double ra, double dec) {
        int[] at = place(ra, dec);
        canvas.set(at[0], at[1], GRID);
    }

    /** Hammer (1892): x = 2 sqrt 2 cos d sin(a/2) / k, y = sqrt 2 sin d / k, k^2 = 1 + cos d cos(a/2). */
    private static int[] place(double ra, double dec) {
        double half = Math.toRadians(ra) / 2;
        double d = Math.toRadians(dec);
        double k = Math.sqrt(1 + StrictMath.cos(d) * StrictMath.cos(half));
        double x = StrictMath.cos(d) * StrictMath.sin(half) / k;
        double y = StrictMath.sin(d) / k;
        return new int[] {
            (int) Math.round(WIDTH / 2.0 - x * (WIDTH / 2.0 - MARGIN)),
            (int) Math.round(HEIGHT / 2.0 - y * (HEIGHT / 2.0 - MARGIN))
        };
    }

    /** @return whether the pixel is on the sky; then its place (deg) is in {@code at} */
    private static boolean sky(int column, int row, double[] at) {
        double x = (WIDTH / 2.0 - column) / (WIDTH / 2.0 - MARGIN);
        double y = (HEIGHT / 2.0 - row) / (HEIGHT / 2.0 - MARGIN);
        double r2 = x * x + y * y;
        if (r2 > 1) {
            return false;
        }
        // with X = 2 sqrt 2 x, Y = sqrt 2 y: z^2 = 1 - X^2/16 - Y^2/4
        double z = Math.sqrt(1 - r2 / 2);
        double ra = 2 * StrictMath.atan2(Math.sqrt(2) * z * x, 2 * z * z - 1);
        at[0] = Math.toDegrees(ra);
        at[1] = Math.toDegrees(StrictMath.asin(Math.clamp(z * Math.sqrt(2) * y, -1, 1)));
        return true;
    }
}
