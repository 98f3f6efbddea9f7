package ciel.workflow.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Joins what follows one another and changes alike into runs, and writes them into the history. */
final class History {
    /** Most units of one row. */
    static final int RUN = 256;

    private static final int CAUSE = 200;
    private static final int DETAIL = 4000;

    private final Session db;
    private final long token;
    private int written;

    /** Rows that follow one another and change from the same state and attempt. */
    record Run(long campaign, long first, long last, int from, int attempt) {}

    /** Collects runs of ascending rows. */
    static final class Runs {
        private final List<Run> runs = new ArrayList<>();
        private long campaign;
        private long first;
        private long last = -1;
        private int from;
        private int attempt;

        void add(long ofCampaign, long row, int state, int ofAttempt) {
            if (last >= 0
                    && row == last + 1
                    && ofCampaign == campaign
                    && state == from
                    && ofAttempt == attempt
                    && row - first < RUN) {
                last = row;
                return;
            }
            end();
            campaign = ofCampaign;
            first = row;
            last = row;
            from = state;
            attempt = ofAttempt;
        }

        /** Adds all rows of some ranges. */
        void add(long ofCampaign, List<IdRange> ranges, int state, int ofAttempt) {
            for (IdRange r : ranges) {
                for (long begin = r.first(); begin <= r.last(); ) {
                    // the first may follow the run before; as many more as its row may hold go with it
                    add(ofCampaign, begin, state, ofAttempt);
                    last = Math.min(r.last(), first + RUN - 1);
                    begin = last + 1;
                }
            }
        }

        private void end() {
            if (last >= 0) {
                runs.add(new Run(campaign, first, last, from, attempt));
            }
        }

        List<Run> all() {
            end();
            last = -1;
            return runs;
        }
    }

    History(Session db, long token) {
        this.db = db;
        this.token = token;
    }

    /** @return the units of runs */
    static IdSet units(List<Run> runs) {
        return IdSet.ofRanges(
                runs.stream().map(r -> new IdRange(r.first(), r.last())).toList());
    }

    static String cause(Change change) {
        return cut(change.cause(), CAUSE);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    /** A run came into a state. @param attempt after the change */
    void add(EventRow.Kind kind, Run run, int destination, int to, int attempt, Change change) throws SQLException {
        db.batch(
                Sql.NEW_EVENT,
                kind.code(),
                run.campaign(),
                run.first(),
                run.last(),
                destination,
                change.at(),
                run.from(),
                to,
                attempt,
                cut(change.actor(), CAUSE),
                token,
                change.job(),
                cause(change),
                cut(change.detail(), DETAIL));
        written++;
    }

    /** A single row came into a state. */
    void add(EventRow.Kind kind, long campaign, long row, int from, int to, int attempt, Change change)
            throws SQLException {
        add(kind, new Run(campaign, row, row, from, attempt), -1, to, attempt, change);
    }

    void flush() throws SQLException {
        if (written > 0) {
            db.flush(Sql.NEW_EVENT);
            written = 0;
        }
    }
}
