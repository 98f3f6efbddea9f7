package ciel.workflow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.LocalSshd;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the line {@code restrict,command="..."} keeps shut at a server that would allow everything: each attack is
 * first seen to work with a key that has no such line.
 */
@Timeout(300)
class GateDoorTest {
    private static final String CANARY = "canary-90d2e1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The server refuses nothing by itself. */
    private static final List<String> OPEN_HANDED = List.of(
            "AllowAgentForwarding yes",
            "AllowTcpForwarding yes",
            "AllowStreamLocalForwarding yes",
            "PermitTunnel yes",
            "X11Forwarding yes",
            "X11UseLocalhost yes",
            "PermitUserEnvironment yes",
            "AcceptEnv *");
    /** Instead of the gate, to show what it would have been given. */
    private static final String SHOW = "command=\"/usr/bin/env\"";

    @TempDir
    static Path folder;

    private static Path root;
    private static LocalSshd gated;
    private static LocalSshd restricted;
    private static LocalSshd unrestricted;
    private static Process agent;
    private static Path agentSocket;

    @BeforeAll
    static void start() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), CANARY);
        Files.writeString(root.resolve("a.fits"), "0123456789");
        String gate = Path.of(System.getProperty("java.home"), "bin", "java")
                + " -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp " + System.getProperty("java.class.path") + " "
                + GateMain.class.getName() + " " + root;
        gated = new LocalSshd("restrict,command=\"" + gate + "\"", OPEN_HANDED);
        restricted = new LocalSshd("restrict," + SHOW, OPEN_HANDED);
        unrestricted = new LocalSshd(SHOW, OPEN_HANDED);
        agentSocket = folder.resolve("agent");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", agentSocket.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(agentSocket)) {
            assertTrue(agent.isAlive() && System.nanoTime() < end, "the ssh-agent did not start");
            Thread.onSpinWait();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (LocalSshd server : new LocalSshd[] {gated, restricted, unrestricted}) {
            if (server != null) {
                server.close();
            }
        }
        if (agent != null) {
            agent.destroyForcibly().waitFor();
        }
    }

    private static List<String> ssh(LocalSshd server, String... options) {
        List<String> command = new ArrayList<>(List.of("ssh", "-F", "none"));
        command.addAll(List.of(server.clientOptions().split(" ")));
        command.addAll(List.of(options));
        command.add(System.getProperty("user.name") + "@127.0.0.1");
        return command;
    }

    /** @return what a client prints on both streams, given an input that ends at once */
    private static String said(LocalSshd server, String... options) throws Exception {
        ProcessBuilder b = new ProcessBuilder(ssh(server, options)).redirectErrorStream(true);
        b.environment().put("SSH_AUTH_SOCK", agentSocket.toString());
        b.environment().put("DISPLAY", "127.0.0.1:99");
        b.environment().put("CIEL_CANARY", CANARY);
        Process process = b.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs");
        return out;
    }

    @Test
    void theAgentIsNotForwarded() throws Exception {
        assertTrue(said(unrestricted, "-A", "-T").contains("SSH_AUTH_SOCK="), "the attack works without the line");
        assertFalse(said(restricted, "-A", "-T").contains("SSH_AUTH_SOCK="));
        assertTrue(said(gated, "-A", "-T").startsWith(GateProtocol.MAGIC));
    }

    @Test
    void x11IsNotForwarded() throws Exception {
        String refused = "X11 forwarding request failed";
        String out = said(restricted, "-X", "-T");
        assertTrue(out.contains(refused), out);
        assertFalse(out.contains("DISPLAY="), out);
        assertTrue(said(gated, "-X", "-T").contains(refused));
        if (Files.isExecutable(Path.of("/usr/bin/xauth"))) {
            assertTrue(said(unrestricted, "-X", "-T").contains("DISPLAY="), "the attack works without the line");
        }
    }

    @Test
    void socketsOfFilesAreNotForwarded() throws Exception {
        String fails = "remote port forwarding failed";
        String at = folder.resolve("remote").toString();
        String free = said(unrestricted, "-T", "-o", "ExitOnForwardFailure=yes", "-R", at + "1:" + agentSocket);
        assertFalse(free.contains(fails), "the attack works without the line: " + free);
        String out = said(gated, "-T", "-o", "ExitOnForwardFailure=yes", "-R", at + "2:" + agentSocket);
        assertTrue(out.contains(fails), out);
        assertFalse(Files.exists(Path.of(at + "2")));
    }

    @Test
    void noTunnelIsMade() throws Exception {
        // As root the client makes its own end of it; the server's is what counts.
        Process process = new ProcessBuilder(ssh(gated, "-T", "-o", "ExitOnForwardFailure=yes", "-w", "any:any"))
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader r = process.inputReader()) {
            for (String l = r.readLine(); l != null; l = r.readLine()) {
                said.append(l).append('\n');
                if (l.startsWith(GateProtocol.MAGIC) || l.contains("open failed") || l.contains("unnel")) {
                    break;
                }
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertFalse(said.isEmpty());
        assertFalse(gated.log().contains("Tunnel forwarding enabled"), gated.log());
    }

    @Test
    void theEnvironmentOfTheClientIsCleared_andItsFileOfOptionsIsNotRead() throws Exception {
        String[] send = {"-T", "-o", "SendEnv=CIEL_CANARY"};
        assertTrue(said(unrestricted, send).contains(CANARY), "the server takes it");
        Process session = new ProcessBuilder(ssh(gated, "-T", "-o", "SetEnv=SLURM_CONF=" + CANARY)).start();
        try (var in = session.getInputStream()) {
            assertEquals(
                    GateProtocol.MAGIC,
                    new String(in.readNBytes(GateProtocol.MAGIC.length()), StandardCharsets.US_ASCII));
            session.getOutputStream()
                    .write("{\"id\":1,\"verb\":\"partitions\"}\n{\"id\":2,\"verb\":\"hello\"}\n"
                            .getBytes(StandardCharsets.UTF_8));
            session.getOutputStream().close();
            String answers = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertFalse(answers.contains(CANARY), answers);
        } finally {
            session.destroyForcibly();
        }
    }

    /** Secrets of the client, of the account and of a request: none is told, logged, or to be seen in the list of processes. */
    @Test
    void secretsAppearNowhere() throws Exception {
        String body = Files.readAllLines(gated.key()).get(2);
        StringBuilder answers = new StringBuilder();
        String processes;
        try (GateClient gate = GateClient.open(ssh(gated, "-T"), PATIENCE)) {
            for (String verb :
                    List.of("hello", "list", "stat", "read", "checksum", "submit", "ack", "delete", "no-verb")) {
                GateException refused = null;
                try {
                    answers.append(gate.call(
                            verb,
                            Map.of(
                                    "path",
                                    "../secret",
                                    "password",
                                    CANARY,
                                    "algorithm",
                                    CANARY,
                                    "script",
                                    "/" + CANARY)));
                } catch (GateException e) {
                    refused = e;
                }
                answers.append(refused).append('\n');
            }
            processes = commandLines();
        }
        assertFalse(answers.toString().contains(CANARY), answers.toString());
        assertTrue(processes.contains(GateMain.class.getName()), "the session is in the list");
        for (String text : List.of(processes, gated.log(), logs(), answers.toString())) {
            assertFalse(text.contains(CANARY), text);
            assertFalse(text.contains(body), "a line of the private key");
        }
        assertTrue(logs().lines().count() > 1, "requests are logged");
    }

    private static String commandLines() throws IOException {
        StringBuilder all = new StringBuilder();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
                    all.append(line.contains(root.toString()) || line.contains("ssh") ? line + "\n" : "");
                } catch (IOException e) {
                    // it has ended
                }
            }
        }
        return all.toString();
    }

    private static String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(root.resolve(".gate"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    @Test
    void anUnknownSubsystemIsTheGateToo() throws Exception {
        for (String name : List.of("sftp", "netconf", "shell")) {
            List<String> command = new ArrayList<>(ssh(gated, "-s", "-T"));
            command.add(name); // after the host: the subsystem
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs");
            boolean gate = out.startsWith(GateProtocol.MAGIC);
            assertTrue(gate || out.contains("subsystem request failed"), name + ": " + out);
            assertFalse(out.contains(CANARY), name + ": " + out);
        }
        assertThrows(
                GateException.class,
                () -> GateClient.open(List.of("sh", "-c", "echo SSH-2.0-sftp"), Duration.ofSeconds(10)));
    }
}
