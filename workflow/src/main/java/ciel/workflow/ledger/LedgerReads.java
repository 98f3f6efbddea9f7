package ciel.workflow.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What passes, people and the page ask. */
abstract class LedgerReads {
    /** Something asked of the database. */
    interface Question<T> {
        T ask(Session db) throws SQLException;
    }

    /** Asks outside of a transaction. */
    abstract <T> T read(String doing, Question<T> question);

    private <T> List<T> list(Session.Row<T> row, String sql, Object... values) {
        return read("reading", db -> db.list(row, sql, values));
    }

    private <T> Optional<T> first(Session.Row<T> row, String sql, Object... values) {
        return read("reading", db -> db.first(row, sql, values));
    }

    public final List<CampaignRow> campaigns() {
        return list(Rows::campaign, Sql.CAMPAIGNS);
    }

    public final Optional<CampaignRow> campaign(String name) {
        return first(Rows::campaign, Sql.CAMPAIGN_BY_NAME, name);
    }

    public final List<UnitRow> dueUnits(long campaign, UnitState state, Instant now, int limit) {
        return list(Rows::unit, Sql.DUE_UNITS, campaign, state.code(), now, limit);
    }

    public final Optional<Instant> lastChange() {
        return first(r -> Rows.time(r, 1), Sql.LAST_CHANGE);
    }

    public final List<Long> dueUnitNumbers(long campaign, UnitState state, Instant now, int limit) {
        return list(r -> r.getLong(1), Sql.DUE_UNIT_NUMBERS, campaign, state.code(), now, limit);
    }

    public final Optional<Instant> nextUnit(long campaign, UnitState state) {
        return first(r -> Rows.time(r, 1), Sql.NEXT_UNIT, campaign, state.code());
    }

    public final List<JobRow> dueJobs(long campaign, Instant now, int limit) {
        return list(Rows::job, Sql.DUE_JOBS, campaign, now, limit);
    }

    public final Optional<Instant> nextJob(long campaign) {
        return first(r -> Rows.time(r, 1), Sql.NEXT_JOB, campaign);
    }

    public final List<Long> dueDeliveries(long campaign, int destination, DeliveryState state, Instant now, int limit) {
        return list(r -> r.getLong(1), Sql.DUE_DELIVERIES, campaign, destination, state.code(), now, limit);
    }

    public final Optional<Instant> nextDelivery(long campaign, int destination, DeliveryState state) {
        return first(r -> Rows.time(r, 1), Sql.NEXT_DELIVERY, campaign, destination, state.code());
    }

    public final List<UnitRow> units(IdSet units) {
        return read("reading units", db -> {
            List<UnitRow> out = new ArrayList<>();
            for (IdRange w : SqlWriter.windows(units)) {
                for (UnitRow u : db.list(Rows::unit, Sql.UNIT_RANGE, w.first(), w.last())) {
                    if (units.contains(u.unit())) {
                        out.add(u);
                    }
                }
            }
            return out;
        });
    }

    public final List<VisitRow> visits(Collection<Long> visits) {
        return read("reading visits", db -> {
            List<VisitRow> out = new ArrayList<>();
            for (long visit : visits.stream().distinct().sorted().toList()) {
                db.first(Rows::visit, Sql.VISIT_BY_ROW, visit).ifPresent(out::add);
            }
            return out;
        });
    }

    public final List<VisitRow> visitsBehind(long campaign, long visit, int limit) {
        return list(Rows::visit, Sql.VISIT_PAGE, campaign, visit, limit);
    }

    public final List<ProductFile> files(long unit) {
        return first(r -> Rows.files(r.getString(1)), Sql.FILES, unit).orElse(List.of());
    }

    public final Optional<Measured> measured(long campaign, int unitsPerTask, int running) {
        return read("measuring", db -> new Measurement(db, campaign).run(unitsPerTask, running));
    }

    public final List<UnitProducts> products(IdSet units) {
        return read("reading files", db -> {
            List<UnitProducts> out = new ArrayList<>();
            for (IdRange w : SqlWriter.windows(units)) {
                db.each(
                        r -> {
                            if (units.contains(r.getLong(1))) {
                                out.add(Rows.products(r));
                            }
                        },
                        Sql.PRODUCTS,
                        w.first(),
                        w.last());
            }
            return out;
        });
    }

