package ciel.workflow.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.SampleCampaign;
import ciel.workflow.ledger.Measured;
import ciel.workflow.plan.CampaignPlan;
import ciel.workflow.plan.Planner;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bare forecast: its sums agree with what can be worked out by hand, and its limits hold. */
class ForecastTest {
    private static final long GB = 1_000_000_000L;

    private static Forecast.Work work(long units, boolean purge) {
        return new Forecast.Work(
                units,
                40,
                100,
                50,
                Duration.ofHours(10),
                Duration.ofMinutes(10),
                List.of(1.0, 0.5),
                purge,
                Duration.ofHours(24));
    }

    /** A world without chance: nothing fails, nothing waits, every unit takes 1000 s and 1 GB. */
    static WorldSettings plain(long quota, double rate, List<Outage> outages) {
        return new WorldSettings(
                new WorldSettings.SiteModel(quota, Long.MAX_VALUE, Duration.ZERO, Duration.ZERO, List.of()),
                new WorldSettings.QueueModel(
                        50, 60, 0, Duration.ofSeconds(5), Duration.ofSeconds(120), 0, 0, 0, List.of()),
                new WorldSettings.UnitModel(1000, 0, 10, 0, 0, GB, 5),
                List.of(new WorldSettings.DestinationModel("there", rate, 8, 0, 0, Long.MAX_VALUE, 0, 1e12, outages)));
    }

    @Test
    void withoutChanceTheEndIsThatOfASimpleSum() {
        // 8000 units: 200 jobs of 4 rounds of 1000 s, 50 at once: 16000 s, and the queue's minute twice, as 100 may be
        // queued
        Forecast.Run run = Forecast.runs(work(8000, false), plain(Long.MAX_VALUE, 1e12, List.of()), 1)
                .getFirst();
        assertTrue(run.finished());
        assertEquals(16_000 + 60 + 40, run.seconds(), 40);
        assertEquals(8000L * GB, Arrays.stream(run.linkDays().getFirst()).sum());
        assertEquals(200 * 4000, run.jobSeconds(), 1);
    }

    @Test
    void aSlowLinkDecidesTheEnd() {
        // 8000 GB at 0.1 GB/s: 80,000 s after the first job's end
        Forecast.Run run = Forecast.runs(work(8000, false), plain(Long.MAX_VALUE, 1e8, List.of()), 1)
                .getFirst();
        assertEquals(60 + 4000 + 80_000 + 30, run.seconds(), 100);
        double perDay = 86_400 * 1e8;
        assertTrue(run.linkDays().getFirst()[0] <= perDay, "no day carries more than the link's rate");
    }

    @Test
    void anOutageDelaysByItsLength() {
        List<Outage> out = List.of(new Outage(Duration.ofHours(6), Duration.ofHours(12)));
        double without = Forecast.runs(work(8000, false), plain(Long.MAX_VALUE, 1e8, List.of()), 1)
                .getFirst()
                .seconds();
        double with = Forecast.runs(work(8000, false), plain(Long.MAX_VALUE, 1e8, out), 1)
                .getFirst()
                .seconds();
        assertEquals(without + 12 * 3600, with, 2);
    }

    /** 16 tasks, 10 at once, 500 s each, 40 s to the acknowledgement: two rounds. */
    @Test
    void whatJobsTookIsTakenFromThem() {
        Campaign campaign = SampleCampaign.of("c", 9, "there");
        CampaignPlan plan = new Planner(
                        campaign, SampleCampaign.visits(16), List.of(), Instant.parse("2027-01-04T08:00:00Z"))
                .plan();
        Measured measured = new Measured(100, 1, 500, 0.05, 40, 9000);
        double seconds = middle(ForecastInput.of(campaign, plan, Optional.of(measured)));
        assertEquals(1040, seconds, 0.2 * 1040);
        assertTrue(middle(ForecastInput.of(campaign, plan)) < 700, "assumptions would say less");
    }

    /**
     * What a run of examples/two-site.yaml measured: 6 tasks of 3 CCDs on a real one-node Slurm, 2 at once, took 55 s each,
     * a unit was acknowledged 17.9 s after it was rendered, and the last one was deleted 172.7 s after the first job was
     * written down.
     */
    @Test
    void theForecastAgreesWithTheTwoSiteRun() {
        Forecast.Work work = new Forecast.Work(
                18,
                3,
                6,
                2,
                Duration.ofMinutes(20),
                Duration.ofMinutes(1),
                List.of(1.0),
                true,
                Duration.ofSeconds(1),
                0,
                0,
                17.9);
        WorldSettings world = new WorldSettings(
                new WorldSettings.SiteModel(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ZERO, Duration.ZERO, List.of()),
                new WorldSettings.QueueModel(
                        2, 2, 0, Duration.ofSeconds(5), Duration.ofSeconds(120), 0, 0, 0, List.of()),
                new WorldSettings.UnitModel(55 / 3.0, 0.1, 1, 0, 0, 18_400_000, 3),
                List.of(new WorldSettings.DestinationModel(
                        "data-centre", 100e6, 2, 0.5, 0.6, Long.MAX_VALUE, 1e-4, 500e6, List.of())));
        double seconds = Forecast.runs(work, world, 1).getFirst().seconds();
        assertEquals(172.7, seconds, 0.2 * 172.7);
    }

    /** @return time until everything is delivered, in the middle of 20 runs (s) */
    private static double middle(ForecastInput input) {
        return input.runs(20).stream()
                .mapToDouble(Forecast.Run::delivered)
                .sorted()
                .toArray()[10];
    }

    @Test
    void theQuotaOfTheSiteIsNeverPassed() {
        long quota = 3000 * GB;
        Forecast.Run run =
                Forecast.runs(work(8000, true), plain(quota, 1e9, List.of()), 1).getFirst();
        assertTrue(run.finished());
        assertTrue(run.peakBytes() <= quota, run.peakBytes() + " bytes");
        assertTrue(run.peakBytes() > quota / 2, "the quota is what slows it down: " + run.peakBytes());
        assertTrue(run.seconds() > 3 * 86_400, "files stay a day, so three lots wait for one another");
    }

    @Test
    void withoutPurgeAQuotaThatIsTooSmallIsSeen() {
        assertFalse(Forecast.runs(work(8000, false), plain(3000 * GB, 1e9, List.of()), 1)
                .getFirst()
                .finished());
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother() {
        WorldSettings world = ProjectWorlds.busy(50, 0.02);
        List<Forecast.Run> once = Forecast.runs(work(20_000, true), world, 3);
        List<Forecast.Run> again = Forecast.runs(work(20_000, true), world, 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(once.get(i).seconds(), again.get(i).seconds());
            assertArrayEquals(
                    once.get(i).linkDays().getFirst(), again.get(i).linkDays().getFirst());
            assertTrue(once.get(i).finished());
        }
        assertTrue(once.get(0).seconds() != once.get(1).seconds());
    }
}
