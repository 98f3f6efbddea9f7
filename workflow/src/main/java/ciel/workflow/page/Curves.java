package ciel.workflow.page;

import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.EventRow;
import ciel.workflow.ledger.ProgressRow;
import ciel.workflow.ledger.UnitState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a campaign has done over time, in intervals of five minutes as the ledger counts them. The ledger is asked for the
 * last intervals only; older ones do not change.
 */
final class Curves {
    private static final long INTERVAL = ProgressRow.SECONDS * 1000L;
    private static final int VISIT_POINTS = 200;
    private static final int RATE_POINTS = 144;
    /** The end is expected from what was delivered in this time. */
    private static final Duration RECENT = Duration.ofHours(24);

    private final CampaignLedger ledger;
    private final CampaignRow row;
    private final Map<Long, Long> delivered = new TreeMap<>();
    private final List<TreeMap<Long, Long>> bytes = new ArrayList<>();
    private final Map<Long, long[]> rendered = new TreeMap<>();
    private Instant from;
    private Instant now = Instant.EPOCH;

    Curves(CampaignLedger ledger, CampaignRow row) {
        this.ledger = ledger;
        this.row = row;
        this.from = row.created().minusMillis(INTERVAL);
        row.destinations().forEach(d -> bytes.add(new TreeMap<>()));
    }

    synchronized void refresh(Instant at) {
        now = at;
        Instant last = from;
        for (ProgressRow each : ledger.progress(row.campaign(), from)) {
            long begin = each.begin().toEpochMilli();
            if (each.kind() == EventRow.Kind.UNIT && each.state() == UnitState.DELIVERED.code()) {
                delivered.put(begin, each.count());
            } else if (each.kind() == EventRow.Kind.UNIT && each.state() == UnitState.RENDERED.code()) {
                rendered.put(begin, new long[] {each.count(), each.bytes()});
            } else if (each.kind() == EventRow.Kind.DELIVERY && each.state() == DeliveryState.FETCHED.code()) {
                bytes.get(each.destination()).put(begin, each.bytes());
            }
            last = each.begin().isAfter(last) ? each.begin() : last;
        }
        // intervals that end now may still grow
        from = last.minusMillis(2 * INTERVAL).isAfter(from) ? last.minusMillis(2 * INTERVAL) : from;
    }

    /** @return begin of the first interval in which something was rendered or delivered (ms); 0 where there is none */
    synchronized long started() {
        return rendered.keySet().stream().findFirst().orElse(0L);
    }

    /** @return mean size of a unit's files (byte); 0 before the first is rendered */
    synchronized double bytesPerUnit() {
        double units = rendered.values().stream().mapToLong(v -> v[0]).sum();
        double sum = rendered.values().stream().mapToLong(v -> v[1]).sum();
        return units == 0 ? 0 : sum / units;
    }

    /** @return when so many units will be delivered if it goes on as lately (ms); 0 where that is not known */
    synchronized long finish(double left) {
        long begin = now.minus(RECENT).toEpochMilli();
        double recent = delivered.entrySet().stream()
                .filter(e -> e.getKey() >= begin)
                .mapToLong(Map.Entry::getValue)
                .sum();
        long first =
                delivered.keySet().stream().filter(t -> t >= begin).findFirst().orElse(0L);
        double span = Math.max(INTERVAL, now.toEpochMilli() - first);
        return recent == 0 || left <= 0 ? 0 : now.toEpochMilli() + Math.round(left / recent * span);
    }

    /** @return visits delivered over time: units over units of a visit */
    synchronized List<PageSource.Point> visits(double unitsPerVisit) {
        List<PageSource.Point> all = new ArrayList<>();
        double sum = 0;
        for (Map.Entry<Long, Long> each : delivered.entrySet()) {
            if (all.isEmpty()) {
                all.add(new PageSource.Point(each.getKey(), 0));
            }
            sum += each.getValue();
            all.add(new PageSource.Point(each.getKey() + INTERVAL, sum / unitsPerVisit));
        }
        return thinned(all, VISIT_POINTS);
    }

    /** @return MB/s of the last intervals, also of those in which nothing came */
    synchronized List<PageSource.Point> rates(int destination) {
        TreeMap<Long, Long> of = bytes.get(destination);
        List<PageSource.Point> points = new ArrayList<>();
        if (of.isEmpty()) {
            return points;
        }
        // the interval that is not over is left out
        long end = now.toEpochMilli() / INTERVAL * INTERVAL;
        long begin = Math.max(of.firstKey(), end - RATE_POINTS * INTERVAL);
        for (long at = begin; at < end; at += INTERVAL) {
            points.add(new PageSource.Point(at, of.getOrDefault(at, 0L) / 1e6 / ProgressRow.SECONDS));
        }
        return points;
    }

    /** Leaves out points evenly, at multiples of a number, so that points that were sent stay when others come. */
    private static List<PageSource.Point> thinned(List<PageSource.Point> points, int most) {
        int step = Integer.highestOneBit(Math.max(1, points.size() / most));
        List<PageSource.Point> out = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            if (i % step == 0 || i == points.size() - 1) {
                out.add(points.get(i));
            }
        }
        return out;
    }
}
