package ciel.app.campaign;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.UnitNames;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.CampaignRow;
import ciel.workflow.ledger.CauseRow;
import ciel.workflow.ledger.DeliveryState;
import ciel.workflow.ledger.EventRow;
import ciel.workflow.ledger.IdSet;
import ciel.workflow.ledger.Lease;
import ciel.workflow.ledger.Notice;
import ciel.workflow.ledger.ProgressRow;
import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitRow;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.plan.Footprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A campaign at a moment; read from counts alone, so it costs the same for ten units and for ten million.
 *
 * @param campaign   the file
 * @param row        its row
 * @param tally      its counts
 * @param daemon     who holds the lease, or empty where no daemon runs
 * @param causes     failures by cause
 * @param examples   for each cause the name of a unit, or empty
 * @param notices    what humans were told
 * @param perHour    units delivered within the last hour
 * @param linkBits   for each destination what arrived within the last hour (bit/s)
 * @param disk       what lies at the render site and at each destination
 * @param left       until everything is delivered at the rate of the last hour, or empty
 * @param at         when
 */
record Status(
        Campaign campaign,
        CampaignRow row,
        Tally tally,
        Optional<String> daemon,
        List<CauseRow> causes,
        List<String> examples,
        List<Notice> notices,
        double perHour,
        List<Double> linkBits,
        List<Footprint> disk,
        Optional<Duration> left,
        Instant at) {
    private static final int HOUR = 3600;

    static Status of(Campaign campaign, CampaignLedger ledger, CampaignRow row, Instant now) {
        long id = row.campaign();
        Tally tally = ledger.tally(id);
        Instant from = now.minusSeconds(HOUR);
        long delivered = 0;
        double[] bytes = new double[tally.deliveries().size()];
        for (ProgressRow p : ledger.progress(id, from)) {
            if (p.kind() == EventRow.Kind.UNIT && p.state() == UnitState.DELIVERED.code()) {
                delivered += p.count();
            }
            if (p.kind() == EventRow.Kind.DELIVERY && p.state() == DeliveryState.FETCHED.code()) {
                bytes[p.destination()] += p.bytes();
            }
        }
        double seconds =
                Math.max(60, Math.min(HOUR, Duration.between(row.created(), now).toSeconds()));
        double perHour = delivered * HOUR / seconds;
        List<Double> bits = new ArrayList<>();
        for (double b : bytes) {
            bits.add(b * 8 / seconds);
        }
        long open = open(tally);
        Optional<Duration> left = perHour > 0 && open > 0
                ? Optional.of(Duration.ofSeconds(Math.round(open / perHour * HOUR)))
                : Optional.empty();
        List<CauseRow> causes = ledger.causes(id);
        List<String> examples = new ArrayList<>();
        for (CauseRow c : causes) {
            List<UnitRow> unit = c.example() == 0 ? List.of() : ledger.units(IdSet.of(c.example()));
            examples.add(
                    unit.isEmpty()
                            ? ""
                            : UnitNames.of(
                                    unit.getFirst().observationId(),
                                    unit.getFirst().detector()));
        }
        return new Status(
                campaign,
                row,
                tally,
                ledger.leaseHolder(Lease.DAEMON).or(() -> ledger.leaseHolder(Lease.ofCampaign(campaign.name()))),
                causes,
                examples,
                ledger.notices(id),
                perHour,
                bits,
                Footprint.of(campaign, tally, ledger.rates()),
                left,
                now);
    }

    /** @return units that are still on their way */
    static long open(Tally tally) {
        return tally.units(UnitState.PLANNED)
                + tally.units(UnitState.QUEUED)
                + tally.units(UnitState.RUNNING)
                + tally.units(UnitState.RENDERED);
    }

    /** @return units that every destination has */
    long delivered() {
        return tally.units(UnitState.DELIVERED) + tally.units(UnitState.PURGED);
    }
}
