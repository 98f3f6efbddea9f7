package ciel.transfer.webdav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.HumanException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.servers.ScriptedHttp;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A door that sends GET and PUT to a pool, as dCache does, and tokens that end. */
@Timeout(60)
class WebDavRedirectTest {
    private static final String CANARY = "canary-4711";

    @TempDir
    private Path temp;

    private final AtomicReference<byte[]> stored = new AtomicReference<>();

    private Map<String, String> settings(String token) throws Exception {
        Map<String, String> out = new HashMap<>(Map.of("http.timeout", "5"));
        if (token != null) {
            out.put("http.token_file", tokenFile(token).toString());
        }
        return out;
    }

    private Path tokenFile(String token) throws Exception {
        Path next = temp.resolve("next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, token);
        return Files.move(
                next,
                temp.resolve("token"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private ScriptedHttp pool() throws Exception {
        return new ScriptedHttp(r -> switch (r.method()) {
            case "PUT" -> {
                stored.set(r.body());
                yield ScriptedHttp.status(201);
            }
            default ->
                "HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: " + stored.get().length + "\r\n\r\n"
                        + new String(stored.get(), StandardCharsets.ISO_8859_1);
        });
    }

    private ScriptedHttp door(ScriptedHttp pool) throws Exception {
        return new ScriptedHttp(r -> switch (r.method()) {
            case "PROPFIND" ->
                r.target().endsWith("/root")
                        ? ScriptedHttp.resource("/root", true, 0)
                        : stored.get() == null
                                ? ScriptedHttp.status(404)
                                : ScriptedHttp.resource(r.target(), false, stored.get().length);
            case "GET", "PUT" ->
                ScriptedHttp.status(307, "Location: " + pool.url() + "/pool" + r.target() + "?uuid=one-time");
            default -> ScriptedHttp.status(405);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, PutBody.SMALL, PutBody.SMALL + 1, 3_000_000})
    void bytesGoToThePool_onceAndWithoutTheToken(int size) throws Exception {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        try (ScriptedHttp pool = pool();
                ScriptedHttp door = door(pool);
                Backend b = Backends.open(door.url() + "/root", settings(CANARY))) {
            Temporary t = b.writeTemporary(StoragePath.of("f"), "0123456789abcdef", size);
            assertEquals(size, t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content)), 0, size));
            assertArrayEquals(content, stored.get());
            assertArrayEquals(
                    content, Channels.newInputStream(b.read(t.path(), 0, size)).readAllBytes());
            assertEquals("Bearer " + CANARY, door.asked("PUT").getFirst().header("Authorization"));
            assertTrue(pool.asked("PUT").getFirst().target().endsWith("?uuid=one-time"));
            for (String method : new String[] {"PUT", "GET"}) {
                pool.asked(method).forEach(r -> assertEquals("", r.header("Authorization")));
            }
        }
    }

    @Test
    void aLoopOfRedirectionsEnds() throws Exception {
        stored.set(new byte[10]);
        try (ScriptedHttp door = new ScriptedHttp(r -> r.method().equals("PROPFIND")
                        ? ScriptedHttp.resource(r.target(), r.target().endsWith("/root"), 10)
                        : ScriptedHttp.status(307, "Location: " + r.target()));
                Backend b = Backends.open(door.url() + "/root", settings(null))) {
            TransferException e = assertThrows(TransientException.class, () -> b.read(StoragePath.of("f"), 0, 10));
            assertTrue(e.getMessage().contains("redirections"), e.getMessage());
        }
    }

    @Test
    void otherSchemesAreNotFollowed() throws Exception {
        try (ScriptedHttp door = new ScriptedHttp(r -> r.method().equals("PROPFIND")
                        ? ScriptedHttp.resource(r.target(), r.target().endsWith("/root"), 10)
                        : ScriptedHttp.status(307, "Location: file:///etc/passwd"));
                Backend b = Backends.open(door.url() + "/root", settings(null))) {
            assertThrows(TransferException.class, () -> b.read(StoragePath.of("f"), 0, 10));
        }
    }

    private static String jwt(Instant end) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        return url.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII)) + "."
                + url.encodeToString(("{\"exp\":" + end.getEpochSecond() + "}").getBytes(StandardCharsets.US_ASCII))
                + ".c2ln";
    }

    @Test
    void anExpiredTokenWaitsForAPerson_andANewOneIsRead() throws Exception {
        String old = jwt(Instant.now().minusSeconds(10));
        String fresh = jwt(Instant.now().plusSeconds(3600));
        try (ScriptedHttp door = new ScriptedHttp(r ->
                r.header("Authorization").equals("Bearer " + old) && !r.target().endsWith("/root")
                        ? ScriptedHttp.status(403)
                        : ScriptedHttp.resource(r.target(), r.target().endsWith("/root"), 10))) {
            try (Backend b = Backends.open(door.url() + "/root", settings(old))) {
                HumanException e = assertThrows(HumanException.class, () -> b.stat(StoragePath.of("f")));
                assertTrue(
                        e.getMessage().contains("expired at") && !e.getMessage().contains(old), e.getMessage());
                tokenFile(fresh);
                assertTrue(b.stat(StoragePath.of("f")).isPresent());
            }
        }
    }

    @Test
    void aTokenThatIsNotTakenWaitsForAPerson() throws Exception {
        try (ScriptedHttp door = new ScriptedHttp(r -> ScriptedHttp.status(401))) {
            HumanException e =
                    assertThrows(HumanException.class, () -> Backends.open(door.url() + "/root", settings(CANARY)));
            assertTrue(
                    e.getMessage().contains("http.token_file")
                            && !e.getMessage().contains(CANARY),
                    e.getMessage());
            assertEquals(4, e.exitCode());
        }
    }
}
