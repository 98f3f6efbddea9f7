package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.IntegrityException;
import ciel.transfer.NotFoundException;
import ciel.transfer.SourceChangedException;
import ciel.transfer.TemporaryName;
import ciel.transfer.ThirdPartyCopy;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.DigestingChannel;
import ciel.transfer.checksum.Digests;
import ciel.transfer.checksum.Partial;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.CopyState;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.Note;
import ciel.transfer.pace.Bandwidth;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * The steps one file goes through. Each can be tried again after an error, and after a crash; none knows of lanes or
 * queues.
 */
final class Steps {
    private static final long SLICE = 8 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Backend source;
    private final Backend destination;
    private final MoverSettings settings;
    private final Ledger ledger;
    private final Bandwidth bandwidth;
    private final SpaceWatch room;
    private final Sameness sameness;
    private final Conflicts conflicts;
    /** How files go from server to server, or null: then their bytes pass through this process. */
    private final ThirdPartyCopy direct;

    private final LongAdder bytesSent;
    private final BooleanSupplier over;
    private final LongAdder damaged = new LongAdder();

    Steps(
            Backend source,
            Backend destination,
            MoverSettings settings,
            Ledger ledger,
            Bandwidth bandwidth,
            SpaceWatch room,
            LongAdder bytesSent,
            BooleanSupplier over)
            throws TransferException {
        this.over = over;
        this.source = source;
        this.destination = destination;
        this.settings = settings;
        this.ledger = ledger;
        this.bandwidth = bandwidth;
        this.room = room;
        this.bytesSent = bytesSent;
        this.sameness = new Sameness(source, destination, settings.sync());
        this.conflicts = new Conflicts(destination, settings.conflict(), sameness);
        this.direct = destination.thirdParty(source).orElse(null);
    }

    long damaged() {
        return damaged.sum();
    }

    /** @return how the item ended, if there is nothing to send; else null, and the item is open and cut */
    ItemState.End start(ItemState item) throws TransferException {
        PlanItem plan = item.plan;
        open(item, source.stat(plan.source()));
        Copy before = known(item);
        boolean sameSource = before.source().equals(item.fingerprint);
        Optional<Entry> there = destination.stat(plan.target());
        if (there.isPresent()) {
            Partial whole = sameSource ? wholeOf(before, item.source) : null;
            if (sameness.same(plan, item.source, there.get(), before, whole)) {
                discard(before);
                note(item, CopyState.DONE, Sameness.fingerprint(there.get()), whole, null);
                return ItemState.End.PRESENT;
            }
            if (sameSource && conflicts.isSettled(item, before, there.get())) {
                note(item, before.state(), before.there(), before.whole(), before.cause());
                return before.state() == CopyState.DONE ? ItemState.End.PRESENT : ItemState.End.QUARANTINED;
            }
            item.taken = true;
        }
        open(item, before, sameSource);
        return null;
    }

    /** Takes note of the source. */
    void open(ItemState item, Optional<Entry> found) throws TransferException {
        PlanItem plan = item.plan;
        item.source = checked(plan, found);
        item.fingerprint = Sameness.fingerprint(item.source);
        item.digesting =
                settings.verification() != Verification.OFF || !plan.expected().isEmpty();
        item.commitTo = plan.target();
    }

