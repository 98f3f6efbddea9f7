package ciel.workflow.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateServerTest {
    private static final String SECRET = "canary-7c1f";
    private static final int FUZZ = Integer.getInteger("ciel.fuzz", 20_000);

    @TempDir
    Path folder;

    private GateSession gate;

    @BeforeEach
    void files() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), SECRET);
        Files.createDirectories(root.resolve("visit/raw"));
        Files.writeString(root.resolve("visit/raw/a.fits"), "0123456789");
        Files.createSymbolicLink(root.resolve("link.txt"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("linked"), folder);
        Files.createSymbolicLink(root.resolve("inner"), root.resolve("visit"));
        gate = new GateSession(root);
    }

    @Test
    void aFileIsListedReadAndSummed() throws IOException {
        JsonNode list = gate.ask("{'id':1,'verb':'list','path':'visit/raw'}");
        assertEquals("a.fits", list.path("entries").path(0).path("name").asText());
        assertEquals(10, list.path("entries").path(0).path("bytes").asLong());
        byte[] answers =
                gate.raw("{\"id\":9,\"verb\":\"read\",\"path\":\"visit/raw/a.fits\",\"offset\":3,\"length\":5}\n"
                        .getBytes(StandardCharsets.UTF_8));
        String text = new String(answers, StandardCharsets.UTF_8);
        assertTrue(text.endsWith("\"length\":5,\"bytes\":10}\n34567"), text);
        try (var file = Files.newByteChannel(gate.root.resolve("visit/raw/a.fits"))) {
            assertEquals(
                    Digests.of(file, Algorithm.SHA256),
                    gate.ask("{'id':1,'verb':'checksum','path':'visit/raw/a.fits','algorithm':'sha256'}")
                            .path("checksum")
                            .asText());
        }
    }

    @Test
    void aReadBeyondTheEndReturnsWhatIsThere() throws IOException {
        String text = new String(
                gate.raw("{\"id\":1,\"verb\":\"read\",\"path\":\"visit/raw/a.fits\",\"offset\":8,\"length\":100}\n"
                        .getBytes(StandardCharsets.UTF_8)),
                StandardCharsets.UTF_8);
        assertTrue(text.endsWith("\"length\":2,\"bytes\":10}\n89"), text);
    }

    @Test
    void listsAreCutAndContinued() throws IOException {
        for (int i = 0; i < 25; i++) {
            Files.writeString(gate.root.resolve("visit/f" + (char) ('a' + i)), "");
        }
        JsonNode first = gate.ask("{'id':1,'verb':'list','path':'visit','limit':20}");
        assertTrue(first.path("more").asBoolean());
        JsonNode second = gate.ask("{'id':1,'verb':'list','path':'visit','limit':20,'after':'"
                + first.path("entries").path(19).path("name").asText() + "'}");
        assertFalse(second.path("more").asBoolean());
        assertEquals(26, 20 + second.path("entries").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "/etc/passwd",
                "visit/../../secret",
                "visit/./raw",
                "visit//raw",
                "link.txt",
                "linked/secret",
                "linked",
                "inner/raw/a.fits",
                ".gate/log",
                ".gate",
                "visit/raw/a.fits/x",
                "-rf",
                "a b",
                "a\\nb",
                "~",
                "*",
                "visit/raw/..",
                "a\\u0000b",
                "é",
                "visit/raw/a.fits/",
                "/"
            })
    void aPathOutsideTheFolderOrThroughALinkIsRefused(String path) throws IOException {
        for (String verb : List.of("read", "checksum", "stat", "list", "rmdir", "ack", "delete")) {
            String request = "{'id':1,'verb':'" + verb + "','path':'" + path
                    + "','offset':0,'length':100,'algorithm':'adler32','checksum':'00000000','bytes':11}";
            String answer = gate.ask(request).toString();
            // stat tells that a link is something else than a file, and nothing more
            boolean told = verb.equals("stat") && answer.contains("\"type\":\"other\"");
            assertTrue(told || answer.contains("\"ok\":false"), request + " " + answer);
            assertFalse(answer.contains(SECRET), answer);
            assertFalse(answer.contains(folder.toString()), answer);
        }
    }

    @Test
    void aPipeDoesNotHang() throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", gate.root.resolve("pipe").toString())
                        .start()
                        .waitFor());
        assertEquals("denied", gate.outcome("{'id':1,'verb':'read','path':'pipe','offset':0,'length':1}"));
        assertEquals("denied", gate.outcome("{'id':1,'verb':'list','path':'pipe'}"));
        assertEquals("denied", gate.outcome("{'id':1,'verb':'stat','path':'pipe/x'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{'id':1}",
                "{'id':'1','verb':'hello'}",
                "{'id':1e400,'verb':'hello'}",
                "{'id':1.5,'verb':'hello'}",
                "{'id':-1,'verb':'hello'}",
                "{'id':99999999999999999999,'verb':'hello'}",
                "{'id':NaN,'verb':'hello'}",
                "{'id':1,'id':2,'verb':'hello'}",
                "{'id':1,'verb':'hello'} {}",
                "{'id':1,'verb':'shell'}",
                "{'id':1,'verb':'hello','x':[[[[[[[[1]]]]]]]]}",
                "{'id':1,'verb':'read','path':7}",
                "{'id':1,'verb':'read','path':'visit/raw/a.fits','offset':1e400,'length':1}",
                "{'id':1,'verb':'read','path':'visit/raw/a.fits','offset':-1,'length':1}",
                "{'id':1,'verb':'read','path':'visit/raw/a.fits','offset':0,'length':999999999}",
                "{'id':1,'verb':'checksum','path':'visit/raw/a.fits','algorithm':'md5'}",
                "\u0000\u0001"
            })
    void whatIsNoRequestIsBadAndTheSessionGoesOn(String line) throws IOException {
        List<JsonNode> answers = gate.all(line.replace('\'', '"'), "{\"id\":5,\"verb\":\"stat\",\"path\":\"visit\"}");
        assertEquals("bad", answers.get(0).path("error").asText(), answers.toString());
        assertEquals(5, answers.get(1).path("id").asInt());
        assertTrue(answers.get(1).path("ok").asBoolean());
    }

    @Test
    void aLineThatIsTooLongEndsTheSession() throws IOException {
        List<JsonNode> answers =
                gate.all("x".repeat(GateProtocol.MAX_LINE_BYTES + 10), "{\"id\":1,\"verb\":\"hello\"}");
        assertEquals(1, answers.size());
        assertEquals("toolong", answers.getFirst().path("error").asText());
        assertEquals(0, gate.code);
    }

    @Test
    void deepNestingDoesNotEndIt() throws IOException {
        List<JsonNode> answers =
                gate.all("[".repeat(60_000), "{\"a\":".repeat(10_000), "{\"id\":1,\"verb\":\"hello\"}");
        assertEquals("bad", answers.get(0).path("error").asText());
        assertEquals("bad", answers.get(1).path("error").asText());
        assertTrue(answers.get(2).path("ok").asBoolean());
    }

    @Test
    void aFileIsDeletedOnlyAfterItsAcknowledgementAndTheGrace() throws IOException {
        String sum = gate.ask("{'id':1,'verb':'checksum','path':'visit/raw/a.fits','algorithm':'adler32'}")
                .path("checksum")
                .asText();
        String what = "'path':'visit/raw/a.fits','bytes':10,'algorithm':'adler32','checksum':'" + sum + "'}";
        String delete = "{'id':1,'verb':'delete'," + what;
        assertEquals("early", gate.outcome(delete));
        assertEquals("ok", gate.outcome("{'id':1,'verb':'ack'," + what));
        assertEquals("early", gate.outcome(delete));
        gate.now = GateSession.BEGIN.plus(GateSession.GRACE).minusSeconds(1);
        assertEquals("early", gate.outcome(delete));
        // a second acknowledgement does not begin the grace again
        assertEquals("ok", gate.outcome("{'id':1,'verb':'ack'," + what));
        gate.now = GateSession.BEGIN.plus(GateSession.GRACE);
        assertEquals("changed", gate.outcome(delete.replace("'bytes':10", "'bytes':11")));
        assertEquals("ok", gate.outcome(delete));
        assertFalse(Files.exists(gate.root.resolve("visit/raw/a.fits")));
        assertEquals("notfound", gate.outcome("{'id':1,'verb':'stat','path':'visit/raw/a.fits'}"));
        assertEquals("early", gate.outcome(delete));
        assertEquals("ok", gate.outcome("{'id':1,'verb':'rmdir','path':'visit/raw'}"));
    }

    @Test
    void aFileThatChangedAfterItsAcknowledgementStays() throws IOException {
        String sum = gate.ask("{'id':1,'verb':'checksum','path':'visit/raw/a.fits','algorithm':'sha256'}")
                .path("checksum")
                .asText();
        String what = "'path':'visit/raw/a.fits','bytes':10,'algorithm':'sha256','checksum':'" + sum + "'}";
        assertEquals("ok", gate.outcome("{'id':1,'verb':'ack'," + what));
        gate.now = GateSession.BEGIN.plus(GateSession.GRACE);
        Files.writeString(gate.root.resolve("visit/raw/a.fits"), "012345678X");
        assertEquals("changed", gate.outcome("{'id':1,'verb':'delete'," + what));
        assertTrue(Files.exists(gate.root.resolve("visit/raw/a.fits")));
        assertEquals("changed", gate.outcome("{'id':1,'verb':'rmdir','path':'visit/raw'}"));
    }

    @Test
    void aDeposedDaemonIsRefused() throws IOException {
        String ack = "{'id':1,'verb':'rmdir','path':'nothing','token':";
        assertEquals("notfound", gate.outcome(ack + "7}"));
        assertEquals("notfound", gate.outcome(ack + "12}"));
        assertEquals("fenced", gate.outcome(ack + "11}"));
        assertEquals("notfound", gate.outcome(ack + "12}"));
    }

    @Test
    void everyRequestIsLoggedAndNoFieldBreaksTheLine() throws IOException {
        gate.ask("{'id':1,'verb':'stat','path':'visit'}");
        gate.ask("{'id':1,'verb':'stat','path':'x\\n2026 0 fake delete visit ok'}");
        String log = gate.log();
        assertTrue(log.contains(" here stat visit ok\n"), log);
        assertTrue(log.lines().allMatch(l -> l.split(" ").length == 6), log);
    }

    @Test
    void aJobRunsAnInstalledScriptWithCheckedOptions() throws IOException {
        gate.scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(gate.scripts.resolve("render.sh"), "#!/bin/sh\n");
        gate.slurm = Files.createDirectory(folder.resolve("slurm"));
        for (String program : List.of("sbatch", "squeue", "sacct", "scancel")) {
            Files.writeString(gate.slurm.resolve(program), "#!/bin/sh\nprintf '%s\\n' \"$@\"\nenv\n");
            Files.setPosixFilePermissions(gate.slurm.resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        JsonNode answer =
                gate.ask("{'id':1,'verb':'submit','script':'render.sh','name':'c-1-a0-ab','units':['42-R22_S11'],"
                        + "'options':{'account':'abc@cpu','time':'01:00:00','array':'0-9%2'}}");
        List<String> lines = new java.util.ArrayList<>();
        answer.path("lines").forEach(l -> lines.add(l.asText()));
        assertEquals(0, answer.path("rc").asInt(), answer.toString());
        assertTrue(lines.containsAll(List.of(
                "--parsable",
                "--export=NONE",
                "--job-name=c-1-a0-ab",
                "--account=abc@cpu",
                "--time=01:00:00",
                "--array=0-9%2",
                "--")));
        assertEquals("42-R22_S11\n", Files.readString(gate.root.resolve("units/c-1-a0-ab.txt")));
        assertTrue(lines.stream().noneMatch(l -> l.startsWith("JAVA_HOME") || l.startsWith("SSH_")), lines.toString());
        // the same name with other units is another job
        assertEquals(
                "changed",
                gate.outcome(
                        "{'id':1,'verb':'submit','script':'render.sh','name':'c-1-a0-ab','units':['42-R22_S12']}"));
        // the queue says that the job of this number has another name
        assertEquals("changed", gate.outcome("{'id':1,'verb':'cancel','job':'17','name':'c-1-a0-ab'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'script':'../x.sh'",
                "'script':'/bin/sh'",
                "'script':'render.sh;id'",
                "'script':'other.sh'",
                "'name':'a b'",
                "'name':'-x'",
                "'name':'a/../b'",
                "'units':['a\\nb']",
                "'units':['$(id)']",
                "'units':'x'",
                "'options':{'wrap':'id'}",
                "'options':{'export':'ALL'}",
                "'options':{'uid':'root'}",
                "'options':{'account':'a --uid=root'}",
                "'options':{'account':'--wrap'}",
                "'options':{'time':'\u0661:00:00'}",
                "'options':{'array':'0-9;id'}",
                "'options':{'comment':'a\\nb'}",
                "'options':{'mem':1}",
                "'options':['a']"
            })
    void argumentInjectionIsRefused(String field) throws IOException {
        gate.scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(gate.scripts.resolve("render.sh"), "#!/bin/sh\n");
        gate.slurm = Files.createDirectory(folder.resolve("slurm"));
        Files.writeString(gate.slurm.resolve("sbatch"), "#!/bin/sh\ntouch " + folder.resolve("ran") + "\n");
        Files.setPosixFilePermissions(gate.slurm.resolve("sbatch"), PosixFilePermissions.fromString("rwxr-xr-x"));
        String key = field.substring(1, field.indexOf('\'', 1));
        StringBuilder request = new StringBuilder("{'id':1,'verb':'submit'," + field);
        for (String other : List.of("'script':'render.sh'", "'name':'good'", "'units':['u']")) {
            if (!other.startsWith("'" + key + "'")) {
                request.append(',').append(other);
            }
        }
        String outcome = gate.outcome(request + "}");
        assertTrue(outcome.equals("bad") || outcome.equals("notfound"), outcome);
        assertFalse(Files.exists(folder.resolve("ran")), "sbatch ran");
    }

    @Test
    void fuzzedRequestsAreAnsweredEachAndNoneEndsTheSession() throws IOException {
        Random random = new Random(20261127);
        byte[] seeds = ("{\"id\":1,\"verb\":\"read\",\"path\":\"visit/raw/a.fits\",\"offset\":0,\"length\":3}\n"
                        + "{\"id\":2,\"verb\":\"list\",\"path\":\"visit\",\"after\":\"a\",\"limit\":5}\n"
                        + "{\"id\":3,\"verb\":\"checksum\",\"path\":\"visit/raw/a.fits\",\"algorithm\":\"crc32c\"}\n"
                        + "{\"id\":4,\"verb\":\"ack\",\"path\":\"x\",\"bytes\":1,\"algorithm\":\"adler32\",\"checksum\":\"00000000\"}\n"
                        + "{\"id\":5,\"verb\":\"submit\",\"script\":\"a.sh\",\"name\":\"n\",\"units\":[\"u\"],\"options\":{\"time\":\"1:00:00\"}}\n"
                        + "{\"id\":6,\"verb\":\"cancel\",\"job\":\"1_2\",\"name\":\"n\",\"token\":0}\n")
                .getBytes(StandardCharsets.UTF_8);
        String[] lines = new String(seeds, StandardCharsets.UTF_8).split("\n");
        java.io.ByteArrayOutputStream requests = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < FUZZ; i++) {
            byte[] line = lines[random.nextInt(lines.length)].getBytes(StandardCharsets.UTF_8);
            for (int k = random.nextInt(6); k > 0; k--) {
                int at = random.nextInt(line.length);
                switch (random.nextInt(4)) {
                    case 0 -> line[at] = (byte) random.nextInt(256);
                    case 1 -> line = Arrays.copyOf(line, Math.max(1, at));
                    case 2 -> line[at] = (byte) "{}[]\",:\\0129eE.-/".charAt(random.nextInt(17));
                    default -> {
                        byte[] longer = Arrays.copyOf(line, line.length + 8);
                        System.arraycopy(
                                line,
                                at,
                                longer,
                                Math.min(at + 8, longer.length - 1),
                                Math.min(line.length - at, longer.length - at - 8));
                        line = longer;
                    }
                }
            }
            for (int k = 0; k < line.length; k++) {
                line[k] = line[k] == '\n' ? (byte) ' ' : line[k];
            }
            requests.write(line);
            requests.write('\n');
        }
        requests.write("{\"id\":424242,\"verb\":\"stat\",\"path\":\"visit\"}\n".getBytes(StandardCharsets.UTF_8));
        byte[] answers = gate.raw(requests.toByteArray());
        assertEquals(0, gate.code);
        // walk the frames: a line each, and the bytes of a successful read
        int seen = 0;
        int at = 0;
        JsonNode last = null;
        while (at < answers.length) {
            int end = at;
            while (answers[end] != '\n') {
                end++;
            }
            String line = new String(answers, at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            if (line.startsWith(GateProtocol.MAGIC)) {
                continue;
            }
            last = GateProtocol.JSON.readTree(line);
            assertTrue(last.path("ok").isBoolean(), line);
            assertFalse(line.contains("Exception") || line.contains("ciel.") || line.contains(folder.toString()), line);
            at += last.path("length").asInt(0);
            seen++;
        }
        assertEquals(FUZZ + 1, seen);
        assertEquals(424242, last.path("id").asInt());
    }

    @Test
    void aByteChannelOfManyReadsIsWhole() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(gate.root.resolve("big"), bytes);
        byte[] answers = gate.raw(
                ("{\"id\":1,\"verb\":\"read\",\"path\":\"big\",\"offset\":0,\"length\":" + bytes.length + "}\n")
                        .getBytes(StandardCharsets.UTF_8));
        assertArrayEquals(bytes, Arrays.copyOfRange(answers, answers.length - bytes.length, answers.length));
    }
}
