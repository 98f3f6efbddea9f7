package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.FileName;
import ciel.transfer.IntegrityException;
import ciel.transfer.NotFoundException;
import ciel.transfer.SourceChangedException;
import ciel.transfer.StoragePath;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.DigestingChannel;
import ciel.transfer.checksum.Digests;
import ciel.transfer.checksum.Partial;
import ciel.transfer.pace.Bandwidth;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The steps one file goes through. Each can be tried again after an error, and after a crash; none knows of lanes or
 * queues.
 */
final class Steps {
    /** Where newcomers go whose name is taken by other content. */
    static final String QUARANTINE = ".ciel-quarantine";

    private static final long SLICE = 8 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Backend source;
    private final Backend destination;
    private final MoverSettings settings;
    private final Journal journal;
    private final Bandwidth bandwidth;
    private final SpaceWatch room;
    private final Sameness sameness;
    private final LongAdder bytesSent;
    private final LongAdder damaged = new LongAdder();

    Steps(
            Backend source,
            Backend destination,
            MoverSettings settings,
            Journal journal,
            Bandwidth bandwidth,
            SpaceWatch room,
            LongAdder bytesSent) {
        this.source = source;
        this.destination = destination;
        this.settings = settings;
        this.journal = journal;
        this.bandwidth = bandwidth;
        this.room = room;
        this.bytesSent = bytesSent;
        this.sameness = new Sameness(source, destination, settings.sync());
    }

    long damaged() {
        return damaged.sum();
    }

    /** @return how the item ended, if there is nothing to send; else null, and the item is open and cut */
    ItemState.End start(ItemState item) throws TransferException {
        PlanItem plan = item.plan;
        item.source = lookAtSource(plan);
        item.fingerprint = Journal.fingerprint(item.source);
        item.digesting =
                settings.verification() != Verification.OFF || !plan.expected().isEmpty();
        item.commitTo = plan.target();
        Journal.Item before = journal.item(plan.target());
        boolean sameSource = before != null && before.source().equals(item.fingerprint);
        Optional<Entry> there = destination.stat(plan.target());
        if (there.isPresent()) {
            boolean finished = sameSource && before.stage() == Journal.Stage.DONE;
            if (finished && there.get().size() == item.source.size()
                    || sameness.same(
                            plan, item.source, there.get(), sameSource ? wholeOf(before, item.source) : null)) {
                discard(plan, before);
                return ItemState.End.PRESENT;
            }
            item.quarantine = true;
            if (sameSource && before.stage() == Journal.Stage.QUARANTINED) {
                return ItemState.End.QUARANTINED;
            }
        }
        open(item, before, sameSource);
        return null;
    }

    private Entry lookAtSource(PlanItem plan) throws TransferException {
        Entry entry = source.stat(plan.source())
                .orElseThrow(() -> new NotFoundException(
                        "[" + source.url() + "] '" + plan.source() + "' is gone since the plan was made"));
        if (!entry.isFile()) {
            throw new UnsafePathException("[" + source.url() + "] '" + plan.source() + "' is "
                    + (entry.kind() == Entry.Kind.SYMLINK
                            ? "a symbolic link; links are not followed"
                            : "not a regular file"));
        }
        if (entry.size() != plan.size()) {
            throw new SourceChangedException("[" + source.url() + "] '" + plan.source() + "' has " + entry.size()
                    + " bytes, " + (plan.expected().isEmpty() ? "the plan" : "the manifest") + " says " + plan.size()
                    + "; publish it anew");
        }
        return entry;
    }

    private static Partial wholeOf(Journal.Item before, Entry entry) {
        if (before.whole() != null) {
            return before.whole().adler32() < 0 ? null : before.whole();
        }
        Partial whole = Partial.EMPTY;
        for (Partial p : before.chunks().values()) {
            whole = whole.then(p);
        }
        return whole.length() == entry.size()
                        && before.chunks().size()
                                == Math.max(1, Math.ceilDiv(entry.size(), Math.max(1, before.chunk())))
                ? whole
                : null;
    }

    /** Removes the temporary of an earlier attempt that is no longer wanted. */
    private void discard(PlanItem plan, Journal.Item before) throws TransferException {
        if (before != null && before.stage() == Journal.Stage.BEGUN) {
            destination.delete(TemporaryName.of(plan.target(), before.token()));
        }
    }

