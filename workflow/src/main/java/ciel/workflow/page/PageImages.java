package ciel.workflow.page;

import ciel.sim.fits.FitsInspector;
import ciel.sim.fits.Thumbnail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Parts of images, averaged down. One image is kept, unpacked (65 MB for a CCD), and let go when memory is short; they
 * are read one after another, because reading a packed one takes three times as much.
 */
final class PageImages {
    private static final int MOST_SIZE = 1024;

    /**
     * A part of an image.
     *
     * @param bytes 32-bit floats, little-endian, row by row from the lowest y
     */
    record Cut(int imageWidth, int imageHeight, int width, int height, byte[] bytes) {}

    /** An image and the version of the file that it was read from. */
    private record Kept(Path file, Object version, Thumbnail image) {}

    private final PageSource source;
    private SoftReference<Kept> kept = new SoftReference<>(null);

    PageImages(PageSource source) {
        this.source = source;
    }

    /**
     * @param x    first column (px)
     * @param y    first row (px)
     * @param size columns and rows of the answer, 1 to 1024
     * @param bin  side of the square that one value is the mean of (px), 1 to 64
     */
    Optional<Cut> cut(String campaign, long visit, String detector, int x, int y, int size, int bin) {
        if (size < 1 || size > MOST_SIZE || bin < 1 || bin > 64 || x < 0 || y < 0) {
            throw new IllegalArgumentException("size is 1 to 1024, bin is 1 to 64, x and y are 0 and more.");
        }
        return source.image(campaign, visit, detector).map(file -> of(read(file), x, y, size, bin));
    }

    private synchronized Thumbnail read(Path file) {
        try {
            var attributes = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
            Object version = attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
            Kept last = kept.get();
            if (last == null || !last.file().equals(file) || !last.version().equals(version)) {
                kept.clear();
                last = new Kept(file, version, FitsInspector.image(file));
                kept = new SoftReference<>(last);
            }
            return last.image();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static Cut of(Thumbnail image, int x, int y, int size, int bin) {
        int width = Math.min(size, cells(image.width() - x, bin));
        int height = Math.min(size, cells(image.height() - y, bin));
        ByteBuffer out = ByteBuffer.allocate(width * height * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int j = 0; j < height; j++) {
            for (int i = 0; i < width; i++) {
                out.putFloat(mean(image, x + i * bin, y + j * bin, bin));
            }
        }
        return new Cut(image.width(), image.height(), width, height, out.array());
    }

    private static int cells(int pixels, int bin) {
        return Math.max(0, (pixels + bin - 1) / bin);
    }

    private static float mean(Thumbnail image, int fromX, int fromY, int bin) {
        double sum = 0;
        int count = 0;
        int endX = Math.min(image.width(), fromX + bin);
        int endY = Math.min(image.height(), fromY + bin);
        for (int y = fromY; y < endY; y++) {
            for (int x = fromX; x < endX; x++) {
                float value = image.values()[y * image.width() + x];
                if (value == value) {
                    sum += value;
                    count++;
                }
            }
        }
        return (float) (sum / count);
    }
}
