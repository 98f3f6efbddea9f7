package ciel.workflow.ledger;

import java.time.Instant;

/**
 * Something that humans are told once: a site or a link that is parked, a held group of units.
 *
 * @param key   stable for the same trouble, such as {@code link/cc-in2p3}; one message a key
 * @param text  what, since when, the remedy
 * @param since when it was raised
 * @param until when it is tried again, or null
 * @param count how often it was raised since
 */
public record Notice(String key, String text, Instant since, Instant until, long count) {}
