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

    /** Units move. @param bytesAfter of all of them */
    void units(Brief units, UnitState to, long bytesAfter, String cause, Instant at) {
        long campaign = units.campaign();
        int n = units.count();
        int from = units.state().code();
        add(campaign, UNITS, 0, from, -n, -units.bytes());
        add(campaign, UNITS, 0, to.code(), n, bytesAfter);
        visit(campaign, units.visit(), from, -n);
        visit(campaign, units.visit(), to.code(), n);
        if (units.state().resting()) {
            cause(campaign, UNITS, 0, from, units.cause(), -n, at);
        }
        if (to.resting()) {
            cause(campaign, UNITS, 0, to.code(), cause, n, at);
        }
        progress(campaign, UNITS, 0, to.code(), at, n, bytesAfter);
    }

    /** A delivery begins. */
    void begun(long campaign, int destination, long bytes, Instant at) {
        add(campaign, DELIVERIES, destination, DeliveryState.WAITING.code(), 1, bytes);
        progress(campaign, DELIVERIES, destination, DeliveryState.WAITING.code(), at, 1, bytes);
    }

    /** Deliveries move. */
    void deliveries(int place, BriefDelivery d, DeliveryState to, String cause, Instant at) {
        gone(place, d, at);
        add(d.campaign(), DELIVERIES, place, to.code(), d.count(), d.bytes());
        if (to.resting()) {
            cause(d.campaign(), DELIVERIES, place, to.code(), cause, d.count(), at);
        }
        progress(d.campaign(), DELIVERIES, place, to.code(), at, d.count(), d.bytes());
    }

    /** Deliveries are no more in their state, or are forgotten: their units are rendered again. */
    void gone(int place, BriefDelivery d, Instant at) {
        add(d.campaign(), DELIVERIES, place, d.state().code(), -d.count(), -d.bytes());
        if (d.state().resting()) {
            cause(d.campaign(), DELIVERIES, place, d.state().code(), d.cause(), -d.count(), at);
        }
    }

    private void cause(long campaign, int kind, int place, int state, String cause, int n, Instant at) {
        long[] sum =
                causes.computeIfAbsent(new CauseKey(new Key(campaign, kind, place, state), cause), k -> new long[2]);
        sum[0] += n;
        sum[1] = at.toEpochMilli();
    }

    private void progress(long campaign, int kind, int place, int state, Instant at, int n, long bytes) {
        long length = ProgressRow.SECONDS * 1000L;
        long begins = Math.floorDiv(at.toEpochMilli(), length) * length;
        long[] sum = progress.computeIfAbsent(
                new ProgressKey(new Key(campaign, kind, place, state), begins), k -> new long[2]);
        sum[0] += n;
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
