package ciel.transfer.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.HumanException;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.Servers;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a real OpenSSH server is reached: aliases, agents, jump hosts, and what may change on the way. */
@Timeout(60)
class SshAddressTest {
    private static LocalSshd sshd;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startServer() throws Exception {
        sshd = new LocalSshd("");
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (sshd != null) {
            sshd.close();
        }
    }

    private static void write(Backend b, String name, String content) throws Exception {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Temporary t = b.writeTemporary(StoragePath.of(name), "0123456789abcdef", bytes.length);
        t.transferFrom(Channels.newChannel(new ByteArrayInputStream(bytes)), 0, bytes.length);
        t.sync();
        t.close();
        b.commit(t.path(), StoragePath.of(name));
    }

    private Path config(String more) throws Exception {
        return Files.writeString(
                folder.resolve("config"),
                """
                Include %1$s/included
                Host my_cluster other
                  HostName 127.0.0.1
                  Port %2$d
                  User %3$s
                  IdentityFile %4$s
                  UserKnownHostsFile %5$s
                """.formatted(folder, sshd.port(), System.getProperty("user.name"), sshd.key(), sshd.knownHosts())
                        + more);
    }

    @Test
    void anAliasOfSshConfigIsKnown_withPortUserKeyAndHostKeys() throws Exception {
        Files.writeString(folder.resolve("included"), "Host included\n HostName 127.0.0.1\n Port 1\n");
        Map<String, String> settings = Map.of("ssh.config", config("").toString());
        Path there = Files.createDirectory(folder.resolve("there"));
        try (Backend b = Backends.open("ssh://my_cluster" + there, settings)) {
            write(b, "f", "x");
        }
        assertEquals("x", Files.readString(there.resolve("f")));
        SettingException none = assertThrows(
                SettingException.class,
                () -> Backends.open("ssh://my_cluster" + there, Map.of("ssh.config", folder + "/missing")));
        assertTrue(none.getMessage().contains("ssh.config"), none.getMessage());
    }

    @Test
    void aJumpHostIsUsed() throws Exception {
        try (LocalSshd behind = new LocalSshd("")) {
            Path config = config(
                    """
                    Host behind
                      HostName 127.0.0.1
                      Port %d
                      User %s
                      IdentityFile %s
                      UserKnownHostsFile %s
                      ProxyJump my_cluster
                    """.formatted(behind.port(), System.getProperty("user.name"), behind.key(), behind.knownHosts()));
            try (Backend b = Backends.open("ssh://behind" + folder, Map.of("ssh.config", config.toString()))) {
                write(b, "f", "through");
            }
            assertEquals("through", Files.readString(folder.resolve("f")));
            assertTrue(sshd.log().contains("Accepted publickey"), sshd.log());
        }
    }

    @Test
    void aKeyOfTheAgentLogsIn_andAPassphraseWithoutAnAgentIsExplained() throws Exception {
        Path key = folder.resolve("enc");
        Process made = new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).start();
        assertEquals(0, made.waitFor());
        Path socket = folder.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try (LocalSshd server = new LocalSshd("")) {
            long end = System.nanoTime() + 20_000_000_000L;
            while (!Files.exists(socket) && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            ProcessBuilder add = new ProcessBuilder("ssh-add", "-q", key.toString());
            add.environment().put("SSH_AUTH_SOCK", socket.toString());
            assertEquals(0, add.start().waitFor());
            assertEquals(
                    0,
                    new ProcessBuilder("ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", key.toString())
                            .start()
                            .waitFor());
            Files.writeString(server.key().resolveSibling("authorized"), Files.readString(folder.resolve("enc.pub")));
            Map<String, String> settings = new HashMap<>(server.settings());
            settings.put("ssh.key", key.toString());
            settings.put("ssh.agent", socket.toString());
            try (Backend b = Backends.open(server.url(folder), settings)) {
                write(b, "f", "signed");
            }
            settings.put("ssh.agent", "none");
            SettingException alone =
                    assertThrows(SettingException.class, () -> Backends.open(server.url(folder), settings));
            assertTrue(
                    alone.getMessage().contains("ssh-agent")
                            && alone.getMessage().contains("ssh-add"),
                    alone.getMessage());
            // Only the key that was named is offered, whatever else the agent holds.
            settings.put("ssh.agent", socket.toString());
            settings.put("ssh.key", server.key().toString());
            assertThrows(HumanException.class, () -> Backends.open(server.url(folder), settings));
        } finally {
            agent.destroy();
        }
        assertTrue(Files.exists(folder.resolve("f")));
    }

    @Test
    void withoutAPathItIsTheHomeFolder_andAFolderThatIsMissingIsMade() throws Exception {
        Map<String, String> settings = new HashMap<>(sshd.settings());
        String host = "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + sshd.port();
        try (Backend home = Backends.open(host, settings);
                Backend same = Backends.open(host + "/~/", settings)) {
            assertEquals(
                    home.list(StoragePath.ROOT).entries().size(),
                    same.list(StoragePath.ROOT).entries().size());
            assertTrue(home.url().endsWith("/~/"), home.url());
        }
        settings.put("create", "true");
        try (Backend b = Backends.open(sshd.url(folder.resolve("a/b/c")), settings)) {
            write(b, "f", "x");
        }
        assertTrue(Files.exists(folder.resolve("a/b/c/f")));
    }

    @Test
    void aFolderThatWasRemovedIsMadeAgain() throws Exception {
        try (Backend b = sshd.open(folder)) {
            write(b, "sub/deep/f", "1");
            Servers.deleteTree(folder.resolve("sub"));
            write(b, "sub/deep/g", "2");
            Temporary t = b.writeTemporary(StoragePath.of("sub/deep/h"), "0123456789abcdef", 1);
            Servers.deleteTree(folder.resolve("sub"));
            t.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[1])), 0, 1);
            b.commit(t.path(), StoragePath.of("sub/deep/h"));
        }
        assertTrue(Files.exists(folder.resolve("sub/deep/h")));
        assertFalse(Files.exists(folder.resolve("sub/deep/g")));
    }

    @Test
    void aHostKeyThatIsMendedIsTakenWithoutAnotherStart() throws Exception {
        try (LocalSshd other = new LocalSshd("")) {
            Files.writeString(folder.resolve("f"), "x");
            String pinned = Files.readString(other.knownHosts());
            try (Backend b = other.open(folder)) {
                other.rotateHostKey();
                HumanException e = assertThrows(HumanException.class, () -> {
                    // the first act may still find out that its connection is gone
                    for (int i = 0; i < 10; i++) {
                        try {
                            b.stat(StoragePath.of("f"));
                        } catch (ciel.transfer.TransientException gone) {
                            continue;
                        }
                    }
                });
                assertTrue(e.getMessage().contains("has changed"), e.getMessage());
                Files.writeString(
                        other.knownHosts(),
                        "[127.0.0.1]:" + other.port() + " "
                                + Files.readString(other.key().resolveSibling("host.pub")) + "# mended\n");
                assertTrue(b.stat(StoragePath.of("f")).isPresent());
                assertFalse(pinned.equals(Files.readString(other.knownHosts())));
            }
        }
    }

    @Test
    void hostsAndUsersThatAreOptionsOrCommandsAreRefused() {
        for (String address : new String[] {
            "ssh://-oProxyCommand=touch/x", "ssh://a;b@127.0.0.1/x", "ssh://-l@127.0.0.1/x", "ssh://h%20x/x"
        }) {
            assertThrows(SettingException.class, () -> Backends.open(address, sshd.settings()), address);
        }
    }
}
