package ciel.transfer.mover;

/**
 * Is told what happens, on the threads that do the work: it should be quick. If it throws, the transfer stops as if a
 * person had asked for it, and {@link Transfer#await()} throws what it threw.
 */
public interface TransferListener {
    /** Says nothing. */
    TransferListener NONE = new TransferListener() {};

    /** @param event what happened to a file */
    default void file(FileEvent event) {}

    /** @param event what happened to the link */
    default void link(LinkEvent event) {}
}
