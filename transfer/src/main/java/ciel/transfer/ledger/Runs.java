package ciel.transfer.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows with the same change, as ranges of their numbers without a gap: files that were added together and go together
 * have numbers in sequence, so one statement does for all of them.
 */
final class Runs {
    /**
     * Rows {@code first} to {@code last}, each of which was added.
     *
     * @param begun what they have in common, or null
     */
    record Run(long first, long last, Note.Begun begun) {}

    private final List<Run> list = new ArrayList<>();
    private long first;
    private long last;
    private Note.Begun begun;
    private boolean open;

    /** @param begin token, source and chunk are what counts of it; or null */
    void add(long row, Note.Begun begin) {
        if (open && row == last + 1 && same(begun, begin)) {
            last = row;
            return;
        }
        close();
        open = true;
        first = row;
        last = row;
        begun = begin;
    }

    private static boolean same(Note.Begun a, Note.Begun b) {
        return a == b
                || a != null
                        && b != null
                        && a.chunk() == b.chunk()
                        && a.token().equals(b.token())
                        && a.source().equals(b.source());
    }

    private void close() {
        if (open) {
            list.add(new Run(first, last, begun));
            open = false;
        }
    }

    /** @return the ranges, in the order in which they were added */
    List<Run> list() {
        close();
        return list;
    }
}
