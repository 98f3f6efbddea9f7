package ciel.sim.readout;

/**
 * How the sky is shared out over the epochs of an exposure: one Poisson draw an epoch where it is bright; where it is
 * faint, fewer draws, each in the middle of the epochs that it is for, because a Poisson deviate of a small mean costs as
 * much as one of a large mean and little charge moves nothing. It depends on settings alone.
 *
 * @param number of draws, a power of two; 0 where there is no sky
 * @param stride epochs of a draw
 */
public record SkyDraws(int number, int stride) {
    /** Least mean of a draw (electrons) where there are several. */
    private static final float LEAST = 64;

    /**
     * @param sky    null where it is dark
     * @param epochs a power of two
     */
    public static SkyDraws of(SkyParameters sky, int epochs) {
        if (sky == null) {
            return new SkyDraws(0, epochs);
        }
        int number = epochs;
        while (number > 1 && sky.level() < LEAST * number) {
            number /= 2;
        }
        return new SkyDraws(number, epochs / number);
    }

    /** @return whether there is a draw in an epoch */
    public boolean in(int epoch) {
        return number > 0 && epoch % stride == stride / 2;
    }

    /** @return the draw of an epoch */
    public SkyDraw draw(int epoch) {
        return new SkyDraw(epoch / stride, 1f / number);
    }
}
