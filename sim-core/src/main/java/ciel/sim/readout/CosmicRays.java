package ciel.sim.readout;

import ciel.sim.InputException;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Philox;

/**
 * Cosmic rays on one CCD: a Poisson number of events of mean rate x time x (pixels / reference pixels of the source), each starting at a random pixel. Whole
 * events: an event is never cut but by the edge of the CCD. The same seed, detector and settings give the same electrons.
 */
public final class CosmicRays {
    /** Events per second on a CCD of the source's reference size: imSim's default. */
    public static final double DEFAULT_RATE = 0.2;
    private static final double MAX_EVENTS = 1e7;

    private CosmicRays() {
    }

    /**
     * What was added.
     *
     * @param events    events that start on the CCD
     * @param electrons on the CCD
     * @param lost      electrons that fell off its edges
     */
    public record Summary(int events, long electrons, long lost) {
    }

    /**
     * Adds the cosmic rays of one exposure.
     *
     * @param rate         events per second on a CCD of the source's reference size
     * @param exposureTime s
     * @param seed         exposure seed
     * @param detector     detector number
     */
    public static Summary add(ChargeMap map, CosmicRaySource source, double rate, double exposureTime, long seed, int detector) {
        return add(map.data(), map.width(), map.height(), source, rate, exposureTime, seed, detector);
    }

    /** As above on a bare array of electrons, row-major. */
    public static Summary add(int[] data, int width, int height, CosmicRaySource source, double rate, double exposureTime, long seed, int detector) {
        double mean = rate * exposureTime * ((double) width * height / source.referencePixels());
        if (!(mean >= 0 && mean <= MAX_EVENTS)) {
            throw new InputException("cosmic_rays.rate", rate + " /s for " + exposureTime + " s is " + mean + " events, outside 0 to " + MAX_EVENTS,
                    "lower the rate");
        }
        Philox philox = new Philox(seed, Philox.Domain.COSMIC_RAYS);
        int events = PoissonDraw.deviate(new EventRandom(philox, 0, detector).word(), (float) mean);
        long[] sums = new long[2];
        CosmicRaySource.Sink sink = (x, y, electrons) -> {
            if (x >= 0 && x < width && y >= 0 && y < height) {
                data[y * width + x] += electrons;
                sums[0] += electrons;
            } else {
                sums[1] += electrons;
            }
        };
        for (int event = 1; event <= events; event++) {
            EventRandom random = new EventRandom(philox, event, detector);
            source.deposit(random, random.below(width), random.below(height), sink);
        }
        return new Summary(events, sums[0], sums[1]);
    }
}
