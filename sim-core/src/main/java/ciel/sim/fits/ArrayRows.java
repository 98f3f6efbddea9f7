package ciel.sim.fits;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of an image as nom-tam-fits hands it out: nested arrays of one primitive type; bytes count from 0 to 255.
 */
final class ArrayRows implements PixelRows {
    private final List<Object> rows = new ArrayList<>();
    private final double scale;
    private final double zero;
    private final double blank;
    private final int width;

    /**
     * @param array nested arrays, the last index the fastest
     * @param scale BSCALE
     * @param zero  BZERO
     * @param blank value of pixels without one, before scaling; NaN: none
     */
    ArrayRows(Object array, double scale, double zero, double blank) {
        this.scale = scale;
        this.zero = zero;
        this.blank = blank;
        collect(array);
        width = rows.isEmpty() ? 0 : java.lang.reflect.Array.getLength(rows.getFirst());
    }

    private void collect(Object array) {
        if (array instanceof Object[] parts) {
            for (Object part : parts) {
                collect(part);
            }
        } else if (array != null) {
            rows.add(array);
        }
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public void row(int row, double[] out) {
        switch (rows.get(row)) {
            case int[] v -> {
                for (int i = 0; i < width; i++) {
                    out[i] = v[i];
                }
            }
            case float[] v -> {
                for (int i = 0; i < width; i++) {
                    out[i] = v[i];
                }
            }
            case double[] v -> System.arraycopy(v, 0, out, 0, width);
            case short[] v -> {
                for (int i = 0; i < width; i++) {
                    out[i] = v[i];
                }
            }
            case long[] v -> {
                for (int i = 0; i < width; i++) {
                    out[i] = v[i];
                }
            }
            case byte[] v -> {
                for (int i = 0; i < width; i++) {
                    out[i] = v[i] & 0xFF;
                }
            }
            default ->
                throw new IllegalStateException("rows of " + rows.get(row).getClass());
        }
        if (scale != 1 || zero != 0 || blank == blank) {
            for (int i = 0; i < width; i++) {
                out[i] = out[i] == blank ? Double.NaN : out[i] * scale + zero;
            }
        }
    }
}
