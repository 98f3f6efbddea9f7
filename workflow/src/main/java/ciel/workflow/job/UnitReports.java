package ciel.workflow.job;

import ciel.workflow.job.UnitReport.Cause;
import ciel.workflow.job.UnitReport.Outcome;
import ciel.workflow.scheduler.JobName;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Makes the reports of one job's units and counts them. Safe for many threads. */
final class UnitReports {
    private final JobCall call;
    private final JobName name;
    private final ExitFiles exits;
    private final InstantSource clock;
    private final long started;
    private final Set<UnitSpec> reported = new HashSet<>();
    private long cpuNanos;
    private int rendered;
    private int failures;
    private int lastCode;

    UnitReports(JobCall call, JobName name, ExitFiles exits, InstantSource clock) {
        this.call = call;
        this.name = name;
        this.exits = exits;
        this.clock = clock;
        this.started = clock.millis();
    }

    synchronized void rendered(UnitSpec unit, Publisher.Published published, List<String> log) throws IOException {
        if (reported.contains(unit)) {
            return;
        }
        long bytes = Files.size(published.manifest())
                + published.content().files().stream()
                        .mapToLong(entry -> entry.bytes())
                        .sum();
        write(
                unit,
                Outcome.RENDERED,
                new Failures.Failure(Cause.NONE, 0, ""),
                published.content().photons(),
                published.content().objects(),
                call.root().relativize(published.folder()).toString(),
                published.manifest().getFileName().toString(),
                sum(published.manifest()),
                published.content().files().size() + 1,
                bytes,
                log);
        rendered++;
    }

    synchronized void failed(UnitSpec unit, Failures.Failure failure, List<String> log) {
        if (reported.contains(unit)) {
            return;
        }
        write(unit, Outcome.FAILED, failure, 0, 0, "", "", "", 0, 0, log);
        failures++;
        lastCode = failure.code();
    }

    private void write(
            UnitSpec unit,
            Outcome outcome,
            Failures.Failure failure,
            long photons,
            long objects,
            String folder,
            String manifest,
            String manifestSum,
            int files,
            long bytes,
            List<String> log) {
        UnitReport report = new UnitReport(
                UnitReport.FORMAT,
                UnitReport.VERSION,
                unit.toString(),
                name.text(),
                call.id(),
                call.restart(),
                outcome,
                failure.cause(),
                failure.code(),
                failure.text(),
                host(),
                call.version(),
                started,
                clock.millis(),
                cpuSeconds(),
                photons,
                objects,
                folder,
                manifest,
                manifestSum,
                files,
                bytes,
                JobFolders.log(name, unit));
        StringBuilder text = new StringBuilder();
        text.append("unit ")
                .append(unit)
                .append(", job ")
                .append(name.text())
                .append(", number ")
                .append(call.id());
        text.append(", restart ")
                .append(call.restart())
                .append(", host ")
                .append(report.host())
                .append('\n');
        log.forEach(line -> text.append(line).append('\n'));
        text.append(
                outcome == Outcome.RENDERED
                        ? "rendered: " + files + " files, " + bytes + " bytes in " + folder
                        : "failed (" + failure.cause() + ", exit code " + failure.code() + "): " + failure.text());
        exits.write(report, JobFolders.exit(name, unit), text.append('\n').toString());
        reported.add(unit);
    }

    /** CPU time since the report before. */
    private double cpuSeconds() {
        long now =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getProcessCpuTime()
                        : 0;
        double seconds = Math.max(0, now - cpuNanos) / 1e9;
        cpuNanos = now;
        return Math.round(seconds * 1000) / 1000.0;
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String sum(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized boolean has(UnitSpec unit) {
        return reported.contains(unit);
    }

    synchronized int rendered() {
        return rendered;
    }

    synchronized int failures() {
        return failures;
    }

    /** @return exit code of the last failure */
    synchronized int lastCode() {
        return lastCode;
    }
}
