package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.ledger.Tally;
import ciel.workflow.ledger.UnitState;
import ciel.workflow.scheduler.AdoptOrSubmit;
import ciel.workflow.scheduler.Charge;
import ciel.workflow.scheduler.OneNodeSlurm;
import ciel.workflow.scheduler.SubmitLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** MaxSubmitJobs of an account of a real Slurm with accounting, which campaigns and other jobs of the user share. */
@Timeout(120)
class SubmitLimitTest {
    /** The accounts of Slurm lag by five seconds. */
    private static final DaemonSettings PATIENT = new DaemonSettings(
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            new AdoptOrSubmit.Rules(
                    Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofMinutes(1)),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            4,
            1L << 30,
            2,
            100,
            Duration.ofDays(1));

    @TempDir
    private Path folder;

    private OneNodeSlurm slurm;
    private Path scripts;

    @BeforeEach
    void scripts() throws IOException {
        slurm = OneNodeSlurm.shared();
        scripts = Files.createDirectories(folder.resolve("jobs"));
        Files.writeString(scripts.resolve("render.sh"), "#!/bin/sh\nsleep 0.3\n");
    }

    private void account(String name, int most) throws IOException {
        slurm.slurm("sacctmgr", "-i", "add", "account", name);
        slurm.slurm("sacctmgr", "-i", "add", "user", "root", "account=" + name, "MaxSubmitJobs=" + most);
    }

    /** @return number of a job that is not of any campaign and lasts longer than the test */
    private String waiting(String account) throws IOException {
        return slurm.slurm(
                        "sbatch",
                        "--parsable",
                        "--account=" + account,
                        "--mem=10",
                        "-o",
                        "/dev/null",
                        "--wrap=sleep 100")
                .strip();
    }

    private ChargedSlurm scheduler(DaemonStand stand, String account, boolean tells) throws IOException {
        ChargedSlurm charged = new ChargedSlurm(
                slurm.scheduler(stand.root.toRealPath(), scripts.toRealPath(), Path.of("/usr/bin")),
                stand.scheduler,
                account,
                tells);
        stand.queue = any -> charged;
        stand.settings = PATIENT;
        return charged;
    }

    private static void delivered(DaemonStand stand, String campaign, int units) {
        long id = stand.ledger.campaign(campaign).orElseThrow().campaign();
        Tally tally = stand.ledger.tally(id);
        assertEquals(units, tally.units(UnitState.PURGED), tally + " " + stand.notices);
        assertEquals(List.of(), stand.ledger.audit(id));
        stand.ledger.eachUnit(id, unit -> assertEquals(0, unit.failures(), unit.toString()));
    }

    @Test
    void campaignsOfAnAccountShareItWithOtherJobsAndTheHigherPriorityGoesFirst() throws Exception {
        account("shared", 3);
        String other = waiting("shared");
        try (DaemonStand stand = new DaemonStand(folder, 2, 2, "lyon")) {
            stand.also("urgent", 5, 2, 2000);
            ChargedSlurm charged = scheduler(stand, "shared", true);
            SubmitLimit limit = charged.submitLimits(
                            new Charge(Optional.empty(), Optional.empty(), Optional.empty()), true)
                    .getFirst();
            assertEquals(3, limit.most());
            assertEquals("MaxSubmitJobs of user root with account shared", limit.source());
            assertEquals(1, limit.queue().get("wrap"));
            stand.run();
            delivered(stand, "small", 4);
            delivered(stand, "urgent", 4);
            assertEquals(List.of(), charged.refused);
            assertEquals(
                    List.of("urgent", "urgent", "small", "small"),
                    charged.accepted.stream()
                            .map(name -> name.replaceFirst("-.*", ""))
                            .toList());
            assertEquals(
                    List.of(),
                    stand.notices.stream()
                            .filter(n -> n.level() != Notifier.Level.INFO)
                            .toList());
        } finally {
            slurm.slurm("scancel", other);
        }
    }

    @Test
    void aRefusalBecauseOfTheLimitWaitsAndCostsNoAttempt() throws Exception {
        account("narrow", 1);
        try (DaemonStand stand = new DaemonStand(folder, 2, 2, "lyon")) {
            ChargedSlurm charged = scheduler(stand, "narrow", false);
            stand.run();
            delivered(stand, "small", 4);
            assertEquals(2, charged.accepted.size());
            assertFalse(charged.refused.isEmpty());
            assertTrue(charged.refused.getFirst().contains("AssocMaxSubmitJobLimit"), charged.refused.toString());
            List<Notifier.Notice> told = stand.notices.stream()
                    .filter(n -> n.subject().startsWith("queue of"))
                    .toList();
            assertEquals(2, told.size(), told.toString());
            assertTrue(told.getFirst().text().contains("as many jobs in the queue as it may"), told.toString());
            assertTrue(told.getLast().text().endsWith("works again"), told.toString());
        }
    }

    @Test
    void anAccountThatOtherJobsHaveFilledIsToldOnceAndWaitedFor() throws Exception {
        account("filled", 1);
        String other = waiting("filled");
        try (DaemonStand stand = new DaemonStand(folder, 1, 2, "lyon")) {
            ChargedSlurm charged = scheduler(stand, "filled", true);
            stand.run(() -> stand.notices.stream().anyMatch(n -> n.subject().startsWith("queue of")));
            assertEquals(List.of(), charged.accepted);
            assertTrue(
                    stand.notices.getFirst().text().contains("MaxSubmitJobs of user root with account filled is 1"),
                    stand.notices.toString());
            slurm.slurm("scancel", other);
            scheduler(stand, "filled", true);
            stand.run();
            delivered(stand, "small", 2);
            assertEquals(
                    1,
                    stand.notices.stream()
                            .filter(n -> n.text().contains("MaxSubmitJobs"))
                            .count());
        }
    }
}
