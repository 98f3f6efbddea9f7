package ciel.transfer.webdav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.mover.Mover;
import ciel.transfer.mover.MoverReport;
import ciel.transfer.mover.MoverSettings;
import ciel.transfer.mover.Planner;
import ciel.transfer.posix.PosixBackend;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.Macaroon;
import ciel.transfer.servers.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Between two real XRootD servers with TLS, the source wanting a token: no byte of a file passes through here. */
@Timeout(120)
class ThirdPartyTest {
    private static final String TLS = """
            xrd.tls FOLDER/here.pem FOLDER/here.key
            xrd.tlsca certfile FOLDER/ca.pem
            http.exthandler xrdtpc libXrdHttpTPC.so
            """;
    private static final String TOKENS = """
            all.sitename ciel
            ofs.authorize
            ofs.authlib libXrdMacaroons.so
            macaroons.secretkey FOLDER/secret
            http.header2cgi Authorization authz
            """;

    @TempDir
    private Path temp;

    private final byte[] secret = new byte[64];
    private Path authority;
    private LocalXrootd source;
    private LocalXrootd destination;

    @BeforeEach
    void servers() throws Exception {
        Path one = Files.createTempDirectory(Path.of("/tmp"), "ciel-xrd-");
        Path two = Files.createTempDirectory(Path.of("/tmp"), "ciel-xrd-");
        TestAuthority certificates = new TestAuthority(one);
        certificates.issue("here", "ip:127.0.0.1");
        for (String name : new String[] {"ca.pem", "here.pem", "here.key"}) {
            Files.copy(one.resolve(name), two.resolve(name), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        authority = Files.copy(certificates.authority(), temp.resolve("ca.pem"));
        new Random(1).nextBytes(secret);
        Files.writeString(
                one.resolve("secret"),
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(secret) + "\n");
        source = new LocalXrootd(one, TLS + TOKENS);
        destination = new LocalXrootd(two, TLS);
    }

    @AfterEach
    void stop() throws Exception {
        for (LocalXrootd s : new LocalXrootd[] {source, destination}) {
            if (s != null) {
                s.close();
            }
        }
    }

    private Map<String, String> settings(String... more) {
        Map<String, String> out =
                new HashMap<>(Map.of("http.ca", authority.toString(), "http.timeout", "20", "ssh.config", "none"));
        for (int i = 0; i < more.length; i += 2) {
            out.put(more[i], more[i + 1]);
        }
        return out;
    }

    private String token(Path path) throws Exception {
        Path file = Files.createFile(
                temp.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(
                        file,
                        Macaroon.of(
                                secret,
                                "ciel",
                                "activity:READ_METADATA,DOWNLOAD,LIST",
                                "path:" + path,
                                "before:"
                                        + Instant.now()
                                                .plus(1, ChronoUnit.HOURS)
                                                .truncatedTo(ChronoUnit.SECONDS)))
                .toString();
    }

    private static String url(LocalXrootd server, Path folder) {
        return "https://127.0.0.1:" + server.port() + folder;
    }

    @Test
    void filesGoFromServerToServer_andAreChecked() throws Exception {
        Path from = source.newDirectory("from");
        Path to = destination.newDirectory("to");
        byte[] content = new byte[5_000_000];
        new Random(2).nextBytes(content);
        Files.createDirectory(from.resolve("d"));
        Files.write(from.resolve("d/large"), content);
        Files.writeString(from.resolve("with space"), "small");
        Files.writeString(from.resolve("empty"), "");
        try (Backend a = Backends.open(url(source, from), settings("http.token_file", token(source.data())));
                Backend b = Backends.open(url(destination, to), settings("http.third_party", "true"))) {
            MoverReport report = new Mover(a, b, MoverSettings.DEFAULT, temp.resolve("state"), p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT));
            assertEquals(3, report.moved(), report.toString());
            assertEquals(5_000_005, report.bytesSent());
        }
        assertArrayEquals(content, Files.readAllBytes(to.resolve("d/large")));
        assertEquals("small", Files.readString(to.resolve("with space")));
        assertTrue(destination.log().contains("COPY") || destination.log().contains("TPC"), destination.log());
    }

    @Test
    void aSourceThatIsNoWebDavServerIsRefused() throws Exception {
        Path to = destination.newDirectory("to");
        try (Backend a = new PosixBackend(temp);
                Backend b = Backends.open(url(destination, to), settings("http.third_party", "true"))) {
            SettingException e = assertThrows(SettingException.class, () -> b.thirdParty(a));
            assertTrue(e.getMessage().contains("http.third_party"), e.getMessage());
        }
    }
}
