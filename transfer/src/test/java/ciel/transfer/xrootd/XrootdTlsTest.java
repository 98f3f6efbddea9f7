package ciel.transfer.xrootd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.Macaroon;
import ciel.transfer.servers.ScriptedXrootd;
import ciel.transfer.servers.TestAuthority;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against real XRootD servers that speak TLS, one of which wants a bearer token. */
@Timeout(120)
class XrootdTlsTest {
    private static final String TLS = "xrd.tls FOLDER/here.pem FOLDER/here.key\nxrd.tlsca certfile FOLDER/ca.pem\n";
    private static final String TOKENS = TLS + """
            xrootd.tls all
            xrootd.seclib libXrdSec.so
            sec.protocol ztn -expiry optional -tokenlib libXrdMacaroons.so
            sec.protbind * only ztn
            all.sitename ciel
            ofs.authorize
            ofs.authlib libXrdMacaroons.so
            macaroons.secretkey FOLDER/secret
            """;

    @TempDir
    private Path temp;

    private Path folder;
    private TestAuthority authority;
    private final byte[] secret = new byte[64];

    @BeforeEach
    void certificates() throws Exception {
        folder = Files.createTempDirectory(Path.of("/tmp"), "ciel-xrd-");
        authority = new TestAuthority(folder);
        authority.issue("here", "ip:127.0.0.1");
        new Random(1).nextBytes(secret);
        Files.writeString(
                folder.resolve("secret"),
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret) + "\n");
    }

    private Map<String, String> settings() throws Exception {
        // The server's folder goes with the server.
        Path ca = temp.resolve("ca.pem");
        if (!Files.exists(ca)) {
            Files.copy(authority.authority(), ca);
        }
        return new HashMap<>(Map.of("xrootd.ca", ca.toString(), "xrootd.timeout", "10"));
    }

    private Map<String, String> withToken(String token) throws Exception {
        Map<String, String> s = settings();
        Path file = Files.writeString(temp.resolve("token"), token);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        s.put("xrootd.token_file", file.toString());
        return s;
    }

    private String token(String activities, Path path) throws Exception {
        return Macaroon.of(
                secret,
                "ciel",
                "activity:" + activities,
                "path:" + path,
                "before:" + Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS));
    }

    private static byte[] roundTrip(Backend b, byte[] content) throws Exception {
        StoragePath target = StoragePath.of("f");
        try (Temporary t = b.writeTemporary(target, "0123456789abcdef", content.length)) {
            t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content)), 0, content.length);
            b.commit(t.path(), target);
        }
        return Channels.newInputStream(b.read(target, 0, content.length)).readAllBytes();
    }

    private static byte[] noise(int bytes) {
        byte[] out = new byte[bytes];
        new Random(5).nextBytes(out);
        return out;
    }

    @Test
    void rootsIsEncrypted_andRootIsWhereTheServerDemandsIt() throws Exception {
        try (LocalXrootd server = new LocalXrootd(folder, TLS + "xrootd.tls capable login\nxrootd.trace login\n")) {
            byte[] content = noise(3_000_000);
            server.newDirectory("a");
            try (Backend b = Backends.open(server.rootUrl().replace("root:", "roots:") + "/a", settings())) {
                assertTrue(b.url().startsWith("roots://"), b.url());
                assertArrayEquals(content, roundTrip(b, content));
            }
            server.newDirectory("b");
            try (Backend b = Backends.open(server.rootUrl() + "/b", settings())) {
                assertArrayEquals(content, roundTrip(b, content));
            }
            assertEquals(
                    2,
                    server.log()
                            .lines()
                            .filter(l -> l.matches(".* TLSv1\\.[0-9] login"))
                            .count(),
                    server.log());
            assertTrue(server.log().lines().noneMatch(l -> l.endsWith("IPv4 login")), server.log());
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityOrForAnotherHostIsRefused() throws Exception {
        authority.issue("elsewhere", "dns:elsewhere.example");
        try (LocalXrootd server = new LocalXrootd(folder, TLS.replace("here", "elsewhere") + "xrootd.tls all\n")) {
            HumanException host = assertThrows(HumanException.class, () -> Backends.open(server.rootUrl(), settings()));
            assertTrue(
                    host.getMessage().contains("xrootd.ca") && host.getMessage().contains("127.0.0.1"),
                    host.getMessage());
            Map<String, String> platform = settings();
            platform.remove("xrootd.ca");
            assertThrows(HumanException.class, () -> Backends.open(server.rootUrl(), platform));
        }
    }

    @Test
    void aRedirectionFromTlsToAServerWithoutItIsNotFollowed() throws Exception {
        try (ScriptedXrootd plain = new ScriptedXrootd((a, out) -> false);
                LocalXrootd server = new LocalXrootd(
                        folder, TLS + "xrootd.tls all\nxrootd.redirect 127.0.0.1:" + plain.port() + " dirlist\n");
                Backend b = Backends.open(server.rootUrl(), settings())) {
            DeniedException e = assertThrows(DeniedException.class, () -> b.list(StoragePath.ROOT));
            assertTrue(e.getMessage().contains("does not speak TLS"), e.getMessage());
            assertEquals(0, plain.asked(ScriptedXrootd.LOGIN).size());
        }
    }

    @Test
    void aBearerTokenLetsIn_asFarAsItGoes() throws Exception {
        try (LocalXrootd server = new LocalXrootd(folder, TOKENS)) {
            Path d = server.newDirectory("a");
            byte[] content = noise(2_000_000);
            try (Backend b = Backends.open(
                    server.rootUrl() + "/a", withToken(token("READ_METADATA,UPLOAD,MANAGE,DELETE,LIST,DOWNLOAD", d)))) {
                assertArrayEquals(content, roundTrip(b, content));
                assertEquals(1, b.list(StoragePath.ROOT).entries().size());
            }
            try (Backend b = Backends.open(server.rootUrl() + "/a", withToken(token("READ_METADATA,DOWNLOAD", d)))) {
                assertTrue(b.stat(StoragePath.of("f")).isPresent());
                assertThrows(DeniedException.class, () -> b.delete(StoragePath.of("f")));
                assertThrows(DeniedException.class, () -> roundTrip(b, noise(10)));
            }
            assertTrue(Files.exists(d.resolve("f")));
        }
    }

    @Test
    void aWrongTokenOrNoneIsRefused_andNotRepeated() throws Exception {
        try (LocalXrootd server = new LocalXrootd(folder, TOKENS)) {
            String wrong = Macaroon.of(new byte[64], "ciel", "path:/");
            HumanException e =
                    assertThrows(HumanException.class, () -> Backends.open(server.rootUrl(), withToken(wrong)));
            assertFalse(e.getMessage().contains(wrong), e.getMessage());
            assertThrows(HumanException.class, () -> Backends.open(server.rootUrl(), withToken("canary-4711")));
            DeniedException none =
                    assertThrows(DeniedException.class, () -> Backends.open(server.rootUrl(), settings()));
            assertTrue(
                    none.getMessage().contains("ztn") && none.getMessage().contains("xrootd.token_file"),
                    none.getMessage());
        }
    }
}
