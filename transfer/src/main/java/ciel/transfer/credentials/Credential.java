package ciel.transfer.credentials;

import ciel.transfer.TransferException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that opens a place for a time: a token, a certificate. It is read anew whenever it is asked, because others
 * renew it. A link watches those of its transfers: it says in time that one ends, waits where one has ended, and goes on
 * when a new one is there.
 */
public interface Credential {
    /** @return what it is and where it stands, for people; no secret */
    String name();

    /**
     * @return when it ends, as it stands now; empty where it does not say or has no end
     * @throws TransferException if it cannot be read
     */
    Optional<Instant> end() throws TransferException;

    /** @return how long before its end people are told */
    Duration warning();

    /** @return what a person must do to have a new one */
    String remedy();
}
