package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Entry;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Compares both ends, byte for byte by checksum, and changes nothing. */
public final class Auditor {
    private static final int WORKERS = 16;

    private final Backend source;
    private final Backend destination;
    private final Sameness sameness;
    private final LongAdder same = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final List<String> missing = Collections.synchronizedList(new ArrayList<>());
    private final List<String> different = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param source      where the files come from; not read where a manifest has their checksums
     * @param destination where they should be
     */
    public Auditor(Backend source, Backend destination) {
        this.source = source;
        this.destination = destination;
        this.sameness = new Sameness(source, destination, SyncLevel.CHECKSUM);
    }

    /**
     * @param plan   what should be there
     * @param extras whether to look for files at the destination that are not in the plan
     * @return what was found
     * @throws TransferException if the destination cannot be listed
     */
    public AuditReport audit(Plan plan, boolean extras) throws TransferException {
        List<PlanItem> all = new ArrayList<>(plan.items());
        all.addAll(plan.last());
        try (ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(WORKERS, destination.capabilities().maxLanes()),
                Thread.ofVirtual().factory())) {
            List<Future<?>> compared = new ArrayList<>();
            for (PlanItem item : all) {
                compared.add(pool.submit(() -> compare(item)));
            }
            for (Future<?> f : compared) {
                done(f);
            }
        }
        List<String> extra = new ArrayList<>();
        List<String> temporaries = new ArrayList<>();
        if (extras) {
            Set<StoragePath> known = new HashSet<>();
            all.forEach(i -> known.add(i.target()));
            walk(StoragePath.ROOT, known, extra, temporaries);
        }
        Collections.sort(missing);
        Collections.sort(different);
        return new AuditReport(same.sum(), bytes.sum(), missing, different, extra, temporaries);
    }

    /** A comparison that ended by an error of the program is no comparison. */
    private static void done(Future<?> future) throws TransferException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("comparing: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[verify] interrupted", e);
        }
    }

    private void compare(PlanItem item) {
        try {
            Optional<Entry> there = destination.stat(item.target());
            if (there.isEmpty()) {
                missing.add(item.target().toString());
                return;
            }
            Entry from = item.expected().isEmpty()
                    ? source.stat(item.source())
                            .orElseThrow(() ->
                                    new NotFoundException("[" + source.url() + "] '" + item.source() + "' is gone"))
                    : new Entry(item.source(), Entry.Kind.FILE, item.size(), java.time.Instant.EPOCH, "");
            if (sameness.same(item, from, there.get(), null, null)) {
                same.increment();
                bytes.add(item.size());
            } else {
                different.add("'" + item.target() + "': "
                        + (there.get().size() == from.size()
                                ? "same size, other content"
                                : there.get().size() + " bytes, should be " + from.size()));
            }
        } catch (TransferException e) {
            different.add("'" + item.target() + "': " + e.getMessage());
        }
    }

    private void walk(StoragePath directory, Set<StoragePath> known, List<String> extra, List<String> temporaries)
            throws TransferException {
        for (Entry e : destination.list(directory).entries()) {
            boolean quarantine =
                    e.kind() == Entry.Kind.DIRECTORY && e.path().name().isInternal();
            if (e.kind() == Entry.Kind.DIRECTORY && !quarantine) {
                walk(e.path(), known, extra, temporaries);
            } else if (!quarantine && e.path().name().isInternal()) {
                temporaries.add(e.path().toString());
            } else if (!quarantine && !known.contains(e.path())) {
                extra.add(e.path().toString());
            }
        }
    }
}
