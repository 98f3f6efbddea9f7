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
 */
public record DeadLetter(StoragePath target, String reason, Retryability retryability, int attempts) {}