    private void open(ItemState item, Journal.Item before, boolean sameSource) throws TransferException {
        PlanItem plan = item.plan;
        Capabilities can = destination.capabilities();
        boolean resume = sameSource && before.stage() == Journal.Stage.BEGUN && can.partialWrite() && item.digesting;
        long left = item.source.size();
        String token;
        if (resume) {
            token = before.token();
            item.cut(before.chunk());
            long present = destination
                    .stat(TemporaryName.of(plan.target(), token))
                    .map(Entry::size)
                    .orElse(0L);
            for (Map.Entry<Integer, Partial> e : before.chunks().entrySet()) {
                int i = e.getKey();
                if (i < item.chunks()
                        && e.getValue().length() == item.length(i)
                        && item.offset(i) + item.length(i) <= present) {
                    item.sent(i, e.getValue(), false);
                    left -= item.length(i);
                }
            }
        } else {
            discard(plan, before);
            token = HexFormat.of().toHexDigits(RANDOM.nextLong());
            item.cut(can.partialWrite() ? settings.chunkBytes() : Math.max(1, item.source.size()));
        }
        room.admit(left, "'" + plan.target() + "'");
        item.promise(left);
        if (!resume) {
            long chunk = can.partialWrite() ? settings.chunkBytes() : Math.max(1, item.source.size());
            journal.begin(plan.target(), token, item.fingerprint, chunk);
        }
        try {
            item.temporary = destination.writeTemporary(
                    plan.target(), token, item.source.size(), item.source.modeOr(FileMetadata.NEW_FILE));
        } catch (TransferException e) {
            room.release(item.fulfil(Long.MAX_VALUE));
            throw e;
        }
    }

    void send(ItemState item, int i) throws TransferException {
        long length = item.length(i);
        Digests digests = new Digests(
                item.digesting ? EnumSet.of(Algorithm.ADLER32, Algorithm.CRC32C) : EnumSet.noneOf(Algorithm.class));
        long n = 0;
        try (ReadableByteChannel in = source.read(item.plan.source(), item.offset(i), length)) {
            if (item.digesting || !destination.capabilities().partialWrite()) {
                n = item.temporary.transferFrom(
                        new Meter(new DigestingChannel(in, digests), bandwidth, bytesSent), item.offset(i), length);
            } else {
                while (n < length) {
                    long slice = Math.min(SLICE, length - n);
                    Meter.pass(bandwidth, slice);
                    long m = item.temporary.transferFrom(in, item.offset(i) + n, slice);
                    bytesSent.add(m);
                    n += m;
                    if (m < slice) {
                        break;
                    }
                }
            }
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new TransientException(
                    "[" + source.url() + "] closing '" + item.plan.source() + "': " + e.getMessage(), e);
        }
        if (n < length) {
            throw new SourceChangedException("[" + source.url() + "] '" + item.plan.source() + "' ended at byte "
                    + (item.offset(i) + n) + " of " + item.source.size() + "; it was cut while it was read");
        }
        Partial part = item.digesting ? digests.partial() : new Partial(n, -1, -1);
        // First the journal: once the last chunk counts as sent, other lanes take the file to its end.
        if (item.digesting) {
            journal.chunk(item.plan.target(), i, part);
        }
        item.sent(i, part, settings.verification() == Verification.OFF);
        room.release(item.fulfil(length));
    }

    /** @return whether the far side sums the whole file itself, so that one check does for all chunks */
    boolean checksWhole() {
        return destination.capabilities().serverChecksums().contains(Algorithm.ADLER32)
                || destination.capabilities().serverChecksums().contains(Algorithm.CRC32C);
    }

    void sync(ItemState item) throws TransferException {
        item.temporary.keep(item.source.metadata());
        item.temporary.sync();
    }

    void check(ItemState item, int i) throws TransferException {
        if (i < 0) {
            if (!sameness.equal(item.temporary.path(), item.whole())) {
                for (int k = 0; k < item.chunks(); k++) {
                    resend(item, k);
                }
                throw new IntegrityException("[" + destination.url() + "] '" + item.temporary.path()
                        + "' has another checksum than what was sent; it is sent again");
            }
            item.allGood();
            return;
        }
        String back;
        try (ReadableByteChannel in = destination.read(item.temporary.path(), item.offset(i), item.length(i))) {
            back = Digests.of(in, Algorithm.CRC32C);
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw new TransientException(
                    "[" + destination.url() + "] reading back '" + item.plan.target() + "': " + e.getMessage(), e);
        }
        if (!back.equals(Digests.hex(item.part(i).crc32c()))) {
            resend(item, i);
            throw new IntegrityException("[" + destination.url() + "] bytes " + item.offset(i) + " to "
                    + (item.offset(i) + item.length(i)) + " of '" + item.plan.target() + "' read back with crc32c "
                    + back + "; the chunk is sent again");
        }
        item.good(i);
    }

    private void resend(ItemState item, int i) throws TransferException {
        damaged.increment();
        item.bad(i);
        journal.bad(item.plan.target(), i);
    }

