package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.ScriptedXrootd;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canary secrets are looked for in everything that a mover leaves: output with debug logging, process list,
 * environment, state folder, and the core after an abort.
 */
@Timeout(120)
class SecretsTest {
    private static final String CANARY = "canary-93b1c0ffee-token";

    @TempDir
    private Path temp;

    private Process mover(String from, String to, List<String> settings) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "ulimit -c unlimited; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.ConsoleHandler.level=ALL",
                "-Djdk.httpclient.HttpClient.log=requests,errors",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                MoverProcess.class.getName(),
                from,
                to,
                temp.resolve("state").toString(),
                "1M",
                "65536",
                "2"));
        command.addAll(settings);
        return new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("said").toFile())
                .start();
    }

    /** What a neighbour can see of a process, and everything it left in its folders. */
    private void search(String secret, String seen, Path... but) throws Exception {
        assertFalse(seen.contains(secret), "in the process list or environment");
        try (Stream<Path> all = Files.walk(temp)) {
            for (Path p : all.filter(Files::isRegularFile)
                    .filter(p -> !List.of(but).contains(p))
                    .toList()) {
                assertFalse(new String(Files.readAllBytes(p), StandardCharsets.ISO_8859_1).contains(secret), "in " + p);
            }
        }
    }

    private static String seen(Process p) throws Exception {
        StringBuilder out = new StringBuilder();
        for (String name : List.of("cmdline", "environ")) {
            out.append(Files.readString(Path.of("/proc", String.valueOf(p.pid()), name), StandardCharsets.ISO_8859_1));
        }
        return out.toString();
    }

    /** Servers answer when the first mover has been aborted: until then it waits, with its token in its memory. */
    private final CountDownLatch aborted = new CountDownLatch(1);

    @Test
    void aBearerTokenIsNowhere_notEvenInTheCoreOfAnAbortedMover() throws Exception {
        Path token = Files.writeString(temp.resolve("token"), CANARY);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(temp.resolve("to"));
        AtomicReference<String> got = new AtomicReference<>("");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", exchange -> {
            got.set(exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
                aborted.await();
                exchange.sendResponseHeaders(403, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            abortedAndRefused(
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/x",
                    "http.token_file",
                    token,
                    () -> ("Bearer " + CANARY).equals(got.get()),
                    "403");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aBearerTokenShownToAnXrootdServerIsNowhere() throws Exception {
        Path token = Files.writeString(temp.resolve("token"), CANARY);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(temp.resolve("to"));
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> {
            if (a.code() == ScriptedXrootd.LOGIN) {
                return out.ok(a, "0123456789abcdef&P=ztn,0:4096:");
            }
            if (a.code() != ScriptedXrootd.AUTH) {
                return false;
            }
            try {
                aborted.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return out.error(a, 3030, "not with this one");
        })) {
            abortedAndRefused(
                    server.url(),
                    "xrootd.token_file",
                    token,
                    () -> server.asked(ScriptedXrootd.AUTH).stream()
                            .anyMatch(a -> a.text().contains(CANARY)),
                    "not with this one");
        }
    }

    /** One mover is aborted when it has shown its token, another one refused; neither leaves the token anywhere. */
    private void abortedAndRefused(String url, String setting, Path token, BooleanSupplier shown, String answer)
            throws Exception {
        Process p = mover(url, temp.resolve("to").toString(), List.of(setting + "=" + token));
        for (int i = 0; i < 1200 && !shown.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertTrue(shown.getAsBoolean(), "the token was sent to the server, else nothing is shown");
        String seen = seen(p);
        new ProcessBuilder("kill", "-ABRT", String.valueOf(p.pid())).start().waitFor();
        assertTrue(p.waitFor(30, TimeUnit.SECONDS));
        aborted.countDown();
        search(CANARY, seen, token);
        Process q = mover(url, temp.resolve("to").toString(), List.of(setting + "=" + token));
        assertTrue(q.waitFor(60, TimeUnit.SECONDS));
        assertTrue(Files.readString(temp.resolve("said")).contains(answer), "it failed and said why");
        search(CANARY, "", token);
    }

    @Test
    void aPrivateKeyIsNowhere() throws Exception {
        try (LocalSshd sshd = new LocalSshd("restrict,command=\"internal-sftp\"")) {
            Path from = Files.createDirectories(temp.resolve("from"));
            Files.write(from.resolve("f"), new byte[1_500_000]);
            Files.createDirectories(temp.resolve("to"));
            String secret = Files.readAllLines(sshd.key()).get(4).substring(0, 24);
            List<String> settings = new ArrayList<>();
            sshd.settings().forEach((k, v) -> settings.add(k + "=" + v));
            Process p = mover(sshd.url(from), temp.resolve("to").toString(), settings);
            for (int i = 0;
                    i < 600
                            && p.isAlive()
                            && !Files.readString(temp.resolve("said")).contains("READY");
                    i++) {
                Thread.sleep(50);
            }
            String seen = p.isAlive() ? seen(p) : "";
            new ProcessBuilder("kill", "-ABRT", String.valueOf(p.pid())).start().waitFor();
            assertTrue(p.waitFor(60, TimeUnit.SECONDS));
            search(secret, seen);
        }
    }
}
