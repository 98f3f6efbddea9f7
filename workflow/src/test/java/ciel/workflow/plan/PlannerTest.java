package ciel.workflow.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.SampleCampaign;
import ciel.workflow.ledger.RateRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final String FILE = """
            campaign: plan
            visits: {catalogs: ['*.txt']}
            detectors: [all]
            render: {physics: fast}
            site: {name: hpc.yaml, storage: SCRATCH, job: {detectors: 21, cores: 40, memory: 100 GB, running: 10}ALLOCATION}
            destinations:
              - {name: lyon, folder: /nowhere/lyon, rate: 1 Gb/sSHARE}
            """;

    @TempDir
    Path folder;

    private Campaign campaign(String allocation, String share) throws IOException {
        Files.writeString(folder.resolve("hpc.yaml"), """
                name: hpc
                title: A site
                role: compute
                source: test
                scheduler: {kind: slurm, partitions: [{name: cpu, cores: 40, memoryBytes: 1.9e+11}]}
                storage: [{name: SCRATCH, bytes: 1.0e+12, inodes: 50000, purgeDays: 30}]
                connection: {host: hpc, root: /scratch, partition: cpu}
                price: {currency: EUR, coreHour: 0.02, source: test}
                """);
        Path file = Files.writeString(
                folder.resolve("c.yaml"), FILE.replace("ALLOCATION", allocation).replace("SHARE", share));
        return CampaignFile.load(file);
    }

    private static List<CampaignVisit> visits(int n) {
        return SampleCampaign.visits(n);
    }

    private static Check check(CampaignPlan plan, String what) {
        return plan.checks().stream()
                .filter(c -> c.what().contains(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " is not in " + plan.checks()));
    }

    @Test
    void sumsAreThoseOfTheMeasuredUnits() throws IOException {
        List<RateRow> rates = List.of(
                new RateRow("hpc", "fast", "vector", Band.U, 100, 2000, 3200, 100 * 40_000_000L, 300),
                new RateRow("hpc", "fast", "vector", Band.R, 100, 2000, 6400, 100 * 40_000_000L, 300),
                new RateRow("elsewhere", "fast", "vector", Band.R, 100, 1, 1, 1, 1),
                new RateRow("hpc", "full", "vector", Band.R, 100, 1, 1, 1, 1));
        CampaignPlan plan = new Planner(campaign("", ""), visits(6), rates, NOW).plan();
        assertEquals(6 * 189, plan.units());
        assertEquals(6 * 9, plan.jobs());
        assertEquals(
                List.of("u", "g", "r", "i", "z", "y"),
                plan.basis().stream().map(Basis::band).toList());
        assertEquals(32, plan.basis().get(0).coreSeconds(), 1e-9);
        assertEquals(64, plan.basis().get(2).coreSeconds(), 1e-9);
        assertEquals(48, plan.basis().get(1).coreSeconds(), 1e-9);
        assertEquals(
                "mean of 200 units of other filters rendered at hpc",
                plan.basis().get(1).origin());
        double coreSeconds = 189 * (32 + 64 + 4 * 48);
        double job = 60 + coreSeconds / 54 / (40 * 0.8);
        assertEquals(job, plan.jobSeconds(), 1e-9);
        assertEquals(54 * job * 40 / 3600, plan.coreHours(), 1e-9);
        assertEquals(0.02 * plan.coreHours(), plan.money(), 1e-9);
        assertEquals("EUR", plan.currency());
        assertEquals(6 * 189 * 40e6, plan.bytes(), 1);
        assertEquals(6 * 189 * 40e6 * 8 / 0.8e9, plan.links().getFirst().seconds(), 1e-3);
        assertTrue(plan.fits(), plan.checks().toString());
    }

    @Test
    void withoutMeasuredUnitsItSaysWhatIsAssumed() throws IOException {
        CampaignPlan plan = new Planner(campaign("", ""), visits(1), List.of(), NOW).plan();
        assertEquals(0, plan.basis().getFirst().measured());
        assertTrue(plan.basis().getFirst().origin().contains("assumed"));
        assertFalse(plan.notes().isEmpty());
    }

    @Test
    void whatDoesNotFitIsRefusedByHowMuch_withTheRemedy() throws IOException {
        CampaignPlan hours = new Planner(
                        campaign(", allocation: {hours: 10, ends: 2027-01-01}", ""), visits(60), List.of(), NOW)
                .plan();
        assertFalse(hours.fits());
        Check core = check(hours, "core-hours at hpc");
        assertFalse(core.fits());
        assertEquals(10, core.limit());
        assertTrue(core.remedy().contains("ask for more hours"));
        CampaignPlan expired = new Planner(
                        campaign(", allocation: {hours: 1e6, ends: 2026-12-01}", ""), visits(1), List.of(), NOW)
                .plan();
        assertTrue(check(expired, "allocation, days since").remedy().contains("expired"));
        CampaignPlan nowhere = new Planner(campaign("", ", share: {bands: [g]}"), visits(6), List.of(), NOW).plan();
        assertEquals(5, check(nowhere, "no destination takes").needed());
        assertFalse(nowhere.fits());
        // 3,000 visits of 4.4 GB are 13 TB in 50 h of rendering, and stay for a day: SCRATCH holds 1 TB and 50,000
        // files
        CampaignPlan quota = new Planner(campaign("", ""), visits(3000), List.of(), NOW).plan();
        assertFalse(check(quota, "bytes at once at hpc").fits());
        assertFalse(check(quota, "files and folders at once").fits());
        assertTrue(check(quota, "purge").fits());
        Path narrow = Files.writeString(
                folder.resolve("narrow.yaml"),
                Files.readString(folder.resolve("c.yaml")).replace("1 Gb/s", "10 Mb/s"));
        CampaignPlan slow = new Planner(CampaignFile.load(narrow), visits(3000), List.of(), NOW).plan();
        assertFalse(check(slow, "purge").fits());
    }

    @Test
    void aJobThatIsLargerThanANode_orAUnitThatNeverGetsReady_isRefused() throws IOException {
        Campaign c = campaign("", "");
        Path file = Files.writeString(
                folder.resolve("d.yaml"),
                Files.readString(c.file())
                        .replace("cores: 40", "cores: 64, time: 3 min, warning: 2 min")
                        .replace("100 GB", "300 GB"));
        CampaignPlan plan = new Planner(CampaignFile.load(file), visits(1), List.of(), NOW).plan();
        assertFalse(check(plan, "cores of a job").fits());
        assertFalse(check(plan, "memory of a job").fits());
        assertFalse(check(plan, "single unit").fits());
    }
}
