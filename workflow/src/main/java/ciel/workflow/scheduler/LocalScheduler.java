package ciel.workflow.scheduler;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Jobs as processes of this machine. All that is known of them is in a folder ({@code .jobs} in the site's), so that a
 * daemon that was killed, or another one, finds them again by name: they run on without it. As many tasks run at once as
 * cores and memory allow; waiting ones are started by {@link #submit} and {@link #query}.
 */
public final class LocalScheduler implements Scheduler {
    private static final int MOST_TASKS = 10_000;
    private static final int MOST_UNITS = 100_000;
    /** Variables of the daemon that a job may see. */
    private static final List<String> PASSED = List.of(
            "HOME",
            "USER",
            "JAVA_HOME",
            "TMPDIR",
            "CIEL_SITE",
            "CIEL_INSTALL",
            "CIEL_JDK_URL",
            "CIEL_MAVEN_URL",
            "SIMS_SED_LIBRARY_DIR");

    /**
     * Arguments: the task's folder, seconds to the warning (0: none), seconds to the limit, log, script and its arguments.
     * A session of its own, so that nothing that ends the daemon ends it.
     */
    private static final String RUNNER = """
            cd "$1" && mkdir run 2>/dev/null || exit 0
            warn=$2 limit=$3 log=$4
            shift 4
            cat /proc/sys/kernel/random/boot_id > run/boot
            stat=$(cat /proc/$$/stat)
            set -f
            start=$(set -- ${stat##*)}; shift 19; echo "$1")
            echo "$$ $start" > run/.pid && mv run/.pid run/pid
            "$@" > "$log" 2>&1 < /dev/null &
            child=$!
            (
              trap 'kill "$nap" 2>/dev/null; exit' TERM
              if [ "$warn" -gt 0 ]; then sleep "$warn" & nap=$!; wait "$nap"; kill -USR1 "$child"; limit=$((limit - warn)); fi
              sleep "$limit" & nap=$!; wait "$nap"; : > run/late; kill -TERM "$child"
              sleep 30 & nap=$!; wait "$nap"; kill -KILL "$child"
            ) > /dev/null 2>&1 &
            timer=$!
            trap : TERM USR1
            while :; do wait "$child"; code=$?; kill -0 "$child" 2>/dev/null || break; done
            kill "$timer" 2>/dev/null
            echo "$code $(date +%s)" > run/.exit && mv run/.exit run/exit
            """;

    private final Path root;
    private final Path scripts;
    private final int cores;
    private final int megabytes;
    private final InstantSource clock;
    private final Path jobs;

    /**
     * @param root      the site's folder
     * @param scripts   folder of the job scripts
     * @param cores     that jobs may use, &ge; 1
     * @param megabytes of memory that jobs may use (MiB)
     * @param clock     time
     */
    public LocalScheduler(Path root, Path scripts, int cores, int megabytes, InstantSource clock) {
        this.root = root.toAbsolutePath();
        this.scripts = scripts.toAbsolutePath();
        this.cores = cores;
        this.megabytes = megabytes;
        this.clock = clock;
        this.jobs = this.root.resolve(".jobs");
    }

    @Override
    public String name() {
        return "this machine";
    }

    @Override
    public Limits limits() {
        return new Limits(MOST_TASKS, Integer.MAX_VALUE, MOST_UNITS);
    }

    @Override
    public SubmitAnswer submit(JobRequest request) {
        Resources wanted = request.resources();
        if (!request.name().matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")) {
            return new SubmitAnswer.Refused("the name '" + request.name() + "' is not one of a job", false);
        }
        if (wanted.cores() > cores || wanted.megabytes() > megabytes) {
            return new SubmitAnswer.Refused(
                    "a task needs " + wanted.cores() + " cores and " + wanted.megabytes() + " MiB; this machine gives "
                            + cores + " and " + megabytes,
                    false);
        }
        if (!Files.isRegularFile(scripts.resolve(request.script()))) {
            return new SubmitAnswer.Refused("there is no script " + scripts.resolve(request.script()), false);
        }
        try (FileChannel lock = lock();
                FileLock held = lock.lock()) {
            Path folder = jobs.resolve(request.name());
            try {
                Files.createDirectory(folder);
            } catch (FileAlreadyExistsException e) {
                return new SubmitAnswer.Uncertain("the name " + request.name() + " was used before");
            }
            Files.createDirectories(root.resolve("logs"));
            whole(
                    Files.createDirectories(root.resolve("units")).resolve(request.name() + ".txt"),
                    (String.join("\n", request.lines()) + "\n").getBytes(StandardCharsets.UTF_8));
            LocalJob job = new LocalJob(
                    next(lock),
                    request.name(),
                    request.script(),
                    request.tasks(),
                    request.throttle(),
                    wanted.cores(),
                    wanted.megabytes(),
                    wanted.time().toSeconds(),
                    wanted.warning().toSeconds(),
                    clock.millis());
            for (LocalTask task : job.all(folder)) {
                Files.createDirectory(task.folder());
            }
            whole(folder.resolve("job.json"), job.json());
            start();
            return new SubmitAnswer.Accepted(Long.toString(job.number()));
        } catch (IOException e) {
            return new SubmitAnswer.Uncertain(e.toString());
        }
    }

    private FileChannel lock() throws IOException {
        return FileChannel.open(
                Files.createDirectories(jobs).resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    /** The file that is locked holds the last number, in 20 columns. */
    private static long next(FileChannel lock) throws IOException {
        java.nio.ByteBuffer text = java.nio.ByteBuffer.allocate(20);
        lock.read(text, 0);
        String last = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
        long number = last.isEmpty() ? 1 : Long.parseLong(last) + 1;
        lock.write(java.nio.ByteBuffer.wrap("%-20d".formatted(number).getBytes(StandardCharsets.US_ASCII)), 0);
        return number;
    }

    private static void whole(Path file, byte[] content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public Sighting query(Collection<String> names, Duration back) throws SchedulerException {
        try (FileChannel lock = lock();
                FileLock held = lock.lock()) {
            start();
            List<JobRow> rows = new ArrayList<>();
            for (String name : names) {
                Path folder = jobs.resolve(name);
                for (LocalTask task :
                        LocalJob.read(folder).map(job -> job.all(folder)).orElse(List.of())) {
                    rows.add(task.row(clock.instant()));
                }
            }
            return Sighting.of(rows);
        } catch (IOException e) {
            throw new SchedulerException("the folder of local jobs " + jobs + " cannot be used: " + e, e);
        }
    }

    @Override
    public CancelAnswer cancel(String name, String id) throws SchedulerException {
        try (FileChannel lock = lock();
                FileLock held = lock.lock()) {
            Path folder = jobs.resolve(name);
            List<LocalTask> tasks =
                    LocalJob.read(folder).map(job -> job.all(folder)).orElse(List.of());
            boolean found = false;
            for (LocalTask task : tasks) {
                boolean meant = id.equals(task.id())
                        || id.equals(Long.toString(task.job().number()));
                if (meant && task.row(clock.instant()).state().live()) {
                    task.cancel(clock.instant());
                    found = true;
                }
            }
            return found ? CancelAnswer.ASKED : CancelAnswer.NOT_THERE;
        } catch (IOException e) {
            throw new SchedulerException("the folder of local jobs " + jobs + " cannot be used: " + e, e);
        }
    }

    /** Starts what fits, in the order of submission; who does not fit keeps later ones waiting. */
    private void start() throws IOException {
        int freeCores = cores;
        int freeMegabytes = megabytes;
        List<LocalTask> waiting = new ArrayList<>();
        Map<Long, Integer> runningOf = new java.util.HashMap<>();
        for (LocalJob job : all()) {
            for (LocalTask task : job.all(jobs.resolve(job.name()))) {
                if (Files.exists(task.folder().resolve("run/exit"))) {
                    continue;
                }
                switch (task.row(clock.instant()).state()) {
                    case PENDING -> waiting.add(task);
                    case RUNNING -> {
                        freeCores -= job.cores();
                        freeMegabytes -= job.megabytes();
                        runningOf.merge(job.number(), 1, Integer::sum);
                        task.insist(clock.instant());
                    }
                    default -> {}
                }
            }
        }
        for (LocalTask task : waiting) {
            LocalJob job = task.job();
            if (job.throttle() > 0 && runningOf.getOrDefault(job.number(), 0) >= job.throttle()) {
                continue;
            }
            if (job.cores() > freeCores || job.megabytes() > freeMegabytes) {
                return;
            }
            start(task);
            freeCores -= job.cores();
            freeMegabytes -= job.megabytes();
            runningOf.merge(job.number(), 1, Integer::sum);
        }
    }

    private List<LocalJob> all() throws IOException {
        List<LocalJob> all = new ArrayList<>();
        try (var folders = Files.newDirectoryStream(jobs, Files::isDirectory)) {
            for (Path folder : folders) {
                LocalJob.read(folder).ifPresent(all::add);
            }
        }
        all.sort(Comparator.comparingLong(LocalJob::number));
        return all;
    }

    private void start(LocalTask task) throws IOException {
        LocalJob job = task.job();
        Files.writeString(task.folder().resolve("begun"), "");
        long toWarning = job.warning() == 0 ? 0 : Math.max(1, job.seconds() - job.warning());
        ProcessBuilder builder = new ProcessBuilder(
                "/usr/bin/setsid",
                "/bin/sh",
                "-c",
                RUNNER,
                "ciel-local",
                task.folder().toString(),
                Long.toString(toWarning),
                Long.toString(job.seconds()),
                root.resolve("logs")
                        .resolve(job.name() + "-" + task.id() + ".out")
                        .toString(),
                "/bin/sh",
                scripts.resolve(job.script()).toString(),
                root.resolve("units").resolve(job.name() + ".txt").toString(),
                root.toString(),
                scripts.toString());
        Map<String, String> environment = builder.environment();
        Map<String, String> own = Map.copyOf(environment);
        environment.clear();
        PASSED.stream().filter(own::containsKey).forEach(name -> environment.put(name, own.get(name)));
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("CIEL_TASK", Integer.toString(task.index()));
        environment.put("CIEL_JOB_ID", Long.toString(job.number()));
        environment.put("CIEL_CORES", Integer.toString(job.cores()));
        environment.put("CIEL_MEGABYTES", Integer.toString(job.megabytes()));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.start().getOutputStream().close();
    }

    @Override
    public void close() {
        // jobs go on
    }
}
