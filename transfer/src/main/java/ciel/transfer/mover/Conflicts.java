package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileName;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.checksum.Digests;
import ciel.transfer.checksum.Partial;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.CopyState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Gives a file its final name, and knows what to do when that is taken. */
final class Conflicts {
    /** Where files go whose name is taken by other content. */
    static final String QUARANTINE = ".ciel-quarantine";

    private final Backend destination;
    private final OnConflict rule;
    private final Sameness sameness;

    Conflicts(Backend destination, OnConflict rule, Sameness sameness) {
        this.destination = destination;
        this.rule = rule;
        this.sameness = sameness;
    }

    /**
     * @param there what has the file's name now; it is not the file
     * @return whether an earlier run put this same file elsewhere by the rule, so that there is nothing left to do
     */
    boolean isSettled(ItemState item, Copy before, Entry there) throws TransferException {
        boolean elsewhere = before.cause() != null
                && (before.state() == CopyState.QUARANTINED && rule == OnConflict.QUARANTINE
                        || before.state() == CopyState.DONE && rule == OnConflict.KEEP_BOTH);
        if (!elsewhere) {
            return false;
        }
        item.commitTo = StoragePath.ofUri(before.cause());
        return destination
                .stat(item.commitTo)
                .filter(e -> e.isFile() && e.size() == item.source.size())
                .isPresent();
    }

    /** Gives the temporary of a file its name, or what the rule says. */
    ItemState.End settle(ItemState item, Partial whole) throws TransferException {
        if (!item.taken) {
            ItemState.End end = commit(item, whole);
            if (end != ItemState.End.QUARANTINED) {
                return end;
            }
            item.taken = true;
        }
        switch (rule) {
            case REPLACE -> {
                item.commitTo = item.plan.target();
                // An earlier try may have done it, and its answer was lost.
                boolean done = isOurs(item, whole)
                        || destination.stat(item.temporary.path()).isEmpty();
                if (!done) {
                    // The new file is whole and verified beside it; a crash here leaves that, and the next run goes on.
                    destination.delete(item.plan.target());
                }
                ItemState.End end = commit(item, whole);
                if (end == ItemState.End.QUARANTINED) {
                    throw new TransientException("[" + destination.url() + "] '" + item.plan.target()
                            + "' was made anew by someone else while it was replaced");
                }
                return ItemState.End.MOVED;
            }
            case KEEP_BOTH -> {
                put(item, whole, beside(item.plan.target(), sum(item, whole)));
                return ItemState.End.MOVED;
            }
            default -> {
                StoragePath target = item.plan.target();
                put(
                        item,
                        whole,
                        StoragePath.of(QUARANTINE)
                                .resolve(target.parent())
                                .resolve(withTail(target.name().bytes(), "." + sum(item, whole))));
                return ItemState.End.QUARANTINED;
            }
        }
    }

    private static String sum(ItemState item, Partial whole) {
        return item.digesting ? Digests.hex(whole.adler32()) + Digests.hex(whole.crc32c()) : Steps.newToken();
    }

    /** {@code a.fits} becomes {@code a.SUM.fits}. */
    private static StoragePath beside(StoragePath target, String sum) throws TransferException {
        byte[] name = target.name().bytes();
        int dot = name.length;
        for (int i = 1; i < name.length; i++) {
            if (name[i] == '.') {
                dot = i;
                break;
            }
        }
        byte[] end = Arrays.copyOfRange(name, dot, name.length);
        if (end.length > 32) {
            end = new byte[0];
            dot = name.length;
        }
        byte[] head = Arrays.copyOf(name, Math.min(dot, FileName.MAX_BYTES - sum.length() - 1 - end.length));
        return target.sibling(withTail(head, "." + sum + new String(end, StandardCharsets.ISO_8859_1)));
    }

    private static FileName withTail(byte[] name, String tail) throws TransferException {
        byte[] end = tail.getBytes(StandardCharsets.ISO_8859_1);
        byte[] cut = Arrays.copyOf(name, Math.min(name.length, FileName.MAX_BYTES - end.length));
        byte[] all = Arrays.copyOf(cut, cut.length + end.length);
        System.arraycopy(end, 0, all, cut.length, end.length);
        return FileName.ofBytes(all);
    }

    private void put(ItemState item, Partial whole, StoragePath path) throws TransferException {
        item.commitTo = path;
        try {
            destination.commit(item.temporary.path(), path);
        } catch (ConflictException e) {
            // The same content has this name already: its checksum is part of it.
            destination.delete(item.temporary.path());
        } catch (NotFoundException e) {
            if (!isOurs(item, whole)) {
                throw e;
            }
        }
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

    /** The sentence that people read. */
    String say(ItemState item) {
        return "'" + item.plan.target() + "' at the destination has other content and was left as it is; the new file "
                + "is in '" + item.commitTo + "'; --replace puts it in its place, --keep-both beside it";
    }
}
