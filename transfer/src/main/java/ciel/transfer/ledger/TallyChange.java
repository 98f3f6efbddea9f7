package ciel.transfer.ledger;

/** Change of a transfer's sums, gathered over a transaction. */
final class TallyChange {
    long files;
    long bytes;
    long waiting;
    long waitingLast;
    long waitingBytes;
    long done;
    long quarantined;
    long failed;

    /** A file begins to wait (sign 1) or no longer waits (-1). */
    void waits(LedgerFile f, int sign) {
        waiting += sign;
        waitingLast += f.last() ? sign : 0;
        waitingBytes += sign * f.size();
    }

    /** @return the parameters of {@link Statements#ADD_TALLY} */
    long[] values(long transfer) {
        return new long[] {
            files, bytes, waiting, waitingLast, waitingBytes, done, quarantined, failed, transfer,
        };
    }
}
