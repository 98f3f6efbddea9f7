package ciel.workflow.world;

import ciel.sim.fits.ColourCanvas;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A forecast as a picture: units delivered, use of each link against its rate, room at the site, ends of the runs. */
public final class ForecastPicture {
    private static final int WIDTH = 1200;
    private static final int LEFT = 110;
    private static final int RIGHT = 1150;
    private static final int GROUND = 0xffffff;
    private static final int TEXT = 0x17202a;
    private static final int SOFT = 0x6a7684;
    private static final int LINE = 0xdfe4ea;
    private static final int[] COLOURS = {0x0b63b8, 0xc8600a, 0x007a5a, 0x9a3fa0, 0x7a5c00};
    private static final int WARN = 0xc8400a;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ForecastReport report;
    private final ColourCanvas canvas;
    private final double days;

    private ForecastPicture(ForecastReport report, int height) {
        this.report = report;
        this.canvas = new ColourCanvas(WIDTH, height, GROUND);
        double last = report.ends().isEmpty()
                ? report.delivered().size()
                : Duration.between(report.start(), report.ends().getLast()).toSeconds() / 86_400.0;
        this.days = Math.max(1e-3, Math.max(last, Math.min(report.delivered().size(), last + 1)) * 1.02);
    }

    /**
     * @param title name of the campaign
     * @param units of the campaign
     * @return a PNG file
     */
    public static byte[] png(String title, long units, ForecastReport report) {
        ForecastPicture picture =
                new ForecastPicture(report, 560 + 170 * report.links().size());
        picture.draw(title, units);
        return picture.canvas.png();
    }

    private void draw(String title, long units) {
        canvas.text(title, 40, 30, 4, TEXT);
        canvas.text(summary(units), 40, 72, 2, SOFT);
        int y = 110;
        units(units, y, 250);
        y += 290;
        for (int i = 0; i < report.links().size(); i++) {
            link(report.links().get(i), COLOURS[i % COLOURS.length], y, 120);
            y += 170;
        }
        dates(y - 22);
        room("bytes at the site", report.peakBytes(), report.quotaBytes(), true, y + 30);
        room("files at the site", report.peakInodes(), report.quotaInodes(), false, y + 84);
    }

    private String summary(long units) {
        if (report.median() == null) {
            return String.format(
                    Locale.ROOT,
                    "%d of %d runs stand still before a full quota",
                    report.runs() - report.finished(),
                    report.runs());
        }
        return String.format(
                Locale.ROOT,
                "%,d units end %s UTC (%d runs: %s to %s)",
                units,
                DATE.format(report.median()),
                report.runs(),
                DATE.format(report.early()),
                DATE.format(report.late()));
    }

    private double x(double day) {
        return LEFT + (RIGHT - LEFT) * day / days;
    }

    /** Axis from 0 to a round number above the value. @return that number */
    private double axis(int y, int height, double value, String unit) {
        double top = round(value);
        for (int i = 0; i <= 4; i++) {
            int at = y + height - height * i / 4;
            canvas.fill(LEFT, at, RIGHT - LEFT, 1, i == 0 ? SOFT : LINE);
            String label = label(top * i / 4);
            canvas.text(label, LEFT - 12 - ColourCanvas.textWidth(label, 2), at - 7, 2, SOFT);
        }
        canvas.text(unit, LEFT, y - 24, 2, TEXT);
        return top;
    }

    static double round(double value) {
        double scale = Math.pow(10, Math.floor(Math.log10(Math.max(1e-9, value))));
        for (double step : new double[] {1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10}) {
            if (value <= step * scale * 1.0001) {
                return step * scale;
            }
        }
        return 10 * scale;
    }

