package ciel.workflow.daemon;

import ciel.transfer.StoragePath;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.manifest.Manifest;
import ciel.transfer.manifest.ManifestFile;
import ciel.transfer.manifest.ManifestJson;
import ciel.workflow.job.JobFolders;
import ciel.workflow.job.UnitReport;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.job.UnitsFile;
import ciel.workflow.scheduler.CancelAnswer;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.scheduler.JobRequest;
import ciel.workflow.scheduler.JobRow;
import ciel.workflow.scheduler.JobState;
import ciel.workflow.scheduler.Limits;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.scheduler.SchedulerException;
import ciel.workflow.scheduler.Sighting;
import ciel.workflow.scheduler.SubmitAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Renders at once: small files whose bytes follow from the unit alone, in the layout of a render site. */
final class InstantScheduler implements Scheduler {
    final Map<String, List<JobRow>> rows = new HashMap<>();
    /** How often each unit was rendered. */
    final Map<String, Integer> rendered = new HashMap<>();
    /** Units that fail at their next rendering. */
    final Set<String> failing = new HashSet<>();
    /** Answers of the next calls of submit: null for the usual one. */
    final List<SubmitAnswer> lies = new ArrayList<>();

    volatile boolean away;
    volatile String alwaysFailing = "";
    private final Path root;
    private int id = 100;

    InstantScheduler(Path root) {
        this.root = root;
    }

    @Override
    public String name() {
        return "instant";
    }

    @Override
    public synchronized Limits limits() throws SchedulerException {
        ask();
        return new Limits(1000, 1000, 2000);
    }

    private void ask() throws SchedulerException {
        if (away) {
            throw new SchedulerException("instant: the controller does not answer");
        }
    }

    @Override
    public synchronized SubmitAnswer submit(JobRequest request) {
        SubmitAnswer lie = lies.isEmpty() ? null : lies.removeFirst();
        if (lie instanceof SubmitAnswer.Uncertain || lie instanceof SubmitAnswer.Refused) {
            return lie;
        }
        JobName name = JobName.parse(request.name()).orElseThrow();
        UnitsFile file = UnitsFile.parse(request.lines());
        Instant now = Instant.now();
        List<JobRow> tasks = new ArrayList<>();
        id++;
        try {
            Files.write(Files.createDirectories(root.resolve("units")).resolve(name + ".txt"), request.lines());
            Files.writeString(Files.createDirectories(root.resolve("logs")).resolve(name + "-" + id + ".out"), "a log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int task = 0; task < request.tasks(); task++) {
            try {
                Files.createDirectories(root.resolve(JobFolders.claims(name)).resolve(Integer.toString(task)));
                for (UnitSpec unit : file.task(task)) {
                    render(name, unit);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            tasks.add(JobRow.ended(
                    id + "_" + task,
                    request.name(),
                    request.tasks() > 1 ? OptionalInt.of(task) : OptionalInt.empty(),
                    JobState.COMPLETED,
                    now,
                    now,
                    now,
                    JobRow.Exit.NONE));
        }
        rows.put(request.name(), tasks);
        return lie == null ? new SubmitAnswer.Accepted(Integer.toString(id)) : lie;
    }

    private void render(JobName job, UnitSpec unit) throws IOException {
        rendered.merge(unit.toString(), 1, Integer::sum);
        boolean fails = failing.remove(unit.toString()) || unit.toString().equals(alwaysFailing);
        String folder = JobFolders.out(job.campaign(), unit);
        Path out = Files.createDirectories(root.resolve(folder));
        Path work = Files.createDirectories(root.resolve(JobFolders.work(job.campaign(), unit.visit())));
        Files.writeString(work.resolve(".half-" + unit.detector()), "what a killed job has left");
        Path logs =
                Files.createDirectories(root.resolve(JobFolders.log(job, unit)).getParent());
        Files.writeString(logs.resolve(unit.fileStem() + ".log"), "a log");
        String manifest = "manifest_" + unit.fileStem() + ".json";
        byte[] json = {};
        if (!fails) {
            List<ManifestFile> files = new ArrayList<>();
            for (String kind : List.of("amp_", "truth_")) {
                byte[] bytes = new byte[100_000];
                new java.util.Random(unit.hashCode()).nextBytes(bytes);
                String name = kind + unit.fileStem() + ".dat";
                Files.write(out.resolve(name), bytes);
                files.add(new ManifestFile(
                        StoragePath.of(name),
                        bytes.length,
                        Map.of(
                                Algorithm.ADLER32,
                                sum(bytes, Algorithm.ADLER32),
                                Algorithm.SHA256,
                                sum(bytes, Algorithm.SHA256))));
            }
            json = ManifestJson.write(new Manifest(unit.toString(), Map.of(), files));
            Files.write(out.resolve(manifest), json);
        }
        UnitReport report = new UnitReport(
                UnitReport.FORMAT,
                UnitReport.VERSION,
                unit.toString(),
                job.text(),
                "1",
                0,
                fails ? UnitReport.Outcome.FAILED : UnitReport.Outcome.RENDERED,
                fails ? UnitReport.Cause.RENDERING : UnitReport.Cause.NONE,
                fails ? 1 : 0,
                fails ? "the lamp is out" : "",
                "here",
                "1",
                0,
                1000,
                1,
                1,
                1,
                fails ? "" : folder,
                fails ? "" : manifest,
                fails ? "" : sum(json, Algorithm.SHA256),
                3,
                200_000 + json.length,
                "");
        Path exits = Files.createDirectories(root.resolve(JobFolders.exits(job)));
        Files.write(exits.resolve(unit.fileStem() + ".json"), report.json());
    }

    static String sum(byte[] bytes, Algorithm algorithm) throws IOException {
        return Digests.of(Channels.newChannel(new ByteArrayInputStream(bytes)), algorithm);
    }

    @Override
    public synchronized Sighting query(Collection<String> names, Duration back) throws SchedulerException {
        ask();
        List<JobRow> found = new ArrayList<>();
        names.forEach(n -> found.addAll(rows.getOrDefault(n, List.of())));
        return Sighting.of(found);
    }

    @Override
    public CancelAnswer cancel(String name, String job) {
        return CancelAnswer.NOT_THERE;
    }

    @Override
    public void close() {}
}
