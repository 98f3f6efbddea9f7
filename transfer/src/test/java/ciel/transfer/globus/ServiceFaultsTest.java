package ciel.transfer.globus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.ServiceFault;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong at Globus, and what the client makes of it. */
@Timeout(60)
class ServiceFaultsTest {
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
        globus = Setup.client(service, dir);
    }

    @AfterEach
    void stop() {
        service.resumeTasks();
        globus.close();
        service.close();
    }

    private byte[] file(String name, int size) throws Exception {
        byte[] b = new byte[size];
        new Random(name.hashCode()).nextBytes(b);
        Files.createDirectories(dir.resolve("s/" + name).getParent());
        Files.write(dir.resolve("s/" + name), b);
        return b;
    }

    private String submit(TaskDocument d) {
        return globus.submitter().submit(d).taskId();
    }

    private ObjectNode end(String task) throws InterruptedException {
        return until(task, true);
    }

    private ObjectNode until(String task, boolean ended) throws InterruptedException {
        for (int i = 0; i < 2000; i++) {
            ObjectNode t = service.tasks().stream()
                    .filter(n -> n.path("task_id").asText().equals(task))
                    .findFirst()
                    .orElseThrow();
            TaskVerdict v = TaskVerdict.of(t);
            if (ended ? v.ended() : v.state() == TaskVerdict.State.WAITING) {
                return globus.transfer().task(task);
            }
            Thread.sleep(5);
        }
        throw new AssertionError("the task does not get there");
    }

    private List<String> codes(String task) {
        return globus.transfer().eventList(task, null).all().stream()
                .map(n -> n.path("code").asText())
                .toList();
    }

    @Test
    void aCopyThatDiffers_isSentAgainUntilItIsRight() throws Exception {
        byte[] content = file("a", 100_000);
        service.addTaskFault("corrupt", 2, 0);
        String task = submit(TaskDocument.transfer(source, target).item("/a", "/x/a", false));
        ObjectNode t = end(task);
        assertEquals(TaskVerdict.State.DONE, TaskVerdict.of(t).state());
        assertEquals(2, t.path("faults").asInt());
        assertEquals(2, codes(task).stream().filter("VERIFY_CHECKSUM"::equals).count());
        assertArrayEquals(content, Files.readAllBytes(dir.resolve("t/x/a")));
    }

    @Test
    void aWrongExternalChecksum_failsTheTask() throws Exception {
        file("a", 10);
        ObjectNode t = end(submit(TaskDocument.transfer(source, target).item("/a", "/a", false, "00", "SHA-256")));
        TaskVerdict v = TaskVerdict.of(t);
        assertEquals(TaskVerdict.State.FAILED, v.state());
        assertTrue(v.reason().startsWith("EXTERNAL_CHECKSUM_MISMATCH"), v.reason());
        assertFalse(Files.exists(dir.resolve("t/a")));
    }

    @Test
    void aPausedTask_waitsForAPerson_andGoesOn() throws Exception {
        file("a", 10);
        service.addTaskFault("paused", 1, 0);
        String task = submit(TaskDocument.transfer(source, target).item("/a", "/a", false));
        TaskVerdict v = TaskVerdict.of(until(task, false));
        assertTrue(v.reason().contains("pause-info"), v.reason());
        assertEquals(
                "held for a test",
                globus.transfer()
                        .taskPauseInfo(task)
                        .path("source_pause_message")
                        .asText());
        service.resumeTasks();
        assertEquals(TaskVerdict.State.DONE, TaskVerdict.of(end(task)).state());
        assertEquals(List.of("SUCCEEDED", "PROGRESS", "UNPAUSED", "PAUSED", "STARTED"), codes(task));
    }

    @Test
    void anInactiveTask_asksForALogin() throws Exception {
        file("a", 10);
        service.addTaskFault("inactive", 1, 0);
        String task = submit(TaskDocument.transfer(source, target).item("/a", "/a", false));
        assertEquals("INACTIVE", until(task, false).path("status").asText());
        assertTrue(globus.transfer().cancelTask(task).path("code").asText().matches("CancelAccepted|Canceled"));
        assertEquals(TaskVerdict.State.FAILED, TaskVerdict.of(end(task)).state());
        assertEquals(
                "TaskComplete", globus.transfer().cancelTask(task).path("code").asText());
    }

    @Test
    void skippedSources_areNotReportedAsSuccess() throws Exception {
        file("good", 10);
        String task = submit(TaskDocument.transfer(source, target)
                .item("/good", "/good", false)
                .item("/gone", "/gone", false)
                .flag("skip_source_errors", true));
        TaskVerdict v = TaskVerdict.of(end(task));
        assertEquals(TaskVerdict.State.INCOMPLETE, v.state());
        assertEquals(5, v.exitCode());
        assertEquals(
                List.of("/gone"),
                globus.transfer().skippedErrors(task).all().stream()
                        .map(n -> n.path("source_path").asText())
                        .toList());
    }

    @Test
    void consentIsAskedFor_andAClientGivesItToItself() throws Exception {
        String guarded = "33333333-3333-4333-8333-333333333333";
        service.addCollection(guarded, "guarded", dir.resolve("s"), true);
        file("a", 10);
        assertEquals(
                1,
                globus.transfer()
                        .ls(guarded, "/", Map.of(), List.of())
                        .path("DATA")
                        .size());
        assertEquals(1, service.count(s -> s.status() == 403));

        Map<String, String> vars = Setup.personVars(service, dir);
        try (Globus person = new Globus(vars, new Setup.Hurried(), () -> 0)) {
            NativeLogin login = person.auth().beginLogin(Globus.DEFAULT_SCOPES, AuthRequirement.none());
            person.keep(person.auth().exchangeCode(login, code(login)).values());
            GlobusApiException e = assertThrows(
                    GlobusApiException.class, () -> person.transfer().stat(guarded, "/a", null));
            assertEquals(
                    "run: ciel globus login --force --scope '" + Scope.TRANSFER_ALL + "[" + Scope.dataAccess(guarded)
                            + "]'",
                    e.remedy());
            NativeLogin more = person.auth()
                    .beginLogin(
                            Scopes.merge(java.util.stream.Stream.concat(
                                            Globus.DEFAULT_SCOPES.stream(),
                                            Scopes.parse(
                                                    e.requirement().scopes().getFirst())
                                                    .stream())
                                    .toList()),
                            AuthRequirement.none());
            person.keep(person.auth().exchangeCode(more, code(more)).values());
            assertEquals(
                    10, person.transfer().stat(guarded, "/a", null).path("size").asInt());
        }
    }

    private static Secret code(NativeLogin login) throws Exception {
        String page =
                new String(login.url().toURL().openStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return Secret.of(page.substring(page.indexOf("<code>") + 6, page.indexOf("</code>")));
    }

    @Test
    void aSlowDrip_endsWithTheTimeLimit() {
        Map<String, String> vars = new HashMap<>(Setup.clientVars(service, dir));
        vars.put("GLOBUS_SDK_HTTP_TIMEOUT", "0.3");
        try (Globus g = new Globus(vars, new Setup.Hurried(), () -> 0)) {
            g.transfer().submissionId();
            service.addFault(ServiceFault.action("GET /v0.10/task_list", 100, "drip"));
            GlobusException e = assertThrows(
                    GlobusException.class,
                    () -> g.transfer().taskList(null, null).all());
            assertEquals(GlobusException.Kind.TRANSIENT, e.kind());
            assertTrue(e.getMessage().contains("0.3 s"), e.getMessage());
        }
    }

    @Test
    void whatTheServiceCannotDo_isOneMessageWithACode() throws Exception {
        file("a", 10);
        assertEquals(
                "ClientError.NotFound",
                assertThrows(GlobusApiException.class, () -> globus.transfer()
                                .ls(source, "/nothing", Map.of(), List.of()))
                        .code());
        assertEquals(
                "NotFound",
                assertThrows(GlobusApiException.class, () -> globus.transfer().stat(source, "/nothing", null))
                        .code());
        globus.transfer().mkdir(source, "/d", null);
        assertTrue(
                assertThrows(GlobusApiException.class, () -> globus.transfer().mkdir(source, "/d", null))
                        .codeContains("Exists"));
        assertTrue(
                assertThrows(GlobusApiException.class, () -> globus.transfer().rename(source, "/a", "/d", null))
                        .codeContains("Exists"));
        assertEquals(
                "EndpointNotFound",
                assertThrows(GlobusApiException.class, () -> globus.transfer().ls("nobody", "/", Map.of(), List.of()))
                        .code());
        Files.createSymbolicLink(dir.resolve("s/out"), Path.of("/etc"));
        assertEquals(
                403,
                assertThrows(GlobusApiException.class, () -> globus.transfer().stat(source, "/out/passwd", null))
                        .status());
        assertEquals(
                "/",
                globus.transfer()
                        .ls(source, "/../..", Map.of(), List.of())
                        .path("absolute_path")
                        .asText());
    }

    @Test
    void aHundredTasksMayBePending_andThreeRun() throws Exception {
        file("a", 10);
        service.addTaskFault("paused", 3, 0);
        for (int i = 0; i < 100; i++) {
            submit(TaskDocument.transfer(source, target).item("/a", "/" + i, false));
        }
        GlobusApiException e = assertThrows(
                GlobusApiException.class,
                () -> submit(TaskDocument.transfer(source, target).item("/a", "/more", false)));
        assertEquals("Conflict.LimitExceeded", e.code());
        assertEquals(GlobusException.Kind.TRANSIENT, e.kind());
        Map<String, Long> nice = service.tasks().stream()
                .collect(Collectors.groupingBy(n -> n.path("nice_status").asText(), Collectors.counting()));
        assertEquals(97, nice.get("Queued"), nice.toString());
        assertEquals(100, service.mostPendingTasks());
        service.resumeTasks();
    }

    @Test
    void filterRules_theFirstMatchDecides_andAnExcludedFolderTakesAllBelow() throws Exception {
        for (String f : List.of("a.txt", "b.fits", "keep.log", "sub/c.fits", "sub/d.txt", "logs/e.fits")) {
            file("tree/" + f, 5);
        }
        end(submit(TaskDocument.transfer(source, target)
                .item("/tree", "/copy", true)
                .filter("include", "file", "keep.*")
                .filter("exclude", "dir", "logs")
                .filter("include", "file", "*.fits")
                .filter("exclude", "file", "*")));
        try (var s = Files.walk(dir.resolve("t/copy"))) {
            assertEquals(
                    List.of("b.fits", "keep.log", "sub/c.fits"),
                    s.filter(Files::isRegularFile)
                            .map(p -> dir.resolve("t/copy").relativize(p).toString())
                            .sorted()
                            .toList());
        }
    }

    @Test
    void syncLevels_moveOnlyWhatTheyShould() throws Exception {
        for (int level = 0; level < 4; level++) {
            String name = "f" + level;
            file(name, 100);
            Files.write(Files.createDirectories(dir.resolve("t")).resolve(name), new byte[100]);
            Files.setLastModifiedTime(
                    dir.resolve("t/" + name),
                    java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 60_000));
            ObjectNode t = end(submit(TaskDocument.transfer(source, target)
                    .syncLevel(List.of("exists", "size", "mtime", "checksum").get(level))
                    .item("/" + name, "/" + name, false)));
            assertEquals(level == 3 ? 0 : 1, t.path("files_skipped").asInt(), "level " + level);
        }
    }

    @Test
    void aSourceThatMayNotBeRead_failsWithItsCode() throws Exception {
        Files.createSymbolicLink(dir.resolve("s/out"), dir.resolve("t"));
        Files.writeString(dir.resolve("t/private"), "x");
        TaskVerdict v =
                TaskVerdict.of(end(submit(TaskDocument.transfer(source, target).item("/out/private", "/a", false))));
        assertTrue(v.reason().startsWith("PERMISSION_DENIED"), v.reason());
        assertFalse(Files.exists(dir.resolve("t/a")));
    }
}
