package ciel.workflow.plan;

/**
 * What goes to one destination.
 *
 * @param destination name
 * @param units       how many
 * @param bytes       of their files
 * @param files       how many
 * @param rate        of the link (bit/s); NaN where not known
 * @param seconds     on the link at that rate (s); NaN where not known
 * @param origin      of the rate, in words
 */
public record LinkPlan(
        String destination, long units, double bytes, double files, double rate, double seconds, String origin) {}
