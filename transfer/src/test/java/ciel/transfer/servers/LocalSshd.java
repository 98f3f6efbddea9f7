package ciel.transfer.servers;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real OpenSSH server on loopback, with keys and configuration of its own in a temporary folder. */
public final class LocalSshd implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    /**
     * @param keyOptions put before the key in authorized_keys, such as {@code restrict,command="internal-sftp"}; may be
     * empty
     */
    public LocalSshd(String keyOptions) throws Exception {
        this(keyOptions, List.of());
    }

    /** @param more lines of the server's configuration */
    public LocalSshd(String keyOptions, List<String> more) throws Exception {
        Servers.mayBeSkipped("ssh");
        folder = Files.createTempDirectory("ciel-sshd-");
        port = Servers.freePort();
        Servers.run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve("host").toString());
        Servers.run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve("id").toString());
        authorize(keyOptions);
        Files.writeString(folder.resolve("config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                PidFile %2$s/pid
                AuthorizedKeysFile %2$s/authorized
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                UsePAM no
                Subsystem sftp internal-sftp
                MaxStartups 100
                MaxSessions 64
                """.formatted(port, folder) + String.join("\n", more) + "\n");
        if (Servers.isRoot()) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        pin();
        start();
    }

    /** Replaces what the key may do. */
    public void authorize(String keyOptions) throws Exception {
        String key = Files.readString(folder.resolve("id.pub"));
        Files.writeString(folder.resolve("authorized"), (keyOptions.isEmpty() ? "" : keyOptions + " ") + key);
    }

    private void pin() throws Exception {
        Files.writeString(
                folder.resolve("known"), "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host.pub")));
    }

    public void start() throws Exception {
        process = new ProcessBuilder(
                        Servers.program("sshd", "openssh-server"),
                        "-D",
                        "-e",
                        "-f",
                        folder.resolve("config").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Servers.waitForPort(port, process, folder.resolve("log"));
    }

    /** kill -9 of the server and of every session of it. */
    public void kill() throws Exception {
        Servers.killTree(process);
    }

    /** kill -9 of the sessions; the server goes on listening. */
    public void killSessions() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** A new host key, which nobody has pinned. */
    public void rotateHostKey() throws Exception {
        kill();
        Files.delete(folder.resolve("host"));
        Files.delete(folder.resolve("host.pub"));
        Servers.run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                folder.resolve("host").toString());
        start();
    }

    public int port() {
        return port;
    }

    public Path key() {
        return folder.resolve("id");
    }

    public Path knownHosts() {
        return folder.resolve("known");
    }

    /** Pins the same host key for another port, for a proxy in between. */
    public void pinAlso(int otherPort) throws Exception {
        Files.writeString(
                knownHosts(),
                Files.readString(knownHosts()) + "[127.0.0.1]:" + otherPort + " "
                        + Files.readString(folder.resolve("host.pub")));
    }

    public String url(Path directory) {
        return url(port, directory);
    }

    public static String url(int port, Path directory) {
        return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port
                + directory.toUri().getRawPath();
    }

    public Map<String, String> settings() {
        return new HashMap<>(Map.of(
                "ssh.key",
                key().toString(),
                "ssh.known_hosts",
                knownHosts().toString(),
                "ssh.timeout",
                "10",
                "ssh.connections",
                "4"));
    }

    public Backend open(Path directory) throws Exception {
        return Backends.open(url(directory), settings());
    }

    public String log() throws Exception {
        return Files.readString(folder.resolve("log"));
    }

    /** Options for the official clients ({@code ssh}, {@code scp}, {@code rsync -e}). */
    public String clientOptions() {
        return "-i " + key() + " -o Port=" + port + " -o UserKnownHostsFile=" + knownHosts()
                + " -o BatchMode=yes -o IdentitiesOnly=yes";
    }

    @Override
    public void close() throws Exception {
        kill();
        Servers.deleteTree(folder);
    }
}
