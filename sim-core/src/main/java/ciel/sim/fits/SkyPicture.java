package ciel.sim.fits;

import ciel.sim.camera.Detector;
import ciel.sim.readout.SkyGradient;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A picture of the surface brightness of the sky over the focal plane, grey from the faintest to the brightest. */
public final class SkyPicture {
    private static final int BACKGROUND = 10;
    private static final int DARKEST = 30;
    private static final int BRIGHTEST = 245;
    private static final int LIGHT = 235;
    private static final int SIDE = 1000;
    private static final int MARGIN = 30;
    private static final int BAR = 300;

    private SkyPicture() {}

    /**
     * The sky on a detector.
     *
     * @param sky  its plane (e-/px)
     * @param zero e-/px of AB magnitude 0 per arcsec^2: detectors differ in their quantum efficiency
     */
    public record Tile(Detector detector, SkyGradient sky, double zero) {
        private double at(double x, double y) {
            return sky.at(x, y) / zero;
        }
    }

    /** @param existing what to do when the file exists */
    public static WrittenFile write(Path target, List<Tile> tiles, String title, WholeFile.Existing existing) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Tile tile : tiles) {
            for (int corner = 0; corner < 4; corner++) {
                double x = corner % 2 * tile.detector.width();
                double y = corner / 2 * tile.detector.height();
                low = Math.min(low, tile.at(x, y));
                high = Math.max(high, tile.at(x, y));
            }
        }
        Canvas canvas = new Canvas(SIDE, SIDE + Preview.stripHeight(SIDE), BACKGROUND);
        double half = tiles.stream()
                .mapToDouble(t -> Math.max(Math.abs(t.detector.xCenter()), Math.abs(t.detector.yCenter()))
                        + Math.max(t.detector.width(), t.detector.height()) / 2.0 * t.detector.pixelMm())
                .max()
                .orElse(1);
        double scale = (SIDE / 2.0 - MARGIN) / half;
        double range = Math.max(high - low, 1e-9 * high);
        for (Tile tile : tiles) {
            Detector d = tile.detector;
            double turn = Math.toRadians(d.yaw());
            int step = (int) Math.max(1, 0.5 / (scale * d.pixelMm())); // half a pixel of the picture
            for (int y = 0; y < d.height(); y += step) {
                for (int x = 0; x < d.width(); x += step) {
                    double u = (x - d.width() / 2.0) * d.pixelMm();
                    double v = (y - d.height() / 2.0) * d.pixelMm();
                    double focalX = d.xCenter() + StrictMath.cos(turn) * u - StrictMath.sin(turn) * v;
                    double focalY = d.yCenter() + StrictMath.sin(turn) * u + StrictMath.cos(turn) * v;
                    canvas.set(
                            (int) Math.floor(SIDE / 2.0 + focalX * scale),
                            (int) Math.floor(SIDE / 2.0 - focalY * scale),
                            grey((tile.at(x, y) - low) / range));
                }
            }
        }
        for (int i = 0; i < BAR; i++) {
            canvas.fill(MARGIN + i, SIDE - 16, 1, 10, grey(i / (BAR - 1.0)));
        }
        canvas.text(magnitude(low), MARGIN, SIDE - 36, 2, LIGHT);
        canvas.text(magnitude(high) + " mag/arcsec2", MARGIN + BAR - 40, SIDE - 36, 2, LIGHT);
        Preview.caption(
                canvas, title, String.format(Locale.ROOT, "%.1f %% faintest to brightest", 100 * (high / low - 1)));
        return WholeFile.write(target, canvas.png(), existing);
    }

    private static String magnitude(double flux) {
        return String.format(Locale.ROOT, "%.3f", -2.5 * StrictMath.log10(flux));
    }

    private static int grey(double part) {
        return DARKEST + (int) Math.rint((BRIGHTEST - DARKEST) * Math.clamp(part, 0, 1));
    }
}
