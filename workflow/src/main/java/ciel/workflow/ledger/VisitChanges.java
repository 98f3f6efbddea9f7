package ciel.workflow.ledger;

import java.util.List;

/**
 * What changed since a version, for the page.
 *
 * @param version of the campaign now
 * @param visits  counts that changed
 * @param units   units of the shown visit that changed; empty where none is shown
 */
public record VisitChanges(long version, List<VisitTally> visits, List<UnitRow> units) {
    public VisitChanges {
        visits = List.copyOf(visits);
        units = List.copyOf(units);
    }
}
