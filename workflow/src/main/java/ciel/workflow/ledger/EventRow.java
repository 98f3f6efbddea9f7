package ciel.workflow.ledger;

import java.time.Instant;

/**
 * One change in the history. Units that changed together and follow one another share a row.
 *
 * @param seq         order in the ledger
 * @param kind        of what changed
 * @param campaign    number of the campaign's row
 * @param first       first unit; for jobs the row of the job, for campaigns that of the campaign
 * @param last        last unit
 * @param destination of deliveries; -1 otherwise
 * @param at          when, by the daemon's clock
 * @param from        state before; 0: none
 * @param to          state after
 * @param attempt     of the unit or delivery after the change
 * @param actor       who
 * @param token       of the lease; 0 for a human
 * @param job         row of the job, 0: none
 * @param cause       or empty
 * @param detail      or empty
 */
public record EventRow(
        long seq,
        Kind kind,
        long campaign,
        long first,
        long last,
        int destination,
        Instant at,
        int from,
        int to,
        int attempt,
        String actor,
        long token,
        long job,
        String cause,
        String detail) {
    /** What changed. */
    public enum Kind {
        UNIT(1),
        DELIVERY(2),
        JOB(3),
        CAMPAIGN(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** @return the number in the database */
        public int code() {
            return code;
        }

        /** @return the kind with this number */
        public static Kind of(int code) {
            return values()[code - 1];
        }
    }
}
