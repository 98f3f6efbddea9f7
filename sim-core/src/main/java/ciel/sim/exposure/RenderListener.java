package ciel.sim.exposure;

/**
 * Hears how a rendering goes on. Methods are called from any worker thread, must return quickly and must not throw.
 * Each does nothing unless overridden.
 */
public interface RenderListener {
    /** Hears nothing. */
    RenderListener SILENT = new RenderListener() {};

    /**
     * Something that comes before the photons goes on.
     *
     * @param step  what is done
     * @param done  how much of it, in the unit of the step
     * @param total how much there is; 0 where it is not known
     */
    default void preparing(Preparation step, long done, long total) {}

    /** What is done before the photons, in this order. */
    enum Preparation {
        /** the catalog is read; counted in bytes of its files */
        CATALOG,
        /** objects get their spectra and places; counted in objects */
        OBJECTS
    }

    /** How many detectors will be drawn; told before {@link #started}. @param count &ge; 1 */
    default void detectors(int count) {}

    /** The sources are known and photons begin. @param totalPhotons photons to shoot over all detectors, &ge; 0 */
    default void started(long totalPhotons) {}

    /**
     * Better known than at the start, now that some detectors have begun: a bright star shines on several.
     *
     * @param totalPhotons photons to shoot over all detectors, &ge; 0
     */
    default void expected(long totalPhotons) {}

    /** Photons were shot. @param delta how many since the last call of this thread; call it for thousands at a time */
    default void photons(long delta) {}

    /**
     * A detector would be drawn now. It is asked once a detector, by the thread that would draw it.
     *
     * @param detector such as R22_S11
     * @return false to leave it out; the summary then says that it was not begun
     */
    default boolean begins(String detector) {
        return true;
    }

    /** A detector enters a stage. @param detector such as R22_S11 @param stage photons, background, readout or write */
    default void stage(String detector, String stage) {}

    /** A detector is finished, or has failed. @param detector such as R22_S11 */
    default void finished(String detector) {}

    /** What a detector that is finished took; told before {@link #finished}. */
    default void measured(DetectorStatistics statistics) {}

    /**
     * Something that the user should know: a choice, an approximation, a count of skipped lines. @param text one line,
     * without a final full stop
     */
    default void note(String text) {}
}
