package ciel.sim.exposure;

import ciel.sim.UnavailableException;
import ciel.sim.atmosphere.PhaseScreens;
import java.util.Locale;

/**
 * How many detectors are drawn side by side, and with how many threads each, so that all of them fit into the heap.
 *
 * @param detectorsAtOnce detectors drawn side by side, &ge; 1
 * @param threadsEach     threads for each of them, &ge; 1
 */
record MemoryPlan(int detectorsAtOnce, int threadsEach) {
    /** A charge map of a CCD, or the map in tiles that a thread collects into (byte). */
    static final long MAP = 4L * 4096 * 4004;
    /** Bytes of a detector in work: charge map, its copy for readout, 16 segments as float and int, compressed output. */
    static final long DETECTOR = 400L << 20;
    /** Bytes of a detector beside that where its pixels have boundaries: words of the edges, fixed and moved. */
    static final long BOUNDARIES = 320L << 20;
    /** Bytes of an object of a scene table: README, Limits. */
    static final long OBJECT = 400;
    /** Bytes of the layers of an atmosphere: {@link PhaseScreens#make}. */
    static final long SCREENS = 6 * (4L << 2 * PhaseScreens.BITS);

    /**
     * What a rendering needs.
     *
     * @param detectors   to draw, &ge; 1
     * @param threads     in all, &ge; 1
     * @param maps        whether each thread has a map of its own: engines on the processor
     * @param boundaries  whether pixels have boundaries
     * @param screens     whether light goes through phase screens
     * @param objects     of the catalog that are held; 0 before it is read
     * @param objectBytes bytes that they take
     */
    record Needs(
            int detectors,
            int threads,
            boolean maps,
            boolean boundaries,
            boolean screens,
            long objects,
            long objectBytes) {
        /** @return bytes that all detectors share */
        long shared() {
            return objectBytes + (screens ? SCREENS : 0);
        }

        /** @return bytes of detectors side by side, each with as many threads */
        long bytes(int atOnce, int threadsEach) {
            long each = DETECTOR + (boundaries ? BOUNDARIES : 0) + (maps ? threadsEach * MAP : 0);
            return shared() + atOnce * each;
        }

        Needs withObjects(long read, long bytes) {
            return new Needs(detectors, threads, maps, boundaries, screens, read, bytes);
        }
    }

    /**
     * As many detectors as fit with all threads. Where not even one does, it is drawn with fewer threads.
     *
     * @param heap most bytes that the JVM may have; a quarter of it is left to everything that is not counted
     * @throws UnavailableException when one detector with one thread does not fit
     */
    static MemoryPlan of(Needs needs, long heap) {
        long usable = heap / 4 * 3;
        for (int atOnce = Math.clamp(needs.detectors(), 1, needs.threads()); atOnce >= 1; atOnce--) {
            int threadsEach = needs.threads() / atOnce;
            if (needs.bytes(atOnce, threadsEach) <= usable) {
                return new MemoryPlan(atOnce, threadsEach);
            }
        }
        long least = needs.bytes(1, 1);
        if (least > usable) {
            throw refusal(needs, least, heap);
        }
        // only the threads' maps can be too many here
        return new MemoryPlan(1, (int) (1 + (usable - least) / MAP));
    }

    /**
     * @param needs with the objects read so far
     * @param share of the catalog that was read; 0 where that is not known
     * @throws UnavailableException when one detector with one thread does not fit any more; it says what the whole catalog
     *     needs, as far as that is known
     */
    static void requireSoFar(Needs needs, double share, long heap) {
        if (needs.bytes(1, 1) > heap / 4 * 3) {
            double whole = share > 0 && share < 1 ? 1 / share : 1;
            Needs all = needs.withObjects((long) (needs.objects() * whole), (long) (needs.objectBytes() * whole));
            throw refusal(all, all.bytes(1, 1), heap);
        }
    }

    private static UnavailableException refusal(Needs needs, long least, long heap) {
        String shared = (needs.objects() > 0
                        ? String.format(
                                Locale.ROOT, ", about %d objects %s", needs.objects(), megabytes(needs.objectBytes()))
                        : "")
                + (needs.screens() ? ", phase screens " + megabytes(SCREENS) : "");
        // a fifth more: the parallel collector does not count a survivor space, a ninth of -Xmx, as heap
        long heapNeeded = least / 30 * 48;
        return new UnavailableException(
                String.format(
                        Locale.ROOT,
                        "memory: one detector with one thread needs %s (detector %s%s%s), and three quarters of the "
                                + "JVM's heap of %s are %s",
                        megabytes(least),
                        megabytes(DETECTOR + (needs.boundaries() ? BOUNDARIES : 0)),
                        needs.maps() ? ", map of the thread " + megabytes(MAP) : "",
                        shared,
                        megabytes(heap),
                        megabytes(heap / 4 * 3)),
                "set CIEL_JAVA_OPTS=-Xmx" + ((heapNeeded >> 20) + 1) + "m or more"
                        + (needs.screens() ? ", or psf.model=vonkarman" : "")
                        + (needs.boundaries() ? ", or --physics fast" : ""),
                null);
    }

    private static String megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20) + " MiB";
    }
}
