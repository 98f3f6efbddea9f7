package ciel.transfer.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What the real servers of the tests share. A server that is not installed or does not start fails the test; only who
 * says so, by {@code CIEL_SKIP_SERVERS=ssh,xrootd}
 * and not under {@code CI=true}, goes without.
 */
public final class Servers {
    private Servers() {}

    /** Ends the test as skipped if the person said so; never under CI. */
    public static void mayBeSkipped(String server) {
        String skip = System.getenv("CIEL_SKIP_SERVERS");
        if (skip != null && !"true".equals(System.getenv("CI"))) {
            Assumptions.assumeFalse(
                    Arrays.asList(skip.split(",")).contains(server), "CIEL_SKIP_SERVERS names " + server);
        }
    }

    static String program(String name, String aptPackage) throws IOException {
        for (String dir : List.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/sbin", "/bin")) {
            if (Files.isExecutable(Path.of(dir, name))) {
                return dir + "/" + name;
            }
        }
        throw new IOException("the program '" + name + "' is needed by this test: apt-get install " + aptPackage);
    }

    public static int freePort() throws IOException {
        try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return s.getLocalPort();
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    static void waitForPort(int port, Process process, Path log) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Socket s = new Socket()) {
                s.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IOException(
                            "the server did not start; its log says: "
                                    + (Files.exists(log) ? Files.readString(log) : "nothing"),
                            e);
                }
                Thread.sleep(50);
            }
        }
    }

    public static void run(String... command) throws Exception {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (p.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + out);
        }
    }

    /**
     * Ends a process and everything it started, at once, and waits until all of it is gone: whoever starts again needs
     * the port.
     */
    static void killTree(Process process) throws Exception {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor(10, TimeUnit.SECONDS);
        for (ProcessHandle p : all) {
            p.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    public static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }
}
