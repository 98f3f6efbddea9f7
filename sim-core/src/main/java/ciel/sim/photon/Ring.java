package ciel.sim.photon;

/**
 * A part of a source's photons: those whose displacement by the point spread function, or whose place in the profile,
 * lies in one ring around the centre. A {@link QuantileTable}'s radius grows with the bits of its word, so a ring is
 * given by some bits of the word, and the others stay free: ring 1 is the inner half of the light (top bit 0), ring k
 * holds a fraction of 2^-k from 2^-k to 2^(1-k) of the light outside (top bit 1, k - 2 zeros, a one), and an outermost
 * ring holds all from there on (without that one). A photon's ring is a fair coin after the other; see {@link
 * RingSplit}.
 *
 * @param spread  code of the ring of the point spread function, 0: all of it
 * @param profile code of the ring of the profile, 0: all of it
 */
public record Ring(int spread, int profile) {
    /** All photons. */
    public static final Ring ALL = new Ring(0, 0);
    /** Added to the number of an outermost ring. */
    private static final int OUTERMOST = 32;
    /** The highest ring: a bit of its word is free. */
    static final int MOST = 30;
    /** Bits of a photon's number below the ring. */
    private static final int NUMBER_BITS = 40;

    private static final int CODE_BITS = 8;

    /** @return code of a ring, from 1 at the centre */
    static int code(int ring, boolean outermost) {
        if (ring < (outermost ? 2 : 1) || ring > MOST) {
            throw new IllegalArgumentException("ring " + ring + ", must be 1 to " + MOST);
        }
        return outermost ? ring + OUTERMOST : ring;
    }

    /** @return number of the first photon: those of different rings of a source do not overlap */
    public long firstPhoton() {
        return firstPhoton(code());
    }

    static long firstPhoton(int code) {
        return (long) code << NUMBER_BITS;
    }

    /** @return a number of the ring below 2^14, such as for the tree of times of {@link FairSplit#slots} */
    public int code() {
        return profile << CODE_BITS | spread;
    }

    /** @return bits of the word of the point spread function's radius that are the photon's own */
    public int spreadFree() {
        return free(spread);
    }

    /** @return the other bits of that word */
    public int spreadGiven() {
        return given(spread);
    }

    /** @return bits of the word of the profile's radius that are the photon's own */
    public int profileFree() {
        return free(profile);
    }

    /** @return the other bits of that word */
    public int profileGiven() {
        return given(profile);
    }

    private static int free(int code) {
        int ring = code % OUTERMOST;
        if (ring == 0) {
            return -1;
        }
        return ring == 1 ? Integer.MAX_VALUE : (1 << 32 - ring + code / OUTERMOST) - 1;
    }

    private static int given(int code) {
        if (code == 0 || code == 1) {
            return 0;
        }
        return code < OUTERMOST ? 1 << 31 | 1 << 32 - code : 1 << 31;
    }

    /** @return largest radius of a table within the ring of the point spread function, in the table's unit */
    public double spreadRadius(float[] table, int offset) {
        return radius(spread, table, offset);
    }

    /** @return largest radius of a table within the ring of the profile, in the table's unit */
    public double profileRadius(float[] table, int offset) {
        return radius(profile, table, offset);
    }

    private static double radius(int code, float[] table, int offset) {
        int outermostWord = code == 1 ? Integer.MAX_VALUE : code == 0 ? 1 << 31 : given(code);
        return Math.max(0, QuantileTable.value(table, offset, outermostWord));
    }
}
