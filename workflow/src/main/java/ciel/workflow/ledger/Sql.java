package ciel.workflow.ledger;

import java.util.List;

/**
 * Every statement of the ledger, in the SQL that SQLite and PostgreSQL share; {@code {now}}, the database's clock in
 * milliseconds, and {@code {share}}, the lock on a row that is read, are filled in for each. Each statement of a daemon
 * is answered by an index: a test asks both databases for their plans and fails where one reads a whole table. SQLite
 * uses a partial index only where its condition stands in the statement word for word, hence {@code due IS NOT NULL}.
 */
final class Sql {
    private static final String CAMPAIGN = "SELECT campaign, name, state, file, content, payer, priority, created, "
            + "changed, version, visits, units, detectors, destinations FROM campaign ";
    private static final String VISIT = "SELECT visit, campaign, observation, band, night, mjd, ra, dec, catalog, "
            + "destinations, first_unit, units FROM visit ";
    private static final String UNIT = "SELECT unit, campaign, visit, observation, detector, state, due, attempt, "
            + "failures, job, cause, bytes, files, open_deliveries, changed, version FROM unit ";
    private static final String DELIVERY = "SELECT unit, destination, state, due, attempt, failures, cause, changed, "
            + "version, campaign, bytes FROM delivery ";
    private static final String JOB = "SELECT job, campaign, number, attempt, name, state, due, scheduler_id, "
            + "submitted, intended, started, ended, cores, gpus, millis, units, token, cause, version FROM job ";
    private static final String ACT = "SELECT campaign, kind, name, subject, asked, answered, answer, token FROM act ";
    private static final String EVENT = "SELECT seq, kind, campaign, first, last, destination, at, state_from, "
            + "state_to, attempt, actor, token, job, cause, detail FROM event ";

    // leases
    static final String TAKE = "INSERT INTO lease(name, holder, token, until) VALUES (?, ?, 1, {now} + ?) ON "
            + "CONFLICT(name) DO UPDATE SET holder = excluded.holder, token = lease.token + 1, until = excluded.until "
            + "WHERE lease.until < {now} OR lease.holder = ? RETURNING token";
    static final String HOLDER = "SELECT holder, CASE WHEN until > {now} THEN 1 ELSE 0 END FROM lease WHERE name = ?";
    static final String FENCE = "SELECT token, holder FROM lease WHERE name = ?{share}";
    static final String RENEW = "UPDATE lease SET until = {now} + ? WHERE name = ? AND token = ? AND holder = ?";
    static final String RELEASE = "UPDATE lease SET until = 0 WHERE name = ? AND token = ?";

    // campaigns
    static final String CAMPAIGNS = CAMPAIGN + "ORDER BY priority DESC, campaign";
    static final String CAMPAIGN_BY_NAME = CAMPAIGN + "WHERE name = ?";
    static final String CAMPAIGN_BY_ROW = CAMPAIGN + "WHERE campaign = ?";
    static final String NEW_CAMPAIGN = "INSERT INTO campaign(name, state, file, content, payer, priority, created, "
            + "changed, version, visits, units, detectors, destinations) VALUES (?, 5, ?, ?, ?, ?, ?, ?, 1, 0, 0, ?, ?) "
            + "ON CONFLICT(name) DO NOTHING";
    static final String VERSION = "UPDATE campaign SET version = version + 1 WHERE campaign = ? RETURNING version";
    static final String CAMPAIGN_STATE = "UPDATE campaign SET state = ?, changed = ? WHERE campaign = ?";
    static final String GROW = "UPDATE campaign SET visits = visits + ?, units = units + ? WHERE campaign = ?";
    static final String REVISE =
            "UPDATE campaign SET file = ?, content = ?, payer = ?, priority = ? WHERE campaign = ?";

