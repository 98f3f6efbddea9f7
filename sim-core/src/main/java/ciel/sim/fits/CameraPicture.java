package ciel.sim.fits;

import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.camera.Segment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The focal plane of a camera: each detector where it sits and turned as it is, with its name, its amplifiers, and a
 * glyph for what it is: science CCDs plain, guide sensors with a cross, wavefront sensors with a ring.
 */
public final class CameraPicture {
    private static final int SIDE = 1400;
    private static final int MARGIN = 24;
    private static final int STRIP = 64;
    private static final int BACKGROUND = 0xfafafa;
    private static final int INK = 0x202428;
    private static final int FAINT = 0xb8bec6;
    private static final int FAINTER = 0xdfe3e8;
    /** Colour-blind safe (Okabe and Ito 2008). */
    private static final int E2V = 0x0072b2;

    private static final int ITL = 0xd55e00;

    private CameraPicture() {}

    /** @param existing what to do when the file exists */
    public static WrittenFile write(Path target, Camera camera, WholeFile.Existing existing) {
        double[] box = box(camera.all());
        double span = Math.max(box[2] - box[0], box[3] - box[1]);
        double scale = (SIDE - 2 * MARGIN) / span;
        int width = (int) Math.max(700, Math.ceil((box[2] - box[0]) * scale) + 2 * MARGIN);
        int height = (int) Math.ceil((box[3] - box[1]) * scale) + 2 * MARGIN;
        ColourCanvas canvas = new ColourCanvas(width, height + STRIP, BACKGROUND);
        View view = new View(
                scale, width / 2.0 - scale * (box[0] + box[2]) / 2, height / 2.0 + scale * (box[1] + box[3]) / 2);
        for (Detector detector : camera.all()) {
            draw(canvas, detector, view);
        }
        legend(canvas, camera, width, height, scale);
        return WholeFile.write(target, canvas.png(), existing);
    }

    /** From mm to the picture, y upwards. */
    private record View(double scale, double x0, double y0) {
        double x(double mm) {
            return x0 + scale * mm;
        }

        double y(double mm) {
            return y0 - scale * mm;
        }
    }

    private static double[] box(List<Detector> detectors) {
        double[] box = {1e9, 1e9, -1e9, -1e9};
        for (Detector d : detectors) {
            for (double[] corner : new double[][] {
                {-0.5, -0.5}, {d.width() - 0.5, -0.5}, {-0.5, d.height() - 0.5}, {d.width() - 0.5, d.height() - 0.5}
            }) {
                double[] at = focal(d, corner[0], corner[1]);
                box[0] = Math.min(box[0], at[0]);
                box[1] = Math.min(box[1], at[1]);
                box[2] = Math.max(box[2], at[0]);
                box[3] = Math.max(box[3], at[1]);
            }
        }
        return box;
    }

    /** @return place (mm) of a pixel, the first of which is 0 */
    private static double[] focal(Detector d, double x, double y) {
        double cos = StrictMath.cos(Math.toRadians(d.yaw()));
        double sin = StrictMath.sin(Math.toRadians(d.yaw()));
        double dx = (x - d.xReference()) * d.pixelMm();
        double dy = (y - d.yReference()) * d.pixelMm();
        return new double[] {d.xCenter() + cos * dx - sin * dy, d.yCenter() + cos * dy + sin * dx};
    }

    private static void line(
            ColourCanvas canvas, Detector d, View view, double[] from, double[] to, double thick, int colour) {
        double[] a = focal(d, from[0] - 0.5, from[1] - 0.5);
        double[] b = focal(d, to[0] - 0.5, to[1] - 0.5);
        canvas.line(view.x(a[0]), view.y(a[1]), view.x(b[0]), view.y(b[1]), thick, colour);
    }

