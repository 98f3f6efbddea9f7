package ciel.sim.photon;

/**
 * Philox4x32-10, the counter-based generator of Salmon et al. (2011, SC11, "Parallel random numbers: as easy as 1, 2,
 * 3"). Four 32-bit words for
 * each (counter, key); no state, so any word can be drawn anywhere in any order (law 2).
 *
 * <p>The key is the exposure seed, its high word mixed with a {@link Domain}, so that no two uses of randomness share
 * a stream.
 */
public final class Philox {
    /** Multipliers and Weyl increments of the reference implementation (Random123). */
    public static final int M0 = 0xD2511F53;

    public static final int M1 = 0xCD9E8D57;
    public static final int W0 = 0x9E3779B9;
    public static final int W1 = 0xBB67AE85;
    public static final int ROUNDS = 10;

    /** What a stream of random numbers is for. The code is part of the key: never renumber. */
    public enum Domain {
        PHOTONS(0),
        PHOTON_COUNT(1),
        SKY(2),
        DARK_CURRENT(3),
        READ_NOISE(4),
        COSMIC_RAYS(5),
        KNOTS(6),
        CATALOG(7),
        BIAS(8),
        /** photons of a source over rings around it */
        PHOTON_RINGS(9),
        /** photons of a source over slots of time */
        PHOTON_TIMES(10),
        /** made-up tree rings of a CCD, by its serial number */
        TREE_RINGS(20),
        /** fringes of a CCD, by its serial number */
        FRINGES(21),
        /** layers and winds of a visit's atmosphere */
        ATMOSPHERE(30),
        /** modes of the layers' screens */
        SCREENS(31);

        private final int code;

        Domain(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private final int key0;
    private final int key1;

    /** @param seed exposure seed */
    public Philox(long seed, Domain domain) {
        this.key0 = key0(seed);
        this.key1 = key1(seed, domain);
    }

    /** @return first word of the key: the low half of the exposure seed */
    public static int key0(long seed) {
        return (int) seed;
    }

    /** @return second word of the key: the high half of the exposure seed, mixed with what the words are for */
    public static int key1(long seed, Domain domain) {
        return (int) (seed >>> 32) ^ (domain.code() * 0x9E3779B1);
    }

    /** Fills {@code out[0..3]} with the four words of the counter (c0, c1, c2, c3). */
    public void block(int c0, int c1, int c2, int c3, int[] out) {
        block(key0, key1, c0, c1, c2, c3, out);
    }

    /** The generator itself. */
    public static void block(int key0, int key1, int c0, int c1, int c2, int c3, int[] out) {
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
            long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        out[0] = c0;
        out[1] = c1;
        out[2] = c2;
        out[3] = c3;
    }
}
