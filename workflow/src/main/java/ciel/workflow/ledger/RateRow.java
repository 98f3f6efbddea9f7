package ciel.workflow.ledger;

import ciel.sim.Band;

/**
 * What rendered units took, for plans.
 *
 * @param site        name of the render site
 * @param physics     fast, standard or full
 * @param engine      that drew them
 * @param band        filter
 * @param units       how many; &ge; 1
 * @param seconds     wall-clock time (s), summed
 * @param coreSeconds processor time (s), summed
 * @param bytes       of their files, summed
 * @param files       number of their files, summed
 */
public record RateRow(
        String site,
        String physics,
        String engine,
        Band band,
        long units,
        double seconds,
        double coreSeconds,
        long bytes,
        long files) {}
