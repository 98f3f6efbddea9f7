package ciel.sim.photon;

/**
 * Electrons per pixel of one detector: the accumulator of the photon engines. int32, so that the order of deposits does not matter.
 * Row-major; pixel (x, y) with x, y from 0 (LSST numbering) is {@code data[y * width + x]}.
 */
public final class ChargeMap {
    private final int width;
    private final int height;
    private final int[] data;

    public ChargeMap(int width, int height) {
        this.width = width;
        this.height = height;
        this.data = new int[Math.multiplyExact(width, height)];
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** @return the live array, not a copy: electrons */
    public int[] data() {
        return data;
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
