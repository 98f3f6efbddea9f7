package ciel.workflow.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which visits units belong to. What a visit is never changes, so those that were asked for last are kept. */
final class Visits {
    private static final int MOST = 4096;

    private final TreeMap<Long, VisitRow> byFirst = new TreeMap<>();

    /** Units of one visit. @param visit null where there is no such unit */
    record Part(VisitRow visit, List<IdRange> ranges) {}

    /** @return the visit of a unit; null where there is no such unit */
    VisitRow of(Session db, long unit) throws SQLException {
        Map.Entry<Long, VisitRow> before = byFirst.floorEntry(unit);
        if (before != null && unit <= end(before.getValue())) {
            return before.getValue();
        }
        VisitRow found = db.first(Rows::visit, Sql.VISIT_OF_UNIT, unit).orElse(null);
        if (found != null) {
            if (byFirst.size() >= MOST) {
                byFirst.clear();
            }
            byFirst.put(found.firstUnit(), found);
        }
        return found;
    }

    private static long end(VisitRow visit) {
        return visit.firstUnit() + visit.units() - 1;
    }

    /** @return the units of a set by visit, ascending */
    List<Part> parts(Session db, IdSet units) throws SQLException {
        List<Part> parts = new ArrayList<>();
        List<IdRange> ranges = new ArrayList<>();
        VisitRow visit = null;
        for (IdRange range : units.ranges()) {
            long first = range.first();
            while (first <= range.last()) {
                if (visit == null || first > end(visit)) {
                    if (!ranges.isEmpty()) {
                        parts.add(new Part(visit, ranges));
                        ranges = new ArrayList<>();
                    }
                    visit = of(db, first);
                }
                long last = visit == null ? range.last() : Math.min(range.last(), end(visit));
                ranges.add(new IdRange(first, last));
                first = last + 1;
            }
        }
        if (!ranges.isEmpty()) {
            parts.add(new Part(visit, ranges));
        }
        return parts;
    }
}
