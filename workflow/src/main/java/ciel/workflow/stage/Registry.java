package ciel.workflow.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where placed files are registered: one hook of a destination. Every call may be repeated. */
public interface Registry {
    /**
     * A delivery in its final place.
     *
     * @param item  the delivery
     * @param files final path of each file, absolute, by its name
     */
    record Placed(Destination.Item item, Map<String, Path> files) {
        /** Copies the map. */
        public Placed {
            files = Map.copyOf(files);
        }
    }

    /** @return what it is, for messages, such as {@code butler} */
    String name();

    /**
     * Registers deliveries.
     *
     * @param placed any number
     * @return a sentence for each delivery that was refused, by its number; the others are registered
     * @throws PortException if nothing is known of any of them
     */
    Map<Long, String> register(List<Placed> placed) throws PortException;
}
