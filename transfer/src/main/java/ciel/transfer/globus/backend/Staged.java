package ciel.transfer.globus.backend;

import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.posix.PosixErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file of the staging folder and the journal of the task that moves it. Both have names that follow from what is
 * moved, so that a process finds what one before it left.
 *
 * @param name  of the file, and in the label of its task
 * @param file  the bytes
 * @param owner holds the lock that keeps two living processes apart; null where a name belongs to one process anyway
 */
record Staged(String name, Path file, FileChannel owner) {
    Path journal() {
        return file.resolveSibling(name + ".journal");
    }

    /** Whether a task was, or was about to be, made of it. */
    boolean submitted() {
        return Files.exists(journal());
    }

    /** Forgets the task, which has ended. */
    void forgetTask() throws TransferException {
        delete(journal());
        delete(file.resolveSibling(name + ".journal.lock"));
    }

    /**
     * Deletes everything; the task, if any, has ended. The journal goes first: bytes without a journal are never taken
     * for complete ones.
     */
    void delete() throws TransferException {
        forgetTask();
        delete(file);
    }

    private void delete(Path p) throws TransferException {
        try {
            Files.deleteIfExists(p);
        } catch (IOException e) {
            throw PosixErrors.of("[globus] deleting the staging file " + p, e);
        }
    }

    long size() throws TransferException {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new TransientException(
                    "[globus] the staging file " + file + " cannot be looked at: " + e.getMessage(), e);
        }
    }
}
