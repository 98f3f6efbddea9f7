package ciel.sim.fits;

import java.util.Arrays;

/**
 * A picture in colours (0xRRGGBB), row 0 at the top, with lines and letters of dots, and its PNG form. Needs no fonts and no
 * graphics library, as {@link Canvas}.
 */
public final class ColourCanvas {
    private final int width;
    private final int height;
    private final int[] pixels;

    /** @param background colour of every pixel */
    public ColourCanvas(int width, int height, int background) {
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
        Arrays.fill(pixels, background);
    }

    /** Fills columns x to x + w - 1 and rows y to y + h - 1. */
    public void fill(int x, int y, int w, int h, int colour) {
        for (int j = y; j < y + h; j++) {
            for (int i = x; i < x + w; i++) {
                blend(i, j, colour, 1);
            }
        }
    }

    /** Lays a colour over a rectangle. @param cover 0 (nothing) to 1 (all) */
    public void shade(double x, double y, double w, double h, int colour, double cover) {
        for (int j = (int) Math.floor(y); j < y + h; j++) {
            double high = Math.min(j + 1, y + h) - Math.max(j, y);
            for (int i = (int) Math.floor(x); i < x + w; i++) {
                blend(i, j, colour, cover * high * (Math.min(i + 1, x + w) - Math.max(i, x)));
            }
        }
    }

    /** Draws a straight line with round ends and smooth edges. @param thick width (px) */
    public void line(double x0, double y0, double x1, double y1, double thick, int colour) {
        double half = thick / 2;
        int fromX = (int) Math.floor(Math.min(x0, x1) - half - 1);
        int toX = (int) Math.ceil(Math.max(x0, x1) + half + 1);
        int fromY = (int) Math.floor(Math.min(y0, y1) - half - 1);
        int toY = (int) Math.ceil(Math.max(y0, y1) + half + 1);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length = dx * dx + dy * dy;
        for (int j = fromY; j <= toY; j++) {
            for (int i = fromX; i <= toX; i++) {
                double px = i + 0.5 - x0;
                double py = j + 0.5 - y0;
                double t = length == 0 ? 0 : Math.clamp((px * dx + py * dy) / length, 0, 1);
                double distance = StrictMath.hypot(px - t * dx, py - t * dy);
                blend(i, j, colour, Math.clamp(half + 0.5 - distance, 0, 1));
            }
        }
    }

    /** Draws a filled circle with a smooth edge. */
    public void dot(double x, double y, double radius, int colour) {
        line(x, y, x, y, 2 * radius, colour);
    }

    /** Writes a line of text, its upper left corner at x, y; each dot of a letter is a square of {@code scale} pixels. */
    public void text(String line, int x, int y, int scale, int colour) {
        for (int c = 0; c < line.length(); c++) {
            for (int column = 0; column < DotFont.WIDTH; column++) {
                for (int row = 0; row < DotFont.HEIGHT; row++) {
                    if (DotFont.dot(line.charAt(c), column, row)) {
                        fill(x + (c * (DotFont.WIDTH + 1) + column) * scale, y + row * scale, scale, scale, colour);
                    }
                }
            }
        }
    }

    /** @return width (px) of a line of text */
    public static int textWidth(String line, int scale) {
        return Math.max(0, line.length() * (DotFont.WIDTH + 1) - 1) * scale;
    }

    private void blend(int x, int y, int colour, double cover) {
        if (x < 0 || x >= width || y < 0 || y >= height || cover <= 0) {
            return;
        }
        int old = pixels[y * width + x];
        int out = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int a = old >> shift & 0xff;
            int b = colour >> shift & 0xff;
            out |= (int) Math.round(a + (b - a) * Math.min(1, cover)) << shift;
        }
        pixels[y * width + x] = out;
    }

    /** @return the picture as a PNG file (ISO 15948): 8-bit colours, not interlaced */
    public byte[] png() {
        int row = 1 + 3 * width;
        byte[] lines = new byte[row * height];
        for (int y = 0; y < height; y++) {
            // Filter 2: each pixel less the one above.
            lines[y * row] = 2;
            for (int x = 0; x < width; x++) {
                int colour = pixels[y * width + x];
                int above = y == 0 ? 0 : pixels[(y - 1) * width + x];
                for (int k = 0; k < 3; k++) {
                    int shift = 16 - 8 * k;
                    lines[y * row + 1 + 3 * x + k] = (byte) ((colour >> shift & 0xff) - (above >> shift & 0xff));
                }
            }
        }
        return Canvas.png(width, height, 2, lines);
    }
}
