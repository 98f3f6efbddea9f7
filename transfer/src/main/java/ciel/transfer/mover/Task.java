package ciel.transfer.mover;

import ciel.transfer.pace.Parking;

/** A piece of work of one transfer. */
record Task(TransferRun run, Work work) {
    /**
     * Does it.
     *
     * @param pass how it was let through
     * @return what comes next on this lane, or null
     */
    Task perform(Parking.Pass pass) {
        Work next = run.attempt(work, pass);
        return next == null ? null : new Task(run, next);
    }
}
