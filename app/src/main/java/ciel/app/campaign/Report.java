package ciel.app.campaign;

import ciel.sim.Band;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CauseRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.EventRow;
import ciel.workflow.ledger.ProgressRow;
import ciel.workflow.ledger.RateRow;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of a campaign: the status, and what only a walk over all units tells. */
final class Report {
    private final Status status;
    private final Map<Band, long[]> bands = new TreeMap<>();
    private final Map<Integer, Long> attempts = new TreeMap<>();
    private final List<RateRow> rates;
    private Instant first;
    private Instant last;

    Report(Status status, CampaignLedger ledger) {
        this.status = status;
        long id = status.row().campaign();
        Map<Long, Band> bandOfVisit = new TreeMap<>();
        ledger.eachVisit(id, v -> {
            bandOfVisit.put(v.visit(), v.band());
            bands.computeIfAbsent(v.band(), b -> new long[4])[0]++;
        });
        ledger.eachUnit(id, u -> {
            long[] counts = bands.get(bandOfVisit.get(u.visit()));
            counts[1]++;
            counts[2] += u.state() == UnitState.DELIVERED || u.state() == UnitState.PURGED ? 1 : 0;
            counts[3] += u.state().resting() ? 1 : 0;
            attempts.merge(u.attempt(), 1L, Long::sum);
        });
        for (ProgressRow p : ledger.progress(id, Instant.EPOCH)) {
            if (p.kind() == EventRow.Kind.UNIT && p.state() == UnitState.RENDERED.code()) {
                first = first == null ? p.begin() : first;
            }
            if (p.kind() == EventRow.Kind.UNIT && p.state() == UnitState.DELIVERED.code()) {
                last = p.begin().plusSeconds(ProgressRow.SECONDS);
            }
        }
        this.rates = ledger.rates();
    }

    List<String> lines() {
        List<String> out = new ArrayList<>(StatusText.lines(status));
        out.add("");
        out.add(String.format(Locale.ROOT, "%-10s%10s%12s%12s%10s", "band", "visits", "units", "delivered", "stopped"));
        bands.forEach((band, c) -> out.add(
                String.format(Locale.ROOT, "%-10s%,10d%,12d%,12d%,10d", band.letter(), c[0], c[1], c[2], c[3])));
        out.add("");
        attempts.forEach((n, units) ->
                out.add(String.format(Locale.ROOT, "%-10s%,10d units", n == 1 ? "1 attempt" : n + " attempts", units)));
        if (first != null) {
            out.add("");
            out.add("first unit rendered at " + Text.at(first)
                    + (last == null
                            ? ""
                            : ", last delivered before " + Text.at(last) + ": "
                                    + Text.time(Duration.between(first, last).toSeconds())));
        }
        for (RateRow r : rates) {
            out.add(String.format(
                    Locale.ROOT,
                    "at %s, %s, %s, %s: %,d units, %s core-s and %s each",
                    r.site(),
                    r.physics(),
                    r.engine(),
                    r.band().letter(),
                    r.units(),
                    Text.number(r.coreSeconds() / r.units()),
                    Text.bytes((double) r.bytes() / r.units())));
        }
        for (Tally.Deliveries d : status.tally().deliveries()) {
            out.add(String.format(
                    Locale.ROOT,
                    "at %s: %,d units, %s",
                    d.destination(),
                    d.count(DeliveryState.ACKNOWLEDGED),
                    Text.bytes(d.bytes().getOrDefault(DeliveryState.ACKNOWLEDGED, 0L))));
        }
        if (!status.causes().isEmpty()) {
            out.add("");
            out.add("what stopped units and deliveries:");
            for (int i = 0; i < status.causes().size(); i++) {
                CauseRow c = status.causes().get(i);
                out.add(String.format(
                        Locale.ROOT,
                        "%,10d %s: %s%s",
                        c.count(),
                        c.kind() == EventRow.Kind.UNIT ? "units" : "deliveries",
                        c.cause().isEmpty() ? "no cause given" : c.cause(),
                        status.examples().get(i).isEmpty()
                                ? ""
                                : " (" + status.examples().get(i) + ")"));
            }
        }
        return out;
    }

    ObjectNode json() {
        ObjectNode out = StatusText.json(status);
        ArrayNode byBand = out.putArray("bands");
        bands.forEach((band, c) -> byBand.addObject()
                .put("band", band.letter())
                .put("visits", c[0])
                .put("units", c[1])
                .put("delivered", c[2])
                .put("stopped", c[3]));
        ObjectNode tries = out.putObject("unitsByAttempt");
        attempts.forEach((n, units) -> tries.put(n.toString(), units));
        if (first == null) {
            out.putNull("firstRendered");
        } else {
            out.put("firstRendered", first.toString());
        }
        if (last == null) {
            out.putNull("lastDelivered");
        } else {
            out.put("lastDelivered", last.toString());
        }
        ArrayNode measured = out.putArray("rates");
        for (RateRow r : rates) {
            measured.addObject()
                    .put("site", r.site())
                    .put("physics", r.physics())
                    .put("engine", r.engine())
                    .put("band", r.band().letter())
                    .put("units", r.units())
                    .put("coreSeconds", r.coreSeconds())
                    .put("seconds", r.seconds())
                    .put("bytes", r.bytes())
                    .put("files", r.files());
        }
        return out;
    }
}
