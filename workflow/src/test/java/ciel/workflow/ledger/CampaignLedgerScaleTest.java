package ciel.workflow.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.LocalPostgres;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.LedgerAddress;
import ciel.workflow.campaign.SampleCampaign;
import ciel.workflow.plan.Planner;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many units in a ledger. {@code CIEL_LEDGER_UNITS=N} says how many (default 20,000); tests/long/campaign-scale.sh takes
 * 100,000 and a million and holds the figures against their limits.
 */
@Timeout(3600)
class CampaignLedgerScaleTest {
    private static final int DETECTORS = 189;
    private static final int JOBS = 10;
    private static final int JOB_UNITS = 40;
    private static final int TURNS = 30;
    /** Of a ledger and its drivers, whatever is in it (MiB). */
    private static final long MOST_HEAP_MIB = 256;

    private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");
    private static final Change BY = Change.by("test", T0);

    private final int visits =
            Integer.parseInt(System.getenv().getOrDefault("CIEL_LEDGER_UNITS", "20000")) / DETECTORS + 1;

    @TempDir
    private Path temp;

    private interface Work {
        void run();
    }

    /** @return wall-clock time (s) */
    private static double time(Work work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) * 1e-9;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    @Test
    void sqlite() {
        run("SQLite", new LedgerAddress.Sqlite(temp.resolve("ledger.db")));
    }

    @Test
    void postgres() throws Exception {
        try (LocalPostgres server = new LocalPostgres()) {
            run("PostgreSQL", new LedgerAddress.Postgres(server.url(), "ciel"));
        }
    }

    private void run(String name, LedgerAddress address) {
        Campaign campaign = SampleCampaign.of("c", DETECTORS, "a", "b");
        List<CampaignVisit> all = SampleCampaign.visits(visits);
        long before = heap();
        double load;
        double[] passes = new double[TURNS];
        double moves;
        long units = (long) visits * DETECTORS;
        try (CampaignLedger ledger = Ledgers.open(address)) {
            load = time(() -> ledger.enrol(campaign, "text", all.iterator(), T0, "test"));
            long c = ledger.campaign("c").orElseThrow().campaign();
            Lease lease = ledger.acquire(Lease.DAEMON, Duration.ofHours(1)).orElseThrow();
            IdSet[] queued = new IdSet[TURNS];
            for (int turn = 0; turn < TURNS; turn++) {
                int t = turn;
                passes[turn] = time(() -> queued[t] = schedule(ledger, lease, c, t));
            }
            moves = time(() -> Arrays.stream(queued).forEach(set -> deliver(ledger, lease, set)));
            assertTrue(heap() - before < MOST_HEAP_MIB, heap() - before + " MiB");
        }
        double plan = time(() -> assertEquals(
                units, new Planner(campaign, all, List.of(), T0).plan().units()));
        double status;
        double page;
        double audit;
        try (CampaignLedger ledger = Ledgers.openExisting(address)) {
            status = time(() -> status(ledger));
            long c = ledger.campaign("c").orElseThrow().campaign();
            page = time(() -> {
                assertTrue(ledger.visitTallies(c).size() >= visits);
                assertEquals(DETECTORS, ledger.unitsOfVisit(1).size());
            });
            audit = time(() -> assertEquals(List.of(), ledger.audit(c)));
        }
        double first = passes[0];
        Arrays.sort(passes);
        System.out.printf(
                Locale.ROOT,
                "%s %d units: load %.1f s; plan %.2f s; pass of %d jobs x %d units: median %.0f ms, first %.0f ms, longest %.0f ms;"
                        + " %d units rendered and delivered to 2 places in %.1f s, %.0f moves/s; status %.0f ms; page"
                        + " %.0f ms; audit %.1f s%n",
                name,
                units,
                load,
                plan,
                JOBS,
                JOB_UNITS,
                passes[TURNS / 2] * 1e3,
                first * 1e3,
                passes[TURNS - 1] * 1e3,
                TURNS * JOBS * JOB_UNITS,
                moves,
                TURNS * JOBS * JOB_UNITS * 15 / moves,
                status * 1e3,
                page * 1e3,
                audit);
    }

    /** As the submit pass does: what is due, in jobs of one visit each. */
    private static IdSet schedule(CampaignLedger ledger, Lease lease, long campaign, int turn) {
        List<UnitRow> due = ledger.dueUnits(campaign, UnitState.PLANNED, T0, JOBS * JOB_UNITS);
        assertEquals(JOBS * JOB_UNITS, due.size());
        for (int j = 0; j < JOBS; j++) {
            IdSet set = IdSet.ofUnits(due.subList(j * JOB_UNITS, (j + 1) * JOB_UNITS));
            String nonce = "n" + turn + "x" + j;
            ledger.write(lease, w -> w.intend(new NewJob(campaign, 0, nonce, 40, 0, T0), set, BY));
        }
        return IdSet.ofUnits(due);
    }

    private static void deliver(CampaignLedger ledger, Lease lease, IdSet set) {
        ledger.write(lease, w -> w.advanceUnits(set, UnitState.RUNNING, BY));
        List<RenderedUnit> done = set.stream()
                .mapToObj(u -> new RenderedUnit(u, List.of(), 4, 90_000_000, 10, 20, "vector"))
                .toList();
        ledger.write(lease, w -> w.rendered(done, "s", "fast", BY));
        for (int d = 0; d < 2; d++) {
            int place = d;
            for (DeliveryState s : List.of(
                    DeliveryState.FETCHING,
                    DeliveryState.FETCHED,
                    DeliveryState.VERIFIED,
                    DeliveryState.PLACED,
                    DeliveryState.REGISTERED,
                    DeliveryState.ACKNOWLEDGED)) {
                ledger.write(lease, w -> w.advanceDeliveries(place, set, s, T0, BY));
            }
        }
        assertEquals(set, ledger.write(lease, w -> w.advanceUnits(set, UnitState.PURGED, BY)));
    }

    private static void status(CampaignLedger ledger) {
        long c = ledger.campaign("c").orElseThrow().campaign();
        assertTrue(ledger.tally(c).units(UnitState.PLANNED) > 0);
        ledger.causes(c);
        ledger.notices(c);
        ledger.progress(c, T0);
        ledger.leaseHolder(Lease.DAEMON);
    }
}
