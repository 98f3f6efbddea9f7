package ciel.workflow.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts everything anew, and compares. Takes seconds for millions of units; for the night. */
final class Audit {
    private final Session db;
    private final long campaign;

    private record Key(int kind, int place, int state) implements Comparable<Key> {
        @Override
        public int compareTo(Key o) {
            return kind != o.kind
                    ? Integer.compare(kind, o.kind)
                    : place != o.place ? Integer.compare(place, o.place) : Integer.compare(state, o.state);
        }

        @Override
        public String toString() {
            return switch (kind) {
                case 1 -> "units " + UnitState.of(state);
                case 2 -> "deliveries to destination " + place + " " + DeliveryState.of(state);
                case Counts.JOBS -> "jobs " + JobState.of(state);
                case Counts.CORE_MILLIS -> "charged core milliseconds";
                default -> "charged GPU milliseconds";
            };
        }
    }

    Audit(Session db, long campaign) {
        this.db = db;
        this.campaign = campaign;
    }

    List<String> differences() throws SQLException {
        Map<Key, long[]> kept = new TreeMap<>();
        Map<Key, long[]> counted = new TreeMap<>();
        db.list(
                r -> r.getInt(1) == Counts.EXPECTED
                        ? null
                        : kept.put(
                                new Key(r.getInt(1), r.getInt(2), r.getInt(3)),
                                new long[] {r.getLong(4), r.getLong(5)}),
                Sql.TALLY,
                campaign);
        db.list(
                r -> counted.put(new Key(1, 0, r.getInt(1)), new long[] {r.getLong(2), r.getLong(3)}),
                Sql.COUNT_UNITS,
                campaign);
        db.list(
                r -> counted.put(new Key(2, r.getInt(1), r.getInt(2)), new long[] {r.getLong(3), r.getLong(4)}),
                Sql.COUNT_DELIVERIES,
                campaign);
        db.list(
                r -> {
                    add(counted, new Key(Counts.CORE_MILLIS, 0, 0), r.getLong(3));
                    add(counted, new Key(Counts.GPU_MILLIS, 0, 0), r.getLong(4));
                    return counted.put(new Key(Counts.JOBS, 0, r.getInt(1)), new long[] {r.getLong(2), 0});
                },
                Sql.COUNT_JOBS,
                campaign);
        List<String> out = new ArrayList<>();
        TreeMap<Key, long[]> all = new TreeMap<>(kept);
        all.putAll(counted);
        long[] none = new long[2];
        for (Key key : all.keySet()) {
            long[] k = kept.getOrDefault(key, none);
            long[] c = counted.getOrDefault(key, none);
            if (k[0] != c[0]) {
                out.add(key + ": the count says " + k[0] + ", there are " + c[0]);
            }
            if (k[1] != c[1]) {
                out.add(key + ": the sum says " + k[1] + ", it is " + c[1]);
            }
        }
        zero(out, Sql.COUNT_VISITS, "counts of visits and states differ from their units");
        zero(out, Sql.COUNT_OPEN, "rendered units have another number of open deliveries than they say");
        return out;
    }

    private static void add(Map<Key, long[]> sums, Key key, long amount) {
        sums.computeIfAbsent(key, k -> new long[2])[1] += amount;
    }

    private void zero(List<String> out, String sql, String what) throws SQLException {
        long n = db.first(r -> r.getLong(1), sql, campaign).orElse(0L);
        if (n != 0) {
            out.add(n + " " + what);
        }
    }
}
