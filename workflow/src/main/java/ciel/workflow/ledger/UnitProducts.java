package ciel.workflow.ledger;

import java.util.List;

/**
 * What a unit is and what it left at the site, as ports are told.
 *
 * @param unit          number of the unit
 * @param visit         number of the visit's row
 * @param observationId of the visit
 * @param detector      number of the detector
 * @param bytes         of all files
 * @param files         of the current attempt; empty before it is rendered, or where none were written down
 */
public record UnitProducts(
        long unit, long visit, long observationId, int detector, long bytes, List<ProductFile> files) {
    public UnitProducts {
        files = List.copyOf(files);
    }
}
