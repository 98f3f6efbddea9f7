package ciel.workflow.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command of the user. It finds a line of JSON for each delivery on its standard input: {@code campaign, visit, band, night,
 * detector, detectorNumber, unit, files: [{name, path, bytes, adler32, sha256}]}. Exit code 0: all are registered; 75
 * (EX_TEMPFAIL): try again later; any other: refused, and where there were several they are tried one by one.
 */
public final class CommandRegistry implements Registry {
    /** Exit code of a command that wants to be asked again later (sysexits.h). */
    public static final int TRY_LATER = 75;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEPT_BYTES = 8192;

    private final String destination;
    private final List<String> command;
    private final Path folder;
    private final Duration patience;

    /**
     * @param destination name, for messages
     * @param command     program and arguments
     * @param folder      where it is started
     * @param patience    after which it is ended and tried again later
     */
    public CommandRegistry(String destination, List<String> command, Path folder, Duration patience) {
        this.destination = destination;
        this.command = List.copyOf(command);
        this.folder = folder;
        this.patience = patience;
    }

    @Override
    public String name() {
        return "command " + command.getFirst();
    }

    @Override
    public Map<Long, String> register(List<Placed> placed) throws PortException {
        StringBuilder input = new StringBuilder();
        placed.forEach(p -> input.append(line(p)).append('\n'));
        String problem = run(input.toString());
        if (problem.isEmpty()) {
            return Map.of();
        }
        if (placed.size() == 1) {
            return Map.of(placed.getFirst().item().delivery(), problem);
        }
        Map<Long, String> refused = new HashMap<>();
        for (Placed one : placed) {
            refused.putAll(register(List.of(one)));
        }
        return refused;
    }

    /** @return a delivery as the command reads it */
    static String line(Placed placed) {
        Destination.Item item = placed.item();
        ObjectNode root = JSON.createObjectNode();
        root.put("campaign", item.campaign())
                .put("visit", item.visit())
                .put("band", item.band().letter())
                .put("night", item.night())
                .put("detector", item.detector().name())
                .put("detectorNumber", item.detector().number())
                .put("unit", item.files().unit());
        ArrayNode files = root.putArray("files");
        for (UnitFile file : item.files().files()) {
            files.addObject()
                    .put("name", file.name())
                    .put("path", placed.files().get(file.name()).toString())
                    .put("bytes", file.bytes())
                    .put("adler32", file.adler32())
                    .put("sha256", file.sha256());
        }
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of numbers and strings has a JSON form", e);
        }
    }

    /** @return what is wrong, empty where nothing is */
    private String run(String input) throws PortException {
        String what = "[destination " + destination + "] " + String.join(" ", command);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new PortException.CouldNotAsk(
                    PortException.Cause.HUMAN, what + ": cannot be started (" + e.getMessage() + ")", e);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Thread reader = Thread.ofPlatform().daemon().start(() -> keep(process.getInputStream(), said));
        Thread writer = Thread.ofPlatform().daemon().start(() -> feed(input, process.getOutputStream()));
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new PortException.CouldNotAsk(
                        PortException.Cause.AWAY, what + ": did not end within " + patience.toSeconds() + " s");
            }
            writer.join(Duration.ofSeconds(1));
            reader.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PortException.CouldNotAsk(PortException.Cause.AWAY, what + ": interrupted", e);
        }
        int code = process.exitValue();
        if (code == 0) {
            return "";
        }
        String last;
        synchronized (said) {
            last = said.toString(StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .reduce((a, b) -> b)
                    .orElse("it said nothing");
        }
        String text = what + " ended with " + code + ": " + last.strip();
        if (code == TRY_LATER) {
            throw new PortException.CouldNotAsk(PortException.Cause.AWAY, text);
        }
        return text;
    }

    private static void keep(InputStream in, ByteArrayOutputStream to) {
        byte[] some = new byte[4096];
        try (in) {
            for (int n; (n = in.read(some)) >= 0; ) {
                synchronized (to) {
                    if (to.size() > KEPT_BYTES) {
                        to.reset(); // its end says why
                    }
                    to.write(some, 0, n);
                }
            }
        } catch (IOException e) {
            // it was ended
        }
    }

    private static void feed(String input, OutputStream out) {
        try (out) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // it does not want more; its exit code says why
        }
    }
}