    // visits and units
    static final String NEW_VISIT = "INSERT INTO visit(campaign, observation, band, night, mjd, ra, dec, catalog, "
            + "destinations, first_unit, units) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING visit";
    static final String RESERVE =
            "UPDATE counter SET following = following + ? WHERE name = 'unit' RETURNING following";
    static final String NEW_UNIT =
            "INSERT INTO unit(unit, campaign, visit, observation, detector, state, due, attempt, "
                    + "failures, job, cause, bytes, files, open_deliveries, changed, version) "
                    + "VALUES (?, ?, ?, ?, ?, 10, ?, 1, 0, 0, '', 0, 0, -1, ?, ?)";
    static final String VISIT_BY_ROW = VISIT + "WHERE visit = ?";
    static final String VISIT_BY_ID = VISIT + "WHERE campaign = ? AND observation = ?";
    static final String VISIT_PAGE = VISIT + "WHERE campaign = ? AND visit > ? ORDER BY visit LIMIT ?";
    static final String UNIT_RANGE = UNIT + "WHERE unit BETWEEN ? AND ? ORDER BY unit";
    static final String VISIT_OF_UNIT = VISIT + "WHERE visit = (SELECT visit FROM unit WHERE unit = ?)";

    // what a change has to know of rows; campaign, state and attempt are one number, as Alike.Mark takes it apart
    private static final String MARK = "campaign * 268435456 + state * 1048576 + attempt";
    /** Ranges of units that the statements with many ranges take at most. */
    static final int MOST_RANGES = 32;

    static final String BRIEF_RANGE = "SELECT unit, " + MARK + ", bytes, cause, job, open_deliveries FROM unit "
            + "WHERE unit BETWEEN ? AND ? ORDER BY unit";
    static final String BRIEF_SPAN = briefSpan(1);
    static final String BRIEF_SPAN_FEW = briefSpan(8);
    static final String BRIEF_SPAN_MANY = briefSpan(MOST_RANGES);
    static final String DELIVERY_RANGE = "SELECT unit, " + MARK + ", bytes, cause FROM delivery "
            + "WHERE unit BETWEEN ? AND ? AND destination = ? ORDER BY unit";
    static final String DELIVERY_SPAN = deliverySpan(1);
    static final String DELIVERY_SPAN_FEW = deliverySpan(8);
    static final String DELIVERY_SPAN_MANY = deliverySpan(MOST_RANGES);

    private static String briefSpan(int ranges) {
        return "SELECT MIN(" + MARK + "), MAX(" + MARK + "), SUM(bytes), COUNT(*), MIN(job), MAX(job), "
                + "MIN(open_deliveries), MAX(open_deliveries) FROM " + within(ranges, "unit");
    }

    private static String deliverySpan(int ranges) {
        return "SELECT MIN(" + MARK + "), MAX(" + MARK + "), SUM(bytes), COUNT(*) FROM " + within(ranges, "delivery")
                + " AND +destination = ?";
    }

    /** Rows of ranges: the ranges come first, and each is looked up. SQLite would rather make an index of destinations. */
    private static String within(int ranges, String table) {
        return ranges == 1
                ? table + " WHERE unit BETWEEN ? AND ?"
                : "(VALUES (CAST(? AS BIGINT), CAST(? AS BIGINT))" + ", (?, ?)".repeat(ranges - 1)
                        + ") ranges CROSS JOIN " + table + " WHERE unit BETWEEN ranges.column1 AND ranges.column2";
    }

