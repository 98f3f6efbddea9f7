package ciel.workflow.gate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.Servers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate as the forced command of a key, at a real OpenSSH server, with the OpenSSH client. */
class GateOverSshTest {
    private static final String CANARY = "canary-51ab";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static Path root;
    private static LocalSshd server;

    @BeforeAll
    static void start() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(folder.resolve("secret"), CANARY);
        Files.writeString(root.resolve("a.fits"), "0123456789");
        Files.createSymbolicLink(root.resolve("link"), folder.resolve("secret"));
        server = new LocalSshd("restrict,command=\"" + gateCommand(root) + "\"");
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String gateCommand(Path root) {
        return Path.of(System.getProperty("java.home"), "bin", "java")
                + " -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp " + System.getProperty("java.class.path") + " "
                + GateMain.class.getName() + " " + root;
    }

    /** ssh with options before the host and words after it */
    private static List<String> ssh(List<String> options, String... words) {
        List<String> command = new ArrayList<>(List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                server.key().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "UserKnownHostsFile=" + server.knownHosts(),
                "-o",
                "BatchMode=yes",
                "-p",
                Integer.toString(server.port())));
        command.addAll(options);
        command.add(System.getProperty("user.name") + "@127.0.0.1");
        command.addAll(List.of(words));
        return command;
    }

    private static GateClient open() throws IOException {
        return GateClient.open(ssh(List.of("-T")), PATIENCE);
    }

    /** @return what a command prints on both streams, given an input that ends at once */
    private static String said(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it hangs: " + command);
        return out;
    }

    @Test
    void filesAreReadThroughTheDoor() throws IOException {
        byte[] bytes = new byte[40_000_000];
        new Random(5).nextBytes(bytes);
        Files.write(root.resolve("big"), bytes);
        try (GateClient gate = open()) {
            assertEquals("test", gate.version());
            assertEquals(
                    10,
                    gate.call("stat", Map.of("path", "a.fits")).path("bytes").asLong());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            gate.copy("big", 7, bytes.length - 7L, out);
            assertArrayEquals(java.util.Arrays.copyOfRange(bytes, 7, bytes.length), out.toByteArray());
            GateException denied = assertThrows(
                    GateException.class, () -> gate.call("checksum", Map.of("path", "link", "algorithm", "adler32")));
            assertEquals("denied", denied.kind());
            // the session goes on
            assertTrue(gate.call("hello", Map.of()).path("clock").asLong() > 0);
        }
    }

    @Test
    void aShorterFileIsSaid() throws IOException {
        try (GateClient gate = open()) {
            GateException changed =
                    assertThrows(GateException.class, () -> gate.copy("a.fits", 0, 11, new ByteArrayOutputStream()));
            assertEquals("changed", changed.kind());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat SECRET",
                "sh -c 'cat SECRET'",
                "; cat SECRET",
                "ciel gate /",
                "$(cat SECRET)",
                "internal-sftp"
            })
    void noCommandRuns(String words) throws Exception {
        String out = said(ssh(
                List.of("-T"), words.replace("SECRET", folder.resolve("secret").toString())));
        assertFalse(out.contains(CANARY), out);
        assertTrue(out.startsWith(GateProtocol.MAGIC), out);
    }

    @Test
    void noTerminalIsGiven() throws Exception {
        String out = said(ssh(List.of("-tt"), "cat " + folder.resolve("secret")));
        assertFalse(out.contains(CANARY), out);
        assertTrue(out.contains("PTY allocation request failed"), out);
    }

    @Test
    void sftpScpAndRsyncGetNothing() throws Exception {
        Path got = folder.resolve("got");
        String options = String.join(" ", ssh(List.of()).subList(1, 10));
        List<String> common = ssh(List.of()).subList(1, 9); // without -p PORT
        String there = System.getProperty("user.name") + "@127.0.0.1:" + folder.resolve("secret");
        for (String tool : List.of("scp", "scp -O", "sftp")) {
            List<String> command = new ArrayList<>(List.of(tool.split(" ")));
            command.addAll(common);
            command.addAll(List.of("-P", Integer.toString(server.port()), there, got.toString()));
            said(command);
            assertFalse(Files.exists(got), tool + " fetched a file");
        }
        said(List.of("rsync", "-e", "ssh " + options + " -p " + server.port(), there, got.toString()));
        assertFalse(Files.exists(got), "rsync fetched a file");
        said(ssh(List.of("-s", "-T"), "sftp"));
    }

    @Test
    void nothingIsForwarded() throws Exception {
        try (ServerSocket inside = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            inside.setSoTimeout(1);
            said(ssh(List.of("-T", "-W", "127.0.0.1:" + inside.getLocalPort())));
            assertThrows(java.net.SocketTimeoutException.class, inside::accept, "-W reached a port of the server");
            int local = Servers.freePort();
            Process tunnel = new ProcessBuilder(ssh(List.of(
                            "-T",
                            "-o",
                            "ExitOnForwardFailure=yes",
                            "-L",
                            local + ":127.0.0.1:" + inside.getLocalPort())))
                    .redirectErrorStream(true)
                    .start();
            // the greeting shows that the session stands
            byte[] greeting = tunnel.getInputStream().readNBytes(GateProtocol.MAGIC.length());
            assertEquals(GateProtocol.MAGIC, new String(greeting, StandardCharsets.US_ASCII));
            try (Socket socket = new Socket("127.0.0.1", local)) {
                assertEquals(-1, socket.getInputStream().read(), "-L reached a port of the server");
            } finally {
                tunnel.destroyForcibly();
            }
        }
        int remote = Servers.freePort();
        String out = said(ssh(List.of("-T", "-o", "ExitOnForwardFailure=yes", "-R", remote + ":127.0.0.1:22")));
        assertTrue(out.contains("remote port forwarding failed"), out);
    }

    @Test
    void whereThereIsNoGateTheClientSaysWhatItHeard() throws Exception {
        GateException none = assertThrows(
                GateException.class,
                () -> GateClient.open(List.of("sh", "-c", "echo Welcome; echo no such host >&2"), PATIENCE));
        assertEquals("greeting", none.kind());
        assertTrue(none.getMessage().contains("no such host"), none.getMessage());
    }

    @Test
    void aBannerBeforeTheGreetingIsPassedOver() throws Exception {
        try (GateClient gate = GateClient.open(
                List.of("sh", "-c", "echo Welcome to the site; echo; exec " + gateCommand(root)), PATIENCE)) {
            assertEquals(
                    "a.fits",
                    gate.call("list", Map.of("path", ""))
                            .path("entries")
                            .path(0)
                            .path("name")
                            .asText());
        }
    }
}
