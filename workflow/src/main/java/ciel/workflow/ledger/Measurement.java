package ciel.workflow.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Measures a campaign by its rows; reads its history, so it is for plans and not for passes. */
final class Measurement {
    /** Jobs that are looked at: the last ones. */
    private static final int JOBS = 500;

    private final Session db;
    private final long campaign;

    /** Mean and largest time of a kind of event (s since the campaign was made). */
    private record Moment(EventRow.Kind kind, int to, double mean, double first, double last) {}

    Measurement(Session db, long campaign) {
        this.db = db;
        this.campaign = campaign;
    }

    /** @param unitsPerTask of the campaign's jobs @param running tasks that run at once at most */
    Optional<Measured> run(int unitsPerTask, int running) throws SQLException {
        List<JobRow> jobs = db.list(Rows::job, Sql.ENDED_JOBS, campaign, JOBS).stream()
                .filter(j -> j.submitted() != null && j.started() != null && j.ended() != null && j.seconds() > 0)
                .toList();
        long tasks = jobs.stream().mapToLong(j -> tasks(j, unitsPerTask)).sum();
        if (tasks == 0) {
            return Optional.empty();
        }
        double wait = jobs.stream()
                .filter(j -> before(jobs, j, unitsPerTask) < running)
                .mapToDouble(j -> Math.max(0, seconds(Duration.between(j.submitted(), j.started()))))
                .average()
                .orElse(Double.NaN);
        double task = jobs.stream().mapToDouble(JobRow::seconds).sum() / tasks;
        long begin = db.first(r -> r.getLong(8), Sql.CAMPAIGN_BY_ROW, campaign).orElseThrow();
        List<Moment> moments = db.list(
                r -> new Moment(
                        EventRow.Kind.of(r.getInt(1)),
                        r.getInt(2),
                        r.getLong(4) / 1e3 / r.getLong(5),
                        (r.getLong(6) - begin) / 1e3,
                        (r.getLong(7) - begin) / 1e3),
                Sql.MOMENTS,
                begin,
                campaign);
        double rendered = of(moments, EventRow.Kind.UNIT, UnitState.RENDERED.code(), Moment::mean);
        double acknowledged = of(moments, EventRow.Kind.DELIVERY, DeliveryState.ACKNOWLEDGED.code(), Moment::mean);
        double queued = of(moments, EventRow.Kind.UNIT, UnitState.QUEUED.code(), Moment::first);
        double purged = of(moments, EventRow.Kind.UNIT, UnitState.PURGED.code(), Moment::last);
        double last = Double.isNaN(purged)
                ? of(moments, EventRow.Kind.DELIVERY, DeliveryState.ACKNOWLEDGED.code(), Moment::last)
                : purged;
        return Optional.of(new Measured(
                tasks,
                wait,
                task,
                spread(jobs, unitsPerTask, task),
                Math.max(0, acknowledged - rendered),
                last - queued));
    }

    /** Relative spread of a task's time, from the means of jobs; NaN where there was one job. */
    private static double spread(List<JobRow> jobs, int unitsPerTask, double mean) {
        double squares = 0;
        for (JobRow job : jobs) {
            int n = tasks(job, unitsPerTask);
            squares += n * Math.pow(job.seconds() / n - mean, 2);
        }
        return jobs.size() < 2 ? Double.NaN : Math.sqrt(squares / (jobs.size() - 1)) / mean;
    }

    private interface Part {
        double of(Moment moment);
    }

    /** The largest over the destinations; NaN where there is none. */
    private static double of(List<Moment> moments, EventRow.Kind kind, int to, Part part) {
        return moments.stream()
                .filter(m -> m.kind() == kind && m.to() == to)
                .mapToDouble(part::of)
                .max()
                .orElse(Double.NaN);
    }

    private static int tasks(JobRow job, int unitsPerTask) {
        return Math.ceilDiv(job.units(), unitsPerTask);
    }

    /** Tasks of earlier jobs of the campaign that were at the scheduler when this job came there. */
    private static long before(List<JobRow> jobs, JobRow job, int unitsPerTask) {
        return jobs.stream()
                .filter(j -> j.job() < job.job() && j.ended().isAfter(job.submitted()))
                .mapToLong(j -> tasks(j, unitsPerTask))
                .sum();
    }

    private static double seconds(Duration d) {
        return d.toMillis() * 1e-3;
    }
}