    private Entry checked(PlanItem plan, Optional<Entry> found) throws TransferException {
        Entry entry = found.orElseThrow(() -> new NotFoundException(
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

    private Copy known(ItemState item) throws TransferException {
        return item.begun
                ? ledger.find(item.copy.transfer(), item.plan.target()).orElse(item.copy)
                : item.copy;
    }

    private Partial wholeOf(Copy before, Entry entry) throws TransferException {
        if (before.whole() != null) {
            return before.whole().adler32() < 0 ? null : before.whole();
        }
        if (before.token().isEmpty()) {
            return null;
        }
        Partial whole = Partial.EMPTY;
        Map<Integer, Partial> parts = ledger.parts(before.id());
        for (Partial p : parts.values()) {
            whole = whole.then(p);
        }
        return whole.length() == entry.size()
                        && parts.size() == Math.max(1, Math.ceilDiv(entry.size(), Math.max(1, before.chunk())))
                ? whole
                : null;
    }

    /** Removes the temporary of an earlier attempt that is no longer wanted. */
    void discard(Copy before) throws TransferException {
        if (!before.token().isEmpty()) {
            destination.delete(TemporaryName.of(before.file().target(), before.token()));
        }
    }

    String say(ItemState item) {
        return conflicts.say(item);
    }

    private void open(ItemState item, Copy before, boolean sameSource) throws TransferException {
        PlanItem plan = item.plan;
        Capabilities can = destination.capabilities();
        boolean resume = sameSource && !before.token().isEmpty() && can.partialWrite() && item.digesting;
        long left = item.source.size();
        String token;
        if (resume) {
            token = before.token();
            item.cut(before.chunk());
            long present = destination
                    .stat(TemporaryName.of(plan.target(), token))
                    .map(Entry::size)
                    .orElse(0L);
            for (Map.Entry<Integer, Partial> e : ledger.parts(before.id()).entrySet()) {
                int i = e.getKey();
                if (i < item.chunks()
                        && e.getValue().length() == item.length(i)
                        && item.offset(i) + item.length(i) <= present) {
                    item.sent(i, e.getValue(), false);
                    left -= item.length(i);
                }
            }
        } else {
            discard(before);
            token = newToken();
            item.cut(can.partialWrite() ? settings.chunkBytes() : Math.max(1, item.source.size()));
        }
        room.admit(destination, left, 1, "'" + plan.target() + "'");
        item.promise(left);
        if (!resume) {
            long chunk = can.partialWrite() ? settings.chunkBytes() : Math.max(1, item.source.size());
            begin(item, token, chunk);
            ledger.force();
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
        if (direct != null) {
            sendDirectly(item, i);
            return;
        }
        long length = item.length(i);
        Digests digests = new Digests(
                item.digesting ? EnumSet.of(Algorithm.ADLER32, Algorithm.CRC32C) : EnumSet.noneOf(Algorithm.class));
        long n = 0;
        try (ReadableByteChannel in = source.read(item.plan.source(), item.offset(i), length)) {
            if (item.digesting || !destination.capabilities().partialWrite()) {
                n = item.temporary.transferFrom(
                        new Meter(new DigestingChannel(in, digests), bandwidth, bytesSent, over),
                        item.offset(i),
                        length);
            } else {
                while (n < length) {
                    long slice = Math.min(SLICE, length - n);
                    Meter.check(over);
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
        sent(item, i, item.digesting ? digests.partial() : new Partial(n, -1, -1));
    }

    /** What was read is not seen here, so the source says what it has; the check compares that with the destination. */
    private void sendDirectly(ItemState item, int i) throws TransferException {
        long length = item.source.size();
        direct.fetch(item.plan.source(), item.temporary.path(), length, bytesSent::add);
        long adler32 = item.digesting ? Long.parseLong(source.checksum(item.plan.source(), Algorithm.ADLER32), 16) : -1;
        sent(item, i, new Partial(length, adler32, -1));
    }

    private void sent(ItemState item, int i, Partial part) throws TransferException {
        // First the ledger: once the last chunk counts as sent, other lanes take the file to its end.
        if (item.digesting) {
            ledger.note(new Note.Part(item.copy, i, part));
            ledger.flush();
        }
        item.sent(i, part, settings.verification() == Verification.OFF);
        room.release(item.fulfil(item.length(i)));
    }

    void countDamaged() {
        damaged.increment();
    }

    /** @return whether the far side sums the whole file itself, so that one check does for all chunks */
    boolean checksWhole() {
        return destination.capabilities().serverChecksums().contains(Algorithm.ADLER32)
                || destination.capabilities().serverChecksums().contains(Algorithm.CRC32C);
    }

    void sync(ItemState item) throws TransferException {
        item.temporary.keep(settings.keep().of(item.source));
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
        ledger.note(new Note.Bad(item.copy, i));
    }

    ItemState.End finish(ItemState item) throws TransferException {
        PlanItem plan = item.plan;
        Optional<Entry> now = source.stat(plan.source());
        if (now.isEmpty() || !item.source.sameAs(now.get())) {
            drop(item);
            throw replaced(plan);
        }
        Partial whole = item.digesting ? item.whole() : new Partial(item.source.size(), -1, -1);
        compareWithManifest(item, whole);
        if (settings.verification() == Verification.OFF) {
            item.temporary.keep(settings.keep().of(item.source));
            item.temporary.sync();
        }
        item.temporary.close();
        ItemState.End end = conflicts.settle(item, whole);
        switch (end) {
            case QUARANTINED -> note(item, CopyState.QUARANTINED, "", whole, item.commitTo.uri());
            default ->
                note(
                        item,
                        CopyState.DONE,
                        item.taken && settings.conflict() == OnConflict.KEEP_BOTH ? "" : there(plan),
                        whole,
                        item.commitTo.equals(plan.target()) ? null : item.commitTo.uri());
        }
        return end;
    }

    /** Fingerprint of what stands there now, empty where that cannot be learnt: then it is compared once more. */
    private String there(PlanItem plan) {
        try {
            return destination.stat(plan.target()).map(Sameness::fingerprint).orElse("");
        } catch (TransferException e) {
            return "";
        }
    }

    /** Writes down that a temporary is about to be made; on disk after the next {@link Ledger#force()}. */
    void begin(ItemState item, String token, long chunk) {
        begin(item, token, item.fingerprint, chunk);
    }

    /** @param fingerprint of the source, or empty: then what is found after a crash is compared or sent again */
    void begin(ItemState item, String token, String fingerprint, long chunk) {
        item.begun = true;
        ledger.note(new Note.Begun(item.copy, token, fingerprint, chunk));
    }

    /** Writes down how a file ended. */
    void note(ItemState item, CopyState state, String there, Partial whole, String cause) {
        ledger.note(new Note.Ended(
                item.copy,
                state,
                item.fingerprint == null ? "" : item.fingerprint,
                there,
                whole == null || whole.adler32() < 0 ? null : whole,
                item.failures(),
                cause));
    }

    static String newToken() {
        return HexFormat.of().toHexDigits(RANDOM.nextLong());
    }

    SourceChangedException replaced(PlanItem plan) {
        return new SourceChangedException("[" + source.url() + "] '" + plan.source()
                + "' was replaced while it was read; run again when it is at rest");
    }

    private void compareWithManifest(ItemState item, Partial whole) throws TransferException {
        Map<Algorithm, String> expected = item.plan.expected();
        compare(item, Algorithm.ADLER32, expected, Digests.hex(whole.adler32()));
        if (direct == null) {
            compare(item, Algorithm.CRC32C, expected, Digests.hex(whole.crc32c()));
        }
        boolean combinable = expected.containsKey(Algorithm.ADLER32) || expected.containsKey(Algorithm.CRC32C);
        if (expected.containsKey(Algorithm.SHA256)
                && settings.verification() != Verification.OFF
                && (settings.verification() == Verification.FULL || !combinable)) {
            compare(item, Algorithm.SHA256, expected, destination.checksum(item.temporary.path(), Algorithm.SHA256));
        }
    }

    private void compare(ItemState item, Algorithm a, Map<Algorithm, String> expected, String found)
            throws TransferException {
        SourceChangedException other = other(item, a, expected, found);
        if (other != null) {
            drop(item);
            throw other;
        }
    }

    /** @return null if a checksum is what was promised, or nothing was */
    SourceChangedException other(ItemState item, Algorithm a, Map<Algorithm, String> expected, String found) {
        String wanted = expected.get(a);
        if (wanted != null && !wanted.equals(found)) {
            return new SourceChangedException("[" + source.url() + "] '" + item.plan.source() + "' has " + a.key() + " "
                    + found
                    + (item.isLast
                            ? ", it had " + wanted + " when the plan was made; run again"
                            : ", the manifest says " + wanted + "; publish it anew"));
        }
        return null;
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
}
