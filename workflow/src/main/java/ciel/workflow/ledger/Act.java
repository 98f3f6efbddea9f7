package ciel.workflow.ledger;

import java.time.Instant;

/**
 * Something done outside that must not be done twice unseen: written down before it is done, answered afterwards.
 *
 * @param campaign number of the campaign's row
 * @param kind     submit, cancel, acknowledge, delete, register
 * @param key      unique in the ledger and stable, such as {@code submit/<job name>}; one act may cover many units
 * @param subject  what it is done to, such as numbers of units; as long as need be
 * @param asked    when it was written down
 * @param answered or null
 * @param answer   or null
 * @param token    of the daemon that wrote it
 */
public record Act(
        long campaign,
        String kind,
        String key,
        String subject,
        Instant asked,
        Instant answered,
        String answer,
        long token) {
    /** An act that is about to be done; the ledger adds the token. */
    public Act(long campaign, String kind, String key, String subject, Instant asked) {
        this(campaign, kind, key, subject, asked, null, null, 0);
    }
}
