package ciel.transfer.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real XRootD server with its HTTP door on loopback, in a temporary folder. It refuses to run as root, so root runs
 * it as nobody.
 */
public final class LocalXrootd implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final int rootPort;
    private Process process;

    public LocalXrootd() throws Exception {
        this("");
    }

    /** @param more lines of its configuration; {@code FOLDER} stands for {@link #folder()} */
    public LocalXrootd(String more) throws Exception {
        this(Files.createTempDirectory(Path.of("/tmp"), "ciel-xrd-"), more);
    }

    /** @param folder of its own, which may hold what the lines of the configuration name; deleted at the end */
    public LocalXrootd(Path folder, String more) throws Exception {
        Servers.mayBeSkipped("xrootd");
        this.folder = folder;
        port = Servers.freePort();
        rootPort = Servers.freePort();
        for (Path p : List.of(folder, data(), folder.resolve("admin"))) {
            Files.createDirectories(p);
            Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Files.writeString(
                folder.resolve("config"),
                """
                xrd.port %d
                all.export %2$s/data
                all.adminpath %2$s/admin
                all.pidpath %2$s/admin
                oss.localroot /
                xrootd.chksum max 2 adler32 crc32c md5
                xrd.protocol XrdHttp:%3$d libXrdHttp.so
                http.listingdeny no
                """.formatted(rootPort, folder, port) + more.replace("FOLDER", folder.toString()));
        giveAway();
        start();
    }

    /** Keys must belong to who uses them. */
    private void giveAway() throws Exception {
        if (Servers.isRoot()) {
            UserPrincipal nobody =
                    folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            try (Stream<Path> all = Files.list(folder)) {
                for (Path p : all.filter(Files::isRegularFile).toList()) {
                    Files.setOwner(p, nobody);
                }
            }
        }
    }

    public void start() throws Exception {
        List<String> command = new ArrayList<>();
        if (Servers.isRoot()) {
            command.addAll(List.of(Servers.program("runuser", "util-linux"), "-u", "nobody", "--"));
        }
        command.addAll(List.of(
                Servers.program("xrootd", "xrootd-server xrootd-server-plugins"),
                "-c",
                folder.resolve("config").toString(),
                "-n",
                "t"));
        process = new ProcessBuilder(command)
                .directory(folder.resolve("admin").toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Servers.waitForPort(rootPort, process, folder.resolve("log"));
        Servers.waitForPort(port, process, folder.resolve("log"));
    }

    /** kill -9. */
    public void kill() throws Exception {
        Servers.killTree(process);
    }

    /** The exported folder, as this machine sees it. */
    public Path data() {
        return folder.resolve("data");
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port + data();
    }

    /** Port of its own protocol. */
    public int rootPort() {
        return rootPort;
    }

    /** Address of the exported folder for its own protocol. */
    public String rootUrl() {
        return rootUrl(rootPort);
    }

    /** The same through another port, of a proxy in between. */
    public String rootUrl(int otherPort) {
        return "root://127.0.0.1:" + otherPort + "/" + data();
    }

    /** Where its configuration and log are. */
    public Path folder() {
        return folder;
    }

    public String log() throws Exception {
        return Files.readString(folder.resolve("log"));
    }

    /** A new empty directory below the export, writable by the server. */
    public Path newDirectory(String name) throws Exception {
        Path d = Files.createDirectory(data().resolve(name));
        Files.setPosixFilePermissions(d, PosixFilePermissions.fromString("rwxrwxrwx"));
        return d;
    }

    @Override
    public void close() throws Exception {
        kill();
        Servers.deleteTree(folder);
    }
}
