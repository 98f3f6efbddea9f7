package ciel.app;

import ciel.transfer.ssh.JdkSecurity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/**
 * Moves files once, within this machine and over ssh to a server in this process; a part of {@link Warmup}. The server
 * listens on loopback for as long as that takes, and knows one key, made for it.
 */
final class TransferWarmup {
    private static final int FILES = 3;
    private static final int BYTES = 1 << 20;
    /** Small files go another way, in groups; as many of them as make the methods of that way warm. */
    private static final int SMALL_FILES = 2_000;

    private static final int SMALL_BYTES = 140;
    private static final int SMALL_A_FOLDER = 500;

    private TransferWarmup() {}

    /** @return the command lines that did not succeed, with what they said */
    static List<String> run(Path folder) throws IOException, GeneralSecurityException {
        Path from = files(folder.resolve("from"));
        Path small = smallFiles(folder.resolve("small"));
        KeyPair user = key();
        KeyPair host = key();
        try (SshServer server = server(user, host)) {
            Path known = Files.writeString(
                    folder.resolve("known_hosts"),
                    "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(host.getPublic()) + "\n");
            String url = "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + server.getPort();
            String[] options = {
                "--state",
                folder.resolve("state").toString(),
                "-o",
                "ssh.key=" + write(user, folder.resolve("key")),
                "-o",
                "ssh.known_hosts=" + known
            };
            List<String> failed = new ArrayList<>();
            String[][] runs = {
                {"run", from.toString(), folder.resolve("copied").toString()},
                {"run", from.toString(), folder.resolve("copied off").toString(), "--verify", "OFF"},
                {"run", small.toString(), folder.resolve("small copied").toString()},
                {"run", small.toString(), folder.resolve("small copied").toString()},
                {
                    "run",
                    url + from.toUri().getRawPath(),
                    folder.resolve("pulled").toString()
                },
                {
                    "run",
                    url + from.toUri().getRawPath(),
                    folder.resolve("pulled off").toString(),
                    "--verify",
                    "OFF",
                    "--json"
                },
                {
                    "run",
                    from.toString(),
                    url
                            + Files.createDirectory(folder.resolve("pushed"))
                                    .toUri()
                                    .getRawPath()
                },
                {
                    "run",
                    small.toString(),
                    url
                            + Files.createDirectory(folder.resolve("pushed-small"))
                                    .toUri()
                                    .getRawPath()
                },
                {
                    "run",
                    from.toString(),
                    url
                            + Files.createDirectory(folder.resolve("pushed-off"))
                                    .toUri()
                                    .getRawPath(),
                    "--verify",
                    "OFF"
                },
            };
            for (String[] run : runs) {
                run(failed, options, run);
            }
            // it contacts nobody, and takes no settings of places
            String[] state = {options[0], options[1]};
            run(
                    failed,
                    state,
                    "status",
                    from.toString(),
                    folder.resolve("copied").toString());
            return failed;
        }
    }

    private static void run(List<String> failed, String[] options, String... rest) {
        List<String> line = new ArrayList<>(List.of("transfer"));
        line.addAll(List.of(rest));
        line.addAll(List.of(options));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        if (Ciel.run(
                        new Terminal(new PrintStream(OutputStream.nullOutputStream()), new PrintStream(said), true),
                        line.toArray(String[]::new))
                != ExitCode.DONE) {
            failed.add(String.join(" ", line) + ": " + said);
        }
    }

    private static Path files(Path folder) throws IOException {
        Files.createDirectories(folder);
        byte[] content = new byte[BYTES];
        new Random(1).nextBytes(content);
        for (int i = 0; i < FILES; i++) {
            Files.write(folder.resolve("f" + i), content);
        }
        return folder;
    }

    private static Path smallFiles(Path folder) throws IOException {
        byte[] content = new byte[SMALL_BYTES];
        for (int i = 0; i < SMALL_FILES; i++) {
            Path below = folder.resolve("d" + i / SMALL_A_FOLDER);
            if (i % SMALL_A_FOLDER == 0) {
                Files.createDirectories(below);
            }
            Files.write(below.resolve("f" + i), content);
        }
        return folder;
    }

    private static KeyPair key() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    private static Path write(KeyPair key, Path file) throws IOException, GeneralSecurityException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "", null, out);
        }
        return file;
    }

    private static SshServer server(KeyPair user, KeyPair host) throws IOException {
        JdkSecurity.prefer();
        SshServer server = ServerBuilder.builder()
                .keyExchangeFactories(List.of(ServerBuilder.DH2KEX.apply(BuiltinDHFactories.curve25519)))
                .build();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((name, key, session) -> KeyUtils.compareKeys(key, user.getPublic()));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.start();
        return server;
    }
}