    static String label(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e4 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        String text = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    private void units(long units, int y, int height) {
        double top = axis(y + 24, height - 24, units, "units delivered");
        List<ForecastReport.Spread> days = report.delivered();
        double perUnit = (height - 24) / top;
        double bottom = y + height;
        for (int day = 0; day < days.size(); day++) {
            ForecastReport.Spread from = day == 0 ? new ForecastReport.Spread(0, 0, 0) : days.get(day - 1);
            ForecastReport.Spread to = days.get(day);
            double x0 = x(day);
            double x1 = Math.min(RIGHT, x(day + 1));
            for (double px = x0; px < x1; px++) {
                double t = (px - x0) / (x(day + 1) - x0);
                double high = between(from.most(), to.most(), t) * perUnit;
                double low = between(from.least(), to.least(), t) * perUnit;
                canvas.shade(px, bottom - high, Math.min(1, x1 - px), Math.max(1, high - low), COLOURS[0], 0.25);
            }
            double end = (x1 - x0) / (x(day + 1) - x0);
            canvas.line(
                    x0,
                    bottom - from.median() * perUnit,
                    x1,
                    bottom - between(from.median(), to.median(), end) * perUnit,
                    2.4,
                    COLOURS[0]);
        }
        for (Instant end : report.ends()) {
            double at = x(Duration.between(report.start(), end).toSeconds() / 86_400.0);
            canvas.dot(at, y + 24 + 10, 4, TEXT);
        }
        if (!report.ends().isEmpty()) {
            String text = "ends of the runs";
            double first =
                    x(Duration.between(report.start(), report.ends().getFirst()).toSeconds() / 86_400.0);
            canvas.text(text, (int) first - 14 - ColourCanvas.textWidth(text, 2), y + 24 + 4, 2, SOFT);
        }
    }

    private static double between(double a, double b, double t) {
        return a + (b - a) * t;
    }

    private void link(ForecastReport.LinkUse link, int colour, int y, int height) {
        double most = link.days().stream()
                .mapToDouble(ForecastReport.Spread::most)
                .max()
                .orElse(0);
        String name = String.format(
                Locale.ROOT,
                "link to %s, MB/s by day (dashed: %s), %s",
                link.destination(),
                label(link.nominal()),
                bytes(link.bytes()));
        double top = axis(y + 24, height - 24, Math.max(most, link.nominal()), name);
        double scale = (height - 24) / top;
        double bottom = y + height;
        for (int day = 0; day < link.days().size(); day++) {
            double x0 = x(day);
            double w = Math.min(RIGHT, x(day + 1)) - x0;
            double gap = w > 6 ? 1 : 0;
            ForecastReport.Spread use = link.days().get(day);
            if (w > 0) {
                canvas.shade(x0 + gap, bottom - use.median() * scale, w - 2 * gap, use.median() * scale, colour, 0.85);
                canvas.shade(
                        x0 + gap,
                        bottom - use.most() * scale,
                        w - 2 * gap,
                        (use.most() - use.median()) * scale,
                        colour,
                        0.3);
            }
        }
        int at = (int) Math.round(bottom - link.nominal() * scale);
        for (int x = LEFT; x < RIGHT; x += 14) {
            canvas.fill(x, at, Math.min(8, RIGHT - x), 2, TEXT);
        }
    }

    /** Dates below the axes: at most nine, a whole number of days apart. */
    private void dates(int y) {
        int step = Math.max(1, (int) Math.ceil(days / 7));
        for (int day = 0; day < days; day += step) {
            String text = DAY.format(report.start().plus(Duration.ofDays(day)));
            int width = ColourCanvas.textWidth(text, 2);
            int at = (int) x(day);
            if (at + width / 2 < WIDTH) {
                canvas.fill(at, y - 28, 1, 6, SOFT);
                canvas.text(text, Math.max(8, at - width / 2), y - 16, 2, SOFT);
            }
        }
    }

    private void room(String what, long peak, long quota, boolean bytes, int y) {
        boolean none = quota == Long.MAX_VALUE;
        String text = String.format(
                Locale.ROOT,
                "most %s: %s%s",
                what,
                bytes ? bytes(peak) : label(peak),
                none ? ", no quota known" : " of " + (bytes ? bytes(quota) : label(quota)));
        canvas.text(text, LEFT, y, 2, TEXT);
        canvas.fill(LEFT, y + 20, RIGHT - LEFT, 12, LINE);
        if (!none) {
            double part = Math.min(1, (double) peak / quota);
            canvas.shade(LEFT, y + 20, (RIGHT - LEFT) * part, 12, part > 0.95 ? WARN : COLOURS[0], 1);
        }
    }

    static String bytes(double value) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        int i = 0;
        double v = value;
        while (v >= 1000 && i < units.length - 1) {
            v /= 1000;
            i++;
        }
        return String.format(Locale.ROOT, i == 0 || v >= 100 ? "%.0f %s" : "%.1f %s", v, units[i]);
    }
}
