package ciel.sim.fits;

import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorType;
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

    private static final double PX_PER_MM = 1 / (DetectorType.LSST_PIXEL_MM * BIN);
    /** 0.2 arcsec a CCD pixel. */
    private static final double ARCMIN_PER_PX = 0.2 * BIN / 60;

    private final List<Detector> camera;
    private final double skyAngle;
    private final Map<String, Thumbnail> images = new HashMap<>();

    /**
     * @param camera   all CCDs of the focal plane, those that will not be handed in as well
     * @param skyAngle of north in the picture, counterclockwise from up (deg); NaN: no compass
     */
    public Mosaic(List<Detector> camera, double skyAngle) {
        this.camera = List.copyOf(camera);
        this.skyAngle = skyAngle;
    }

    /** Averages an e-image down for the mosaic. */
    public static Thumbnail thumbnail(int[] electrons, Detector detector) {
        return Thumbnail.of(electrons, detector.width(), detector.height(), BIN);
    }

    /**
     * @param detector one of the camera's
     * @param image    of it, averaged by {@link #BIN}
     */
    public void add(Detector detector, Thumbnail image) {
        if (image.bin() != BIN) {
            throw new IllegalArgumentException("a thumbnail averaged by " + image.bin() + ", not " + BIN);
        }
        // Flattened: the sky of one CCD at the rim must not hide all that is fainter than the sky in the middle.
        Thumbnail flat = new SkyLevel(image).flattened();
        synchronized (images) {
            images.put(detector.name(), flat);
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
        // Only what lies around the drawn CCDs: one raft of 21 would be a dot.
        Bounds bounds = Bounds.around(camera.stream()
                .filter(detector -> shown.isEmpty() || shown.containsKey(detector.name()))
                .toList());
        int width = (int) Math.ceil((bounds.right - bounds.left) * PX_PER_MM) + 2 * MARGIN;
        int height = (int) Math.ceil((bounds.top - bounds.bottom) * PX_PER_MM) + 2 * MARGIN;
        Canvas canvas = new Canvas(width, height + Preview.stripHeight(width), BACKGROUND);
        // In the camera's order: the picture must not depend on which CCD was finished first.
        Stretch stretch = Stretch.of(camera.stream()
                .map(detector -> shown.get(detector.name()))
                .filter(Objects::nonNull)
                .toList());
        for (Detector detector : camera) {
            if (!bounds.overlaps(detector)) {
                continue;
            }
            int x = MARGIN + (int) Math.rint((detector.xCenter() - halfWidth(detector) - bounds.left) * PX_PER_MM);
            int y = height
                    - 1
                    - MARGIN
                    - (int) Math.rint((detector.yCenter() - halfHeight(detector) - bounds.bottom) * PX_PER_MM);
            Thumbnail image = shown.get(detector.name());
            if (image != null) {
                canvas.draw(image, stretch, x, y);
            } else {
                frame(canvas, detector, x, y);
            }
        }
        Compass.draw(canvas, height, skyAngle, ARCMIN_PER_PX);
        Preview.caption(canvas, title, detail);
        return canvas;
    }

    /** Focal plane (mm). */
    private record Bounds(double left, double right, double bottom, double top) {
        static Bounds around(List<Detector> detectors) {
            double left = Double.POSITIVE_INFINITY;
            double right = Double.NEGATIVE_INFINITY;
            double bottom = Double.POSITIVE_INFINITY;
            double top = Double.NEGATIVE_INFINITY;
            for (Detector d : detectors) {
                left = Math.min(left, d.xCenter() - halfWidth(d));
                right = Math.max(right, d.xCenter() + halfWidth(d));
                bottom = Math.min(bottom, d.yCenter() - halfHeight(d));
                top = Math.max(top, d.yCenter() + halfHeight(d));
            }
            return new Bounds(left, right, bottom, top);
        }

        boolean overlaps(Detector d) {
            return d.xCenter() + halfWidth(d) > left
                    && d.xCenter() - halfWidth(d) < right
                    && d.yCenter() + halfHeight(d) > bottom
                    && d.yCenter() - halfHeight(d) < top;
        }
    }

    private static void frame(Canvas canvas, Detector detector, int x, int bottom) {
        int width = detector.width() / BIN;
        int height = detector.height() / BIN;
        int top = bottom - height + 1;
        canvas.fill(x, top, width, 1, FRAME);
        canvas.fill(x, bottom, width, 1, FRAME);
        canvas.fill(x, top, 1, height, FRAME);
        canvas.fill(x + width - 1, top, 1, height, FRAME);
        int letters = detector.name().length() * (DotFont.WIDTH + 1);
        canvas.text(detector.name(), x + (width - letters * 2) / 2, top + (height - DotFont.HEIGHT * 2) / 2, 2, NAME);
    }

    private static double halfWidth(Detector detector) {
        return detector.width() * detector.pixelMm() / 2;
    }

    private static double halfHeight(Detector detector) {
        return detector.height() * detector.pixelMm() / 2;
    }
}
