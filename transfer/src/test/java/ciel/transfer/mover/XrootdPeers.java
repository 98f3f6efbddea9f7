package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Prints the table of benchmarks/peers/xrootd.sh; not part of the tests, since speed is not asserted there. */
class XrootdPeers {
    private final int rounds = Integer.parseInt(System.getenv().getOrDefault("CIEL_BENCH_ROUNDS", "3"));
    private Path base;
    private LocalXrootd server;
    private int state;

    @BeforeEach
    void prepare() throws Exception {
        base = Files.createTempDirectory(
                Path.of(System.getenv().getOrDefault("CIEL_BENCH_DIR", "/dev/shm")), "ciel-xrootd-");
        Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxrwxrwx"));
        server = new LocalXrootd(Files.createDirectory(base.resolve("server")), "");
    }

    @AfterEach
    void clean() throws Exception {
        server.close();
        Servers.deleteTree(base);
    }

    private void ours(String from, String to, Verification verify) throws Exception {
        try (Backend a = Backends.open(from, Map.of());
                Backend b = Backends.open(to, Map.of())) {
            MoverReport report = new Mover(
                            a,
                            b,
                            MoverSettings.DEFAULT.verify(verify).lanes(2),
                            base.resolve("state" + state++),
                            p -> {})
                    .run(Planner.folder(a, StoragePath.ROOT));
            assertTrue(report.complete(), report.toString());
        }
    }

    private void xrdcp(Path from, String source, String target) throws Exception {
        List<String> names;
        try (Stream<Path> all = Files.list(from)) {
            names = all.map(p -> p.getFileName().toString()).sorted().toList();
        }
        List<String> command =
                new ArrayList<>(List.of("xrdcp", "--nopbar", "--silent", "--parallel", names.size() > 1 ? "2" : "1"));
        names.forEach(n -> command.add(source + "/" + n));
        command.add(target + "/");
        Peers.run(command.toArray(String[]::new));
    }

    private String root(Path remote) {
        return server.rootUrl() + "/" + remote.getFileName();
    }

    private String http(Path remote) {
        return server.url() + "/" + remote.getFileName();
    }

    /** Tools by name; those whose name has "push" in it write to the server. */
    private Map<String, Peers.Tool> tools() {
        Map<String, Peers.Tool> t = new LinkedHashMap<>();
        t.put("cp", (from, to) -> Peers.run("sh", "-c", "cp \"$1\"/* \"$2\"", "sh", from.toString(), to.toString()));
        t.put("xrdcp, pull", (from, to) -> xrdcp(from, root(from), to.toString()));
        t.put("xrdcp, push", (from, to) -> xrdcp(from, from.toString(), root(to)));
        t.put("ciel root, pull, verification off", (from, to) -> ours(root(from), to.toString(), Verification.OFF));
        t.put("ciel root, pull, read back", (from, to) -> ours(root(from), to.toString(), Verification.CHUNKS));
        t.put("ciel root, push, verification off", (from, to) -> ours(from.toString(), root(to), Verification.OFF));
        t.put(
                "ciel root, push, checked by the server",
                (from, to) -> ours(from.toString(), root(to), Verification.CHUNKS));
        t.put("ciel WebDAV, pull, verification off", (from, to) -> ours(http(from), to.toString(), Verification.OFF));
        t.put("ciel WebDAV, pull, read back", (from, to) -> ours(http(from), to.toString(), Verification.CHUNKS));
        t.put("ciel WebDAV, push, verification off", (from, to) -> ours(from.toString(), http(to), Verification.OFF));
        t.put(
                "ciel WebDAV, push, checked by the server",
                (from, to) -> ours(from.toString(), http(to), Verification.CHUNKS));
        return t;
    }

    private void compare(String label, Path from, long bytes) throws Exception {
        // Everything is below the export, so that either end can be the server's.
        Peers.compare(label, from, bytes, rounds, tools(), () -> server.newDirectory("to"));
    }

    @Test
    void peers() throws Exception {
        System.out.println(
                "| what         | tool                                           | MB/s, median | each round |");
        Path warm = server.newDirectory("warm");
        Peers.fill(warm, 32, 16 << 20);
        for (int i = 0; i < 2; i++) {
            for (String a : new String[] {root(warm), http(warm)}) {
                Path to = server.newDirectory("to");
                ours(a, to.toString(), Verification.CHUNKS);
                Servers.deleteTree(to);
                Path back = server.newDirectory("back");
                ours(warm.toString(), a.replaceFirst("warm$", "back"), Verification.OFF);
                Servers.deleteTree(back);
            }
        }
        Servers.deleteTree(warm);
        Path many = server.newDirectory("many");
        Peers.fill(many, 64, 8 << 20);
        compare("64 x 8 MiB", many, 64L * (8 << 20));
        Servers.deleteTree(many);
        Path one = server.newDirectory("one");
        Peers.fill(one, 1, 2L << 30);
        compare("1 x 2 GiB", one, 2L << 30);
    }
}
