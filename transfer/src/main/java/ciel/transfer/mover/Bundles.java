package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.IntegrityException;
import ciel.transfer.NotFoundException;
import ciel.transfer.SmallFiles;
import ciel.transfer.SmallFiles.Naming;
import ciel.transfer.SmallFiles.Outcome;
import ciel.transfer.SmallFiles.Whole;
import ciel.transfer.SourceChangedException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.checksum.Partial;
import ciel.transfer.ledger.CopyState;
import ciel.transfer.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Moves many small files together: one look at both ends, one sync of the ledger before and one group of syncs at the
 * destination for all of them, in the order of acts that a single file has. Whatever is not plain (something has the
 * name, an earlier run has begun it, an error) goes on by itself as a single file.
 */
final class Bundles {
    /** Largest small file (byte): one request of any server carries it, with a byte more to see its end. */
    private static final int MOST_BYTES = (32 << 10) - 1;

    /** Most bytes of a bundle, whose files are all in memory. */
    private static final long MOST_BUNDLE_BYTES = 4 << 20;

    private static final int LEAST_FILES = 4;
    /** A longer name is cut to make that of its temporary, so two files of a bundle could have the same one (byte). */
    private static final int MOST_NAME_BYTES = 200;

    private final TransferRun run;
    private final Steps steps;
    private final MoverSettings settings;
    private final Backend destination;
    private final Ledger ledger;
    private final Link link;
    private final SpaceWatch room;
    private final LongAdder bytesSent;
    private final Optional<SmallFiles> from;
    private final Optional<SmallFiles> to;
    private Worker worker;

    Bundles(
            TransferRun run,
            Steps steps,
            TransferRequest request,
            Ledger ledger,
            Link link,
            SpaceWatch room,
            LongAdder bytesSent) {
        this.run = run;
        this.steps = steps;
        this.settings = request.settings();
        this.destination = request.destination();
        this.ledger = ledger;
        this.link = link;
        this.room = room;
        this.bytesSent = bytesSent;
        this.from = request.source().smallFiles();
        this.to = request.destination().smallFiles();
    }

    /** @param single takes what goes on by itself */
    void use(Worker single) {
        worker = single;
    }

    /** Small files of one activity and priority in bundles, enough of them to keep the lanes busy; the others alone. */
    List<Work> of(List<ItemState> items, int lanes) {
        List<Work> out = new ArrayList<>();
        List<ItemState> open = new ArrayList<>();
        long small = items.stream().filter(i -> i.plan.size() <= MOST_BYTES).count();
        if (from.isEmpty() || to.isEmpty() || small < LEAST_FILES) {
            items.forEach(i -> out.add(new Work.Start(i)));
            return out;
        }
        int most = (int) Math.clamp(
                Math.ceilDiv(small, lanes),
                LEAST_FILES,
                Math.min(from.get().most(), to.get().most()));
        long bytes = 0;
        for (ItemState item : items) {
            if (item.plan.size() > MOST_BYTES || item.plan.target().name().length() > MOST_NAME_BYTES) {
                out.add(new Work.Start(item));
                continue;
            }
            if (!open.isEmpty()
                    && (open.size() == most
                            || bytes + item.plan.size() > MOST_BUNDLE_BYTES
                            || !item.plan.activity().equals(open.getFirst().plan.activity())
                            || item.plan.priority() != open.getFirst().plan.priority())) {
                out.add(new Work.Bundle(List.copyOf(open)));
                open.clear();
                bytes = 0;
            }
            open.add(item);
            bytes += item.plan.size();
        }
        if (!open.isEmpty()) {
            out.add(new Work.Bundle(List.copyOf(open)));
        }
        return out;
    }

    /** A file on its way, with what is known of it so far. */
    private static final class Small {
        private final ItemState item;
        private byte[] content;
        private Partial sums;
        private StoragePath temporary;

        private Small(ItemState item) {
            this.item = item;
        }
    }

    /**
     * @throws TransferException if an end or the ledger cannot be used; files without an end are where they were, or
     *     begun in the ledger
     */
    void move(List<ItemState> items) throws TransferException {
        List<Small> open = new ArrayList<>();
        items.stream().filter(i -> i.end == null).forEach(i -> open.add(new Small(i)));
        lookAtSources(open);
        lookAtDestinations(open);
        if (open.isEmpty() || run.isOver()) {
            return;
        }
        long bytes = open.stream().mapToLong(s -> s.item.source.size()).sum();
        room.admit(destination, bytes, open.size(), open.size() + " files");
        try {
            // One token for all: the ledger writes that down as a few ranges of rows.
            String token = Steps.newToken();
            open.forEach(s -> steps.begin(s.item, token, "", settings.chunkBytes()));
            ledger.force();
            open.forEach(s -> run.tell(new FileEvent.Begun(s.item.plan.target(), s.item.plan.size())));
            read(open);
            Meter.pass(link.bandwidth(), bytes);
            write(open, token);
            if (settings.verification() != Verification.OFF) {
                readBack(open);
            }
            lookAgain(open);
            name(open);
        } finally {
            room.release(bytes);
        }
    }

    /** Takes each outcome; a file with an error leaves the bundle. */
    private <T> void take(List<Small> open, List<Outcome<T>> outcomes, Taking<T> taking) {
        List<Small> stay = new ArrayList<>();
        Map<Small, TransferException> failed = new LinkedHashMap<>();
        for (int i = 0; i < open.size(); i++) {
            Small s = open.get(i);
            try {
                if (outcomes.get(i).error() != null) {
                    throw outcomes.get(i).error();
                }
                if (taking.take(s, outcomes.get(i).value())) {
                    stay.add(s);
                }
            } catch (TransferException e) {
                failed.put(s, e);
            }
        }
        open.clear();
        open.addAll(stay);
        failed.forEach((s, e) -> {
            if (e instanceof ConflictException || e instanceof NotFoundException && s.temporary != null) {
                worker.alone(s.item);
            } else {
                worker.failedAlone(s.item, e);
            }
        });
    }

