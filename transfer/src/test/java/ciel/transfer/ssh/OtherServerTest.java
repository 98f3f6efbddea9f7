package ciel.transfer.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.ConflictException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that is not OpenSSH (Apache MINA): its rename may replace a file. */
@Timeout(60)
class OtherServerTest {
    @TempDir
    private Path folder;

    private SshServer server(KeyPair host, String extensions) throws Exception {
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((user, key, session) -> true);
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        if (extensions != null) {
            SftpModuleProperties.OPENSSH_EXTENSIONS.set(server, extensions);
        }
        server.start();
        return server;
    }

    private Map<String, String> settings(KeyPair host, int port) throws Exception {
        Path key = folder.resolve("key");
        Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        KeyPair mine = SecurityUtils.getKeyPairGenerator("EC").generateKeyPair();
        try (var out = Files.newOutputStream(key)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(mine, "test", null, out);
        }
        Path known = Files.writeString(
                folder.resolve("known"),
                "[127.0.0.1]:" + port + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
        return Map.of(
                "ssh.key",
                key.toString(),
                "ssh.known_hosts",
                known.toString(),
                "ssh.config",
                "none",
                "ssh.timeout",
                "10");
    }

    private static Temporary write(Backend b, String token, String content) throws Exception {
        Temporary t = b.writeTemporary(StoragePath.of("f"), token, content.length());
        t.transferFrom(Channels.newChannel(new ByteArrayInputStream(content.getBytes())), 0, content.length());
        t.sync();
        t.close();
        return t;
    }

    @ParameterizedTest
    @CsvSource({"hardlink@openssh.com=1, true", "fsync@openssh.com=1, false"})
    void noFileIsReplaced_andAtomicIsSaidOnlyWhereItIs(String extensions, boolean atomic) throws Exception {
        JdkSecurity.prefer();
        KeyPair host = SecurityUtils.getKeyPairGenerator("EC").generateKeyPair();
        Path data = Files.createDirectory(folder.resolve("data"));
        try (SshServer server = server(host, extensions)) {
            try (Backend b =
                    Backends.open("ssh://me@127.0.0.1:" + server.getPort() + data, settings(host, server.getPort()))) {
                assertEquals(atomic, b.capabilities().atomicCommit());
                StoragePath target = StoragePath.of("f");
                b.commit(write(b, "0123456789abcdef", "first").path(), target);
                Temporary second = write(b, "fedcba9876543210", "second");
                assertThrows(ConflictException.class, () -> b.commit(second.path(), target));
                assertEquals("first", Files.readString(data.resolve("f")));
                assertEquals(2, b.list(StoragePath.ROOT).entries().size());
            }
        }
    }
}
