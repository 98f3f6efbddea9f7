package ciel.sim.readout;

/**
 * One of the draws in which the sky of an exposure comes.
 *
 * @param number of the draw, from 0: which random words it takes
 * @param share  of the exposure's mean that comes in it, a power of two
 */
public record SkyDraw(int number, float share) {
    /** The whole sky at once. */
    public static final SkyDraw WHOLE = new SkyDraw(0, 1);
}
