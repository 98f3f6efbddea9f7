package ciel.sim.fits;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Pictures of the point spread function over the focal plane: whiskers of its shape, and spots. */
public final class PsfPicture {
    private static final int BACKGROUND = 10;
    private static final int FRAME = 60;
    private static final int LIGHT = 235;
    private static final int DIM = 130;
    private static final int MAP_SIDE = 1200;
    private static final int MARGIN = 40;
    /** Half of the focal plane that is shown (mm). */
    private static final double HALF_MM = 325;

    private static final int PANEL = 300;

    private PsfPicture() {}

    /**
     * Size and shape in one place.
     *
     * @param focalX focal plane (mm)
     * @param focalY focal plane (mm)
     * @param e1     ellipticity (xx - yy) / (xx + yy)
     * @param e2     2 xy / (xx + yy)
     * @param fwhm   size (arcsec)
     */
    public record Whisker(double focalX, double focalY, double e1, double e2, double fwhm) {}

    /**
     * Draws a whisker for each place: its length is the ellipticity, its direction the long axis; a disc behind it shows
     * the size, bright where it is large.
     *
     * @param existing what to do when the file exists
     */
    public static WrittenFile whiskers(Path target, List<Whisker> whiskers, String title, WholeFile.Existing existing) {
        Canvas canvas = new Canvas(MAP_SIDE, MAP_SIDE + Preview.stripHeight(MAP_SIDE), BACKGROUND);
        double scale = (MAP_SIDE / 2.0 - MARGIN) / HALF_MM;
        for (Detector detector : Camera.lsst().all()) {
            frame(canvas, detector, scale);
        }
        double low = whiskers.stream().mapToDouble(Whisker::fwhm).min().orElse(0);
        double high = whiskers.stream().mapToDouble(Whisker::fwhm).max().orElse(1);
        double longest = whiskers.stream()
                .mapToDouble(w -> StrictMath.hypot(w.e1(), w.e2()))
                .max()
                .orElse(0);
        double unit = tidy(longest);
        double length = 34 / Math.max(unit, 1e-9);
        for (Whisker w : whiskers) {
            double grey = high > low ? (w.fwhm() - low) / (high - low) : 0.5;
            disc(canvas, column(w.focalX(), scale), row(w.focalY(), scale), 5, (int) (50 + 110 * grey));
        }
        for (Whisker w : whiskers) {
            double e = StrictMath.hypot(w.e1(), w.e2());
            double angle = 0.5 * StrictMath.atan2(w.e2(), w.e1());
            double dx = 0.5 * e * length * StrictMath.cos(angle);
            double dy = 0.5 * e * length * StrictMath.sin(angle);
            double x = column(w.focalX(), scale);
            double y = row(w.focalY(), scale);
            line(canvas, x - dx, y + dy, x + dx, y - dy, LIGHT);
        }
        line(canvas, MARGIN, MAP_SIDE - 20, MARGIN + unit * length, MAP_SIDE - 20, LIGHT);
        canvas.text(String.format(Locale.ROOT, "ellipticity %s", number(unit)), MARGIN, MAP_SIDE - 44, 2, LIGHT);
        Preview.caption(canvas, title, String.format(Locale.ROOT, "FWHM %.3f to %.3f arcsec", low, high));
        return WholeFile.write(target, canvas.png(), existing);
    }

    /** A spot with its name. @param x and y: positions of rays (px) */
    public record Spot(String name, String detail, float[] x, float[] y) {}

