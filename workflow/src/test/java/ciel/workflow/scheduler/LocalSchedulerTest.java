package ciel.workflow.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocalSchedulerTest extends SchedulerConformance {
    private Path scripts;

    @Override
    Scheduler open(Path site, Path jobs) {
        scripts = jobs;
        return new LocalScheduler(site, jobs, 2, 1000, InstantSource.system());
    }

    private int lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file)).size();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void coresAndMemoryAreRespected() throws Exception {
        String name = name();
        submit(request(name, "wait.sh", List.of("x"), 5, 0));
        until(name, "two running", rows -> Files.exists(root.resolve("begun")) && lines("begun") == 2);
        String large = name();
        JobRequest memory = new JobRequest(
                large,
                "wait.sh",
                List.of("x"),
                1,
                0,
                Resources.of(1, 1001, java.time.Duration.ofMinutes(1), java.time.Duration.ZERO));
        assertTrue(scheduler.submit(memory) instanceof SubmitAnswer.Refused);
        assertEquals(2, Files.readAllLines(root.resolve("begun")).size());
        Files.writeString(root.resolve("go"), "");
        ended(name, 5);
    }

    @Test
    void anotherDaemonFindsWhatThisOneHasStarted() throws Exception {
        String name = name();
        submit(request(name, "wait.sh", List.of("x"), 3, 0));
        until(name, "running", rows -> Files.exists(root.resolve("begun")));
        try (Scheduler other = new LocalScheduler(root, scripts, 2, 1000, InstantSource.system())) {
            List<JobRow> rows = other.query(Set.of(name), Duration.ZERO).rows();
            assertEquals(3, rows.size());
            assertTrue(rows.getFirst().state().live());
            Files.writeString(root.resolve("go"), "");
        }
        ended(name, 3);
        assertEquals(3, Files.readAllLines(root.resolve("begun")).size());
    }

    @Test
    void aProcessThatWasKilledHasFailedBySignal() throws Exception {
        String name = name();
        submit(request(name, "wait.sh", List.of("x"), 1, 0));
        Path pid = root.resolve(".jobs/" + name + "/0/run/pid");
        until(name, "running", rows -> Files.exists(root.resolve("begun")) && Files.exists(pid));
        new ProcessBuilder("kill", "-9", "--", "-" + Files.readString(pid).split(" ")[0])
                .start()
                .waitFor();
        JobRow row = ended(name, 1).getFirst();
        assertEquals(Ending.KILLED, Ending.of(row));
    }

    @Test
    void aJobOfAnEarlierBootOfTheMachineHasNoLiveProcess() throws Exception {
        String name = name();
        submit(request(name, "wait.sh", List.of("x"), 1, 0));
        Path run = root.resolve(".jobs/" + name + "/0/run");
        until(name, "running", rows -> Files.exists(root.resolve("begun")) && Files.exists(run.resolve("pid")));
        Files.writeString(run.resolve("boot"), "another");
        JobRow row = ended(name, 1).getFirst();
        assertEquals(Ending.NODE_FAILED, Ending.of(row));
        Files.writeString(root.resolve("go"), "");
    }

    @Test
    void aNameIsUsedOnce() throws Exception {
        String name = name();
        submit(request(name, "args.sh", List.of("x"), 1, 0));
        ended(name, 1);
        assertTrue(scheduler.submit(request(name, "args.sh", List.of("x"), 1, 0)) instanceof SubmitAnswer.Uncertain);
        ended(name, 1);
    }

    @Test
    void aFolderThatCannotBeUsedIsNotAnEmptyQueue() throws IOException {
        Files.deleteIfExists(root.resolve(".jobs"));
        Files.writeString(root.resolve(".jobs"), "in the way");
        org.junit.jupiter.api.Assertions.assertThrows(
                SchedulerException.class, () -> scheduler.query(Set.of("x"), Duration.ZERO));
        Files.delete(root.resolve(".jobs"));
    }
}
