package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.posix.PosixBackend;
import ciel.transfer.servers.FaultProxy;
import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.Servers;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prints the table of benchmarks/peers/transfer.sh; not part of the tests, since speed is not asserted there. */
class TransferPeers {
    private static final Path LAUNCHER = Path.of("..", "ciel").toAbsolutePath().normalize();
    /** Ours, theirs, and how many times as fast ours is wanted to be. */
    private static final String[][] BARS = {
        {"ciel posix, verification off", "cp", "0.8"},
        {"the command, posix, verification off", "cp", "0.8"},
        {"ciel ssh, pull, verification off", "rsync over ssh, pull", "1"},
        {"ciel ssh, push, verification off", "rsync over ssh, push", "1"},
        {"ciel ssh, pull, verification off", "rclone sftp, pull", "3"},
        {"ciel ssh, push, verification off", "rclone sftp, push", "3"},
        {"the command, ssh, pull, verification off", "rsync over ssh, pull", "1"},
        {"the command, ssh, push, verification off", "rsync over ssh, push", "1"},
        {"the command, ssh, pull, as it is", "rsync over ssh, pull", "1"},
        {"the command, ssh, pull, verification off", "rclone sftp, pull", "3"},
        {"the command, ssh, push, verification off", "rclone sftp, push", "3"},
    };
    /** As many lanes as the mover finds. */
    private static final int FOUND = 0;

    private final int rounds = Integer.parseInt(System.getenv().getOrDefault("CIEL_BENCH_ROUNDS", "3"));
    private Path base;
    private LocalSshd sshd;
    private int state;

    @BeforeEach
    void prepare() throws Exception {
        base = Files.createTempDirectory(
                Path.of(System.getenv().getOrDefault("CIEL_BENCH_DIR", "/dev/shm")), "ciel-peers-");
        sshd = new LocalSshd("");
        Files.writeString(base.resolve("rclone.conf"), """
                [far]
                type = sftp
                host = 127.0.0.1
                user = %s
                port = %d
                key_file = %s
                known_hosts_file = %s
                shell_type = unix
                """.formatted(
                        System.getProperty("user.name"), sshd.port(), sshd.key(), sshd.knownHosts()));
    }

    @AfterEach
    void clean() throws Exception {
        sshd.close();
        Servers.deleteTree(base);
    }

    private static boolean installed(String program) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin").anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }

    private void ours(Backend a, Backend b, Verification verify, int lanes) throws Exception {
        MoverSettings how = MoverSettings.DEFAULT.verify(verify);
        MoverReport report = new Mover(
                        a, b, lanes == FOUND ? how : how.lanes(lanes), base.resolve("state" + state++), p -> {})
                .run(Planner.folder(a, StoragePath.ROOT));
        assertTrue(report.complete(), report.toString());
    }

    private Map<String, String> settings() {
        Map<String, String> s = sshd.settings();
        s.put("ssh.connections", "2");
        return s;
    }

    private void ourSsh(Path from, Path to, boolean pull, Verification verify, int lanes) throws Exception {
        Files.createDirectories(to);
        try (Backend a = Backends.open(pull ? sshd.url(from) : from.toString(), settings());
                Backend b = Backends.open(pull ? to.toString() : sshd.url(to), settings())) {
            ours(a, b, verify, lanes);
        }
    }

