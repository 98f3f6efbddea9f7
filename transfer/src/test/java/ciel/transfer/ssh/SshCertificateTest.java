package ciel.transfer.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.HumanException;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.credentials.Credential;
import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that a server takes for the sake of a certificate alone, as sites give them for some days. */
@Timeout(120)
class SshCertificateTest {
    private static final Duration SLACK = Duration.ofMinutes(10);

    @TempDir
    private Path temp;

    private LocalSshd server;
    private Path certificate;
    private int changes;

    @BeforeEach
    void start() throws Exception {
        Path authority = temp.resolve("authority");
        Servers.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority.toString());
        server = new LocalSshd("", List.of("TrustedUserCAKeys " + authority + ".pub"));
        Files.writeString(server.key().resolveSibling("authorized"), "");
        certificate = temp.resolve("given-cert.pub");
        Files.writeString(temp.resolve("a"), "content");
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private void certify(String validity) throws Exception {
        Path half = Files.copy(
                server.key().resolveSibling("id.pub"),
                temp.resolve("given.pub"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Servers.run(
                "ssh-keygen",
                "-q",
                "-s",
                temp.resolve("authority").toString(),
                "-I",
                "test",
                "-n",
                System.getProperty("user.name"),
                "-V",
                validity,
                half.toString());
        // A file system may count time in steps longer than this test takes.
        Files.setLastModifiedTime(certificate, FileTime.from(Instant.ofEpochSecond(1_700_000_000 + changes++)));
    }

    private Backend open() throws Exception {
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.put("ssh.certificate", certificate.toString());
        settings.put("ssh.agent", "none");
        return ciel.transfer.Backends.open(server.url(temp), settings);
    }

    @Test
    void opensTheServer_endsThere_andIsReadAgain() throws Exception {
        certify("+1h");
        try (Backend b = open()) {
            assertEquals(7, b.stat(StoragePath.of("a")).orElseThrow().size());
            Credential c = b.credentials().getFirst();
            Instant end = c.end().orElseThrow();
            assertTrue(
                    Duration.between(Instant.now().plusSeconds(3600), end).abs().compareTo(SLACK) < 0, end.toString());
            assertTrue(c.name().contains(certificate.toString()));

            certify("-2h:-1h");
            assertTrue(c.end().orElseThrow().isBefore(Instant.now()), "the new file is read");
            server.killSessions();
            HumanException refused = null;
            // What is noticed first may be that the old connection is gone.
            for (int i = 0; i < 3 && refused == null; i++) {
                try {
                    b.stat(StoragePath.of("a"));
                } catch (HumanException e) {
                    refused = e;
                } catch (ciel.transfer.TransientException gone) {
                    // once more
                }
            }
            assertTrue(
                    refused != null && refused.getMessage().contains("'" + certificate + "' ended at"),
                    String.valueOf(refused));

            certify("+1h");
            assertEquals(7, b.stat(StoragePath.of("a")).orElseThrow().size());
        }
    }

    @Test
    void oneThatIsNotThere_isSaidBeforeAnythingIsTried() {
        SettingException e = assertThrows(SettingException.class, this::open);
        assertTrue(e.getMessage().contains("[ssh.certificate] '" + certificate + "'"), e.getMessage());
    }
}
