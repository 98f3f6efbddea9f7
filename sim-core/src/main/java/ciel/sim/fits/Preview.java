package ciel.sim.fits;

import java.nio.file.Path;
import java.util.List;

/**
 * A picture of one image: averaged down, stretched so that sky noise, faint galaxies and bright stars are all to be
 * seen, y upwards.
 */
public final class Preview {
    /** Longer side of the picture at most (px), without the caption. */
    public static final int SIZE = 1024;

    private static final int DARK = 24;
    private static final int LIGHT = 220;
    private static final int DIM = 140;

    private Preview() {}

    /** @return the bin that makes a preview of a CCD of this size */
    public static int bin(int nx, int ny) {
        return Thumbnail.binFor(nx, ny, SIZE);
    }

    /**
     * @param target   where the PNG appears
     * @param image    averaged down with {@link #bin}
     * @param title    written into the strip below the picture, to the left; empty with {@code detail}: no strip
     * @param detail   written to its right
     * @param existing what to do when the file exists
     */
    public static WrittenFile write(
            Path target, Thumbnail image, String title, String detail, WholeFile.Existing existing) {
        return WholeFile.write(target, png(image, title, detail), existing);
    }

    /** Writes {@code preview_<visit>-….png} of an e-image, with visit, band, CCD and time below it. */
    public static WrittenFile eimage(Path directory, int[] electrons, HeaderInput in, WholeFile.Existing existing) {
        int nx = in.detector().width();
        int ny = in.detector().height();
        String title = in.visit().observationId() + " " + in.visit().band().letter() + " "
                + in.detector().name();
        String detail = (float) in.visit().exposureTime() + " s  "
                + TaiDate.iso(in.visit().mjdStart()) + " TAI";
        return write(
                directory.resolve(FileNames.preview(in.visit(), in.detector())),
                new SkyLevel(Thumbnail.of(electrons, nx, ny, bin(nx, ny))).flattened(),
                title,
                detail,
                existing);
    }

    static byte[] png(Thumbnail image, String title, String detail) {
        boolean strip = !title.isEmpty() || !detail.isEmpty();
        // Small images are shown larger: at least 256 px.
        int zoom = Math.max(1, 256 / Math.max(1, Math.max(image.width(), image.height())));
        Thumbnail shown = zoom == 1 ? image : enlarge(image, zoom);
        Canvas canvas = new Canvas(shown.width(), shown.height() + (strip ? stripHeight(shown.width()) : 0), DARK);
        canvas.draw(shown, Stretch.of(List.of(image)), 0, shown.height() - 1);
        if (strip) {
            caption(canvas, title, detail);
        }
        return canvas.png();
    }

    /**
     * Writes both texts into the last rows of the picture, in smaller letters where they do not fit; the detail is left
     * out where there is no room at all.
     */
    static void caption(Canvas canvas, String title, String detail) {
        int strip = stripHeight(canvas.width());
        int letter = DotFont.WIDTH + 1;
        int letters = title.length() + detail.length() + 4;
        int scale = Math.clamp(canvas.width() / (letters * letter), 1, (strip - 6) / DotFont.HEIGHT);
        int y = canvas.height() - strip + (strip - DotFont.HEIGHT * scale) / 2;
        canvas.fill(0, canvas.height() - strip, canvas.width(), strip, DARK);
        canvas.text(title, letter * scale, y, scale, LIGHT);
        if (letters * letter * scale <= canvas.width()) {
            canvas.text(detail, canvas.width() - (detail.length() + 1) * letter * scale, y, scale, DIM);
        }
    }

    /** @return rows that a caption takes in a picture of this width */
    static int stripHeight(int width) {
        return width < 1500 ? 22 : 34;
    }

    private static Thumbnail enlarge(Thumbnail image, int zoom) {
        int width = image.width() * zoom;
        int height = image.height() * zoom;
        float[] values = new float[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                values[y * width + x] = image.values()[y / zoom * image.width() + x / zoom];
            }
        }
        return new Thumbnail(width, height, image.bin(), values);
    }
}
