package ciel.transfer.servers;

import ciel.transfer.globus.service.GlobusService;
import ciel.transfer.globus.service.GlobusServiceMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The Globus service of the tests in a process of its own, that can be killed and comes back with its tasks and tokens,
 * as the real one does. One collection, and a staging folder that is another.
 */
public final class LocalGlobus implements AutoCloseable {
    private final FastJvm jvm;
    private final Path folder;
    private final long bytesPerSecond;
    private final int port = Servers.freePort();
    private final String collection = UUID.randomUUID().toString();
    private final String staging = UUID.randomUUID().toString();
    private Process process;

    /**
     * @param folder for everything that it and its collections keep
     * @param bytesPerSecond of each task
     */
    public LocalGlobus(FastJvm jvm, Path folder, long bytesPerSecond) throws Exception {
        this.jvm = jvm;
        this.folder = folder;
        this.bytesPerSecond = bytesPerSecond;
        Files.createDirectories(data());
        Files.createDirectories(staging());
        start();
    }

    public void start() throws Exception {
        List<String> command = new ArrayList<>(jvm.command("globus", GlobusServiceMain.class));
        command.addAll(List.of(
                String.valueOf(port),
                collection + "=" + data(),
                staging + "=" + staging(),
                "--state=" + folder,
                "--rate=" + bytesPerSecond));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        Servers.waitForPort(port, process, folder.resolve("log"));
    }

    /** kill -9. */
    public void kill() throws Exception {
        Servers.killTree(process);
    }

    /** The folder of the collection. */
    public Path data() {
        return folder.resolve("data");
    }

    /** The staging folder. */
    public Path staging() {
        return folder.resolve("staging");
    }

    /** The id of the staging folder as a collection. */
    public String stagingCollection() {
        return staging;
    }

    public String url() {
        return "globus://" + collection + "/";
    }

    /** Settings of the backend. */
    public Map<String, String> settings() {
        return Map.of(
                "globus.staging.collection",
                staging,
                "globus.staging.folder",
                staging().toString(),
                "globus.poll",
                "0.1");
    }

    /** What a process needs to log in. */
    public Map<String, String> environment() {
        String url = "http://127.0.0.1:" + port;
        return Map.of(
                "GLOBUS_SDK_SERVICE_URL_AUTH",
                url,
                "GLOBUS_SDK_SERVICE_URL_TRANSFER",
                url,
                "GLOBUS_CLI_CLIENT_ID",
                GlobusService.CLIENT,
                "GLOBUS_CLI_CLIENT_SECRET",
                GlobusService.SECRET,
                "CIEL_GLOBUS_DIR",
                folder.resolve("login").toString());
    }

    @Override
    public void close() throws Exception {
        kill();
    }

    /** @return what it has said, for messages */
    public String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