    static final String UNIT_RANGE_SINCE = UNIT + "WHERE unit BETWEEN ? AND ? AND version > ? ORDER BY unit";
    private static final String IS_DUE =
            "WHERE campaign = ? AND state = ? AND due IS NOT NULL AND due <= ? ORDER BY due, unit LIMIT ?";
    static final String DUE_UNITS = UNIT + IS_DUE;
    static final String DUE_UNIT_NUMBERS = "SELECT unit FROM unit " + IS_DUE;
    static final String LAST_CHANGE = "SELECT at FROM event WHERE seq = (SELECT MAX(seq) FROM event)";
    static final String NEXT_UNIT =
            "SELECT due FROM unit WHERE campaign = ? AND state = ? AND due IS NOT NULL " + "ORDER BY due LIMIT 1";
    static final String RESTING_UNITS = UNIT + "WHERE campaign = ? AND state = ? AND state >= 100 AND "
            + "(cause, unit) > (?, ?) ORDER BY cause, unit LIMIT ?";
    static final String UNITS_OF_CAUSE =
            UNIT + "WHERE campaign = ? AND state = ? AND state >= 100 AND cause = ? " + "ORDER BY unit LIMIT ?";
    static final String MOVE_UNITS = "UPDATE unit SET state = ?, due = ?, cause = ?, changed = ?, version = ? "
            + "WHERE unit BETWEEN ? AND ? AND state = ?";
    static final String QUEUE_UNITS = "UPDATE unit SET state = 20, due = NULL, job = ?, cause = '', changed = ?, "
            + "version = ? WHERE unit BETWEEN ? AND ? AND state = 10";
    static final String REPLAN_UNITS = "UPDATE unit SET state = 10, due = ?, attempt = attempt + 1, failures = "
            + "CASE WHEN ? < 0 THEN 0 ELSE failures + ? END, job = 0, cause = '', bytes = 0, files = 0, "
            + "open_deliveries = -1, changed = ?, version = ? WHERE unit BETWEEN ? AND ? AND state = ?";
    static final String RENDER_UNIT = "UPDATE unit SET state = 40, due = NULL, cause = '', bytes = ?, files = ?, "
            + "open_deliveries = ?, changed = ?, version = ? WHERE unit = ?";
    static final String POSTPONE_UNITS =
            "UPDATE unit SET due = ? WHERE unit BETWEEN ? AND ? AND state IN (10, 60) AND due IS NOT NULL";
    static final String LESS_OPEN = "UPDATE unit SET open_deliveries = open_deliveries - 1, version = ? "
            + "WHERE unit BETWEEN ? AND ? AND open_deliveries > 0";
    static final String PRODUCT =
            "INSERT INTO product(unit, files) VALUES (?, ?) ON CONFLICT(unit) DO UPDATE SET files = excluded.files";
    static final String NO_PRODUCT = "DELETE FROM product WHERE unit BETWEEN ? AND ?";
    static final String FILES = "SELECT files FROM product WHERE unit = ?";
    static final String PRODUCTS = "SELECT u.unit, u.visit, u.observation, u.detector, u.bytes, p.files FROM unit u "
            + "LEFT JOIN product p ON p.unit = u.unit WHERE u.unit BETWEEN ? AND ? ORDER BY u.unit";
    static final String FILES_RANGE = "SELECT unit, files FROM product WHERE unit BETWEEN ? AND ? ORDER BY unit";

    // deliveries
    static final String NEW_DELIVERY = "INSERT INTO delivery(unit, destination, campaign, state, due, attempt, "
            + "failures, cause, bytes, changed, version) VALUES (?, ?, ?, 10, ?, 1, 0, '', ?, ?, ?)";
    static final String DELIVERIES_RANGE = DELIVERY + "WHERE unit BETWEEN ? AND ? ORDER BY unit, destination";
    static final String UNREGISTERED =
            "SELECT unit FROM delivery WHERE unit BETWEEN ? AND ? AND state NOT IN (60, 70, 120) ORDER BY unit";
    static final String DUE_DELIVERIES =
            "SELECT unit FROM delivery WHERE campaign = ? AND destination = ? AND state = ? AND due IS "
                    + "NOT NULL AND due <= ? ORDER BY due, unit LIMIT ?";
    static final String NEXT_DELIVERY = "SELECT due FROM delivery WHERE campaign = ? AND destination = ? AND state = ? "
            + "AND due IS NOT NULL ORDER BY due LIMIT 1";
    static final String RESTING_DELIVERIES = DELIVERY + "WHERE campaign = ? AND state = ? AND state >= 100 AND "
            + "(cause, unit, destination) > (?, ?, ?) ORDER BY cause, unit, destination LIMIT ?";
    static final String MOVE_DELIVERIES = "UPDATE delivery SET state = ?, due = ?, cause = ?, changed = ?, version = ? "
            + "WHERE unit BETWEEN ? AND ? AND destination = ? AND state = ?";
    static final String RETRY_DELIVERIES = "UPDATE delivery SET state = 10, due = ?, attempt = attempt + 1, failures = "
            + "CASE WHEN ? < 0 THEN 0 ELSE failures + ? END, cause = '', changed = ?, version = ? "
            + "WHERE unit BETWEEN ? AND ? AND destination = ? AND state = ?";
    static final String POSTPONE_DELIVERIES =
            "UPDATE delivery SET due = ? WHERE unit BETWEEN ? AND ? AND " + "destination = ? AND due IS NOT NULL";
    static final String DROP_DELIVERIES = "DELETE FROM delivery WHERE unit = ? AND destination = ?";

