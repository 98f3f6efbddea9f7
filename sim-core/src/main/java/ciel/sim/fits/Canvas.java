package ciel.sim.fits;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A grey picture, row 0 at the top, and its PNG form. Our own rather than java.awt's: that needs the fonts and
 * graphics libraries of a desktop,
 * which compute nodes do not have, and half a second to start.
 */
final class Canvas {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private final int width;
    private final int height;
    private final byte[] pixels;

    Canvas(int width, int height, int background) {
        this.width = width;
        this.height = height;
        pixels = new byte[width * height];
        Arrays.fill(pixels, (byte) background);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    void set(int x, int y, int grey) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            pixels[y * width + x] = (byte) grey;
        }
    }

    /** Fills columns x to x + w - 1 and rows y to y + h - 1. */
    void fill(int x, int y, int w, int h, int grey) {
        for (int j = y; j < y + h; j++) {
            for (int i = x; i < x + w; i++) {
                set(i, j, grey);
            }
        }
    }

    /** Draws a thumbnail upright, its lower left value at column x of the row {@code bottom}. */
    void draw(Thumbnail image, Stretch stretch, int x, int bottom) {
        for (int j = 0; j < image.height(); j++) {
            for (int i = 0; i < image.width(); i++) {
                float value = image.values()[j * image.width() + i];
                set(x + i, bottom - j, Float.isNaN(value) ? 0 : stretch.grey(value));
            }
        }
    }

    /**
     * Writes a line of text, its upper left corner at x, y; each dot of the font is a square of {@code scale} pixels.
     */
    void text(String line, int x, int y, int scale, int grey) {
        for (int c = 0; c < line.length(); c++) {
            for (int column = 0; column < DotFont.WIDTH; column++) {
                for (int row = 0; row < DotFont.HEIGHT; row++) {
                    if (DotFont.dot(line.charAt(c), column, row)) {
                        fill(x + (c * (DotFont.WIDTH + 1) + column) * scale, y + row * scale, scale, scale, grey);
                    }
                }
            }
        }
    }

    /** @return the picture as a PNG file (ISO 15948): 8-bit grey, not interlaced */
    byte[] png() {
        byte[] lines = new byte[(width + 1) * height];
        for (int y = 0; y < height; y++) {
            int to = y * (width + 1);
            // Filter 1: each pixel less its left neighbour.
            lines[to] = 1;
            for (int x = 0; x < width; x++) {
                int left = x == 0 ? 0 : pixels[y * width + x - 1];
                lines[to + 1 + x] = (byte) (pixels[y * width + x] - left);
            }
        }
        return png(width, height, 0, lines);
    }

    /**
     * @param colour 0: a grey value a pixel; 2: red, green, blue
     * @param lines  filtered rows, each with its filter's number in front
     */
    static byte[] png(int width, int height, int colour, byte[] lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(lines.length / 2 + 100);
        out.writeBytes(SIGNATURE);
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 8)
                        .put((byte) colour)
                        .array());
        chunk(out, "IDAT", deflate(lines));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] data) {
        try (Deflater deflater = new Deflater(6)) {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(data.length / 2);
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
