package ciel.workflow.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Writes jobs. */
final class SqlJobs {
    private final SqlWriter writer;
    private final Session db;
    private final Counts counts;
    private final History history;
    private final long token;

    SqlJobs(SqlWriter writer, Session db, Counts counts, History history, long token) {
        this.writer = writer;
        this.db = db;
        this.counts = counts;
        this.history = history;
        this.token = token;
    }

    JobRow intend(NewJob job, IdSet units, Change change) throws SQLException {
        long version = writer.version(job.campaign());
        String campaign = db.first(r -> r.getString(2), Sql.CAMPAIGN_BY_ROW, job.campaign())
                .orElseThrow();
        List<Brief> briefs = writer.read(units);
        long planned = briefs.stream()
                .filter(u -> u.state() == UnitState.PLANNED && u.campaign() == job.campaign())
                .mapToLong(Brief::count)
                .sum();
        if (units.isEmpty() || planned != units.size()) {
            throw new UnitsMovedException("campaign " + campaign + ": of the " + units.size() + " units " + units
                    + " only " + planned + " are planned; the others are not put into a job");
        }
        int attempt = job.number() == 0
                ? 1
                : 1 + db.first(r -> r.getInt(1), Sql.LAST_ATTEMPT, job.number()).orElse(0);
        long row = db.first(
                        r -> r.getLong(1),
                        Sql.NEW_JOB,
                        job.campaign(),
                        job.number(),
                        attempt,
                        "new/" + job.nonce() + "/" + job.number(),
                        job.due(),
                        change.at(),
                        job.cores(),
                        job.gpus(),
                        (int) units.size(),
                        token,
                        version)
                .orElseThrow();
        long number = job.number() == 0 ? row : job.number();
        String name = campaign + "-" + number + "-a" + attempt + "-" + job.nonce();
        db.update(Sql.NAME_JOB, number, name, row);
        History.Runs runs = new History.Runs();
        for (Brief u : briefs) {
            runs.add(u.campaign(), u.ranges(), u.state().code(), u.attempt());
            counts.units(u, UnitState.QUEUED, u.bytes(), "", change.at());
        }
        Change ofJob = change.ofJob(row);
        for (History.Run run : runs.all()) {
            db.batch(Sql.QUEUE_UNITS, row, change.at(), version, run.first(), run.last());
            history.add(EventRow.Kind.UNIT, run, -1, UnitState.QUEUED.code(), run.attempt(), ofJob);
        }
        for (IdRange r : units.ranges()) {
            db.batch(Sql.NEW_JOB_UNITS, row, r.first(), r.last());
        }
        db.flush(Sql.QUEUE_UNITS);
        db.flush(Sql.NEW_JOB_UNITS);
        counts.add(job.campaign(), Counts.JOBS, 0, JobState.INTENDED.code(), 1, 0);
        history.add(EventRow.Kind.JOB, job.campaign(), row, 0, JobState.INTENDED.code(), attempt, ofJob);
        writer.begin(List.of(new Act(job.campaign(), "submit", "submit/" + name, name, change.at())));
        return db.first(Rows::job, Sql.JOB_BY_ROW, row).orElseThrow();
    }

    boolean advance(long row, JobState to, Instant due, JobNews news, Change change) throws SQLException {
        if (to.live() == (due == null)) {
            throw new IllegalArgumentException(
                    "a job that is " + to + (due == null ? " needs a time due" : " is not looked at again"));
        }
        JobRow job = db.first(Rows::job, Sql.JOB_BY_ROW, row)
                .orElseThrow(() -> new IllegalArgumentException("there is no job " + row));
        boolean moves = job.state().mayBecome(to);
        if (!moves && job.state() != to) {
            return false;
        }
        long version = writer.version(job.campaign());
        long millis = Math.round(job.seconds() * 1000);
        long after = news.seconds() < 0 ? millis : Math.round(news.seconds() * 1000);
        if (after != millis) {
            counts.add(job.campaign(), Counts.CORE_MILLIS, 0, 0, 0, (after - millis) * job.cores());
            counts.add(job.campaign(), Counts.GPU_MILLIS, 0, 0, 0, (after - millis) * job.gpus());
        }
        db.update(
                Sql.MOVE_JOB,
                to.code(),
                due,
                known(news.schedulerId(), job.schedulerId()),
                known(news.submitted(), job.submitted()),
                known(news.started(), job.started()),
                known(news.ended(), job.ended()),
                after,
                known(news.cause(), job.cause()),
                version,
                row);
        if (moves) {
            counts.add(job.campaign(), Counts.JOBS, 0, job.state().code(), -1, 0);
            counts.add(job.campaign(), Counts.JOBS, 0, to.code(), 1, 0);
            history.add(
                    EventRow.Kind.JOB,
                    job.campaign(),
                    row,
                    job.state().code(),
                    to.code(),
                    job.attempt(),
                    change.ofJob(row));
        }
        return moves;
    }

    private static <T> T known(T news, T before) {
        return news == null ? before : news;
    }
}
