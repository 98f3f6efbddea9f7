package ciel.sim.readout;

import ciel.sim.photon.Philox;

/**
 * The random numbers of one cosmic-ray event, one after the other. Counter of the n-th block of four words: {@code
 * (n, 0, event, detector)}, domain COSMIC_RAYS. Event
 * numbers start at 1; number 0 decides how many events there are.
 */
final class EventRandom {
    private final Philox philox;
    private final int event;
    private final int detector;
    private final int[] block = new int[4];
    private int drawn;

    EventRandom(Philox philox, int event, int detector) {
        this.philox = philox;
        this.event = event;
        this.detector = detector;
    }

    int word() {
        if ((drawn & 3) == 0) {
            philox.block(drawn >>> 2, 0, event, detector, block);
        }
        return block[drawn++ & 3];
    }

    /** @return uniform in (0, 1), both ends excluded */
    double uniform() {
        return ((word() & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }

    /** @return 0 ... bound - 1, each with the same probability to 2^-32 bound */
    int below(int bound) {
        return (int) ((word() & 0xFFFFFFFFL) * bound >>> 32);
    }

    double normal() {
        return NormalTable.deviate(word());
    }

    /**
     * A deviate of Landau's distribution (1944), the stable law of index 1 and skewness 1: Chambers, Mallows and
     * Stuck (1976, JASA 71, 340, eq. 2.4).
     * Most probable value -0.2228, no mean.
     */
    double landau() {
        double angle = Math.PI * (uniform() - 0.5);
        double exponential = -StrictMath.log(uniform());
        double right = Math.PI / 2 + angle;
        double stable = 2
                / Math.PI
                * (right * StrictMath.tan(angle)
                        - StrictMath.log(Math.PI / 2 * exponential * StrictMath.cos(angle) / right));
        return Math.PI / 2 * stable + StrictMath.log(Math.PI / 2);
    }
}
