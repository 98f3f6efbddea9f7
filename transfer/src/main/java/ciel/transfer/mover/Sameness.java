package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Entry;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.checksum.Partial;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.CopyState;
import java.time.Instant;
import java.util.Map;

/** Whether a file at the destination is the one we would bring. */
final class Sameness {
    private final Backend source;
    private final Backend destination;
    private final SyncLevel level;

    Sameness(Backend source, Backend destination, SyncLevel level) {
        this.source = source;
        this.destination = destination;
        this.level = level;
    }

    /** Fingerprint of a file: another value means another file. */
    static String fingerprint(Entry entry) {
        Instant t = entry.modified();
        return entry.size() + " " + t.getEpochSecond() + "." + t.getNano() + " " + entry.version();
    }

    /**
     * @param before what the ledger knows of the file, or null
     * @param known checksums of the source from an earlier run over the same file, or null
     */
    boolean same(PlanItem item, Entry from, Entry there, Copy before, Partial known) throws TransferException {
        if (!there.isFile()) {
            return false;
        }
        return switch (level) {
            case EXISTS -> true;
            case SIZE -> there.size() == from.size();
            case MTIME ->
                there.size() == from.size()
                        && (!there.modified().isBefore(from.modified()) || sameContent(item, there.path(), known));
            case NOTED ->
                isNoted(before, from, there) || there.size() == from.size() && sameContent(item, there.path(), known);
            case CHECKSUM -> there.size() == from.size() && sameContent(item, there.path(), known);
        };
    }

    /** Whether a file that was moved or compared before has changed at neither end since. */
    static boolean isNoted(Copy before, Entry from, Entry there) {
        return before != null
                && before.state() == CopyState.DONE
                && !before.there().isEmpty()
                && before.there().equals(fingerprint(there))
                && before.source().equals(fingerprint(from));
    }

    private boolean sameContent(PlanItem item, StoragePath there, Partial known) throws TransferException {
        for (Map.Entry<Algorithm, String> e : item.expected().entrySet()) {
            if (!destination.checksum(there, e.getKey()).equals(e.getValue())) {
                return false;
            }
        }
        if (!item.expected().isEmpty()) {
            return true;
        }
        if (known != null) {
            return equal(there, known);
        }
        Algorithm a = algorithm();
        return destination.checksum(there, a).equals(source.checksum(item.source(), a));
    }

    private Algorithm algorithm() {
        for (Algorithm a : new Algorithm[] {Algorithm.SHA256, Algorithm.CRC32C, Algorithm.ADLER32}) {
            if (destination.capabilities().serverChecksums().contains(a)) {
                return a;
            }
        }
        return Algorithm.SHA256;
    }

    /** Whether the file there has these combined checksums. */
    boolean equal(StoragePath there, Partial whole) throws TransferException {
        return destination.capabilities().serverChecksums().contains(Algorithm.ADLER32)
                ? destination.checksum(there, Algorithm.ADLER32).equals(Digests.hex(whole.adler32()))
                : destination.checksum(there, Algorithm.CRC32C).equals(Digests.hex(whole.crc32c()));
    }
}