    // jobs
    static final String NEW_JOB =
            "INSERT INTO job(campaign, number, attempt, name, state, due, scheduler_id, intended, "
                    + "cores, gpus, millis, units, token, cause, version) VALUES (?, ?, ?, ?, 10, ?, '', ?, ?, ?, 0, ?, ?, '', ?) "
                    + "RETURNING job";
    static final String NAME_JOB = "UPDATE job SET number = ?, name = ? WHERE job = ?";
    static final String LAST_ATTEMPT = "SELECT MAX(attempt) FROM job WHERE number = ?";
    static final String NEW_JOB_UNITS = "INSERT INTO job_unit(job, first, last) VALUES (?, ?, ?)";
    static final String JOB_UNITS = "SELECT first, last FROM job_unit WHERE job = ? ORDER BY first";
    static final String JOB_BY_ROW = JOB + "WHERE job = ?";
    static final String JOB_BY_NAME = JOB + "WHERE name = ?";
    static final String DUE_JOBS =
            JOB + "WHERE campaign = ? AND due IS NOT NULL AND due <= ? ORDER BY due, job LIMIT ?";
    static final String NEXT_JOB = "SELECT due FROM job WHERE campaign = ? AND due IS NOT NULL ORDER BY due LIMIT 1";
    static final String MOVE_JOB = "UPDATE job SET state = ?, due = ?, scheduler_id = ?, submitted = ?, started = ?, "
            + "ended = ?, millis = ?, cause = ?, version = ? WHERE job = ?";
    static final String POSTPONE_JOB = "UPDATE job SET due = ? WHERE job = ? AND due IS NOT NULL";

    // acts, notices, events
    static final String NEW_ACT =
            "INSERT INTO act(campaign, kind, name, subject, asked, token) VALUES (?, ?, ?, ?, ?, ?) "
                    + "ON CONFLICT(name) DO NOTHING";
    static final String ANSWER = "UPDATE act SET answered = ?, answer = ? WHERE name = ? AND answered IS NULL";
    static final String ACT_BY_NAME = ACT + "WHERE name = ?";
    static final String OPEN_ACTS = ACT + "WHERE campaign = ? AND answered IS NULL ORDER BY asked, act";
    static final String RAISE =
            "INSERT INTO notice(campaign, name, content, since, until, n) VALUES (?, ?, ?, ?, ?, 1) "
                    + "ON CONFLICT(campaign, name) DO UPDATE SET content = excluded.content, until = excluded.until, "
                    + "n = notice.n + 1 RETURNING n";
    static final String CLEAR = "DELETE FROM notice WHERE campaign = ? AND name = ?";
    static final String NOTICES =
            "SELECT name, content, since, until, n FROM notice WHERE campaign = ? ORDER BY since, name";
    static final String NEW_EVENT = "INSERT INTO event(kind, campaign, first, last, destination, at, state_from, "
            + "state_to, attempt, actor, token, job, cause, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    /** A row of the history holds at most {@link History#RUN} units, so it begins at most that far below the unit. */
    static final String HISTORY = EVENT + "WHERE kind = ? AND first BETWEEN ? AND ? AND last >= ? ORDER BY seq";

    static final String LAST_EVENTS = EVENT + "WHERE campaign = ? ORDER BY seq DESC LIMIT ?";
    static final String EVENT_PAGE = EVENT + "WHERE campaign = ? AND seq > ? ORDER BY seq LIMIT ?";

