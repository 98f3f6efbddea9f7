package ciel.transfer.mover;

import ciel.transfer.StoragePath;
import java.time.Duration;

/** What happened to one file. */
public sealed interface FileEvent {
    /** @return path at the destination */
    StoragePath target();

    /** It was begun; its temporary exists. */
    record Begun(StoragePath target, long bytes) implements FileEvent {}

    /** It has its final name, whole and on disk as far as the backend can. */
    record Moved(StoragePath target, long bytes) implements FileEvent {}

    /** The same file was there already. */
    record Present(StoragePath target, long bytes) implements FileEvent {}

    /** The name is taken by other content; the sentence says where ours is. */
    record Quarantined(StoragePath target, String where) implements FileEvent {}

    /** Something failed and is tried again after a wait. */
    record Retrying(StoragePath target, String reason, Duration pause) implements FileEvent {}

    /** It was given up. */
    record Failed(StoragePath target, DeadLetter letter) implements FileEvent {}
}
