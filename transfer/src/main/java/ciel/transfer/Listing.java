package ciel.transfer;

import java.util.List;

/**
 * One level of a directory.
 *
 * @param entries in no particular order
 * @param refused one sentence for each name that is not allowed (control characters and the like), for people
 */
public record Listing(List<Entry> entries, List<String> refused) {
    /** Copies the lists. */
    public Listing {
        entries = List.copyOf(entries);
        refused = List.copyOf(refused);
    }
}