    // counts
    static final String ADD_TALLY =
            "INSERT INTO tally(campaign, kind, place, state, n, amount) VALUES (?, ?, ?, ?, ?, ?) "
                    + "ON CONFLICT(campaign, kind, place, state) DO UPDATE SET n = tally.n + excluded.n, "
                    + "amount = tally.amount + excluded.amount";
    static final String ADD_VISIT_TALLY = "INSERT INTO visit_tally(visit, state, campaign, n, version) "
            + "VALUES (?, ?, ?, ?, ?) ON CONFLICT(visit, state) DO UPDATE SET n = visit_tally.n + excluded.n, "
            + "version = excluded.version";
    static final String ADD_CAUSE = "INSERT INTO cause_tally(campaign, kind, place, state, cause, n, seen) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(campaign, kind, place, state, cause) DO UPDATE SET "
            + "n = cause_tally.n + excluded.n, seen = CASE WHEN excluded.n > 0 THEN excluded.seen ELSE cause_tally.seen END";
    static final String ADD_PROGRESS = "INSERT INTO progress(campaign, begins, kind, place, state, n, bytes) "
            + "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT(campaign, begins, kind, place, state) DO UPDATE SET "
            + "n = progress.n + excluded.n, bytes = progress.bytes + excluded.bytes";
    static final String ADD_RATE = "INSERT INTO rate(site, physics, engine, band, units, millis, core_millis, bytes, "
            + "files) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(site, physics, engine, band) DO UPDATE SET "
            + "units = rate.units + excluded.units, millis = rate.millis + excluded.millis, "
            + "core_millis = rate.core_millis + excluded.core_millis, bytes = rate.bytes + excluded.bytes, "
            + "files = rate.files + excluded.files";
    static final String TALLY = "SELECT kind, place, state, n, amount FROM tally WHERE campaign = ?";
    static final String VISIT_TALLIES = "SELECT t.visit, v.observation, v.night, t.state, t.n FROM visit_tally t JOIN "
            + "visit v ON v.visit = t.visit WHERE t.campaign = ? AND t.version > ? ORDER BY t.visit, t.state";
    static final String OPEN_OF_VISIT =
            "SELECT COALESCE(SUM(n), 0) FROM visit_tally WHERE visit = ? AND state NOT IN (90, 120)";
    static final String CAUSES = "SELECT kind, place, state, cause, n, seen FROM cause_tally WHERE campaign = ? AND "
            + "n > 0 ORDER BY n DESC, cause";
    static final String EXAMPLE_UNIT = "SELECT unit FROM unit WHERE campaign = ? AND state = ? AND state >= 100 AND "
            + "cause = ? ORDER BY unit LIMIT 1";
    static final String EXAMPLE_DELIVERY = "SELECT unit FROM delivery WHERE campaign = ? AND state = ? AND "
            + "state >= 100 AND cause = ? ORDER BY unit LIMIT 1";
    static final String PROGRESS = "SELECT kind, place, state, begins, n, bytes FROM progress WHERE campaign = ? AND "
            + "begins >= ? ORDER BY begins, kind, place, state";
    static final String RATES =
            "SELECT site, physics, engine, band, units, millis, core_millis, bytes, files FROM rate";

    // what plans measure; it reads the whole history of a campaign
    static final String ENDED_JOBS = JOB + "WHERE campaign = ? AND state = 60 ORDER BY job DESC LIMIT ?";
    static final String MOMENTS = "SELECT kind, state_to, destination, SUM((at - ?) * (last - first + 1)), "
            + "SUM(last - first + 1), MIN(at), MAX(at) FROM event WHERE campaign = ? AND (kind = 1 AND state_to IN "
            + "(20, 40, 90) OR kind = 2 AND state_to = 70) GROUP BY kind, state_to, destination";

