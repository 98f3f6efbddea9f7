package ciel.workflow.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verb put, in this process and over a session. */
class GatePutTest {
    private static final long LIMIT = 1_000_000;

    @TempDir
    Path folder;

    private Path root;
    private Path file;
    private byte[] content;
    private String path;

    @BeforeEach
    void files() throws IOException {
        root = Files.createDirectory(folder.resolve("root")).toRealPath();
        content = new byte[200_000];
        new Random(7).nextBytes(content);
        file = Files.write(folder.resolve("catalog.txt"), content);
        path = "inputs/" + sum(file);
    }

    private static String sum(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            return Digests.of(channel, Algorithm.SHA256);
        }
    }

    private GateHere here() throws IOException {
        return new GateHere(new GateSettings(
                root,
                Optional.empty(),
                Path.of("/nonexistent"),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                "1",
                "here",
                () -> Instant.EPOCH,
                LIMIT));
    }

    private List<String> gateCommand() {
        return List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                GateMain.class.getName(),
                root.toString());
    }

    private static Map<String, Object> part(String path, long bytes, long offset, byte[] data) {
        return Map.of(
                "path",
                path,
                "bytes",
                bytes,
                "offset",
                offset,
                "data",
                Base64.getEncoder().encodeToString(data));
    }

    @Test
    void aFileArrivesUnderItsChecksumAndCannotBeExecuted() throws IOException {
        try (Gate gate = here()) {
            gate.put(file, path);
            gate.put(file, path);
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            gate.copy(path, 0, content.length, back);
            assertArrayEquals(content, back.toByteArray());
        }
        var permissions = Files.getPosixFilePermissions(root.resolve(path));
        assertFalse(permissions.contains(PosixFilePermission.OWNER_EXECUTE));
        assertFalse(permissions.contains(PosixFilePermission.OTHERS_READ));
        try (var parts = Files.list(root.resolve(".gate/put"))) {
            assertEquals(0, parts.count());
        }
    }

    @Test
    void aFileArrivesOverASessionAndGoesOnWhereACutSessionStopped() throws IOException {
        try (Gate gate = here()) {
            byte[] first = java.util.Arrays.copyOf(content, 30_000);
            JsonNode answer = gate.call("put", part(path, content.length, 0, first));
            assertEquals(30_000, answer.path("have").asLong());
            assertFalse(answer.path("done").asBoolean());
        }
        try (Gate gate =
                new GateConnection(gateCommand(), Duration.ofSeconds(60), InstantSource.system(), new Random(1))) {
            gate.put(file, path);
            gate.put(file, path + ".gz");
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve(path)));
        assertArrayEquals(content, Files.readAllBytes(root.resolve(path + ".gz")));
    }

    @Test
    void anEmptyFileArrives() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        try (Gate gate = here()) {
            gate.put(empty, "inputs/" + sum(empty));
        }
        assertEquals(0, Files.size(root.resolve("inputs/" + sum(empty))));
    }

    @Test
    void bytesOfAnotherChecksumAreRefusedAndForgotten() throws IOException {
        String other = "inputs/" + "0".repeat(64);
        try (Gate gate = here()) {
            GateException refused = assertThrows(GateException.class, () -> gate.put(file, other));
            assertEquals("changed", refused.kind());
            assertFalse(Files.exists(root.resolve(other)));
            assertEquals(
                    0,
                    gate.call("put", part(other, content.length, 0, new byte[0]))
                            .path("have")
                            .asLong());
        }
    }

    @Test
    void whatIsThereIsNotReplaced() throws IOException {
        Path there = root.resolve(path);
        Files.createDirectories(there.getParent());
        Files.writeString(there, "what an operator has put there");
        try (Gate gate = here()) {
            gate.put(file, path);
        }
        assertEquals("what an operator has put there", Files.readString(there));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs/abc",
                "inputs/../x",
                "/inputs/x",
                "out/HASH",
                "inputs/HASH.sh",
                "inputs/HASH.gz/x",
                "inputs/sub/HASH",
                "HASH",
                "inputs/-HASH"
            })
    void aPathElsewhereIsRefused(String name) throws IOException {
        String asked = name.replace("HASH", path.substring(7));
        try (Gate gate = here()) {
            GateException refused = assertThrows(
                    GateException.class, () -> gate.call("put", part(asked, 3, 0, new byte[] {1, 2, 3})), asked);
            assertEquals("denied", refused.kind());
        }
    }

    @Test
    void aFileOverTheLimitAPartOutOfPlaceAndALinkAreRefused() throws IOException {
        try (Gate gate = here()) {
            assertEquals(
                    "denied",
                    assertThrows(GateException.class, () -> gate.call("put", part(path, LIMIT + 1, 0, new byte[1])))
                            .kind());
            assertEquals(
                    "changed",
                    assertThrows(GateException.class, () -> gate.call("put", part(path, 100, 50, new byte[1])))
                            .kind());
            assertEquals(
                    "bad",
                    assertThrows(GateException.class, () -> gate.call("put", part(path, 1, 0, new byte[2])))
                            .kind());
            assertEquals(
                    "bad",
                    assertThrows(
                                    GateException.class,
                                    () -> gate.call("put", Map.of("path", path, "bytes", 9, "offset", 0, "data", "*")))
                            .kind());
            Files.deleteIfExists(root.resolve("inputs"));
            Files.createSymbolicLink(root.resolve("inputs"), folder);
            assertEquals(
                    "denied",
                    assertThrows(GateException.class, () -> gate.put(file, path))
                            .kind());
        }
        assertTrue(Files.notExists(folder.resolve(path.substring(7))));
    }

    @Test
    void aSessionThatEndedIsOpenedAgainForAQuestionAndNotForAnAct() throws IOException {
        Path count = folder.resolve("count");
        // a door that ends each session after its first answer
        List<String> door = List.of(
                "sh",
                "-c",
                "echo x >> \"$0\"; echo 'CIEL-GATE {\"protocol\":1,\"version\":\"1\"}'; read line; "
                        + "echo \"{\\\"id\\\":1,\\\"ok\\\":true}\"",
                count.toString());
        try (Gate gate = new GateConnection(door, Duration.ofSeconds(20), InstantSource.system(), new Random(1))) {
            gate.call("hello", Map.of());
            gate.call("stat", Map.of("path", "x"));
            assertEquals(2, Files.readAllLines(count).size());
            assertEquals(
                    "closed",
                    assertThrows(GateException.class, () -> gate.call("submit", Map.of()))
                            .kind());
            assertEquals(2, Files.readAllLines(count).size());
            gate.call("hello", Map.of());
        }
    }

    @Test
    void aDoorThatStaysClosedIsTriedMoreAndMoreRarely() throws IOException {
        Path count = folder.resolve("count");
        Instant[] now = {Instant.EPOCH};
        List<String> door = List.of("sh", "-c", "echo x >> \"$0\"; echo no such door >&2; exit 1", count.toString());
        int asked = 0;
        try (Gate gate = new GateConnection(door, Duration.ofSeconds(20), () -> now[0], new Random(1))) {
            for (int second = 0; second < 3600; second++) {
                now[0] = Instant.EPOCH.plusSeconds(second);
                GateException refused = assertThrows(GateException.class, () -> gate.call("hello", Map.of()));
                assertTrue(refused.getMessage().contains("no such door"), refused.getMessage());
                asked++;
            }
        }
        int opened = Files.readAllLines(count).size();
        assertTrue(asked == 3600 && opened >= 3600 / 300 && opened <= 40, opened + " sessions");
    }

    @Test
    void aGateThatIsSilentIsGivenUp() throws IOException {
        List<String> door =
                List.of("sh", "-c", "echo 'CIEL-GATE {\"protocol\":1,\"version\":\"1\"}'; read line; exec sleep 600");
        try (Gate gate = new GateConnection(door, Duration.ofMillis(300), InstantSource.system(), new Random(1))) {
            assertEquals(
                    "closed",
                    assertThrows(GateException.class, () -> gate.call("hello", Map.of()))
                            .kind());
        }
    }
}