    public final IdSet unregistered(IdSet units) {
        return read("reading deliveries", db -> {
            List<Long> out = new ArrayList<>();
            for (IdRange w : SqlWriter.windows(units)) {
                db.each(
                        r -> {
                            if (units.contains(r.getLong(1))) {
                                out.add(r.getLong(1));
                            }
                        },
                        Sql.UNREGISTERED,
                        w.first(),
                        w.last());
            }
            return IdSet.of(out);
        });
    }

    public final List<DeliveryRow> deliveries(long unit) {
        return list(Rows::delivery, Sql.DELIVERIES_RANGE, unit, unit);
    }

    public final List<JobRow> liveJobs(long campaign) {
        return list(Rows::job, Sql.DUE_JOBS, campaign, Instant.ofEpochMilli(Long.MAX_VALUE), Integer.MAX_VALUE).stream()
                .sorted(Comparator.comparingLong(JobRow::job))
                .toList();
    }

    public final Optional<JobRow> job(long job) {
        return first(Rows::job, Sql.JOB_BY_ROW, job);
    }

    public final Optional<JobRow> job(String name) {
        return first(Rows::job, Sql.JOB_BY_NAME, name);
    }

    public final IdSet unitsOf(long job) {
        return IdSet.ofRanges(list(r -> new IdRange(r.getLong(1), r.getLong(2)), Sql.JOB_UNITS, job));
    }

    public final Optional<Act> act(String key) {
        return first(Rows::act, Sql.ACT_BY_NAME, key);
    }

    public final List<Act> openActs(long campaign) {
        return list(Rows::act, Sql.OPEN_ACTS, campaign);
    }

    public final List<Notice> notices(long campaign) {
        return list(Rows::notice, Sql.NOTICES, campaign);
    }

    public final Optional<VisitRow> visit(long campaign, long observationId) {
        return first(Rows::visit, Sql.VISIT_BY_ID, campaign, observationId);
    }

    public final Tally tally(long campaign) {
        return read("reading the counts", db -> {
            CampaignRow row = db.first(Rows::campaign, Sql.CAMPAIGN_BY_ROW, campaign)
                    .orElseThrow(() -> new IllegalArgumentException("there is no campaign " + campaign));
            return tally(row, db);
        });
    }

    private static Tally tally(CampaignRow row, Session db) throws SQLException {
        Map<UnitState, Long> units = new EnumMap<>(UnitState.class);
        Map<UnitState, Long> unitBytes = new EnumMap<>(UnitState.class);
        Map<JobState, Long> jobs = new EnumMap<>(JobState.class);
        Map<Integer, Map<DeliveryState, Long>> counts = new TreeMap<>();
        Map<Integer, Map<DeliveryState, Long>> bytes = new TreeMap<>();
        long[] expected = new long[row.destinations().size()];
        double[] seconds = new double[2];
        db.list(
                r -> {
                    int kind = r.getInt(1);
                    int place = r.getInt(2);
                    int state = r.getInt(3);
                    long n = r.getLong(4);
                    long amount = r.getLong(5);
                    switch (kind) {
                        case Counts.CORE_MILLIS -> seconds[0] = amount / 1000.0;
                        case Counts.GPU_MILLIS -> seconds[1] = amount / 1000.0;
                        case Counts.EXPECTED -> expected[place] = n;
                        case Counts.JOBS -> put(jobs, JobState.of(state), n);
                        case 1 -> {
                            put(units, UnitState.of(state), n);
                            put(unitBytes, UnitState.of(state), amount);
                        }
                        default -> {
                            put(
                                    counts.computeIfAbsent(place, p -> new EnumMap<>(DeliveryState.class)),
                                    DeliveryState.of(state),
                                    n);
                            put(
                                    bytes.computeIfAbsent(place, p -> new EnumMap<>(DeliveryState.class)),
                                    DeliveryState.of(state),
                                    amount);
                        }
                    }
                    return null;
                },
                Sql.TALLY,
                row.campaign());
        List<Tally.Deliveries> deliveries = new ArrayList<>();
        for (int d = 0; d < expected.length; d++) {
            deliveries.add(new Tally.Deliveries(
                    row.destinations().get(d),
                    expected[d],
                    counts.getOrDefault(d, Map.of()),
                    bytes.getOrDefault(d, Map.of())));
        }
        return new Tally(row.version(), units, unitBytes, deliveries, jobs, seconds[0], seconds[1]);
    }

