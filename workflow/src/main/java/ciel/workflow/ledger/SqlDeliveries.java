package ciel.workflow.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what is rendered, and its deliveries. */
final class SqlDeliveries {
    private final SqlWriter writer;
    private final Session db;
    private final Counts counts;
    private final History history;
    private final Map<Long, VisitRow> visits = new HashMap<>();

    /** A delivery with what is not in its public row. */
    private record Full(DeliveryRow row, long campaign, long bytes) {
        static Full of(ResultSet r) throws SQLException {
            return new Full(Rows.delivery(r), r.getLong(10), r.getLong(11));
        }
    }

    SqlDeliveries(SqlWriter writer, Session db, Counts counts, History history) {
        this.writer = writer;
        this.db = db;
        this.counts = counts;
        this.history = history;
    }

    IdSet rendered(Collection<RenderedUnit> units, String site, String physics, Change change) throws SQLException {
        Map<Long, RenderedUnit> byUnit = new TreeMap<>();
        units.forEach(u -> byUnit.put(u.unit(), u));
        History.Runs runs = new History.Runs();
        boolean products = false;
        boolean open = false;
        List<Long> nothingLeft = new ArrayList<>();
        Map<List<Object>, long[]> rates = new HashMap<>();
        for (Brief u : writer.read(IdSet.of(byUnit.keySet()))) {
            if (!u.state().mayBecome(UnitState.RENDERED) || change.job() != 0 && u.job() != change.job()) {
                continue;
            }
            RenderedUnit done = byUnit.get(u.unit());
            long version = writer.version(u.campaign());
            VisitRow visit = visit(u.visit());
            int deliveries = deliver(u, done.bytes(), visit.destinations(), version, change.at());
            open |= deliveries > 0;
            if (deliveries == 0) {
                nothingLeft.add(u.unit());
            }
            db.batch(Sql.RENDER_UNIT, done.bytes(), done.fileCount(), deliveries, change.at(), version, u.unit());
            if (!done.files().isEmpty()) {
                db.batch(Sql.PRODUCT, u.unit(), Rows.listing(done.files()));
                products = true;
            }
            runs.add(u.campaign(), u.unit(), u.state().code(), u.attempt());
            counts.unit(u, UnitState.RENDERED, done.bytes(), "", change.at());
            long[] sum =
                    rates.computeIfAbsent(List.of(done.engine(), visit.band().ordinal()), k -> new long[5]);
            sum[0]++;
            sum[1] += Math.round(done.seconds() * 1000);
            sum[2] += Math.round(done.coreSeconds() * 1000);
            sum[3] += done.bytes();
            sum[4] += done.fileCount();
        }
        List<History.Run> all = runs.all();
        for (History.Run run : all) {
            history.add(EventRow.Kind.UNIT, run, -1, UnitState.RENDERED.code(), run.attempt(), change);
        }
        if (!all.isEmpty()) {
            db.flush(Sql.RENDER_UNIT);
        }
        if (products) {
            db.flush(Sql.PRODUCT);
        }
        if (open) {
            db.flush(Sql.NEW_DELIVERY);
        }
        // rendered again, and every destination has the same bits from the attempt before
        writer.move(IdSet.of(nothingLeft), UnitState.DELIVERED, change.at(), change, u -> true);
        for (var e : rates.entrySet()) {
            long[] s = e.getValue();
            db.update(Sql.ADD_RATE, site, physics, e.getKey().get(0), e.getKey().get(1), s[0], s[1], s[2], s[3], s[4]);
        }
        return History.units(all);
    }

    /** Begins deliveries of a unit. @return how many destinations have not acknowledged it */
    private int deliver(Brief unit, long bytes, long destinations, long version, Instant at) throws SQLException {
        long there = 0;
        if (unit.attempt() > 1) {
            for (Full d : db.list(Full::of, Sql.DELIVERIES_RANGE, unit.unit(), unit.unit())) {
                there |= 1L << d.row().destination();
            }
        }
        int open = 0;
        for (int d = 0; destinations >>> d != 0; d++) {
            if ((destinations >>> d & 1) == 1 && (there >>> d & 1) == 0) {
                db.batch(Sql.NEW_DELIVERY, unit.unit(), d, unit.campaign(), at, bytes, at, version);
                counts.delivery(unit.campaign(), d, bytes, at);
                open++;
            }
        }
        return open;
    }

