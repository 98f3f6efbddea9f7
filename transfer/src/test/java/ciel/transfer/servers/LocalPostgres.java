package ciel.transfer.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server of this test, on loopback, with a database of its own folder; gone when it is closed. */
public final class LocalPostgres implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    /** Makes the database and starts the server. */
    public LocalPostgres() throws Exception {
        Servers.mayBeSkipped("postgres");
        folder = Files.createTempDirectory(Path.of("/tmp"), "ciel-postgres-");
        port = Servers.freePort();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        if (Servers.isRoot()) {
            Files.setOwner(
                    folder,
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        List<String> make = command("initdb");
        make.addAll(List.of("-D", data(), "-U", "ciel", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"));
        Servers.run(make.toArray(String[]::new));
        start();
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** The server refuses to run as root. */
    private static List<String> command(String name) throws IOException {
        List<String> out = new ArrayList<>();
        if (Servers.isRoot()) {
            out.addAll(List.of(Servers.program("runuser", "util-linux"), "-u", "nobody", "--"));
        }
        out.add(program(name));
        return out;
    }

    private static String program(String name) throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(versions)) {
            try (Stream<Path> all = Files.list(versions)) {
                for (Path v : all.toList()) {
                    if (Files.isExecutable(v.resolve("bin").resolve(name))) {
                        return v.resolve("bin").resolve(name).toString();
                    }
                }
            }
        }
        return Servers.program(name, "postgresql");
    }

    /** Starts it, for the first time or again. */
    public void start() throws Exception {
        List<String> command = command("postgres");
        command.addAll(List.of("-D", data(), "-p", String.valueOf(port), "-k", "", "-h", "127.0.0.1"));
        // Shared memory in files of the data folder goes with it; /dev/shm would keep it after a kill.
        command.addAll(List.of("-c", "dynamic_shared_memory_type=mmap"));
        process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        Servers.waitForPort(port, process, log());
        long end = System.nanoTime() + 30_000_000_000L;
        while (!Files.readString(log()).contains("ready to accept connections")) {
            if (System.nanoTime() > end) {
                throw new IOException("the server did not start; its log says: " + Files.readString(log()));
            }
            Thread.sleep(20);
        }
    }

    private Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    /** kill -9. */
    public void kill() throws Exception {
        Servers.killTree(process);
        Files.deleteIfExists(log());
    }

    /** The segment of System V memory that shows a server at work; it outlives a server that was killed. */
    public String segment() throws IOException {
        Path pid = folder.resolve("data").resolve("postmaster.pid");
        // Line 7 of this file: key and number of the segment.
        return Files.exists(pid)
                ? Files.readAllLines(pid).stream()
                        .skip(6)
                        .findFirst()
                        .map(l -> l.strip().replaceFirst(".* ", ""))
                        .orElse("")
                : "";
    }

    /** @return address for a ledger; the role is {@code ciel}, without a password */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() throws Exception {
        String segment = segment();
        kill();
        if (segment.matches("[0-9]+")) {
            new ProcessBuilder("ipcrm", "-m", segment).start().waitFor();
        }
        Servers.deleteTree(folder);
    }
}