    /** As a user calls it: start of the process, plan, journal and all. */
    private void command(String from, String to, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                LAUNCHER.toString(),
                "transfer",
                "run",
                from,
                to,
                "--quiet",
                "--state",
                base.resolve("state" + state++).toString()));
        settings().forEach((k, v) -> command.addAll(List.of("-o", k + "=" + v)));
        command.addAll(List.of(more));
        Peers.run(command.toArray(String[]::new));
    }

    private void commandSsh(Path from, Path to, boolean pull, String... more) throws Exception {
        Files.createDirectories(to);
        command(pull ? sshd.url(from) : from.toString(), pull ? to.toString() : sshd.url(to), more);
    }

    private Map<String, Peers.Tool> tools() {
        Map<String, Peers.Tool> t = new LinkedHashMap<>();
        String remote = System.getProperty("user.name") + "@127.0.0.1:";
        String[] options = sshd.clientOptions().split(" ");
        t.put("cp", (from, to) -> Peers.run("cp", "-r", from.toString(), to.toString()));
        t.put("ciel posix, verification off", (from, to) -> {
            Files.createDirectories(to);
            try (Backend a = new PosixBackend(from);
                    Backend b = new PosixBackend(to)) {
                ours(a, b, Verification.OFF, 2);
            }
        });
        t.put("ciel posix, read back", (from, to) -> {
            Files.createDirectories(to);
            try (Backend a = new PosixBackend(from);
                    Backend b = new PosixBackend(to)) {
                ours(a, b, Verification.CHUNKS, 2);
            }
        });
        t.put(
                "scp, pull",
                (from, to) -> Peers.run(Stream.concat(
                                Stream.concat(Stream.of("scp", "-q", "-r"), Stream.of(options)),
                                Stream.of(remote + from, to.toString()))
                        .toArray(String[]::new)));
        if (installed("rsync")) {
            t.put(
                    "rsync over ssh, pull",
                    (from, to) -> Peers.run(
                            "rsync", "-a", "-W", "-e", "ssh " + sshd.clientOptions(), remote + from + "/", to + "/"));
            t.put(
                    "rsync over ssh, push",
                    (from, to) -> Peers.run(
                            "rsync", "-a", "-W", "-e", "ssh " + sshd.clientOptions(), from + "/", remote + to + "/"));
        }
        if (installed("rclone")) {
            t.put(
                    "rclone sftp, pull",
                    (from, to) -> Peers.run(
                            "rclone",
                            "--config",
                            base.resolve("rclone.conf").toString(),
                            "copy",
                            "far:" + from,
                            to.toString()));
            t.put(
                    "rclone sftp, push",
                    (from, to) -> Peers.run(
                            "rclone",
                            "--config",
                            base.resolve("rclone.conf").toString(),
                            "copy",
                            from.toString(),
                            "far:" + to));
        }
        t.put("ciel ssh, pull, verification off", (from, to) -> ourSsh(from, to, true, Verification.OFF, 2));
        t.put("ciel ssh, pull, read back", (from, to) -> ourSsh(from, to, true, Verification.CHUNKS, 2));
        t.put("ciel ssh, push, verification off", (from, to) -> ourSsh(from, to, false, Verification.OFF, 2));
        t.put("the command, posix, verification off", (from, to) -> {
            Files.createDirectories(to);
            command(from.toString(), to.toString(), "--verify", "OFF", "--lanes", "2");
        });
        t.put(
                "the command, ssh, pull, verification off",
                (from, to) -> commandSsh(from, to, true, "--verify", "OFF", "--lanes", "2"));
        t.put(
                "the command, ssh, push, verification off",
                (from, to) -> commandSsh(from, to, false, "--verify", "OFF", "--lanes", "2"));
        t.put("the command, ssh, pull, as it is", (from, to) -> commandSsh(from, to, true));
        return t;
    }

    private void compare(String label, Path from, long bytes) throws Exception {
        Map<String, List<Double>> rates = Peers.compare(label, from, bytes, rounds, tools(), () -> base.resolve("to"));
        for (String[] bar : BARS) {
            if (rates.containsKey(bar[1])) {
                double ratio = Peers.median(rates.get(bar[0])) / Peers.median(rates.get(bar[1]));
                System.out.printf(
                        Locale.ROOT,
                        "| %-12s | %s beside %s: %.2f, wanted %s: %s |%n",
                        label,
                        bar[0],
                        bar[1],
                        ratio,
                        bar[2],
                        ratio >= Double.parseDouble(bar[2]) ? "met" : "not met");
            }
        }
    }

    @Test
    void peers() throws Exception {
        System.out.println(
                "| what         | tool                                           | MB/s, median | each round |");
        Path warm = base.resolve("warm");
        Peers.fill(warm, 32, 16 << 20);
        for (int i = 0; i < 2; i++) {
            ourSsh(warm, base.resolve("to"), true, Verification.CHUNKS, 2);
            Servers.deleteTree(base.resolve("to"));
            ourSsh(warm, base.resolve("to"), false, Verification.OFF, 2);
            Servers.deleteTree(base.resolve("to"));
        }
        Servers.deleteTree(warm);
        Path many = base.resolve("many");
        Peers.fill(many, 64, 8 << 20);
        compare("64 x 8 MiB", many, 64L * (8 << 20));
        Servers.deleteTree(many);
        Path one = base.resolve("one");
        Files.createDirectories(one);
        Path parts = base.resolve("parts");
        Peers.fill(parts, 2, 1 << 30);
        try (OutputStream out = Files.newOutputStream(one.resolve("f"))) {
            Files.copy(parts.resolve("f0"), out);
            Files.copy(parts.resolve("f1"), out);
        }
        Servers.deleteTree(parts);
        compare("1 x 2 GiB", one, 2L << 30);
        Servers.deleteTree(one);
    }

    @Test
    void lanes() throws Exception {
        double rate = 40e6;
        Path warm = base.resolve("warm");
        Peers.fill(warm, 64, 1 << 20);
        try (FaultProxy proxy = new FaultProxy(sshd.port(), 10, rate)) {
            sshd.pinAlso(proxy.port());
            ourSsh(warm, base.resolve("to"), true, Verification.CHUNKS, 2);
            Servers.deleteTree(base.resolve("to"));
            Map<String, String> s = settings();
            s.put("ssh.connections", "8");
            for (int lanes : new int[] {1, 2, 4, 8, 16, 32, FOUND}) {
                // About the same time for each, so that opening the connections weighs the same.
                int files = lanes == FOUND ? 640 : Math.min(320, 24 * lanes);
                Path from = base.resolve("link");
                Peers.fill(from, files, 1 << 20);
                Path to = Files.createDirectories(base.resolve("to"));
                try (Backend a = Backends.open(LocalSshd.url(proxy.port(), from), s);
                        Backend b = new PosixBackend(to)) {
                    long start = System.nanoTime();
                    ours(a, b, Verification.CHUNKS, lanes);
                    double mb = files * (double) (1 << 20) / 1e6 / ((System.nanoTime() - start) * 1e-9);
                    System.out.printf(
                            Locale.ROOT,
                            "| %3d x 1 MiB  | ciel ssh, 10 ms each way, %.0f MB/s, %s      | %5.1f | %.0f %% of "
                                    + "the link |%n",
                            files,
                            rate / 1e6,
                            lanes == FOUND ? "lanes as found" : String.format("%8d lanes", lanes),
                            mb,
                            mb * 1e8 / rate);
                }
                Servers.deleteTree(to);
                Servers.deleteTree(from);
            }
        }
    }
}
