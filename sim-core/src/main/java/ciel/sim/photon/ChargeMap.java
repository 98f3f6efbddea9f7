package ciel.sim.photon;

/**
 * Electrons per pixel of one detector: the accumulator of the photon engines. int32, so that the order of deposits
 * does not matter.
 * Row-major; pixel (x, y) with x, y from 0 (LSST numbering) is {@code data[y * width + x]}.
 */
public final class ChargeMap {
    /**
     * No pixel collects more (e-): far above any full well, and with room in an int for sky and dark current on top.
     */
    public static final int MAX_ELECTRONS = 1 << 30;

    private final int width;
    private final int height;
    private final int[] data;

    public ChargeMap(int width, int height) {
        this.width = width;
        this.height = height;
        this.data = new int[Math.multiplyExact(width, height)];
    }

    /** @return pixels along x */
    public int width() {
        return width;
    }

    /** @return pixels along y */
    public int height() {
        return height;
    }

    /** @return the live array, not a copy: electrons */
    public int[] data() {
        return data;
    }

    /**
     * Adds electrons to a pixel, up to {@link #MAX_ELECTRONS}. Because no addend is negative, the order of additions
     * does not matter here either.
     *
     * @param charge    0 to MAX_ELECTRONS
     * @param electrons 0 to MAX_ELECTRONS
     */
    public static int add(int charge, int electrons) {
        return charge > MAX_ELECTRONS - electrons ? MAX_ELECTRONS : charge + electrons;
    }

    /** @return all electrons */
    public long total() {
        long sum = 0;
        for (int electrons : data) {
            sum += electrons;
        }
        return sum;
    }
}
