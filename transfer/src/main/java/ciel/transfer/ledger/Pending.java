package ciel.transfer.ledger;

import ciel.transfer.checksum.Partial;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was noted of one file since the last sync, reduced to what it comes to. */
final class Pending {
    final Copy copy;
    Note.Begun begun;
    boolean clearParts;
    /** Chunks by number; empty for one that no longer counts. */
    final Map<Integer, Optional<Partial>> parts = new TreeMap<>();

    Note.Ended ended;

    Pending(Copy copy) {
        this.copy = copy;
    }

    void add(Note note) {
        switch (note) {
            case Note.Begun b -> {
                begun = b;
                ended = null;
                forgetParts();
            }
            case Note.Part p -> parts.put(p.i(), Optional.of(p.partial()));
            case Note.Bad b -> parts.put(b.i(), Optional.empty());
            case Note.Ended e -> {
                ended = e;
                if (e.state() != CopyState.FAILED) {
                    forgetParts();
                }
            }
        }
    }

    private void forgetParts() {
        parts.clear();
        clearParts = true;
    }

    /** What this makes of a row. */
    Copy on(Copy row) {
        Copy c = row;
        if (begun != null) {
            c = new Copy(
                    c.id(),
                    c.transfer(),
                    c.file(),
                    CopyState.BEGUN,
                    begun.token(),
                    begun.source(),
                    "",
                    begun.chunk(),
                    null,
                    c.attempts(),
                    null);
        }
        if (ended != null) {
            boolean failed = ended.state() == CopyState.FAILED;
            c = new Copy(
                    c.id(),
                    c.transfer(),
                    c.file(),
                    ended.state(),
                    failed ? c.token() : "",
                    ended.source().isEmpty() ? c.source() : ended.source(),
                    failed ? c.there() : ended.there(),
                    failed ? c.chunk() : 0,
                    ended.whole(),
                    ended.attempts(),
                    ended.cause());
        }
        return c;
    }
}