    private VisitRow visit(long row) throws SQLException {
        VisitRow known = visits.get(row);
        if (known == null) {
            known = db.first(Rows::visit, Sql.VISIT_BY_ROW, row).orElseThrow();
            visits.put(row, known);
        }
        return known;
    }

    /** Forgets the deliveries of a unit that is rendered again; those that were acknowledged stay. */
    void drop(long campaign, long unit, Instant at) throws SQLException {
        for (Full d : db.list(Full::of, Sql.DELIVERIES_RANGE, unit, unit)) {
            if (d.row().state() != DeliveryState.ACKNOWLEDGED) {
                db.update(Sql.DROP_DELIVERIES, unit, d.row().destination());
                counts.dropped(campaign, d.row(), d.bytes(), at);
            }
        }
    }

    IdSet advance(int destination, IdSet units, DeliveryState to, Instant due, Change change) throws SQLException {
        if (to == DeliveryState.WAITING) {
            throw new IllegalArgumentException(to + " is where deliveries begin");
        }
        boolean acknowledged = to == DeliveryState.ACKNOWLEDGED;
        String cause = to.resting() ? History.cause(change) : "";
        History.Runs runs = new History.Runs();
        for (Full d : read(destination, units)) {
            if (d.row().state().mayBecome(to)) {
                runs.add(
                        d.campaign(),
                        d.row().unit(),
                        d.row().state().code(),
                        d.row().attempt());
                counts.delivery(d.campaign(), d.row(), to, d.bytes(), cause, change.at());
            }
        }
        List<History.Run> all = runs.all();
        for (History.Run run : all) {
            db.batch(
                    Sql.MOVE_DELIVERIES,
                    to.code(),
                    acknowledged || to.resting() ? null : due,
                    cause,
                    change.at(),
                    writer.version(run.campaign()),
                    run.first(),
                    run.last(),
                    destination,
                    run.from());
            history.add(EventRow.Kind.DELIVERY, run, destination, to.code(), run.attempt(), change);
            if (acknowledged) {
                db.batch(Sql.LESS_OPEN, writer.version(run.campaign()), run.first(), run.last());
            }
        }
        IdSet moved = History.units(all);
        if (!all.isEmpty()) {
            db.flush(Sql.MOVE_DELIVERIES);
            if (acknowledged) {
                db.flush(Sql.LESS_OPEN);
                writer.move(
                        moved,
                        UnitState.DELIVERED,
                        due,
                        change,
                        u -> u.state() == UnitState.RENDERED && u.openDeliveries() == 0);
            }
        }
        return moved;
    }

    /** @param failures that are added; -1: set to none */
    IdSet retry(int destination, IdSet units, Instant due, int failures, Change change) throws SQLException {
        History.Runs runs = new History.Runs();
        for (Full d : read(destination, units)) {
            boolean may =
                    switch (d.row().state()) {
                        case WAITING, ACKNOWLEDGED, CANCELLED -> false;
                        case FETCHING, FETCHED, VERIFIED, PLACED, REGISTERED, FAILED, HELD -> true;
                    };
            if (may) {
                runs.add(
                        d.campaign(),
                        d.row().unit(),
                        d.row().state().code(),
                        d.row().attempt());
                counts.delivery(d.campaign(), d.row(), DeliveryState.WAITING, d.bytes(), "", change.at());
            }
        }
        List<History.Run> all = runs.all();
        for (History.Run run : all) {
            db.batch(
                    Sql.RETRY_DELIVERIES,
                    due,
                    failures,
                    failures,
                    change.at(),
                    writer.version(run.campaign()),
                    run.first(),
                    run.last(),
                    destination,
                    run.from());
            history.add(
                    EventRow.Kind.DELIVERY, run, destination, DeliveryState.WAITING.code(), run.attempt() + 1, change);
        }
        if (!all.isEmpty()) {
            db.flush(Sql.RETRY_DELIVERIES);
        }
        return History.units(all);
    }

    private List<Full> read(int destination, IdSet units) throws SQLException {
        List<Full> out = new ArrayList<>();
        for (IdRange w : SqlWriter.windows(units)) {
            for (Full d : db.list(Full::of, Sql.DELIVERY_RANGE, w.first(), w.last(), destination)) {
                if (units.contains(d.row().unit())) {
                    out.add(d);
                }
            }
        }
        return out;
    }
}
