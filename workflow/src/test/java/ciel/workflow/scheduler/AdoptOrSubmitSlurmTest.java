package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs run once on a Slurm that fails all the time; tests/long/adopt-or-submit.sh has more trials. */
class AdoptOrSubmitSlurmTest {
    private static final int TRIALS = Integer.getInteger("ciel.trials", 20);
    private static final long SEED = Long.getLong("ciel.seed", System.nanoTime());

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyJobRunsOnceUnderStopsKillsAndCutClients(@TempDir Path folder) throws Exception {
        Path root = Files.createDirectory(folder.resolve("site")).toRealPath();
        // jobs whose end the stopped controller has not heard hold their processors for minutes
        OneNodeSlurm slurm = TRIALS > 20 ? OneNodeSlurm.started("CPUs=250") : OneNodeSlurm.shared();
        AdoptOrSubmitTrials.Result result = new AdoptOrSubmitTrials(
                        slurm, root, SEED, Math.min(TRIALS, 60), TRIALS > 20 ? System.out::println : line -> {})
                .run(
                        TRIALS,
                        TRIALS > 20 ? Duration.ofHours(1) : Duration.ofSeconds(8),
                        Duration.ofSeconds(120 + 8L * TRIALS));
        String all = "seed " + SEED + ": " + result;
        if (TRIALS > 20) {
            System.out.println(all);
        }
        assertEquals(Set.of(), result.duplicates(), all);
        assertEquals(Set.of(), result.lost(), all);
        assertTrue(result.stops() > 0 && result.cutClients() > 0, all);
        if (TRIALS >= 100) {
            // the same faults catch a client that sends again after an error
            assertTrue(result.naiveDuplicates().size() > TRIALS / 50, all);
            assertTrue(result.kills() > 0 && result.requests() > TRIALS, all);
            assertTrue(result.killsAfterSuccess() > 0, all);
        }
    }
}
