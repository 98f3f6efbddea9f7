package ciel.workflow.ledger;

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
        for (Brief group : writer.read(IdSet.of(byUnit.keySet()))) {
            if (!group.state().mayBecome(UnitState.RENDERED) || change.job() != 0 && group.job() != change.job()) {
                continue;
            }
            VisitRow visit = writer.visit(group.ranges().getFirst().first());
            long version = writer.version(group.campaign());
            long bytes = 0;
            for (long unit : IdSet.ofRanges(group.ranges()).stream().toArray()) {
                RenderedUnit done = byUnit.get(unit);
                int deliveries = deliver(unit, group, done.bytes(), visit.destinations(), version, change.at());
                open |= deliveries > 0;
                if (deliveries == 0) {
                    nothingLeft.add(unit);
                }
                db.batch(Sql.RENDER_UNIT, done.bytes(), done.fileCount(), deliveries, change.at(), version, unit);
                if (!done.files().isEmpty()) {
                    db.batch(Sql.PRODUCT, unit, Rows.listing(done.files()));
                    products = true;
                }
                bytes += done.bytes();
                long[] sum = rates.computeIfAbsent(
                        List.of(done.engine(), visit.band().ordinal()), k -> new long[5]);
                sum[0]++;
                sum[1] += Math.round(done.seconds() * 1000);
                sum[2] += Math.round(done.coreSeconds() * 1000);
                sum[3] += done.bytes();
                sum[4] += done.fileCount();
            }
            runs.add(group.campaign(), group.ranges(), group.state().code(), group.attempt());
            counts.units(group, UnitState.RENDERED, bytes, "", change.at());
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
    private int deliver(long unit, Brief group, long bytes, long destinations, long version, Instant at)
            throws SQLException {
        long there = 0;
        if (group.attempt() > 1) {
            for (DeliveryRow d : db.list(Rows::delivery, Sql.DELIVERIES_RANGE, unit, unit)) {
                there |= 1L << d.destination();
            }
        }
        int open = 0;
        for (int d = 0; destinations >>> d != 0; d++) {
            if ((destinations >>> d & 1) == 1 && (there >>> d & 1) == 0) {
                db.batch(Sql.NEW_DELIVERY, unit, d, group.campaign(), at, bytes, at, version);
                counts.begun(group.campaign(), d, bytes, at);
                open++;
            }
        }
        return open;
    }

    /** Forgets the deliveries of units that are rendered again; those that were acknowledged stay. */
    void drop(long first, long last, Instant at) throws SQLException {
        record Place(long unit, int destination) {}
        List<Place> places = db.list(r -> new Place(r.getLong(1), r.getInt(2)), Sql.DELIVERIES_RANGE, first, last);
        for (Place p : places) {
            for (BriefDelivery d : read(p.destination(), IdSet.of(p.unit()))) {
                if (d.state() != DeliveryState.ACKNOWLEDGED) {
                    db.update(Sql.DROP_DELIVERIES, p.unit(), p.destination());
                    counts.gone(p.destination(), d, at);
                }
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
        for (BriefDelivery d : read(destination, units)) {
            if (d.state().mayBecome(to)) {
                runs.add(d.campaign(), d.ranges(), d.state().code(), d.attempt());
                counts.deliveries(destination, d, to, cause, change.at());
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
        for (BriefDelivery d : read(destination, units)) {
            boolean may =
                    switch (d.state()) {
                        case WAITING, ACKNOWLEDGED, CANCELLED -> false;
                        case FETCHING, FETCHED, VERIFIED, PLACED, REGISTERED, FAILED, HELD -> true;
                    };
            if (may) {
                runs.add(d.campaign(), d.ranges(), d.state().code(), d.attempt());
                counts.deliveries(destination, d, DeliveryState.WAITING, "", change.at());
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

    private List<BriefDelivery> read(int destination, IdSet units) throws SQLException {
        List<BriefDelivery> out = new ArrayList<>();
        new There(destination).read(units.ranges(), out);
        return out;
    }

    /** Deliveries to one destination. */
    private final class There extends Alike<BriefDelivery> {
        There(int destination) {
            super(db, 0, destination);
        }

        @Override
        String span(int ranges) {
            return ranges == 1 ? Sql.DELIVERY_SPAN : ranges == 8 ? Sql.DELIVERY_SPAN_FEW : Sql.DELIVERY_SPAN_MANY;
        }

        @Override
        String rows() {
            return Sql.DELIVERY_RANGE;
        }

        @Override
        BriefDelivery group(List<IdRange> ranges, Mark mark, String cause, long bytes, long[] common) {
            return new BriefDelivery(
                    ranges, mark.campaign(), DeliveryState.of(mark.state()), mark.attempt(), cause, bytes);
        }
    }
}
