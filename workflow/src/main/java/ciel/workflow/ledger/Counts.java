package ciel.workflow.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What a transaction adds to the counts; written once, at its end. */
final class Counts {
    /** Kinds of counts; the first three are those of {@link EventRow.Kind}. */
    private static final int UNITS = 1;

    private static final int DELIVERIES = 2;
    static final int JOBS = 3;
    /** Charged core milliseconds, charged GPU milliseconds, deliveries that are expected. */
    static final int CORE_MILLIS = 4;

    static final int GPU_MILLIS = 5;
    static final int EXPECTED = 6;

    private final Map<Key, long[]> tallies = new HashMap<>();
    private final Map<VisitKey, long[]> visits = new HashMap<>();
    private final Map<CauseKey, long[]> causes = new HashMap<>();
    private final Map<ProgressKey, long[]> progress = new HashMap<>();

    private record Key(long campaign, int kind, int place, int state) {}

    private record VisitKey(long visit, int state) {}

    private record CauseKey(Key key, String cause) {}

    private record ProgressKey(Key key, long begins) {}

    /** Adds to a count. */
    void add(long campaign, int kind, int place, int state, long n, long amount) {
        long[] sum = tallies.computeIfAbsent(new Key(campaign, kind, place, state), k -> new long[2]);
        sum[0] += n;
        sum[1] += amount;
    }

    /** New units. */
    void planned(long campaign, long visit, int n) {
        add(campaign, UNITS, 0, UnitState.PLANNED.code(), n, 0);
        visit(campaign, visit, UnitState.PLANNED.code(), n);
    }

    private void visit(long campaign, long visit, int state, int n) {
        long[] sum = visits.computeIfAbsent(new VisitKey(visit, state), k -> new long[2]);
        sum[0] += n;
        sum[1] = campaign;
    }

    /** A unit moves. */
    void unit(Brief unit, UnitState to, long bytesAfter, String cause, Instant at) {
        add(unit.campaign(), UNITS, 0, unit.state().code(), -1, -unit.bytes());
        add(unit.campaign(), UNITS, 0, to.code(), 1, bytesAfter);
        visit(unit.campaign(), unit.visit(), unit.state().code(), -1);
        visit(unit.campaign(), unit.visit(), to.code(), 1);
        if (unit.state().resting()) {
            cause(unit.campaign(), UNITS, 0, unit.state().code(), unit.cause(), -1, at);
        }
        if (to.resting()) {
            cause(unit.campaign(), UNITS, 0, to.code(), cause, 1, at);
        }
        progress(unit.campaign(), UNITS, 0, to.code(), at, bytesAfter);
    }

    /** A delivery begins. */
    void delivery(long campaign, int destination, long bytes, Instant at) {
        add(campaign, DELIVERIES, destination, DeliveryState.WAITING.code(), 1, bytes);
        progress(campaign, DELIVERIES, destination, DeliveryState.WAITING.code(), at, bytes);
    }

    /** A delivery moves. */
    void delivery(long campaign, DeliveryRow row, DeliveryState to, long bytes, String cause, Instant at) {
        int place = row.destination();
        add(campaign, DELIVERIES, place, row.state().code(), -1, -bytes);
        add(campaign, DELIVERIES, place, to.code(), 1, bytes);
        resting(campaign, row, -1, at);
        if (to.resting()) {
            cause(campaign, DELIVERIES, place, to.code(), cause, 1, at);
        }
        progress(campaign, DELIVERIES, place, to.code(), at, bytes);
    }

    /** A delivery is forgotten: its unit is rendered again. */
    void dropped(long campaign, DeliveryRow row, long bytes, Instant at) {
        add(campaign, DELIVERIES, row.destination(), row.state().code(), -1, -bytes);
        resting(campaign, row, -1, at);
    }

    private void resting(long campaign, DeliveryRow row, int n, Instant at) {
        if (row.state().resting()) {
            cause(campaign, DELIVERIES, row.destination(), row.state().code(), row.cause(), n, at);
        }
    }

    private void cause(long campaign, int kind, int place, int state, String cause, int n, Instant at) {
        long[] sum =
                causes.computeIfAbsent(new CauseKey(new Key(campaign, kind, place, state), cause), k -> new long[2]);
        sum[0] += n;
        sum[1] = at.toEpochMilli();
    }

    private void progress(long campaign, int kind, int place, int state, Instant at, long bytes) {
        long length = ProgressRow.SECONDS * 1000L;
        long begins = Math.floorDiv(at.toEpochMilli(), length) * length;
        long[] sum = progress.computeIfAbsent(
                new ProgressKey(new Key(campaign, kind, place, state), begins), k -> new long[2]);
        sum[0]++;
        sum[1] += bytes;
    }

    /** Writes them. @param versions of the campaigns in this transaction */
    void flush(Session db, Map<Long, Long> versions) throws SQLException {
        for (var e : tallies.entrySet()) {
            Key k = e.getKey();
            db.batch(Sql.ADD_TALLY, k.campaign(), k.kind(), k.place(), k.state(), e.getValue()[0], e.getValue()[1]);
        }
        for (var e : visits.entrySet()) {
            long campaign = e.getValue()[1];
            if (e.getValue()[0] != 0) {
                db.batch(
                        Sql.ADD_VISIT_TALLY,
                        e.getKey().visit(),
                        e.getKey().state(),
                        campaign,
                        (int) e.getValue()[0],
                        versions.get(campaign));
            }
        }
        for (var e : causes.entrySet()) {
            Key k = e.getKey().key();
            db.batch(
                    Sql.ADD_CAUSE,
                    k.campaign(),
                    k.kind(),
                    k.place(),
                    k.state(),
                    e.getKey().cause(),
                    e.getValue()[0],
                    e.getValue()[1]);
        }
        for (var e : progress.entrySet()) {
            Key k = e.getKey().key();
            db.batch(
                    Sql.ADD_PROGRESS,
                    k.campaign(),
                    e.getKey().begins(),
                    k.kind(),
                    k.place(),
                    k.state(),
                    e.getValue()[0],
                    e.getValue()[1]);
        }
        flush(db, Sql.ADD_TALLY, tallies);
        flush(db, Sql.ADD_VISIT_TALLY, visits);
        flush(db, Sql.ADD_CAUSE, causes);
        flush(db, Sql.ADD_PROGRESS, progress);
    }

    private static void flush(Session db, String sql, Map<?, ?> what) throws SQLException {
        if (!what.isEmpty()) {
            db.flush(sql);
        }
    }
}
