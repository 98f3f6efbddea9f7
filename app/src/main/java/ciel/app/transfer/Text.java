package ciel.app.transfer;

import ciel.app.ExitCode;
import ciel.app.Failure;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Numbers for people, JSON for programs. */
final class Text {
    static final ObjectMapper JSON = new ObjectMapper();

    private Text() {}

    /** @return such as "3.2 GB", powers of 1000 */
    static String bytes(double n) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        int i = 0;
        double v = n;
        while (v >= 999.95 && i < units.length - 1) {
            v /= 1000;
            i++;
        }
        return i == 0 ? String.format(Locale.ROOT, "%.0f B", v) : String.format(Locale.ROOT, "%.1f %s", v, units[i]);
    }

    /** @return such as "1 h 12 min", "42 s", "unknown" */
    static String time(double seconds) {
        if (seconds < 0 || !Double.isFinite(seconds)) {
            return "unknown";
        }
        long s = (long) Math.ceil(seconds);
        return s >= 86_400
                ? s / 86_400 + " d " + s % 86_400 / 3600 + " h"
                : s >= 3600
                        ? s / 3600 + " h " + s % 3600 / 60 + " min"
                        : s >= 60 ? s / 60 + " min " + s % 60 + " s" : s + " s";
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a small file so that a reader sees the old one or the new one. */
    static void replace(Path file, String content) {
        try {
            Files.createDirectories(file.getParent());
            Path next = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(next, content + "\n", StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(ExitCode.FAILED, file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** @return the JSON in a file, null if there is no such file */
    static JsonNode read(Path file) {
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()) : null;
        } catch (IOException e) {
            throw new Failure(ExitCode.INPUT, file + ": is not JSON; remove it, the next run writes it anew", e);
        }
    }
}
