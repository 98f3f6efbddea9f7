package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Entry;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.TemporaryName;
import ciel.transfer.ThirdPartyBatch;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.ledger.CopyState;
import ciel.transfer.ledger.Ledger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Moves many files as one piece of work of a service between both ends. All have one token, which is written down for
 * each before the work is begun and is the name of the work: a mover that was killed finds by it what it has begun,
 * and waits for that. Whatever is not plain goes on by itself as a single file.
 */
final class Batches {
    private static final int LEAST_FILES = 2;
    /** A longer name is cut to make that of its temporary, so two files of a batch could have the same one (byte). */
    private static final int MOST_NAME_BYTES = 200;
    /** Names given between two writes of the ledger: each costs a request, and after a crash is looked for. */
    private static final int FLUSH = 50;

    private final TransferRun run;
    private final Steps steps;
    private final Backend source;
    private final Backend destination;
    private final Ledger ledger;
    private final SpaceWatch room;
    private final LongAdder bytesSent;
    private final ThirdPartyBatch service;
    private Worker worker;

    Batches(
            TransferRun run,
            Steps steps,
            TransferRequest request,
            Ledger ledger,
            SpaceWatch room,
            LongAdder bytesSent) {
        this.run = run;
        this.steps = steps;
        this.source = request.source();
        this.destination = request.destination();
        this.ledger = ledger;
        this.room = room;
        this.bytesSent = bytesSent;
        this.service = destination.thirdPartyBatch(source).orElse(null);
    }

    /** @param single takes what goes on by itself */
    void use(Worker single) {
        worker = single;
    }

    boolean areOffered() {
        return service != null;
    }

    /** @return files that are worth having at once */
    int most() {
        return service.most();
    }

    /** What was begun together stays together; of the others as many as go into one piece of work. */
    List<Work> of(List<ItemState> items) {
        Map<String, List<ItemState>> begun = new LinkedHashMap<>();
        List<ItemState> fresh = new ArrayList<>();
        List<Work> out = new ArrayList<>();
        for (ItemState item : items) {
            if (!isPlain(item)) {
                out.add(new Work.Start(item));
            } else if (item.copy.token().isEmpty()) {
                fresh.add(item);
            } else {
                begun.computeIfAbsent(item.copy.token(), t -> new ArrayList<>()).add(item);
            }
        }
        begun.forEach((token, some) -> out.add(new Work.Batch(List.copyOf(some), token)));
        for (int from = 0; from < fresh.size(); from += service.most()) {
            List<ItemState> some = fresh.subList(from, Math.min(fresh.size(), from + service.most()));
            if (some.size() < LEAST_FILES) {
                some.forEach(i -> out.add(new Work.Start(i)));
            } else {
                out.add(new Work.Batch(List.copyOf(some), Steps.newToken()));
            }
        }
        return out;
    }

    /** A promise that the service cannot check is checked by reading. */
    private static boolean isPlain(ItemState item) {
        Set<Algorithm> promised = item.plan.expected().keySet();
        return item.plan.target().name().length() <= MOST_NAME_BYTES
                && (promised.isEmpty() || promised.contains(Algorithm.SHA256));
    }

    /**
     * @throws TransferException if the work was not done; files without an end are where they were, or begun in the
     *     ledger
     */
    void move(Work.Batch batch) throws TransferException {
        String token = batch.token();
        List<ItemState> open = new ArrayList<>();
        batch.items().stream().filter(i -> i.end == null).forEach(open::add);
        Looks sources = new Looks(source);
        Looks before = new Looks(destination);
        List<ItemState> go = new ArrayList<>();
        boolean resumed = false;
        for (ItemState item : open) {
            boolean begun = item.begun || item.copy.token().equals(token);
            resumed |= begun;
            Optional<Entry> seen = sources.at(item.plan.source());
            try {
                steps.open(item, seen);
            } catch (TransferException e) {
                worker.failedAlone(item, e);
                continue;
            }
            if (begun && !item.begun && !item.copy.source().equals(item.fingerprint)
                    || !begun && before.at(item.plan.target()).isPresent()) {
                worker.alone(item);
            } else {
                go.add(item);
            }
        }
        if (go.isEmpty() || run.isOver()) {
            return;
        }
        long bytes = go.stream().mapToLong(i -> i.source.size()).sum();
        room.admit(destination, bytes, go.size(), go.size() + " files");
        try {
            if (!resumed) {
                go.forEach(i -> steps.begin(i, token, Math.max(1, i.source.size())));
                ledger.force();
            }
            go.forEach(i -> run.tell(new FileEvent.Begun(i.plan.target(), i.plan.size())));
            List<ThirdPartyBatch.Item> files = new ArrayList<>();
            for (ItemState i : go) {
                files.add(new ThirdPartyBatch.Item(
                        i.plan.source(),
                        TemporaryName.of(i.plan.target(), token),
                        i.source.size(),
                        i.plan.expected().get(Algorithm.SHA256)));
            }
            service.copy(token, files, bytesSent::add);
            name(go, token);
            service.forget(token);
        } finally {
            room.release(bytes);
        }
    }

    private void name(List<ItemState> items, String token) throws TransferException {
        Looks sources = new Looks(source);
        Looks there = new Looks(destination);
        int n = 0;
        for (ItemState item : items) {
            if (run.isOver()) {
                throw new StoppedException();
            }
            StoragePath target = item.plan.target();
            StoragePath temporary = TemporaryName.of(target, token);
            Optional<Entry> arrived = there.at(temporary);
            Optional<Entry> named = there.at(target);
            Optional<Entry> now = sources.at(item.plan.source());
            try {
                if (now.isEmpty() || !item.source.sameAs(now.get())) {
                    destination.delete(temporary);
                    throw steps.replaced(item.plan);
                }
                if (arrived.isPresent() && arrived.get().size() == item.source.size() && named.isEmpty()) {
                    destination.commit(temporary, target);
                    done(item, arrived.get());
                } else if (arrived.isEmpty() && named.isPresent() && named.get().size() == item.source.size()) {
                    // Nothing but the rename of an earlier process takes this temporary away.
                    done(item, named.get());
                } else {
                    worker.alone(item);
                }
            } catch (TransferException e) {
                worker.failedAlone(item, e);
            }
            if (++n % FLUSH == 0) {
                ledger.flush();
            }
        }
        ledger.flush();
    }

    private void done(ItemState item, Entry entry) {
        run.counts().credit(item.creditAll());
        steps.note(item, CopyState.DONE, Sameness.fingerprint(entry), null, null);
        run.end(item, ItemState.End.MOVED, null);
    }

    /** What is at the paths of one end, by one listing a folder. */
    private static final class Looks {
        private final Backend backend;
        private final Map<StoragePath, Map<StoragePath, Entry>> folders = new HashMap<>();

        Looks(Backend backend) {
            this.backend = backend;
        }

        Optional<Entry> at(StoragePath path) throws TransferException {
            StoragePath folder = path.parent();
            Map<StoragePath, Entry> entries = folders.get(folder);
            if (entries == null) {
                entries = new HashMap<>();
                try {
                    for (Entry e : backend.list(folder).entries()) {
                        entries.put(e.path(), e);
                    }
                } catch (NotFoundException e) {
                    // a folder that is yet to be made
                }
                folders.put(folder, entries);
            }
            return Optional.ofNullable(entries.get(path));
        }
    }
}
