package ciel.sim.photon;

/**
 * The random words that a photon may take, each with its place: never moved, so that a step that is switched on or
 * off leaves the words of the others alone.
 *
 * <p>Photon i of a source takes word {@link #lane()} of the Philox block with the counter (i low, key low, key high,
 * {@link #draw()} | i high &lt;&lt; 8). A monochromatic path is the exception: its profiles take words 2 and 3 of
 * draw 0, and where it takes no other draw ({@link PhotonPath#paired}) a block serves two photons of a point: photon i
 * has block i / 2, the words as they stand for even i, words 2, 3 in the place of 0, 1 for odd i.
 */
public enum PhotonWord {
    /** point spread function, or the kick of small turbulence: radius by quantile table */
    SPREAD_RADIUS(0, 0),
    /** its direction: {@link UnitVector} */
    SPREAD_DIRECTION(0, 1),
    /** bin of the wavelength: alias table */
    WAVELENGTH(0, 2),
    /** whether the detector keeps the photon */
    ACCEPTANCE(0, 3),
    /** place within the source's profile */
    PROFILE_FIRST(1, 0),
    PROFILE_SECOND(1, 1),
    /** point on the entrance pupil */
    PUPIL_RADIUS(1, 2),
    PUPIL_ANGLE(1, 3),
    /**
     * upper 16 bits: time within the photon's span; lower 16 bits: the normal deviate of a vane's diffraction. The
     * step that sets the time takes the word; vanes come after it.
     */
    TIME_AND_VANE(2, 0),
    /** depth in the silicon */
    DEPTH(2, 1),
    /** diffusion of the charge, a pair of normal deviates: radius by quantile table */
    DIFFUSION_RADIUS(2, 2),
    DIFFUSION_DIRECTION(2, 3);

    /** Draws that words may come from: 0 to DRAWS - 1. */
    public static final int DRAWS = 3;

    private final int draw;
    private final int lane;

    PhotonWord(int draw, int lane) {
        this.draw = draw;
        this.lane = lane;
    }

    /** @return number of the photon's Philox block */
    public int draw() {
        return draw;
    }

    /** @return word of the block, 0 to 3 */
    public int lane() {
        return lane;
    }

    /** @return whether a source's profile takes it, so that a point does not */
    public boolean ofProfile() {
        return this == PROFILE_FIRST || this == PROFILE_SECOND;
    }

    /** @return the draw in a path of either kind: a monochromatic profile takes words of draw 0 */
    public int draw(boolean chromatic) {
        return !chromatic && ofProfile() ? 0 : draw;
    }

    /** @return the word of the block in a path of either kind */
    public int lane(boolean chromatic) {
        return !chromatic && ofProfile() ? lane + 2 : lane;
    }

    /** @return fourth counter word of a block */
    public static int counter3(long block, int draw) {
        return draw | (int) (block >>> 32) << 8;
    }
}
