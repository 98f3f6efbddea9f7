package ciel.transfer.mover;

import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.checksum.Partial;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.CopyState;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.LedgerException;
import ciel.transfer.ledger.LedgerFile;
import ciel.transfer.ledger.Note;
import ciel.transfer.ledger.Tally;
import ciel.transfer.ledger.TransferRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A ledger whose disk is full from a certain sync on. */
final class FailingLedger implements Ledger {
    private final Ledger to;
    private final AtomicInteger left;

    FailingLedger(Ledger to, int syncs) {
        this.to = to;
        this.left = new AtomicInteger(syncs);
    }

    void mend() {
        left.set(Integer.MAX_VALUE);
    }

    private void count() throws LedgerException {
        if (left.decrementAndGet() < 0) {
            throw new LedgerException("[ledger] no space left on device", null);
        }
    }

    @Override
    public long open(String name, String source, String destination) throws TransferException {
        return to.open(name, source, destination);
    }

    @Override
    public List<TransferRow> transfers() throws TransferException {
        return to.transfers();
    }

    @Override
    public void clear(long transfer) throws TransferException {
        to.clear(transfer);
    }

    @Override
    public long add(long transfer, List<LedgerFile> files) throws TransferException {
        return to.add(transfer, files);
    }

    @Override
    public List<Copy> next(long transfer, boolean last, Copy after, int most) throws TransferException {
        return to.next(transfer, last, after, most);
    }

    @Override
    public Optional<Copy> find(long transfer, StoragePath target) throws TransferException {
        return to.find(transfer, target);
    }

    @Override
    public Map<Integer, Partial> parts(long id) throws TransferException {
        return to.parts(id);
    }

    @Override
    public void note(Note note) {
        to.note(note);
    }

    @Override
    public void flush() throws TransferException {
        count();
        to.flush();
    }

    @Override
    public void force() throws TransferException {
        count();
        to.force();
    }

    @Override
    public Tally tally(long transfer) throws TransferException {
        return to.tally(transfer);
    }

    @Override
    public List<Copy> ended(long transfer, CopyState state, long after, int most) throws TransferException {
        return to.ended(transfer, state, after, most);
    }

    @Override
    public void compact() throws TransferException {
        to.compact();
    }

    @Override
    public void close() throws TransferException {
        to.close();
    }
}
