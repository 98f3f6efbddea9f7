package ciel.transfer.mover;

import ciel.transfer.TransientException;

/** The transfer was stopped or cancelled while a chunk was on its way; the chunk is sent again by the next run. */
final class StoppedException extends TransientException {
    StoppedException() {
        super("[mover] stopped while it was sent");
    }
}
