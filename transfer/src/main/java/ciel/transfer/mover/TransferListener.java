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

    /**
     * The transfer has stopped by itself or was stopped; not told where it was closed or cancelled. What waited goes on
     * when a transfer of this name is submitted again.
     *
     * @param why for people
     */
    default void stopped(String why) {}

    /** @param warning a credential of the link ends soon; said once for each end */
    default void credential(CredentialWarning warning) {}
}
