package ciel.workflow.stage;

import java.util.List;
import java.util.function.Consumer;

/**
 * Brings files over one link, from a render site into the incoming folder of one destination. It keeps its own record on
 * disk: a fetch that is asked for again, by this process or a later one, goes on where it ended, and one that has ended is
 * answered at once. Safe for several threads.
 */
public interface Carrier extends AutoCloseable {
    /**
     * Files of one delivery.
     *
     * @param delivery number of the delivery, which the events carry
     * @param unit     what to bring
     * @param incoming folder for it, a path below the destination's incoming folder
     * @param activity whose share of the link it counts against: the campaign
     * @param priority higher comes first
     */
    record Fetch(long delivery, UnitFiles unit, String incoming, String activity, int priority) {}

    /** What happened. */
    sealed interface Event {
        /** All files of a delivery are in the incoming folder, with the manifest's sizes and checksums. */
        record Fetched(long delivery) implements Event {}

        /** A delivery was given up. @param cause what failed, for people @param permanent whether trying again cannot help */
        record Failed(long delivery, String cause, boolean permanent) implements Event {}

        /** The link is parked; said once for each cause. @param reason what a person must do, if anything */
        record Parked(String link, PortException.Cause cause, String reason) implements Event {}

        /**
         * Nothing is fetched any more, because what is fetched cannot be written down: asked again, also for nothing new
         * ({@link Carrier#fetch} of an empty list), the carrier goes on with everything. @param reason for people
         */
        record Stopped(String link, String reason) implements Event {}

        /** The link works again. */
        record Open(String link) implements Event {}
    }

    /** @return name of the link, such as {@code idris-lyon} */
    String link();

    /**
     * Sets who is told; called once, before the first fetch.
     *
     * @param listener told on the carrier's own threads; must be quick
     */
    void listen(Consumer<Event> listener);

    /**
     * Asks for files, and goes on with earlier ones where something had stopped them. Returns when it is written down; the
     * end comes as an event.
     *
     * @param fetches any number, also none
     * @throws PortException if it cannot be written down, or an end of the link cannot be opened
     */
    void fetch(List<Fetch> fetches) throws PortException;

    /** @return deliveries under way */
    int underWay();

    /** @return bytes written at the destination since this object was made (byte) */
    long bytesMoved();

    /** Stops what is under way so that it can go on later, and waits until nothing of it writes. */
    @Override
    void close();
}
