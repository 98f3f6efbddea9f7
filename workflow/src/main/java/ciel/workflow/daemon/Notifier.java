package ciel.workflow.daemon;

import ciel.workflow.stage.PortException;
import java.time.Instant;

/** Tells people: a command, mail, a log. The daemon sees to it that each cause is told once. */
public interface Notifier {
    /** How much it matters. */
    enum Level {
        /** For information: a campaign is done, a site answers again. */
        INFO,
        /** Something waits, and goes on by itself. */
        WARNING,
        /** A person must act. */
        ERROR
    }

    /**
     * A message.
     *
     * @param level    how much it matters
     * @param campaign name of the campaign; empty where it concerns all
     * @param subject  place or unit it is about, such as {@code site idris}
     * @param cause    short key of the cause, the same whenever the cause is the same
     * @param text     what happened, with value, limit and remedy; no secret
     * @param at       when
     */
    record Notice(Level level, String campaign, String subject, String cause, String text, Instant at) {}

    /**
     * Sends a message; blocks until it is handed over.
     *
     * @param notice what
     * @throws PortException if it could not be handed over; it is tried again later
     */
    void tell(Notice notice) throws PortException;
}
