package ciel.workflow.scheduler;

import ciel.workflow.scheduler.JobRow.Exit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task of a local job: a folder. What is in it says how far it is: nothing, it waits; {@code run/}, it has begun (made by
 * its process as the first act, so that it begins once); {@code run/pid}, the process and its start; {@code run/exit}, its
 * exit code. {@code run/late} and {@code run/cancelled} say why it was ended.
 */
final class LocalTask {
    private static final int SIGNALS = 128;
    private static final int KILL = 9;
    /** A process that was started writes its number at once; without it for so long there is none (s). */
    private static final long BEGINNING = 30;

    private final Path folder;
    private final LocalJob job;
    private final int index;

    LocalTask(Path folder, LocalJob job, int index) {
        this.folder = folder;
        this.job = job;
        this.index = index;
    }

    Path folder() {
        return folder;
    }

    LocalJob job() {
        return job;
    }

    int index() {
        return index;
    }

    String id() {
        return job.tasks() == 1 ? Long.toString(job.number()) : job.number() + "_" + index;
    }

    /** @return how it stands */
    JobRow row(Instant now) throws IOException {
        OptionalInt task = job.tasks() == 1 ? OptionalInt.empty() : OptionalInt.of(index);
        Path run = folder.resolve("run");
        if (!Files.exists(run)) {
            return JobRow.live(
                    id(), job.name(), task, JobState.PENDING, "Resources", job.submitted(), Optional.empty());
        }
        Instant began = Files.getLastModifiedTime(folder.resolve("begun")).toInstant();
        Optional<String> exit = text(run.resolve("exit"));
        if (exit.isEmpty() && running(run, began, now)) {
            return JobRow.live(id(), job.name(), task, JobState.RUNNING, "", job.submitted(), Optional.of(began));
        }
        exit = exit.or(() -> text(run.resolve("exit"))); // it may have ended between the two looks
        Instant ended = exit.map(line -> Instant.ofEpochSecond(Long.parseLong(line.split(" ")[1])))
                .orElse(now);
        int code = exit.map(line -> Integer.parseInt(line.split(" ")[0])).orElse(SIGNALS + KILL);
        JobState state = Files.exists(run.resolve("cancelled"))
                ? JobState.CANCELLED
                : Files.exists(run.resolve("late"))
                        ? JobState.TIMEOUT
                        : code == 0
                                ? JobState.COMPLETED
                                : exit.isEmpty() && otherBoot(run) ? JobState.NODE_FAIL : JobState.FAILED;
        Exit how = code > SIGNALS ? new Exit(0, code - SIGNALS) : new Exit(code, 0);
        JobRow row = JobRow.ended(id(), job.name(), task, state, job.submitted(), began, ended, how);
        return state == JobState.CANCELLED ? byUs(row) : row;
    }

    private static JobRow byUs(JobRow row) {
        return new JobRow(
                row.id(),
                row.name(),
                row.task(),
                row.state(),
                "CANCELLED by " + System.getProperty("user.name"),
                row.reason(),
                row.submitted(),
                row.started(),
                row.ended(),
                row.exit(),
                row.derived(),
                row.seconds(),
                0,
                false,
                "",
                0);
    }

    /** @return whether its process, or one that it has left behind, is there */
    private boolean running(Path run, Instant began, Instant now) throws IOException {
        Optional<String> pid = text(run.resolve("pid"));
        if (pid.isEmpty()) {
            return now.isBefore(began.plusSeconds(BEGINNING)) && !Files.exists(run.resolve("cancelled"));
        }
        String[] parts = pid.get().split(" ");
        if (otherBoot(run)) {
            return false;
        }
        String start = started(parts[0]);
        return parts[1].equals(start) || start.isEmpty() && groupAlive(parts[0]);
    }

    private static boolean otherBoot(Path run) {
        Optional<String> then = text(run.resolve("boot"));
        return then.isPresent() && !then.equals(text(Path.of("/proc/sys/kernel/random/boot_id")));
    }

    /** @return when a process started, in the kernel's ticks; empty where there is none */
    private static String started(String pid) {
        return field(Path.of("/proc", pid, "stat"), 19);
    }

    /** @param index of a field after the program's name, from 0: 0 state, 2 group, 19 start */
    private static String field(Path stat, int index) {
        String line = text(stat).orElse("");
        String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length > index && !fields[0].equals("Z") ? fields[index] : "";
    }

    private static boolean groupAlive(String group) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (field(process.resolve("stat"), 2).equals(group)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Ends it: one that waits never begins, one that runs is told to end, and killed half a minute later. */
    void cancel(Instant now) throws IOException {
        Path run = folder.resolve("run");
        try {
            Files.writeString(folder.resolve("begun"), "");
            Files.createDirectory(run);
            Files.writeString(run.resolve("cancelled"), "");
            Files.writeString(run.resolve("exit"), "0 " + now.getEpochSecond());
        } catch (FileAlreadyExistsException e) {
            if (!Files.exists(run.resolve("cancelled"))) {
                Files.writeString(run.resolve("cancelled"), "");
            }
            signal("TERM");
        }
    }

    /** Kills one that was told to end and goes on. */
    void insist(Instant now) throws IOException {
        Path told = folder.resolve("run/cancelled");
        if (Files.exists(told)
                && Files.getLastModifiedTime(told)
                        .toInstant()
                        .plusSeconds(BEGINNING)
                        .isBefore(now)) {
            signal("KILL");
        }
    }

    private void signal(String signal) throws IOException {
        Optional<String> pid = text(folder.resolve("run/pid"));
        if (pid.isPresent() && running(folder.resolve("run"), Instant.EPOCH, Instant.EPOCH)) {
            // the whole group: the script, ciel, and the timer
            try {
                new ProcessBuilder(
                                "/bin/kill", "-" + signal, "--", "-" + pid.get().split(" ")[0])
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Optional<String> text(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a process that ended while it was looked at
        }
    }
}
