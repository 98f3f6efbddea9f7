package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One JSON object a line, only added to: what the service must know again after it was killed, written before anybody
 * is told.
 */
final class Lines {
    private final Path file;

    /** @param file null for a service that forgets */
    Lines(Path file) {
        this.file = file;
    }

    synchronized void add(JsonNode record) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, record + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything there, oldest first. A last line that a kill has cut off was not told to anybody and is cut away. */
    List<JsonNode> load() {
        List<JsonNode> out = new ArrayList<>();
        if (file == null || !Files.exists(file)) {
            return out;
        }
        try {
            String all = Files.readString(file);
            String whole = all.substring(0, all.lastIndexOf('\n') + 1);
            try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
                c.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
            }
            for (String line : whole.lines().toList()) {
                out.add(Web.JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
