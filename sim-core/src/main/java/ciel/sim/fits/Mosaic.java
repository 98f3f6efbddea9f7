package ciel.sim.fits;

import ciel.sim.camera.Detector;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The focal plane of one visit as one picture: each CCD where it sits, with one stretch for all. Detectors are handed
 * in as they are finished, as
 * thumbnails of about 64 kB each; CCDs that are not handed in appear as frames. Safe for many threads.
 */
public final class Mosaic {
    /** Side of the square of CCD pixels that one pixel of the picture shows. */
    public static final int BIN = 32;

    private static final int MARGIN = 8;
    private static final int BACKGROUND = 10;
    private static final int FRAME = 60;
    private static final int NAME = 110;

    private final List<Detector> camera;
    private final Map<String, Thumbnail> images = new HashMap<>();

    /** @param camera all CCDs of the focal plane, those that will not be handed in as well */
    public Mosaic(List<Detector> camera) {
        this.camera = List.copyOf(camera);
    }

    /** Averages an e-image down for the mosaic. */
    public static Thumbnail thumbnail(int[] electrons, Detector detector) {
        return Thumbnail.of(
                electrons, detector.vendor().width(), detector.vendor().height(), BIN);
    }

    /**
     * @param detector one of the camera's
     * @param image    of it, averaged by {@link #BIN}
     */
    public void add(Detector detector, Thumbnail image) {
        if (image.bin() != BIN) {
            throw new IllegalArgumentException("a thumbnail averaged by " + image.bin() + ", not " + BIN);
        }
        synchronized (images) {
            images.put(detector.name(), image);
        }
    }

    /**
     * Draws what was handed in so far.
     *
     * @param target   where the PNG appears
     * @param title    written below the picture, to the left
     * @param detail   to the right
     * @param existing what to do when the file exists
     */
    public WrittenFile write(Path target, String title, String detail, WholeFile.Existing existing) {
        return WholeFile.write(target, draw(title, detail).png(), existing);
    }

    Canvas draw(String title, String detail) {
        Map<String, Thumbnail> shown;
        synchronized (images) {
            shown = new HashMap<>(images);
        }
        double left = camera.stream()
                .mapToDouble(d -> d.xCenter() - halfWidth(d))
                .min()
                .orElse(0);
        double right = camera.stream()
                .mapToDouble(d -> d.xCenter() + halfWidth(d))
                .max()
                .orElse(1);
        double bottom = camera.stream()
                .mapToDouble(d -> d.yCenter() - halfHeight(d))
                .min()
                .orElse(0);
        double top = camera.stream()
                .mapToDouble(d -> d.yCenter() + halfHeight(d))
                .max()
                .orElse(1);
        double scale = 1 / (Detector.PIXEL_MM * BIN);
        int width = (int) Math.ceil((right - left) * scale) + 2 * MARGIN;
        int height = (int) Math.ceil((top - bottom) * scale) + 2 * MARGIN;
        Canvas canvas = new Canvas(width, height + Preview.stripHeight(width), BACKGROUND);
        // In the camera's order: the picture must not depend on which CCD was finished first.
        Stretch stretch = Stretch.of(camera.stream()
                .map(detector -> shown.get(detector.name()))
                .filter(Objects::nonNull)
                .toList());
        for (Detector detector : camera) {
            int x = MARGIN + (int) Math.rint((detector.xCenter() - halfWidth(detector) - left) * scale);
            int y = height - 1 - MARGIN - (int) Math.rint((detector.yCenter() - halfHeight(detector) - bottom) * scale);
            Thumbnail image = shown.get(detector.name());
            if (image != null) {
                canvas.draw(image, stretch, x, y);
            } else {
                frame(canvas, detector, x, y);
            }
        }
        Preview.caption(canvas, title, detail);
        return canvas;
    }

    private static void frame(Canvas canvas, Detector detector, int x, int bottom) {
        int width = detector.vendor().width() / BIN;
        int height = detector.vendor().height() / BIN;
        int top = bottom - height + 1;
        canvas.fill(x, top, width, 1, FRAME);
        canvas.fill(x, bottom, width, 1, FRAME);
        canvas.fill(x, top, 1, height, FRAME);
        canvas.fill(x + width - 1, top, 1, height, FRAME);
        int letters = detector.name().length() * (DotFont.WIDTH + 1);
        canvas.text(detector.name(), x + (width - letters * 2) / 2, top + (height - DotFont.HEIGHT * 2) / 2, 2, NAME);
    }

    private static double halfWidth(Detector detector) {
        return detector.vendor().width() * Detector.PIXEL_MM / 2;
    }

    private static double halfHeight(Detector detector) {
        return detector.vendor().height() * Detector.PIXEL_MM / 2;
    }
}
