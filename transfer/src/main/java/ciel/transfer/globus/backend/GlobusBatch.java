package ciel.transfer.globus.backend;

import ciel.transfer.StoragePath;
import ciel.transfer.ThirdPartyBatch;
import ciel.transfer.TransferException;
import ciel.transfer.globus.TaskDocument;
import java.util.List;
import java.util.function.LongConsumer;

/** Many files from one collection to another as one task, with checksums of both ends compared by Globus. */
final class GlobusBatch implements ThirdPartyBatch {
    /** Globus takes ten times as many; a smaller task shows earlier that something is wrong. */
    private static final int MOST = 10_000;

    /** Where a path is in a collection. */
    interface Remote {
        String of(StoragePath path) throws TransferException;
    }

    private final Staging staging;
    private final String source;
    private final String destination;
    private final Remote from;
    private final Remote to;

    GlobusBatch(Staging staging, String source, String destination, Remote from, Remote to) {
        this.staging = staging;
        this.source = source;
        this.destination = destination;
        this.from = from;
        this.to = to;
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public void copy(String name, List<Item> files, LongConsumer arrived) throws TransferException {
        TaskDocument d = TaskDocument.transfer(source, destination);
        long bytes = 0;
        for (Item i : files) {
            d.item(from.of(i.from()), to.of(i.temporary()), false, i.sha256(), i.sha256() == null ? null : "SHA256");
            bytes += i.size();
        }
        staging.copy(
                staging.ofBatch(name),
                d,
                "[globus " + destination + "] one task of " + files.size() + " files from [globus " + source + "]");
        arrived.accept(bytes);
    }

    @Override
    public void forget(String name) throws TransferException {
        Staged s = staging.ofBatch(name);
        staging.end(s);
        s.delete();
    }
}
