package ciel.workflow.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ciel.workflow.campaign.SampleCampaign;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty ledger of campaigns, and what its tests do with it again and again. */
abstract class CampaignLedgerFixture {
    static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    static final Duration LEASE = Duration.ofSeconds(20);
    static final Change BY = Change.by("test", T0);

    CampaignLedger ledger;

    /** Opens the ledger of this test; called again after it was closed. */
    abstract CampaignLedger open() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        ledger = open();
    }

    @AfterEach
    void end() {
        ledger.close();
    }

    static Instant after(int seconds) {
        return T0.plusSeconds(seconds);
    }

    long enrol(int visits, int detectors, String... destinations) {
        return ledger.enrol(
                SampleCampaign.of("c", detectors, destinations),
                "text",
                SampleCampaign.visits(visits).iterator(),
                T0,
                "test");
    }

    Lease lease() {
        return ledger.acquire(Lease.DAEMON, LEASE).orElseThrow();
    }

    boolean did(Lease lease, Function<LedgerWriter, Boolean> work) {
        return ledger.write(lease, work);
    }

    JobRow job(Lease lease, long campaign, IdSet units) {
        return ledger.write(lease, w -> w.intend(new NewJob(campaign, 0, "n1", 2, 1, after(30)), units, BY));
    }

    static RenderedUnit done(long unit) {
        return new RenderedUnit(
                unit,
                List.of(new ProductFile("amp.fits.fz", 70, "0a0b0c0d", ""), new ProductFile("m.json", 30, "1", "ab")),
                2,
                100,
                12.5,
                20,
                "vector");
    }

    static List<RenderedUnit> done(IdSet units) {
        return units.stream().mapToObj(CampaignLedgerFixture::done).toList();
    }

    List<UnitState> states(long visit) {
        return ledger.unitsOfVisit(visit).stream().map(UnitRow::state).toList();
    }

    void sound(long campaign) {
        assertEquals(List.of(), ledger.audit(campaign));
    }

    List<EventRow> events(long campaign) {
        List<EventRow> out = new ArrayList<>();
        ledger.eachEvent(campaign, out::add);
        return out;
    }
}