    private static void draw(ColourCanvas canvas, Detector d, View view) {
        int w = d.width();
        int h = d.height();
        double shorter = Math.min(w, h) * d.pixelMm() * view.scale();
        if (shorter > 40) {
            for (Segment s : d.type().segments()) {
                double right = s.x0() + s.format().amplifierWidth();
                double top = s.y0() + s.format().amplifierHeight();
                line(canvas, d, view, new double[] {right, s.y0()}, new double[] {right, top}, 1, FAINTER);
                line(canvas, d, view, new double[] {s.x0(), top}, new double[] {right, top}, 1, FAINTER);
            }
        }
        int colour =
                switch (d.vendor().maker()) {
                    case E2V -> E2V;
                    default -> ITL;
                };
        double[][] corners = {{0, 0}, {w, 0}, {w, h}, {0, h}};
        for (int k = 0; k < 4; k++) {
            line(canvas, d, view, corners[k], corners[(k + 1) % 4], 2, colour);
        }
        // a dot at the first pixel says how the CCD is turned
        double inset = 0.07 * Math.min(w, h);
        double[] first = focal(d, inset, inset);
        canvas.dot(view.x(first[0]), view.y(first[1]), Math.clamp(shorter / 40, 1.5, 5), colour);
        double[] middle = focal(d, (w - 1) / 2.0, (h - 1) / 2.0);
        double size = Math.clamp(shorter / 6, 4, 40);
        double up = 0.26 * shorter;
        switch (d.role()) {
            case SCIENCE -> {}
            case GUIDER -> {
                double x = view.x(middle[0]);
                double y = view.y(middle[1]) + up;
                canvas.line(x - size, y, x + size, y, 2, INK);
                canvas.line(x, y - size, x, y + size, 2, INK);
            }
            case WAVEFRONT -> ring(canvas, view.x(middle[0]), view.y(middle[1]) + up, size * 0.7);
        }
        int letter = shorter > 400 ? 4 : shorter > 180 ? 3 : shorter > 110 ? 2 : 1;
        String name = d.name();
        if (ColourCanvas.textWidth(name, letter) < w * d.pixelMm() * view.scale() + 6) {
            canvas.text(
                    name,
                    (int) (view.x(middle[0]) - ColourCanvas.textWidth(name, letter) / 2.0),
                    (int) (view.y(middle[1]) - DotFont.HEIGHT * letter / 2.0),
                    letter,
                    INK);
        }
    }

    private static void ring(ColourCanvas canvas, double x, double y, double radius) {
        int steps = 48;
        for (int k = 0; k < steps; k++) {
            double a = 2 * Math.PI * k / steps;
            double b = 2 * Math.PI * (k + 1) / steps;
            canvas.line(
                    x + radius * StrictMath.cos(a),
                    y + radius * StrictMath.sin(a),
                    x + radius * StrictMath.cos(b),
                    y + radius * StrictMath.sin(b),
                    2,
                    INK);
        }
    }

    private static void legend(ColourCanvas canvas, Camera camera, int width, int height, double scale) {
        double mm = 1;
        for (double step : new double[] {1, 2, 5, 10, 20, 50, 100}) {
            mm = step * scale < width / 5.0 ? step : mm;
        }
        int y = height + 16;
        canvas.fill(0, height, width, 1, FAINT);
        canvas.line(MARGIN, y + 6, MARGIN + mm * scale, y + 6, 3, INK);
        canvas.text(
                String.format(
                        Locale.ROOT,
                        "%.0f mm = %.1f arcmin",
                        mm,
                        mm * camera.optics().arcsecPerMm() / 60),
                (int) (MARGIN + mm * scale) + 12,
                y,
                2,
                INK);
        String title =
                camera.name() + "  " + camera.all().size() + (camera.all().size() == 1 ? " detector" : " detectors");
        canvas.text(title, width - MARGIN - ColourCanvas.textWidth(title, 2), y, 2, INK);
        String kinds = "blue E2V silicon, orange ITL; dot: first pixel; cross: guider; ring: wavefront";
        canvas.text(kinds, MARGIN, y + 24, 1, INK);
    }
}