    ItemState.End finish(ItemState item) throws TransferException {
        PlanItem plan = item.plan;
        Optional<Entry> now = source.stat(plan.source());
        if (now.isEmpty() || !item.source.sameAs(now.get())) {
            drop(item);
            throw new SourceChangedException("[" + source.url() + "] '" + plan.source()
                    + "' was replaced while it was read; run again when it is at rest");
        }
        Partial whole = item.digesting ? item.whole() : new Partial(item.source.size(), -1, -1);
        compareWithManifest(item, whole);
        if (settings.verification() == Verification.OFF) {
            item.temporary.keep(item.source.metadata());
            item.temporary.sync();
        }
        item.temporary.close();
        journal.commit(plan.target());
        if (!item.quarantine) {
            ItemState.End end = commit(item, whole);
            if (end != ItemState.End.QUARANTINED) {
                journal.done(plan.target(), item.fingerprint, whole, false);
                return end;
            }
            item.quarantine = true;
        }
        quarantine(item, whole);
        journal.done(plan.target(), item.fingerprint, whole, true);
        return ItemState.End.QUARANTINED;
    }

    private void compareWithManifest(ItemState item, Partial whole) throws TransferException {
        Map<Algorithm, String> expected = item.plan.expected();
        compare(item, Algorithm.ADLER32, expected, Digests.hex(whole.adler32()));
        compare(item, Algorithm.CRC32C, expected, Digests.hex(whole.crc32c()));
        boolean combinable = expected.containsKey(Algorithm.ADLER32) || expected.containsKey(Algorithm.CRC32C);
        if (expected.containsKey(Algorithm.SHA256)
                && settings.verification() != Verification.OFF
                && (settings.verification() == Verification.FULL || !combinable)) {
            compare(item, Algorithm.SHA256, expected, destination.checksum(item.temporary.path(), Algorithm.SHA256));
        }
    }

    private void compare(ItemState item, Algorithm a, Map<Algorithm, String> expected, String found)
            throws TransferException {
        String wanted = expected.get(a);
        if (wanted != null && !wanted.equals(found)) {
            drop(item);
            throw new SourceChangedException("[" + source.url() + "] '" + item.plan.source() + "' has " + a.key() + " "
                    + found + ", the manifest says " + wanted + "; publish it anew");
        }
    }

    /** Gives back what an item holds, however it ended. */
    void release(ItemState item) throws TransferException {
        room.release(item.fulfil(Long.MAX_VALUE));
        if (item.temporary != null) {
            item.temporary.close();
        }
    }

    private void drop(ItemState item) throws TransferException {
        item.temporary.close();
        destination.delete(item.temporary.path());
    }

    private ItemState.End commit(ItemState item, Partial whole) throws TransferException {
        StoragePath temporary = item.temporary.path();
        try {
            destination.commit(temporary, item.commitTo);
            return ItemState.End.MOVED;
        } catch (ConflictException e) {
            if (isOurs(item, whole)) {
                destination.delete(temporary);
                return ItemState.End.PRESENT;
            }
            return ItemState.End.QUARANTINED;
        } catch (NotFoundException e) {
            // An earlier commit was done and its answer lost.
            if (isOurs(item, whole)) {
                return ItemState.End.MOVED;
            }
            throw new TransientException(
                    "[" + destination.url() + "] '" + temporary + "' is gone and '" + item.commitTo
                            + "' is not what was sent",
                    e);
        }
    }

    private boolean isOurs(ItemState item, Partial whole) throws TransferException {
        Optional<Entry> there = destination.stat(item.commitTo);
        return there.isPresent()
                && there.get().isFile()
                && there.get().size() == item.source.size()
                && item.digesting
                && sameness.equal(item.commitTo, whole);
    }

    private void quarantine(ItemState item, Partial whole) throws TransferException {
        StoragePath temporary = item.temporary.path();
        byte[] name = item.plan.target().name().bytes();
        String tail = "."
                + (item.digesting
                        ? Digests.hex(whole.adler32()) + Digests.hex(whole.crc32c())
                        : HexFormat.of().toHexDigits(RANDOM.nextLong()));
        byte[] cut = Arrays.copyOf(name, Math.min(name.length, FileName.MAX_BYTES - tail.length()));
        byte[] all = Arrays.copyOf(cut, cut.length + tail.length());
        System.arraycopy(tail.getBytes(StandardCharsets.US_ASCII), 0, all, cut.length, tail.length());
        item.commitTo =
                StoragePath.of(QUARANTINE).resolve(item.plan.target().parent()).resolve(FileName.ofBytes(all));
        try {
            destination.commit(temporary, item.commitTo);
        } catch (ConflictException e) {
            // The same content is in quarantine already, by its name.
            destination.delete(temporary);
        }
    }
}
