package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.ServiceFault;
import ciel.transfer.pace.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One piece of work makes one task, whatever is lost or killed in between. */
class SubmissionTest {
    @TempDir
    private Path dir;

    private GlobusService service;
    private Globus globus;
    private String source;
    private String target;

    @BeforeEach
    void start() throws Exception {
        service = GlobusService.start(0);
        source = service.addCollection("source", Files.createDirectories(dir.resolve("s")));
        target = service.addCollection("target", Files.createDirectories(dir.resolve("t")));
        Files.writeString(dir.resolve("s/a"), "content");
        globus = Setup.client(service, dir);
    }

    @AfterEach
    void stop() {
        globus.close();
        service.close();
    }

    private TaskDocument document() {
        return TaskDocument.transfer(source, target).label("batch 1").item("/a", "/a", false);
    }

    @Test
    void tenLostAnswers_makeOneTask() {
        service.addFault(ServiceFault.action("POST /v0.10/transfer", 10, "drop_after"));
        Submitter.Result r = globus.submitter().submit("batch-1", document());
        assertEquals("Duplicate", r.code());
        assertEquals(1, service.tasks().size());
        assertEquals(11, service.count(s -> s.path().equals("/v0.10/transfer")));
        assertEquals(r.taskId(), service.tasks().getFirst().path("task_id").asText());
    }

