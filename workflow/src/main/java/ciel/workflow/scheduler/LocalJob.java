package ciel.workflow.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job of {@link LocalScheduler}, as its folder has it.
 *
 * @param number    counts from 1
 * @param name      of the job
 * @param script    of the installed ones
 * @param tasks     of its array
 * @param throttle  most that run at once; 0: no limit
 * @param cores     of a task
 * @param megabytes of a task
 * @param seconds   wall-clock limit of a task
 * @param warning   USR1 comes so long before it (s); 0: never
 * @param at        when it was submitted (ms since 1970)
 */
record LocalJob(
        long number,
        String name,
        String script,
        int tasks,
        int throttle,
        int cores,
        int megabytes,
        long seconds,
        long warning,
        long at) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Instant submitted() {
        return Instant.ofEpochMilli(at);
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers has a JSON form", e);
        }
    }

    /** @return the job of a folder; empty where it was not submitted whole */
    static Optional<LocalJob> read(Path folder) throws IOException {
        Path file = folder.resolve("job.json");
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readAllBytes(file), LocalJob.class))
                : Optional.empty();
    }

    List<LocalTask> all(Path folder) {
        List<LocalTask> all = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            all.add(new LocalTask(folder.resolve(Integer.toString(i)), this, i));
        }
        return all;
    }
}
