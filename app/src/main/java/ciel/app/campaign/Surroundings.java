package ciel.app.campaign;

import ciel.app.ExitCode;
import ciel.app.Failure;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a campaign file wants to have started before its sites are looked at, and ended afterwards: the keys {@code before} and
 * {@code after}, a program with arguments each. A program named with a slash is found from the folder of the file.
 */
final class Surroundings implements AutoCloseable {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path folder;
    private final List<String> after;
    private final Path log;
    private Thread hook;

    private Surroundings(Path folder, List<String> after, Path log) {
        this.folder = folder;
        this.after = after;
        this.log = log;
    }

    /** @return where the daemon's log goes: beside a ledger that is a file, else beside the campaign file */
    Path log() {
        return log;
    }

    private static Path log(Path folder, JsonNode root) {
        JsonNode ledger = root == null ? null : root.path("ledger");
        String file = ledger == null || ledger.isObject() ? "" : ledger.asText("ledger/ledger.db");
        return folder.resolve(file).normalize().resolveSibling("daemon.log");
    }

    /** @throws Failure if the program of {@code before} does not end with 0; it has said why */
    static Surroundings of(Path file, Consumer<String> note) throws IOException, InterruptedException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        JsonNode root;
        try {
            root = YAML.readTree(file.toFile());
        } catch (IOException e) {
            return new Surroundings(folder, List.of(), null); // reading the campaign says what is wrong
        }
        List<String> before = words(root, "before");
        Surroundings around = new Surroundings(folder, words(root, "after"), log(folder, root));
        if (!before.isEmpty()) {
            note.accept("running " + String.join(" ", before));
            int code = around.run(before);
            if (code != 0) {
                throw new Failure(
                        ExitCode.UNAVAILABLE,
                        file + ": " + String.join(" ", before) + " ended with " + code
                                + " (it has to start what the campaign needs; see above)");
            }
        }
        if (!around.after.isEmpty()) {
            around.hook = new Thread(around::end, "end what was started");
            Runtime.getRuntime().addShutdownHook(around.hook);
        }
        return around;
    }

    private static List<String> words(JsonNode root, String key) {
        List<String> words = new ArrayList<>();
        if (root != null) {
            root.path(key).forEach(word -> words.add(word.asText()));
        }
        return words;
    }

    private int run(List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words);
        if (command.getFirst().contains("/")) {
            command.set(0, folder.resolve(command.getFirst()).toString());
        }
        // the shell points stdout at stderr: opening /dev/stderr would empty it where it is a file
        command.addAll(0, List.of("/bin/sh", "-c", "exec \"$@\" >&2", "sh"));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
        String ciel = System.getProperty("ciel.command");
        if (ciel != null) {
            builder.environment().put("CIEL_COMMAND", ciel);
        }
        return builder.start().waitFor();
    }

    private void end() {
        try {
            run(after);
        } catch (IOException e) {
            // it was there a moment ago
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // the hook runs it
            }
            end();
        }
    }
}
