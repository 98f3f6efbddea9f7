package ciel.workflow.ledger;

import static ciel.workflow.ledger.SqlFailure.carried;

import ciel.workflow.campaign.Campaign;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Writes within one transaction. Units and their jobs here; deliveries in {@link SqlDeliveries}. */
final class SqlWriter implements LedgerWriter {
    private final Session db;
    private final Visits visits;
    private final long token;
    private final Counts counts = new Counts();
    private final History history;
    private final Map<Long, Long> versions = new HashMap<>();
    private final SqlDeliveries deliveries;
    private final SqlJobs jobs;

    SqlWriter(Session db, Visits visits, long token) {
        this.db = db;
        this.visits = visits;
        this.token = token;
        this.history = new History(db, token);
        this.deliveries = new SqlDeliveries(this, db, counts, history);
        this.jobs = new SqlJobs(this, db, counts, history, token);
    }

    /** Writes the counts; the last thing in a transaction. */
    void finish() throws SQLException {
        history.flush();
        counts.flush(db, versions);
    }

    Counts counts() {
        return counts;
    }

    /** @return the version that this transaction gives to what it changes; locks the campaign against other writers */
    long version(long campaign) throws SQLException {
        Long known = versions.get(campaign);
        if (known == null) {
            known = db.first(r -> r.getLong(1), Sql.VERSION, campaign)
                    .orElseThrow(() -> new IllegalArgumentException("there is no campaign " + campaign));
            versions.put(campaign, known);
        }
        return known;
    }

    @Override
    public boolean advanceCampaign(long campaign, CampaignState to, Change change) {
        return carried(() -> {
            version(campaign);
            CampaignState now = db.first(r -> CampaignState.of(r.getInt(3)), Sql.CAMPAIGN_BY_ROW, campaign)
                    .orElseThrow();
            if (now == to || now == CampaignState.CANCELLED || now == CampaignState.DONE) {
                return false;
            }
            state(campaign, now, to, change);
            return true;
        });
    }

    /** Writes the state of a campaign, whatever it was. */
    void state(long campaign, CampaignState from, CampaignState to, Change change) throws SQLException {
        version(campaign);
        db.update(Sql.CAMPAIGN_STATE, to.code(), change.at(), campaign);
        history.add(EventRow.Kind.CAMPAIGN, campaign, campaign, from.code(), to.code(), 0, change);
    }

    @Override
    public IdSet advanceUnits(IdSet units, UnitState to, Change change) {
        switch (to) {
            case PLANNED, QUEUED, RENDERED, DELIVERED ->
                throw new IllegalArgumentException(to + " has a method of its own");
            case RUNNING, PURGED, FAILED, HELD, CANCELLED -> {}
        }
        return carried(() -> move(
                units,
                to,
                null,
                change,
                u -> u.state().mayBecome(to) && (change.job() == 0 || u.job() == change.job())));
    }

    /** Reads the units, moves those that may, and writes counts and history. */
    IdSet move(IdSet units, UnitState to, Instant due, Change change, Predicate<Brief> may) throws SQLException {
        String cause = to.resting() ? History.cause(change) : "";
        History.Runs runs = new History.Runs();
        for (Brief u : read(units)) {
            if (may.test(u)) {
                runs.add(u.campaign(), u.ranges(), u.state().code(), u.attempt());
                counts.units(u, to, u.bytes(), cause, change.at());
            }
        }
        List<History.Run> all = runs.all();
        for (History.Run run : all) {
            db.batch(
                    Sql.MOVE_UNITS,
                    to.code(),
                    due,
                    cause,
                    change.at(),
                    version(run.campaign()),
                    run.first(),
                    run.last(),
                    run.from());
            history.add(EventRow.Kind.UNIT, run, -1, to.code(), run.attempt(), change);
        }
        if (!all.isEmpty()) {
            db.flush(Sql.MOVE_UNITS);
        }
        return History.units(all);
    }

    @Override
    public IdSet replanUnits(IdSet units, Instant due, boolean counted, Change change) {
        return carried(() -> replan(units, due, counted ? 1 : 0, change));
    }

    /** @param failures that are added; -1: set to none */
    IdSet replan(IdSet units, Instant due, int failures, Change change) throws SQLException {
        History.Runs runs = new History.Runs();
        for (Brief u : read(units)) {
            boolean may =
                    switch (u.state()) {
                        case PLANNED, DELIVERED, PURGED, CANCELLED -> false;
                        case QUEUED, RUNNING, RENDERED, FAILED, HELD -> true;
                    };
            if (may && (change.job() == 0 || u.job() == change.job())) {
                if (u.openDeliveries() >= 0) {
                    for (IdRange r : u.ranges()) {
                        deliveries.drop(r.first(), r.last(), change.at());
                        db.update(Sql.NO_PRODUCT, r.first(), r.last());
                    }
                }
                runs.add(u.campaign(), u.ranges(), u.state().code(), u.attempt());
                counts.units(u, UnitState.PLANNED, 0, "", change.at());
            }
        }
        List<History.Run> all = runs.all();
        for (History.Run run : all) {
            db.batch(
                    Sql.REPLAN_UNITS,
                    due,
                    failures,
                    failures,
                    change.at(),
                    version(run.campaign()),
                    run.first(),
                    run.last(),
                    run.from());
            history.add(EventRow.Kind.UNIT, run, -1, UnitState.PLANNED.code(), run.attempt() + 1, change);
        }
        if (!all.isEmpty()) {
            db.flush(Sql.REPLAN_UNITS);
        }
        return History.units(all);
    }