    // the audit, which reads everything
    static final String COUNT_UNITS = "SELECT state, COUNT(*), SUM(bytes) FROM unit WHERE campaign = ? GROUP BY state";
    static final String COUNT_DELIVERIES = "SELECT destination, state, COUNT(*), SUM(bytes) FROM delivery WHERE "
            + "campaign = ? GROUP BY destination, state";
    static final String COUNT_JOBS = "SELECT state, COUNT(*), SUM(millis * cores), SUM(millis * gpus) FROM job WHERE "
            + "campaign = ? GROUP BY state";
    static final String COUNT_VISITS = "SELECT COUNT(*) FROM (SELECT visit, state, COUNT(*) AS n FROM unit WHERE "
            + "campaign = ? GROUP BY visit, state) u LEFT JOIN visit_tally t ON t.visit = u.visit AND t.state = u.state "
            + "WHERE t.n IS NULL OR t.n <> u.n";
    static final String COUNT_OPEN = "SELECT COUNT(*) FROM unit u WHERE u.campaign = ? AND u.state = 40 AND "
            + "u.open_deliveries <> (SELECT COUNT(*) FROM delivery d WHERE d.unit = u.unit AND d.state <> 70)";

    /** All that run while a daemon or a page runs; tables of a few rows, {@link #RATES} and {@link #CAMPAIGNS}, are read whole. */
    static final List<String> DAILY = List.of(
            TAKE,
            HOLDER,
            FENCE,
            RENEW,
            RELEASE,
            CAMPAIGN_BY_NAME,
            CAMPAIGN_BY_ROW,
            NEW_CAMPAIGN,
            VERSION,
            CAMPAIGN_STATE,
            GROW,
            REVISE,
            NEW_VISIT,
            RESERVE,
            NEW_UNIT,
            VISIT_BY_ROW,
            VISIT_BY_ID,
            VISIT_PAGE,
            UNIT_RANGE,
            BRIEF_RANGE,
            VISIT_OF_UNIT,
            BRIEF_SPAN,
            BRIEF_SPAN_FEW,
            BRIEF_SPAN_MANY,
            UNIT_RANGE_SINCE,
            DUE_UNITS,
            LAST_CHANGE,
            DUE_UNIT_NUMBERS,
            NEXT_UNIT,
            RESTING_UNITS,
            UNITS_OF_CAUSE,
            MOVE_UNITS,
            QUEUE_UNITS,
            REPLAN_UNITS,
            RENDER_UNIT,
            POSTPONE_UNITS,
            LESS_OPEN,
            PRODUCT,
            NO_PRODUCT,
            FILES,
            FILES_RANGE,
            PRODUCTS,
            NEW_DELIVERY,
            DELIVERY_RANGE,
            DELIVERY_SPAN,
            DELIVERY_SPAN_FEW,
            DELIVERY_SPAN_MANY,
            DELIVERIES_RANGE,
            UNREGISTERED,
            DUE_DELIVERIES,
            NEXT_DELIVERY,
            RESTING_DELIVERIES,
            MOVE_DELIVERIES,
            RETRY_DELIVERIES,
            POSTPONE_DELIVERIES,
            DROP_DELIVERIES,
            NEW_JOB,
            NAME_JOB,
            LAST_ATTEMPT,
            NEW_JOB_UNITS,
            JOB_UNITS,
            JOB_BY_ROW,
            JOB_BY_NAME,
            DUE_JOBS,
            NEXT_JOB,
            MOVE_JOB,
            POSTPONE_JOB,
            NEW_ACT,
            ANSWER,
            ACT_BY_NAME,
            OPEN_ACTS,
            RAISE,
            CLEAR,
            NOTICES,
            NEW_EVENT,
            HISTORY,
            LAST_EVENTS,
            EVENT_PAGE,
            ADD_TALLY,
            ADD_VISIT_TALLY,
            ADD_CAUSE,
            ADD_PROGRESS,
            ADD_RATE,
            TALLY,
            VISIT_TALLIES,
            OPEN_OF_VISIT,
            CAUSES,
            EXAMPLE_UNIT,
            EXAMPLE_DELIVERY,
            PROGRESS);

    private Sql() {}
}
