package ciel.workflow.stage;

import ciel.sim.Band;
import ciel.sim.camera.Detector;
import java.util.List;
import java.util.Map;

/**
 * A data centre: checks what came in, puts it into its final layout, and registers it. Calls block and may take minutes;
 * the daemon makes them beside its own thread. Safe for several threads. Every act may be repeated: what is done already is
 * answered as done.
 */
public interface Destination extends AutoCloseable {
    /**
     * A unit's delivery to this destination.
     *
     * @param delivery number of the delivery
     * @param campaign name of the campaign
     * @param visit    number of the visit
     * @param band     filter
     * @param night    MJD of the night
     * @param detector the CCD
     * @param incoming folder that it was fetched into, a path below the incoming folder
     * @param files    what the manifest promises
     */
    record Item(
            long delivery,
            String campaign,
            long visit,
            Band band,
            int night,
            Detector detector,
            String incoming,
            UnitFiles files) {}

    /**
     * What came of a check.
     *
     * @param wrong one sentence for each file that is missing or has another size or checksum; empty when all are right
     */
    record Check(List<String> wrong) {
        /** Copies the list. */
        public Check {
            wrong = List.copyOf(wrong);
        }

        /** @return whether all files are right */
        public boolean right() {
            return wrong.isEmpty();
        }
    }

    /** @return name of the destination, as the campaign file has it */
    String name();

    /**
     * Reads every byte again and compares sizes and checksums with the manifest.
     *
     * @param item a delivery, in the incoming folder or placed already
     * @return what is wrong
     * @throws PortException if the destination cannot be read
     */
    Check verify(Item item) throws PortException;

    /**
     * Renames the files into the final layout, the manifest last. A file that is in place already, the same, stays.
     *
     * @param item a delivery that was verified
     * @return final path of each file by its name, relative to the destination's root
     * @throws PortException.Refused if another file has the final name
     * @throws PortException         if the destination cannot be written
     */
    Map<String, String> place(Item item) throws PortException;

    /**
     * Registers placed deliveries with every hook of the destination, in order; many at a time, because clients of
     * registries start slowly.
     *
     * @param items deliveries that were placed
     * @return a sentence for each delivery that was refused, by its number; the others are registered
     * @throws PortException if a hook could not be asked: nothing is known of any of them
     */
    Map<Long, String> register(List<Item> items) throws PortException;

    /**
     * Removes what was fetched of a delivery from the incoming folder, so that it can be fetched again. What is in place
     * stays.
     *
     * @param item a delivery
     * @throws PortException if the destination cannot be written
     */
    void discard(Item item) throws PortException;

    /** @return whether {@link #register} has anything to do */
    boolean registers();

    /**
     * @return bytes free for us (byte), or {@link Long#MAX_VALUE} where unknown
     * @throws PortException if the destination does not answer
     */
    long freeBytes() throws PortException;

    @Override
    void close();
}
