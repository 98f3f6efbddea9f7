package ciel.workflow.ledger;

import ciel.sim.Band;

/**
 * A visit in the ledger.
 *
 * @param visit         number of the row
 * @param campaign      number of the campaign's row
 * @param observationId of the visit
 * @param band          filter
 * @param night         MJD
 * @param mjd           middle of the exposure
 * @param ra            boresight, ICRS (deg)
 * @param dec           boresight, ICRS (deg)
 * @param catalog       path of its catalog
 * @param destinations  a bit for each destination that takes it
 * @param firstUnit     number of its first unit; the others follow, by ascending detector
 * @param units         how many
 */
public record VisitRow(
        long visit,
        long campaign,
        long observationId,
        Band band,
        int night,
        double mjd,
        double ra,
        double dec,
        String catalog,
        long destinations,
        long firstUnit,
        int units) {}