    /** @param <T> of the outcome */
    private interface Taking<T> {
        /** @return whether the file stays in the bundle */
        boolean take(Small s, T value) throws TransferException;
    }

    private static <T> List<T> each(List<Small> open, Function<Small, T> f) {
        return open.stream().map(f).toList();
    }

    private void lookAtSources(List<Small> open) throws TransferException {
        take(open, from.orElseThrow().stat(each(open, s -> s.item.plan.source())), (s, found) -> {
            steps.open(s.item, found);
            return true;
        });
    }

    private void lookAtDestinations(List<Small> open) throws TransferException {
        take(open, to.orElseThrow().stat(each(open, s -> s.item.plan.target())), (s, there) -> {
            if (there.isPresent()
                    && !s.item.begun
                    && settings.sync() == SyncLevel.NOTED
                    && Sameness.isNoted(s.item.copy, s.item.source, there.get())) {
                steps.note(s.item, CopyState.DONE, s.item.copy.there(), s.item.copy.whole(), s.item.copy.cause());
                run.end(s.item, ItemState.End.PRESENT, null);
                return false;
            }
            if (there.isPresent() || s.item.begun || !s.item.copy.token().isEmpty()) {
                worker.alone(s.item);
                return false;
            }
            return true;
        });
        ledger.flush();
    }

    private void read(List<Small> open) throws TransferException {
        List<StoragePath> paths = each(open, s -> s.item.plan.source());
        take(open, from.orElseThrow().read(paths, each(open, s -> (int) s.item.source.size())), (s, content) -> {
            if (content.length != s.item.source.size()) {
                throw steps.replaced(s.item.plan);
            }
            s.content = content;
            s.sums = sums(content);
            return true;
        });
    }

    private static Partial sums(byte[] content) {
        Digests digests = new Digests(EnumSet.of(Algorithm.ADLER32, Algorithm.CRC32C));
        digests.update(java.nio.ByteBuffer.wrap(content));
        return digests.partial();
    }

    private void write(List<Small> open, String token) throws TransferException {
        List<Whole> files = each(
                open,
                s -> new Whole(
                        s.item.plan.target(),
                        token,
                        s.item.source.modeOr(FileMetadata.NEW_FILE),
                        settings.keep().of(s.item.source),
                        s.content));
        take(open, to.orElseThrow().write(files), (s, temporary) -> {
            s.temporary = temporary;
            bytesSent.add(s.content.length);
            run.counts().credit(s.item.creditAll());
            return true;
        });
    }

    private void readBack(List<Small> open) throws TransferException {
        List<StoragePath> paths = each(open, s -> s.temporary);
        take(open, to.orElseThrow().read(paths, each(open, s -> s.content.length)), (s, back) -> {
            Partial sums = sums(back);
            if (!sums.equals(s.sums)) {
                steps.countDamaged();
                throw new IntegrityException("[" + destination.url() + "] '" + s.item.plan.target()
                        + "' read back with crc32c " + Digests.hex(sums.crc32c()) + "; the file is sent again");
            }
            return true;
        });
    }

    private void lookAgain(List<Small> open) throws TransferException {
        List<Small> bad = new ArrayList<>();
        take(open, from.orElseThrow().stat(each(open, s -> s.item.plan.source())), (s, now) -> {
            SourceChangedException other =
                    now.isEmpty() || !s.item.source.sameAs(now.get()) ? steps.replaced(s.item.plan) : promised(s);
            if (other != null) {
                bad.add(s);
                throw other;
            }
            return true;
        });
        for (Small s : bad) {
            destination.delete(s.temporary);
        }
    }

    /** @return null if the file is what a manifest promises */
    private SourceChangedException promised(Small s) throws TransferException {
        for (Map.Entry<Algorithm, String> e : s.item.plan.expected().entrySet()) {
            String found =
                    switch (e.getKey()) {
                        case ADLER32 -> Digests.hex(s.sums.adler32());
                        case CRC32C -> Digests.hex(s.sums.crc32c());
                        default -> digest(s.content, e.getKey());
                    };
            SourceChangedException other = steps.other(s.item, e.getKey(), s.item.plan.expected(), found);
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    private static String digest(byte[] content, Algorithm a) throws TransferException {
        try {
            return Digests.of(Channels.newChannel(new ByteArrayInputStream(content)), a);
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("reading an array", e);
        }
    }

    private void name(List<Small> open) throws TransferException {
        List<Naming> names = each(open, s -> new Naming(s.temporary, s.item.plan.target()));
        take(open, to.orElseThrow().commit(names), (s, done) -> true);
        List<Outcome<Optional<Entry>>> there = looked(open);
        for (int i = 0; i < open.size(); i++) {
            Small s = open.get(i);
            Optional<Entry> entry = there.get(i).error() == null ? there.get(i).value() : Optional.empty();
            steps.note(s.item, CopyState.DONE, entry.map(Sameness::fingerprint).orElse(""), s.sums, null);
        }
        ledger.flush();
        open.forEach(s -> run.end(s.item, ItemState.End.MOVED, null));
    }

    /** What stands there now; where that cannot be learnt, the next run compares once more. */
    private List<Outcome<Optional<Entry>>> looked(List<Small> open) {
        try {
            return to.orElseThrow().stat(each(open, s -> s.item.plan.target()));
        } catch (TransferException e) {
            return each(open, s -> Outcome.of(Optional.empty()));
        }
    }
}