    private static <K> void put(Map<K, Long> map, K key, long n) {
        if (n != 0) {
            map.put(key, n);
        }
    }

    public final List<VisitTally> visitTallies(long campaign) {
        return list(Rows::visitTally, Sql.VISIT_TALLIES, campaign, -1L).stream()
                .filter(t -> t.count() != 0)
                .toList();
    }

    public final boolean settled(long visit) {
        return first(r -> r.getLong(1) == 0, Sql.OPEN_OF_VISIT, visit).orElse(true);
    }

    public final VisitChanges changes(long campaign, long since, long visit) {
        return read("reading changes", db -> {
            long version =
                    db.first(r -> r.getLong(10), Sql.CAMPAIGN_BY_ROW, campaign).orElseThrow();
            List<UnitRow> units = List.of();
            Optional<VisitRow> shown = db.first(Rows::visit, Sql.VISIT_BY_ROW, visit);
            if (shown.isPresent()) {
                long first = shown.get().firstUnit();
                units = db.list(
                        Rows::unit,
                        Sql.UNIT_RANGE_SINCE,
                        first,
                        first + shown.get().units() - 1,
                        since);
            }
            return new VisitChanges(version, db.list(Rows::visitTally, Sql.VISIT_TALLIES, campaign, since), units);
        });
    }

    public final List<UnitRow> unitsOfVisit(long visit) {
        return read("reading a visit", db -> {
            Optional<VisitRow> row = db.first(Rows::visit, Sql.VISIT_BY_ROW, visit);
            return row.isEmpty()
                    ? List.<UnitRow>of()
                    : db.list(
                            Rows::unit,
                            Sql.UNIT_RANGE,
                            row.get().firstUnit(),
                            row.get().firstUnit() + row.get().units() - 1);
        });
    }

    public final List<EventRow> history(long unit) {
        return read("reading the history", db -> {
            List<EventRow> out = new ArrayList<>();
            for (EventRow.Kind kind : List.of(EventRow.Kind.UNIT, EventRow.Kind.DELIVERY)) {
                out.addAll(db.list(Rows::event, Sql.HISTORY, kind.code(), unit - History.RUN + 1, unit, unit));
            }
            out.sort(Comparator.comparingLong(EventRow::seq));
            return out;
        });
    }

    public final List<EventRow> lastEvents(long campaign, int limit) {
        return list(Rows::event, Sql.LAST_EVENTS, campaign, limit);
    }

    public final List<CauseRow> causes(long campaign) {
        return read("reading the causes", db -> {
            List<CauseRow> rows = db.list(
                    r -> new CauseRow(
                            EventRow.Kind.of(r.getInt(1)),
                            r.getInt(1) == EventRow.Kind.UNIT.code() ? -1 : r.getInt(2),
                            r.getInt(3),
                            r.getString(4),
                            r.getLong(5),
                            0,
                            Rows.time(r, 6)),
                    Sql.CAUSES,
                    campaign);
            List<CauseRow> out = new ArrayList<>();
            for (CauseRow c : rows) {
                String sql = c.kind() == EventRow.Kind.UNIT ? Sql.EXAMPLE_UNIT : Sql.EXAMPLE_DELIVERY;
                long example = db.first(r -> r.getLong(1), sql, campaign, c.state(), c.cause())
                        .orElse(0L);
                out.add(new CauseRow(c.kind(), c.destination(), c.state(), c.cause(), c.count(), example, c.last()));
            }
            return out;
        });
    }

    public final List<UnitRow> unitsWithCause(long campaign, UnitState state, String cause, int limit) {
        return list(Rows::unit, Sql.UNITS_OF_CAUSE, campaign, state.code(), cause, limit);
    }

    public final List<ProgressRow> progress(long campaign, Instant from) {
        return list(Rows::progress, Sql.PROGRESS, campaign, from).stream()
                .map(p -> p.kind() == EventRow.Kind.UNIT
                        ? new ProgressRow(p.kind(), -1, p.state(), p.begin(), p.count(), p.bytes())
                        : p)
                .toList();
    }

    public final List<RateRow> rates() {
        return list(Rows::rate, Sql.RATES);
    }
}
