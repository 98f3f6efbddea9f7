package ciel.transfer.mover;

import ciel.transfer.Backend;

/**
 * What a transfer is.
 *
 * @param name        unique in the ledger; the same name goes on where it ended
 * @param source      where from; stays the caller's, open until the transfer is closed
 * @param destination where to; likewise
 * @param settings    how; {@link MoverSettings#link()} is not looked at
 */
public record TransferRequest(String name, Backend source, Backend destination, MoverSettings settings) {
    /** Named after its places. */
    public TransferRequest(Backend source, Backend destination, MoverSettings settings) {
        this(place(source) + " -> " + place(destination), source, destination, settings);
    }

    /** The address of a place, without what only says how it is used. */
    static String place(Backend backend) {
        String url = backend.url();
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query);
    }
}