    /**
     * Draws nine spots, three in a row, from the upper left.
     *
     * @param halfWidth half of the side of each panel (px of the detector)
     */
    public static WrittenFile spots(
            Path target, List<Spot> spots, double halfWidth, String title, WholeFile.Existing existing) {
        Canvas canvas = new Canvas(3 * PANEL, 3 * PANEL + Preview.stripHeight(3 * PANEL), BACKGROUND);
        for (int k = 0; k < spots.size() && k < 9; k++) {
            Spot spot = spots.get(k);
            int left = k % 3 * PANEL;
            int top = k / 3 * PANEL;
            int[] count = new int[PANEL * PANEL];
            int most = 1;
            double centreX = mean(spot.x());
            double centreY = mean(spot.y());
            for (int i = 0; i < spot.x().length; i++) {
                int column = (int) Math.floor((spot.x()[i] - centreX) / halfWidth * PANEL / 2 + PANEL / 2.0);
                int row = (int) Math.floor(PANEL / 2.0 - (spot.y()[i] - centreY) / halfWidth * PANEL / 2);
                if (column >= 0 && column < PANEL && row >= 0 && row < PANEL) {
                    most = Math.max(most, ++count[row * PANEL + column]);
                }
            }
            for (int i = 0; i < count.length; i++) {
                if (count[i] > 0) {
                    int grey = 70 + (int) (180 * Math.sqrt(count[i] / (double) most));
                    canvas.set(left + i % PANEL, top + i / PANEL, grey);
                }
            }
            canvas.fill(left, top, PANEL, 1, FRAME);
            canvas.fill(left, top, 1, PANEL, FRAME);
            canvas.text(spot.name(), left + 8, top + 8, 2, LIGHT);
            canvas.text(spot.detail(), left + 8, top + PANEL - 18, 1, DIM);
        }
        int bar = (int) Math.round(PANEL / 2.0 / halfWidth);
        canvas.fill(3 * PANEL - 12 - bar, 3 * PANEL - 10, bar, 2, LIGHT);
        Preview.caption(canvas, title, String.format(Locale.ROOT, "panels of %s px, bar 1 px", number(2 * halfWidth)));
        return WholeFile.write(target, canvas.png(), existing);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 0.01 ? "%.4f" : value < 1 ? "%.2f" : "%.0f", value);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    /** @return 1, 2 or 5 times a power of ten, not above the value */
    private static double tidy(double value) {
        if (!(value > 0)) {
            return 0.1;
        }
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(value)));
        double lead = value / power;
        return power * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1);
    }

    private static double column(double focalX, double scale) {
        return MAP_SIDE / 2.0 + focalX * scale;
    }

    private static double row(double focalY, double scale) {
        return MAP_SIDE / 2.0 - focalY * scale;
    }

    private static void frame(Canvas canvas, Detector detector, double scale) {
        double turn = Math.toRadians(detector.yaw());
        double w = detector.width() * detector.pixelMm() / 2;
        double h = detector.height() * detector.pixelMm() / 2;
        double[][] corners = {{-w, -h}, {w, -h}, {w, h}, {-w, h}};
        double[][] at = new double[4][];
        for (int k = 0; k < 4; k++) {
            double x = StrictMath.cos(turn) * corners[k][0] - StrictMath.sin(turn) * corners[k][1];
            double y = StrictMath.sin(turn) * corners[k][0] + StrictMath.cos(turn) * corners[k][1];
            at[k] = new double[] {column(detector.xCenter() + x, scale), row(detector.yCenter() + y, scale)};
        }
        for (int k = 0; k < 4; k++) {
            double[] next = at[(k + 1) % 4];
            line(canvas, at[k][0], at[k][1], next[0], next[1], FRAME);
        }
    }

    private static void disc(Canvas canvas, double x, double y, int radius, int grey) {
        for (int j = -radius; j <= radius; j++) {
            for (int i = -radius; i <= radius; i++) {
                if (i * i + j * j <= radius * radius) {
                    canvas.set((int) Math.rint(x) + i, (int) Math.rint(y) + j, grey);
                }
            }
        }
    }

    private static void line(Canvas canvas, double x0, double y0, double x1, double y1, int grey) {
        int steps = (int) Math.max(1, Math.ceil(2 * Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0))));
        for (int k = 0; k <= steps; k++) {
            double t = (double) k / steps;
            canvas.set((int) Math.rint(x0 + t * (x1 - x0)), (int) Math.rint(y0 + t * (y1 - y0)), grey);
        }
    }
}
