package ciel.sim.fits;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A map of stamps: each at its place on the focal plane, relative to its own peak (asinh), with a whisker for its
 * ellipticity and, where there is room, its size.
 */
public final class PsfStampPicture {
    private static final int BACKGROUND = 0x0b0e14;
    private static final int FRAME = 0x2f3947;
    private static final int LIGHT = 0xe8ecf2;
    private static final int WHISKER = 0xffb454;
    private static final int MARGIN = 30;
    private static final int STRIP = 70;
    /** Side of the map (px). */
    private static final int MAP = 1200;

    private static final int WIDEST_CELL = 300;
    /** Cells narrower than this have no text (px). */
    private static final int WITH_TEXT = 90;
    /** Where the stretch turns from linear to logarithmic, in peaks. */
    private static final double SOFT = 0.01;

    private PsfStampPicture() {}

    /** @param arcsec for one pixel of the detector */
    public static WrittenFile write(
            Path target, List<PsfStamp> stamps, String title, double arcsec, WholeFile.Existing existing) {
        double left = stamps.stream().mapToDouble(PsfStamp::focalX).min().orElse(0);
        double right = stamps.stream().mapToDouble(PsfStamp::focalX).max().orElse(0);
        double low = stamps.stream().mapToDouble(PsfStamp::focalY).min().orElse(0);
        double high = stamps.stream().mapToDouble(PsfStamp::focalY).max().orElse(0);
        double apart = apart(stamps);
        double extent = Math.max(right - left, high - low);
        int cell = (int) Math.min(WIDEST_CELL, MAP / (extent / apart + 1));
        double scale = cell / apart;
        int width = Math.max(720, (int) Math.ceil((right - left) * scale) + cell + 2 * MARGIN);
        int height = (int) Math.ceil((high - low) * scale) + cell + 2 * MARGIN;
        ColourCanvas canvas = new ColourCanvas(width, height + STRIP, BACKGROUND);
        double most = stamps.stream()
                .filter(s -> s.shape() != null)
                .mapToDouble(s -> StrictMath.hypot(s.shape().e1(), s.shape().e2()))
                .max()
                .orElse(0);
        double unit = unit(most);
        int fromLeft = (width - (int) Math.ceil((right - left) * scale) - cell) / 2;
        for (PsfStamp s : stamps) {
            int x = fromLeft + (int) Math.round((s.focalX() - left) * scale);
            int y = MARGIN + (int) Math.round((high - s.focalY()) * scale);
            draw(canvas, s, x, y, cell, unit, arcsec);
        }
        double[] sizes = stamps.stream()
                .mapToDouble(s -> s.fwhm(arcsec))
                .filter(size -> !Double.isNaN(size))
                .sorted()
                .toArray();
        caption(canvas, title, width, height + 4);
        caption(
                canvas,
                sizes.length == 0
                        ? "no shape could be measured"
                        : String.format(
                                Locale.ROOT,
                                "FWHM %.3f to %.3f arcsec, ellipticity to %.4f; stamps of %.1f arcsec; a whisker as wide as a "
                                        + "stamp: %s",
                                sizes[0],
                                sizes[sizes.length - 1],
                                most,
                                stamps.getFirst().grid().pixels() * arcsec,
                                number(unit)),
                width,
                height + 34);
        return WholeFile.write(target, canvas.png(), existing);
    }

    private static void caption(ColourCanvas canvas, String line, int width, int y) {
        int scale = ColourCanvas.textWidth(line, 2) <= width - 2 * MARGIN ? 2 : 1;
        canvas.text(line, MARGIN, y, scale, LIGHT);
    }

    /** @return the least distance between two columns or rows of stamps (mm) */
    private static double apart(List<PsfStamp> stamps) {
        double least = Double.POSITIVE_INFINITY;
        for (int pass = 0; pass < 2; pass++) {
            // the first pass finds about how far neighbours are apart; what is far less is no other column or row
            double far = pass == 0 ? 0 : 0.3 * least;
            for (int k = 1; k < stamps.size(); k++) {
                double x = Math.abs(stamps.get(k).focalX() - stamps.get(k - 1).focalX());
                double y = Math.abs(stamps.get(k).focalY() - stamps.get(k - 1).focalY());
                least = pass == 0
                        ? Math.min(least, Math.max(x, y))
                        : Math.min(least, Math.min(x > far ? x : least, y > far ? y : least));
            }
        }
        return Double.isInfinite(least) || least == 0 ? 1 : least;
    }

    private static void draw(ColourCanvas canvas, PsfStamp s, int x, int y, int cell, double unit, double arcsec) {
        int inner = cell - 2;
        int side = s.grid().side();
        float peak = 0;
        for (float value : s.pixels()) {
            peak = Math.max(peak, value);
        }
        canvas.fill(x, y, cell, cell, FRAME);
        double top = asinh(1 / SOFT);
        for (int j = 0; j < inner; j++) {
            for (int i = 0; i < inner; i++) {
                int column = i * side / inner;
                int row = side - 1 - j * side / inner;
                double value = peak == 0 ? 0 : s.pixels()[row * side + column] / peak;
                int grey = (int) Math.round(255 * asinh(value / SOFT) / top);
                canvas.fill(x + 1 + i, y + 1 + j, 1, 1, grey << 16 | grey << 8 | grey);
            }
        }
        if (s.shape() == null) {
            return;
        }
        double e = StrictMath.hypot(s.shape().e1(), s.shape().e2());
        double turn = StrictMath.toRadians(s.detector().yaw())
                + 0.5 * StrictMath.atan2(s.shape().e2(), s.shape().e1());
        double half = 0.5 * cell * e / unit;
        double u = half * StrictMath.cos(turn);
        double v = half * StrictMath.sin(turn);
        double cx = x + cell / 2.0;
        double cy = y + cell / 2.0;
        canvas.line(cx - u, cy + v, cx + u, cy - v, 2, WHISKER);
        if (cell >= WITH_TEXT) {
            canvas.text(String.format(Locale.ROOT, "%.3f\"", s.fwhm(arcsec)), x + 5, y + 5, 1, LIGHT);
            canvas.text(String.format(Locale.ROOT, "e %.4f", e), x + 5, y + cell - 14, 1, LIGHT);
        }
    }

    private static double asinh(double value) {
        double v = Math.max(0, value);
        return StrictMath.log(v + Math.sqrt(v * v + 1));
    }

    /** @return 1, 2 or 5 times a power of ten, not below the value */
    private static double unit(double value) {
        if (!(value > 0)) {
            return 0.1;
        }
        double power = StrictMath.pow(10, Math.floor(StrictMath.log10(value)));
        double lead = value / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 0.01 ? "%.4f" : "%.2f", value);
    }
}