    @Test
    void manyRestartsWithLostAnswers_makeOneTask() {
        service.addFault(ServiceFault.action("POST /v0.10/transfer", 500, "drop_after"));
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    GlobusException.Kind.TRANSIENT,
                    assertThrows(GlobusException.class, () -> globus.submitter().submit("batch-1", document()))
                            .kind());
        }
        service.clearFaults();
        assertEquals(
                "Duplicate", globus.submitter().submit("batch-1", document()).code());
        assertEquals(
                "Recorded", globus.submitter().submit("batch-1", document()).code());
        assertEquals(1, service.tasks().size());
    }

    @Test
    void burstsOf429And502_makeOneTask() {
        service.addFault(ServiceFault.rateLimit("POST /v0.10/transfer", 4, 2));
        service.addFault(ServiceFault.action("POST /v0.10/transfer", 3, "html"));
        assertEquals("Accepted", globus.submitter().submit(document()).code());
        assertEquals(1, service.tasks().size());
    }

    @Test
    void anInterruptedSubmissionWithoutAName_isFinished_andAfterThatTheSameDocumentIsNewWork() {
        service.addFault(ServiceFault.action("POST /v0.10/transfer", 500, "drop_after"));
        assertThrows(GlobusException.class, () -> globus.submitter().submit(document()));
        service.clearFaults();
        Submitter.Result first = globus.submitter().submit(document());
        Submitter.Result second = globus.submitter().submit(document());
        assertEquals("Duplicate", first.code());
        assertEquals("Accepted", second.code());
        assertNotEquals(first.taskId(), second.taskId());
        assertEquals(2, service.tasks().size());
    }

    @Test
    void aNameIsForOneDocument() {
        globus.submitter().submit("n", document());
        GlobusException e = assertThrows(GlobusException.class, () -> globus.submitter()
                .submit("n", document().item("/b", "/b", false)));
        assertEquals(GlobusException.Kind.BAD_INPUT, e.kind());
    }

    @Test
    void aRefusedDocument_freesItsName() {
        assertEquals(
                "ClientError.BadRequest.NoTransferItems",
                assertThrows(GlobusApiException.class, () -> globus.submitter()
                                .submit("n", TaskDocument.transfer(source, target)))
                        .code());
        assertEquals("Accepted", globus.submitter().submit("n", document()).code());
    }

    @Test
    void aRefusalByAProxy_doesNotFreeTheName() {
        service.addFault(new ServiceFault(
                java.util.regex.Pattern.compile("POST /v0.10/transfer"), 1, "html", 404, null, 0, 0, null));
        assertThrows(GlobusApiException.class, () -> globus.submitter().submit("n", document()));
        assertEquals(1, globus.journal().open().size());
        globus.submitter().submit("n", document());
        assertEquals(1, globus.journal().entries().size());
    }

    @Test
    void anExpiredSubmissionId_isReplaced_unlessTheTaskIsFoundByItsLabel() {
        Submitter.Result first = globus.submitter().submit("n", document());
        SubmissionJournal other = new SubmissionJournal(dir.resolve("lost.journal"));
        other.begin("n", document().sha256(), document().label(), java.time.Instant.now(), () -> first.submissionId());
        service.addFault(
                ServiceFault.status("POST /v0.10/transfer", 1, 400, "ClientError.BadRequest.SubmissionIdExpired"));
        Submitter.Result again = new Submitter(globus.transfer(), other, Ticker.SYSTEM).submit("n", document());
        assertEquals(first.taskId(), again.taskId());
        assertEquals(1, service.tasks().size());

        TaskDocument unknown =
                TaskDocument.transfer(source, target).label("never seen").item("/a", "/b", false);
        service.addFault(
                ServiceFault.status("POST /v0.10/transfer", 1, 400, "ClientError.BadRequest.SubmissionIdExpired"));
        assertEquals("Accepted", globus.submitter().submit("m", unknown).code());
        assertEquals(2, service.tasks().size());
    }

    /**
     * A disk that stops after so many bytes and syncs: what was not synced is lost from the given point on, as after a
     * power cut, or kept, as after a kill.
     */
    private static final class Dying implements JournalFile {
        final JournalFile disk;
        final boolean powerCut;
        private int budget;
        private long synced = -1;

        Dying(JournalFile disk, int budget, boolean powerCut) {
            this.disk = disk;
            this.budget = budget;
            this.powerCut = powerCut;
        }

        static final class Killed extends Error {}

        private void die() {
            if (powerCut) {
                try {
                    if (disk.read().length > synced && synced >= 0) {
                        disk.truncate(synced);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
            throw new Killed();
        }

        @Override
        public byte[] read() throws IOException {
            byte[] b = disk.read();
            if (synced < 0) {
                synced = b.length;
            }
            return b;
        }

        @Override
        public void truncate(long length) throws IOException {
            if (--budget < 0) {
                die();
            }
            disk.truncate(length);
        }

        @Override
        public void append(byte[] bytes) throws IOException {
            if (budget < bytes.length) {
                disk.append(Arrays.copyOf(bytes, Math.max(0, budget)));
                budget = -1;
                die();
            }
            budget -= bytes.length;
            disk.append(bytes);
        }

        @Override
        public void sync() throws IOException {
            if (--budget < 0) {
                die();
            }
            disk.sync();
            synced = disk.read().length;
        }
    }

    @Test
    void killedAtEveryWriteAndSyncOfTheJournal_andInTheMiddleOfEach_thereIsOneTask() throws Exception {
        TaskDocument d = document();
        int deaths = 0;
        for (boolean powerCut : new boolean[] {false, true}) {
            boolean ended = false;
            for (int budget = 0; !ended; budget++) {
                Path file = Files.createDirectories(dir.resolve("j" + powerCut)).resolve(budget + ".journal");
                String name = "unit-" + powerCut + "-" + budget;
                int before = service.tasks().size();
                try {
                    new Submitter(
                                    globus.transfer(),
                                    new SubmissionJournal(file, new Dying(JournalFile.at(file), budget, powerCut)),
                                    Ticker.SYSTEM)
                            .submit(name, d);
                    ended = true;
                } catch (Dying.Killed e) {
                    deaths++;
                    // Away from the ends of a record one byte is as good as the next.
                    byte[] left = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                    int tail = left.length
                            - 1
                            - new String(left, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf('\n');
                    if (tail > 12 && tail < 90) {
                        budget += 10;
                    }
                }
                Submitter.Result r =
                        new Submitter(globus.transfer(), new SubmissionJournal(file), Ticker.SYSTEM).submit(name, d);
                assertEquals(before + 1, service.tasks().size(), "killed after " + budget);
                assertEquals(
                        r.taskId(),
                        new SubmissionJournal(file).entries().iterator().next().taskId());
            }
        }
        assertTrue(deaths > 200, deaths + " deaths");
    }

    @Test
    void twoProcessesWithOneName_makeOneTask() throws Exception {
        List<Thread> threads = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (Globus g = Setup.client(service, dir)) {
                    g.submitter().submit("shared", document());
                }
            }));
        }
        for (Thread t : threads) {
            t.join();
        }
        assertEquals(1, service.tasks().size());
        assertEquals(1, globus.journal().entries().size());
    }

    @Test
    void aProcessKilledOutrightAtEachWrite_leavesOneTask() throws Exception {
        Map<String, String> vars = Setup.clientVars(service, dir);
        for (int write = 1; write <= 4; write++) {
            String name = "process-" + write;
            int before = service.tasks().size();
            int rc = 0;
            for (int attempt = 0; attempt < 2; attempt++) {
                ProcessBuilder b = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledSubmission.class.getName(),
                        name,
                        source,
                        target,
                        String.valueOf(attempt == 0 ? write : 0));
                b.environment().putAll(vars);
                b.inheritIO();
                Process p = b.start();
                assertTrue(p.waitFor(60, TimeUnit.SECONDS));
                rc = p.exitValue();
                assertEquals(attempt == 0 ? 137 : 0, rc, "write " + write);
            }
            assertEquals(before + 1, service.tasks().size(), "killed at write " + write);
        }
    }

    @Test
    void aDamagedLineInTheMiddle_isAnError_aTornLastLineIsNot() throws Exception {
        Path file = dir.resolve("damaged.journal");
        SubmissionJournal j = new SubmissionJournal(file);
        for (int i = 0; i < 3; i++) {
            int n = i;
            j.begin("n" + i, "h" + i, "", java.time.Instant.EPOCH, () -> "id" + n);
        }
        byte[] good = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(good, good.length - 5));
        assertEquals(2, j.entries().size());
        byte[] bad = good.clone();
        bad[40] ^= 1;
        Files.write(file, bad);
        assertTrue(assertThrows(GlobusException.class, j::entries).getMessage().contains("line 1 is damaged"));
    }
}
