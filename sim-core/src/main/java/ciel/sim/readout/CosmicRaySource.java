package ciel.sim.readout;

/** Where cosmic-ray events come from: {@link CosmicRayParticles} or a {@link CosmicRayLibrary}. */
public sealed interface CosmicRaySource permits CosmicRayParticles, CosmicRayLibrary {
    /** @return pixels of the CCD to which a rate refers */
    double referencePixels();

    /**
     * Deposits one event.
     *
     * @param x first pixel of the event: uniform over the CCD
     * @param y first pixel of the event
     */
    void deposit(EventRandom random, int x, int y, Sink sink);

    /** Takes the charge of an event, on the CCD or not. */
    @FunctionalInterface
    interface Sink {
        /** @param electrons &gt;= 0 */
        void add(int x, int y, int electrons);
    }
}
