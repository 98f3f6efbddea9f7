package ciel.transfer.ssh;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.BackendConformance;
import ciel.transfer.Backends;
import ciel.transfer.DeniedException;
import ciel.transfer.Entry;
import ciel.transfer.HumanException;
import ciel.transfer.NotFoundException;
import ciel.transfer.Retryability;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.servers.LocalSshd;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a real OpenSSH server, whose only command for our key is internal-sftp. */
class SshBackendTest extends BackendConformance {
    private static final String RESTRICTED = "restrict,command=\"internal-sftp\"";
    private static LocalSshd sshd;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        sshd = new LocalSshd(RESTRICTED);
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected Backend open() throws Exception {
        return sshd.open(folder);
    }

    @Override
    protected Backend reopen() throws Exception {
        return sshd.open(folder);
    }

    @Test
    void aChangedHostKeyStopsEverything_untilAPersonActs() throws Exception {
        try (LocalSshd other = new LocalSshd(RESTRICTED)) {
            other.open(folder).close();
            other.rotateHostKey();
            HumanException e = assertThrows(HumanException.class, () -> other.open(folder));
            assertEquals(Retryability.HUMAN, e.retryability());
            assertTrue(e.getMessage().contains("has changed to SHA256:"), e.getMessage());
            Files.writeString(other.knownHosts(), "");
            HumanException unknown = assertThrows(HumanException.class, () -> other.open(folder));
            assertTrue(unknown.getMessage().contains("not known"), unknown.getMessage());
        }
    }

    @Test
    void aKeyThatTheServerDoesNotKnowIsDenied_withTheRemedy() throws Exception {
        try (LocalSshd other = new LocalSshd("restrict,command=\"/bin/false\"")) {
            HumanException e = assertThrows(HumanException.class, () -> other.open(folder));
            assertTrue(e.getMessage().contains("internal-sftp"), e.getMessage());
            Map<String, String> settings = other.settings();
            settings.put("ssh.key", sshd.key().toString());
            HumanException wrong = assertThrows(HumanException.class, () -> Backends.open(other.url(folder), settings));
            assertTrue(wrong.getMessage().contains("authorized_keys"), wrong.getMessage());
        }
    }

    @Test
    void aReadOnlyKeyReadsAndCannotWrite() throws Exception {
        Files.writeString(folder.resolve("f"), "content");
        try (LocalSshd other = new LocalSshd("restrict,command=\"internal-sftp -R\"");
                Backend b = other.open(folder)) {
            assertArrayEquals(
                    "content".getBytes(),
                    Channels.newInputStream(b.read(StoragePath.of("f"), 0, 7)).readAllBytes());
            assertThrows(DeniedException.class, () -> b.delete(StoragePath.of("f")));
            assertThrows(DeniedException.class, () -> b.writeTemporary(StoragePath.of("g"), "0123456789abcdef", 1)
                    .transferFrom(Channels.newChannel(new java.io.ByteArrayInputStream(new byte[1])), 0, 1));
            assertTrue(Files.exists(folder.resolve("f")));
        }
    }

    @Test
    void aPrivateKeyThatOthersCanReadIsNotUsed() throws Exception {
        Path key = Files.copy(sshd.key(), folder.resolve("key"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Map<String, String> settings = sshd.settings();
        settings.put("ssh.key", key.toString());
        SettingException e = assertThrows(SettingException.class, () -> Backends.open(sshd.url(folder), settings));
        assertTrue(e.getMessage().contains("chmod 600"), e.getMessage());
    }

    @Test
    void aPasswordInTheUrlIsRefused_andNotRepeated() {
        SettingException e = assertThrows(
                SettingException.class, () -> Backends.open("ssh://me:canary-4711@127.0.0.1/x", sshd.settings()));
        assertTrue(!e.getMessage().contains("canary"), e.getMessage());
    }

    @Test
    void aSymbolicLinkIsSeenAndNotFollowed(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("secret"), "not yours");
        Files.createSymbolicLink(folder.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("dir"), outside);
        try (Backend b = open()) {
            assertTrue(b.list(StoragePath.ROOT).entries().stream().allMatch(e -> e.kind() == Entry.Kind.SYMLINK));
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("file"), 0, 5));
            assertThrows(UnsafePathException.class, () -> b.read(StoragePath.of("dir/secret"), 0, 5));
            assertThrows(UnsafePathException.class, () -> b.list(StoragePath.of("dir")));
            assertThrows(
                    UnsafePathException.class,
                    () -> b.writeTemporary(StoragePath.of("dir/new"), "0123456789abcdef", 1));
            assertThrows(UnsafePathException.class, () -> b.delete(StoragePath.of("dir/secret")));
            assertEquals(1, Files.list(outside).count());
        }
    }

    /**
     * A file that was looked at is opened while it is looked at again; the server answers the open of a pipe only when
     * somebody writes into it.
     */
    @Test
    @Timeout(30)
    void whatIsNoFileAnyMoreIsRefusedAtOnce(@TempDir Path outside) throws Exception {
        Path file = folder.resolve("f");
        StoragePath path = StoragePath.of("f");
        Files.writeString(outside.resolve("secret"), "not yours");
        try (Backend b = open()) {
            Files.writeString(file, "content");
            assertTrue(b.stat(path).isPresent());
            Files.delete(file);
            assertThrows(NotFoundException.class, () -> b.read(path, 0, 7));
            for (String[] other : new String[][] {
                {"mkfifo", file.toString()},
                {"ln", "-s", outside.resolve("secret").toString(), file.toString()},
                {"mkdir", file.toString()}
            }) {
                Files.deleteIfExists(file);
                Files.writeString(file, "content");
                assertTrue(b.stat(path).isPresent());
                Files.delete(file);
                assertEquals(0, new ProcessBuilder(other).start().waitFor());
                assertThrows(UnsafePathException.class, () -> b.read(path, 0, 7), other[0]);
                assertThrows(UnsafePathException.class, () -> b.read(path, 0, 7), other[0]);
            }
            Files.delete(file);
            Files.writeString(file, "content");
            assertArrayEquals(
                    "content".getBytes(StandardCharsets.US_ASCII),
                    Channels.newInputStream(b.read(path, 0, 7)).readAllBytes());
        }
    }

    @Test
    void afterTheSessionsAreKilledTheNextActConnectsAgain() throws Exception {
        try (Backend b = open()) {
            Files.writeString(folder.resolve("f"), "x");
            assertTrue(b.stat(StoragePath.of("f")).isPresent());
            sshd.killSessions();
            int tries = 0;
            while (true) {
                try {
                    assertTrue(b.stat(StoragePath.of("f")).isPresent());
                    break;
                } catch (TransferException e) {
                    assertEquals(Retryability.TRANSIENT, e.retryability(), e.getMessage());
                    assertTrue(++tries < 5, e.getMessage());
                }
            }
        }
    }

    @Test
    void spaceIsKnown() throws Exception {
        try (Backend b = open()) {
            assertTrue(b.space().orElseThrow().bytes() > 0);
            assertTrue(b.space().orElseThrow().inodes() > 0);
        }
    }
}
