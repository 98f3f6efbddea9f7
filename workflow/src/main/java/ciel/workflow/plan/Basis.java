package ciel.workflow.plan;

/**
 * What one unit is taken to need.
 *
 * @param band        letter of the filter
 * @param units       of the campaign in this filter
 * @param coreSeconds processor time (s)
 * @param bytes       of all its files
 * @param files       how many, the manifest included
 * @param measured    units of the ledger that this is the mean of; 0: assumed
 * @param origin      in words
 */
public record Basis(
        String band, long units, double coreSeconds, double bytes, double files, long measured, String origin) {}
