package ciel.sim.readout;

import ciel.sim.InputException;
import ciel.sim.photon.Philox;
import java.util.Arrays;

/**
 * Cosmic rays on one CCD: a Poisson number of events of mean rate x time x (pixels / reference pixels of the source),
 * each starting at a random pixel. Whole
 * events: an event is never cut but by the edge of the CCD. The same seed, detector and settings give the same
 * electrons.
 */
public final class CosmicRays {
    /** Events per second on a CCD of the source's reference size: imSim's default. */
    public static final double DEFAULT_RATE = 0.2;

    private static final double MAX_EVENTS = 1e7;

    private CosmicRays() {}

    /**
     * What was added.
     *
     * @param events    events that start on the CCD
     * @param electrons on the CCD
     * @param lost      electrons that fell off its edges
     */
    public record Summary(int events, long electrons, long lost) {}

    /**
     * What falls on a CCD.
     *
     * @param charge  electrons on the CCD
     * @param summary of it
     */
    public record Hits(PixelCharge charge, Summary summary) {}

    /**
     * The cosmic rays of one exposure.
     *
     * @param width        of the CCD (px)
     * @param height       of the CCD (px)
     * @param rate         events per second on a CCD of the source's reference size
     * @param exposureTime s
     * @param seed         exposure seed
     * @param detector     detector number
     */
    public static Hits on(
            int width, int height, CosmicRaySource source, double rate, double exposureTime, long seed, int detector) {
        double mean = rate * exposureTime * ((double) width * height / source.referencePixels());
        if (!(mean >= 0 && mean <= MAX_EVENTS)) {
            throw new InputException(
                    "cosmic_rays.rate",
                    rate + " /s for " + exposureTime + " s is " + mean + " events, outside 0 to " + MAX_EVENTS,
                    "lower the rate");
        }
        Philox philox = new Philox(seed, Philox.Domain.COSMIC_RAYS);
        int events = PoissonDraw.deviate(new EventRandom(philox, 0, detector).word(), (float) mean);
        Collector collector = new Collector(width, height);
        for (int event = 1; event <= events; event++) {
            EventRandom random = new EventRandom(philox, event, detector);
            source.deposit(random, random.below(width), random.below(height), collector);
        }
        return new Hits(collector.charge(), new Summary(events, collector.electrons, collector.lost));
    }

    /** Adds the cosmic rays of one exposure to electrons, row-major; see {@link #on}. */
    public static Summary add(
            int[] data,
            int width,
            int height,
            CosmicRaySource source,
            double rate,
            double exposureTime,
            long seed,
            int detector) {
        Hits hits = on(width, height, source, rate, exposureTime, seed, detector);
        hits.charge.addTo(data);
        return hits.summary;
    }

    /** Gathers what events leave on the CCD. */
    private static final class Collector implements CosmicRaySource.Sink {
        private final int width;
        private final int height;
        private int[] pixels = new int[1024];
        private int[] charges = new int[1024];
        private int count;
        private long electrons;
        private long lost;

        Collector(int width, int height) {
            this.width = width;
            this.height = height;
        }

        @Override
        public void add(int x, int y, int charge) {
            if (x < 0 || x >= width || y < 0 || y >= height) {
                lost += charge;
                return;
            }
            if (count == pixels.length) {
                pixels = Arrays.copyOf(pixels, 2 * count);
                charges = Arrays.copyOf(charges, 2 * count);
            }
            pixels[count] = y * width + x;
            charges[count++] = charge;
            electrons += charge;
        }

        PixelCharge charge() {
            return new PixelCharge(Arrays.copyOf(pixels, count), Arrays.copyOf(charges, count));
        }
    }
}
