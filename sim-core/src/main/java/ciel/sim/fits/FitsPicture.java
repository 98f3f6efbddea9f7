package ciel.sim.fits;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nom.tam.fits.Header;

/**
 * Collects what a picture of a FITS file shows: the segments of a CCD put together by DATASEC and DETSEC, or else the
 * first image.
 */
final class FitsPicture {
    private static final Pattern SECTION = Pattern.compile("\\[(\\d{1,5}):(\\d{1,5}),(\\d{1,5}):(\\d{1,5})]");

    /** Largest CCD that is put together (px): ten times ours. */
    private static final long MAX_PIXELS = 164_000_000;

    private final boolean whole;
    private Thumbnail first;
    private float[] ccd;
    private int width;
    private int height;
    private String unit = "";

    /** @param whole keeps every pixel; else the image is averaged down to the size of a preview */
    FitsPicture(boolean whole) {
        this.whole = whole;
    }

    void add(Header header, PixelRows image) {
        int[] data = section(header.getStringValue("DATASEC"));
        int[] detector = section(header.getStringValue("DETSEC"));
        if (fits(image, data, detector)) {
            place(image, data, detector);
        } else if (first == null && image.rows() > 0 && image.width() > 0) {
            // Of a cube, the first plane.
            int ny = Math.max(
                    1, Math.min(image.rows(), (int) header.getLongValue("NAXIS2", header.getLongValue("ZNAXIS2", 1))));
            first = Thumbnail.of(plane(image, ny), whole ? 1 : Thumbnail.binFor(image.width(), ny, Preview.SIZE));
            unit = header.getStringValue("BUNIT") == null ? "" : header.getStringValue("BUNIT");
        }
    }

    private static boolean fits(PixelRows image, int[] data, int[] detector) {
        return data != null
                && detector != null
                && data[0] <= data[1]
                && data[2] <= data[3]
                && data[1] <= image.width()
                && data[3] <= image.rows()
                && data[1] - data[0] == Math.abs(detector[1] - detector[0])
                && data[3] - data[2] == Math.abs(detector[3] - detector[2])
                && (long) Math.max(detector[0], detector[1]) * Math.max(detector[2], detector[3]) <= MAX_PIXELS;
    }

    private void place(PixelRows image, int[] data, int[] detector) {
        grow(Math.max(detector[0], detector[1]), Math.max(detector[2], detector[3]));
        double level = overscan(image, data);
        double[] row = new double[image.width()];
        int right = detector[1] >= detector[0] ? 1 : -1;
        int up = detector[3] >= detector[2] ? 1 : -1;
        for (int y = data[2]; y <= data[3]; y++) {
            image.row(y - 1, row);
            int to = (detector[2] + up * (y - data[2]) - 1) * width + detector[0] - 1;
            for (int x = data[0]; x <= data[1]; x++) {
                ccd[to + right * (x - data[0])] = (float) (row[x - 1] - level);
            }
        }
        unit = "overscan level taken off";
    }

    /** Median of the last columns, which saw no light; 0 where there is no overscan. */
    private static double overscan(PixelRows image, int[] data) {
        int from = data[1] + 4;
        int columns = image.width() - from;
        if (columns < 4) {
            return 0;
        }
        double[] row = new double[image.width()];
        double[] sample = new double[image.rows() / 8 * columns];
        int n = 0;
        for (int y = 0; y < image.rows() / 8; y++) {
            image.row(y * 8, row);
            System.arraycopy(row, from, sample, n, columns);
            n += columns;
        }
        Arrays.sort(sample);
        return n == 0 ? 0 : sample[n / 2];
    }

    private void grow(int nx, int ny) {
        if (ccd != null && nx <= width && ny <= height) {
            return;
        }
        int newWidth = Math.max(nx, width);
        int newHeight = Math.max(ny, height);
        float[] larger = new float[newWidth * newHeight];
        Arrays.fill(larger, Float.NaN);
        for (int y = 0; y < height; y++) {
            System.arraycopy(ccd, y * width, larger, y * newWidth, width);
        }
        ccd = larger;
        width = newWidth;
        height = newHeight;
    }

    /** @return the picture; null where there was no image */
    Thumbnail thumbnail() {
        if (ccd == null) {
            return first;
        }
        if (whole) {
            return new Thumbnail(width, height, 1, ccd);
        }
        return Thumbnail.of(
                new PixelRows() {
                    @Override
                    public int width() {
                        return width;
                    }

                    @Override
                    public int rows() {
                        return height;
                    }

                    @Override
                    public void row(int row, double[] out) {
                        for (int x = 0; x < width; x++) {
                            out[x] = ccd[row * width + x];
                        }
                    }
                },
                Thumbnail.binFor(width, height, Preview.SIZE));
    }

    String detail() {
        return unit.isEmpty() ? "" : "[" + unit + "]";
    }

    private static PixelRows plane(PixelRows image, int rows) {
        return new PixelRows() {
            @Override
            public int width() {
                return image.width();
            }

            @Override
            public int rows() {
                return rows;
            }

            @Override
            public void row(int row, double[] out) {
                image.row(row, out);
            }
        };
    }

    private static int[] section(String text) {
        Matcher matcher = text == null ? null : SECTION.matcher(text.strip());
        if (matcher == null || !matcher.matches()) {
            return null;
        }
        int[] out = new int[4];
        for (int i = 0; i < 4; i++) {
            out[i] = Integer.parseInt(matcher.group(i + 1));
            if (out[i] < 1) {
                return null;
            }
        }
        return out;
    }
}
