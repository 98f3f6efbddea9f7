package ciel.transfer.mover;

import ciel.transfer.Retryability;
import ciel.transfer.StoragePath;

/**
 * A file that did not arrive.
 *
 * @param target       where it should stand
 * @param reason       why not, for people
 * @param retryability what may be done
 * @param attempts     tries of the work that failed last
 * @param exitCode     of a command that ends by this alone: 1 failed while working, 4 permission
 */
public record DeadLetter(StoragePath target, String reason, Retryability retryability, int attempts, int exitCode) {
    /** A failure while working. */
    public DeadLetter(StoragePath target, String reason, Retryability retryability, int attempts) {
        this(target, reason, retryability, attempts, 1);
    }
}