    @Override
    public void postponeUnits(IdSet units, Instant due) {
        carried(() -> {
            for (IdRange r : units.ranges()) {
                db.batch(Sql.POSTPONE_UNITS, due, r.first(), r.last());
            }
            if (!units.isEmpty()) {
                db.flush(Sql.POSTPONE_UNITS);
            }
            return null;
        });
    }

    @Override
    public IdSet rendered(Collection<RenderedUnit> units, String site, String physics, Change change) {
        return carried(() -> deliveries.rendered(units, site, physics, change));
    }

    @Override
    public IdSet advanceDeliveries(int destination, IdSet units, DeliveryState to, Instant due, Change change) {
        return carried(() -> deliveries.advance(destination, units, to, due, change));
    }

    @Override
    public IdSet retryDeliveries(int destination, IdSet units, Instant due, boolean counted, Change change) {
        return carried(() -> deliveries.retry(destination, units, due, counted ? 1 : 0, change));
    }

    SqlDeliveries deliveries() {
        return deliveries;
    }

    @Override
    public void postponeDeliveries(int destination, IdSet units, Instant due) {
        carried(() -> {
            for (IdRange r : units.ranges()) {
                db.batch(Sql.POSTPONE_DELIVERIES, due, r.first(), r.last(), destination);
            }
            if (!units.isEmpty()) {
                db.flush(Sql.POSTPONE_DELIVERIES);
            }
            return null;
        });
    }

    @Override
    public JobRow intend(NewJob job, IdSet units, Change change) {
        return carried(() -> jobs.intend(job, units, change));
    }

    @Override
    public boolean advanceJob(long job, JobState to, Instant due, JobNews news, Change change) {
        return carried(() -> jobs.advance(job, to, due, news, change));
    }

    @Override
    public void postponeJobs(Collection<Long> rows, Instant due) {
        carried(() -> {
            for (long row : rows) {
                db.batch(Sql.POSTPONE_JOB, due, row);
            }
            if (!rows.isEmpty()) {
                db.flush(Sql.POSTPONE_JOB);
            }
            return null;
        });
    }

    @Override
    public List<Act> begin(Collection<Act> acts) {
        return carried(() -> {
            List<Act> fresh = new ArrayList<>();
            for (Act a : acts) {
                if (db.update(Sql.NEW_ACT, a.campaign(), a.kind(), a.key(), a.subject(), a.asked(), token) == 1) {
                    fresh.add(new Act(a.campaign(), a.kind(), a.key(), a.subject(), a.asked(), null, null, token));
                }
            }
            return fresh;
        });
    }

    @Override
    public void answer(String key, String answer, Instant at) {
        carried(() -> db.update(Sql.ANSWER, at, answer, key));
    }

    @Override
    public boolean raise(long campaign, Notice notice) {
        return carried(() -> {
            version(campaign);
            return db.first(
                            r -> r.getLong(1),
                            Sql.RAISE,
                            campaign,
                            notice.key(),
                            notice.text(),
                            notice.since(),
                            notice.until())
                    .orElseThrow()
                    .equals(1L);
        });
    }

    @Override
    public boolean clear(long campaign, String key) {
        return carried(() -> {
            version(campaign);
            return db.update(Sql.CLEAR, campaign, key) == 1;
        });
    }

    @Override
    public void revise(long campaign, Campaign file, String text, Change change) {
        carried(() -> {
            version(campaign);
            return db.update(
                    Sql.REVISE,
                    file.file().toString(),
                    text,
                    file.site().group().orElse(""),
                    file.priority(),
                    campaign);
        });
    }

    /** @return the units of the set that exist, ascending */
    List<Brief> read(IdSet units) throws SQLException {
        List<Brief> out = new ArrayList<>();
        for (Visits.Part part : visits.parts(db, units)) {
            if (part.visit() != null) {
                new Units(part.visit().visit()).read(part.ranges(), out);
            }
        }
        return out;
    }

    /** @return the visit of a unit that exists */
    VisitRow visit(long unit) throws SQLException {
        return visits.of(db, unit);
    }

    /** Units of one visit. */
    private final class Units extends Alike<Brief> {
        private final long visit;

        Units(long visit) {
            super(db, 2);
            this.visit = visit;
        }

        @Override
        String span(int ranges) {
            return ranges == 1 ? Sql.BRIEF_SPAN : ranges == 8 ? Sql.BRIEF_SPAN_FEW : Sql.BRIEF_SPAN_MANY;
        }

        @Override
        String rows() {
            return Sql.BRIEF_RANGE;
        }

        @Override
        Brief group(List<IdRange> ranges, Mark mark, String cause, long bytes, long[] common) {
            return new Brief(
                    ranges,
                    mark.campaign(),
                    visit,
                    UnitState.of(mark.state()),
                    mark.attempt(),
                    common[0],
                    cause,
                    (int) common[1],
                    bytes);
        }
    }

    /** Ranges that are near one another are read in one go. */
    static List<IdRange> windows(IdSet units) {
        List<IdRange> out = new ArrayList<>();
        for (IdRange r : units.ranges()) {
            IdRange before = out.isEmpty() ? null : out.getLast();
            if (before != null && r.first() - before.last() < 32) {
                out.set(out.size() - 1, new IdRange(before.first(), r.last()));
            } else {
                out.add(r);
            }
        }
        return out;
    }
}
