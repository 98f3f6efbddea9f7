package ciel.workflow.world;

import ciel.workflow.job.UnitSpec;
import ciel.workflow.job.UnitsFile;
import ciel.workflow.scheduler.CancelAnswer;
import ciel.workflow.scheduler.Charge;
import ciel.workflow.scheduler.Ending;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.scheduler.JobRequest;
import ciel.workflow.scheduler.JobRow;
import ciel.workflow.scheduler.JobState;
import ciel.workflow.scheduler.Limits;
import ciel.workflow.scheduler.Scheduler;
import ciel.workflow.scheduler.SchedulerException;
import ciel.workflow.scheduler.Sighting;
import ciel.workflow.scheduler.SubmitAnswer;
import ciel.workflow.scheduler.SubmitLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A scheduler as Slurm was seen to be: answers that are lost, jobs that the controller forgets, accounts that lag, nodes
 * that fail and tasks that are started again, a partition that breaks everything for a while.
 */
final class SimulatedScheduler implements Scheduler {
    /** An ended task is forgotten by queue and accounts after this. */
    private static final Duration KEPT = Duration.ofDays(3);

    private static final long BREAKS_AFTER = 3000;

    /** Slurm's own words. */
    private static final String FULL =
            "sbatch: error: AssocMaxSubmitJobLimit\nsbatch: error: Batch job submission failed: "
                    + "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)";

    /** A task of a job. */
    private final class Task {
        final Job job;
        final int index;
        List<UnitSpec> left;
        JobState state = JobState.PENDING;
        String text = "PENDING";
        JobRow.Exit exit = JobRow.Exit.NONE;
        long started = -1;
        long ended = -1;
        int restarts;
        /** Grows when the task ends, so that events of an earlier run are told from this one's. */
        int run;

        Task(Job job, int index, List<UnitSpec> units) {
            this.job = job;
            this.index = index;
            this.left = new ArrayList<>(units);
        }

        JobRow row() {
            boolean shown = state == JobState.PENDING || state == JobState.RUNNING;
            return new JobRow(
                    job.id + "_" + index,
                    job.name,
                    job.tasks.size() > 1 ? OptionalInt.of(index) : OptionalInt.empty(),
                    state,
                    text,
                    state == JobState.PENDING ? "Priority" : "",
                    instant(job.submitted),
                    started < 0 ? Optional.empty() : Optional.of(instant(started)),
                    shown ? Optional.empty() : Optional.of(instant(ended)),
                    exit,
                    JobRow.Exit.NONE,
                    started < 0 ? 0 : Math.max(0, ((shown ? timer.sinceBegin() : ended) - started) / 1000),
                    0,
                    false,
                    "node",
                    restarts);
        }
    }

    /** A job that the controller knows. */
    private static final class Job {
        final String name;
        final long id;
        final long submitted;
        final Duration time;
        final Duration warning;
        final String campaign;
        final String account;
        final List<Task> tasks = new ArrayList<>();

        Job(String name, long id, long submitted, Duration time, Duration warning, String account) {
            this.name = name;
            this.campaign = JobName.parse(name).orElseThrow().campaign();
            this.account = account;
            this.id = id;
            this.submitted = submitted;
            this.time = time;
            this.warning = warning;
        }
    }

    private final String name;
    private final WorldSettings settings;
    private final VirtualTimer timer;
    private final Chance chance;
    /** Folders of the campaigns, by name. */
    private final Map<String, SimulatedSite> sites;

    private final WorldLog log;
    private final Accounts accounts;
    private final Instant begin;
    private final Map<String, Job> jobs = new HashMap<>();
    private final ArrayDeque<Task> eligible = new ArrayDeque<>();
    private long ids = 1000;
    private int running;

    SimulatedScheduler(
            String name,
            WorldSettings settings,
            VirtualTimer timer,
            Chance chance,
            Map<String, SimulatedSite> sites,
            WorldLog log,
            Accounts accounts) {
        this.name = name;
        this.settings = settings;
        this.timer = timer;
        this.chance = chance;
        this.sites = sites;
        this.accounts = accounts;
        this.log = log;
        this.begin = timer.now();
    }

    static String stem(String job) {
        return JobName.parse(job).map(JobName::stem).orElse(job);
    }

    private Instant instant(long sinceBegin) {
        return begin.plusMillis(sinceBegin);
    }

    private boolean away() {
        return Outage.endOf(settings.site().away(), timer.sinceBegin()) > timer.sinceBegin();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Limits limits() throws SchedulerException {
        answering();
        return new Limits(1000, 10_000, Limits.GATE_UNITS);
    }

    @Override
    public List<SubmitLimit> submitLimits(Charge charge, boolean again) throws SchedulerException {
        answering();
        String account = charge.account().orElse("");
        return accounts.most(account)
                .map(most -> List.of(new SubmitLimit(most, "MaxSubmitJobs of account " + account, queue(account))))
                .orElse(List.of());
    }

    /** @return tasks of an account that wait or run, by the name of their job */
    private Map<String, Integer> queue(String account) {
        Map<String, Integer> queue = new HashMap<>();
        for (Job job : jobs.values()) {
            int live = (int) job.tasks.stream().filter(t -> t.ended < 0).count();
            if (live > 0 && job.account.equals(account)) {
                queue.put(job.name, live);
            }
        }
        return queue;
    }

    private void answering() throws SchedulerException {
        if (away()) {
            throw new SchedulerException("[" + name + "] does not answer; it is tried again");
        }
    }

    @Override
    public SubmitAnswer submit(JobRequest request) {
        log.submitted();
        if (away()) {
            return new SubmitAnswer.Uncertain("the session was cut");
        }
        if (jobs.containsKey(request.name())) {
            throw new IllegalStateException("the name " + request.name() + " is used again");
        }
        String account = request.resources().account().orElse("");
        if (accounts.most(account).isPresent()) {
            int queued =
                    queue(account).values().stream().mapToInt(Integer::intValue).sum() + request.tasks();
            if (queued > accounts.most(account).get()) {
                accounts.refused();
                return new SubmitAnswer.Refused(FULL, true);
            }
            accounts.queued(account, queued);
        }
        accounts.submitted(JobName.parse(request.name()).orElseThrow().campaign());
        if (chance.happens(settings.queue().uncertain())) {
            if (chance.happens(0.5)) {
                // the request waits in a socket: the job appears a while after the error
                timer.after(500 + chance.below(20_000), () -> make(request));
            }
            return new SubmitAnswer.Uncertain("Socket timed out on send/recv operation");
        }
        Job job = make(request);
        if (chance.happens(settings.queue().vanishing())) {
            jobs.remove(job.name);
            log.vanished();
        }
        return new SubmitAnswer.Accepted(Long.toString(job.id));
    }

    private Job make(JobRequest request) {
        UnitsFile file = UnitsFile.parse(request.lines());
        Job job = new Job(
                request.name(),
                ids++,
                timer.sinceBegin(),
                request.resources().time(),
                request.resources().warning(),
                request.resources().account().orElse(""));
        jobs.put(job.name, job);
        for (int i = 0; i < request.tasks(); i++) {
            Task task = new Task(job, i, file.task(i));
            job.tasks.add(task);
            double wait =
                    chance.around(settings.queue().waits(), settings.queue().sigma());
            timer.after(Math.round(wait * 1000), () -> ready(task));
        }
        return job;
    }

    private void ready(Task task) {
        if (jobs.get(task.job.name) == task.job && task.state == JobState.PENDING) {
            eligible.add(task);
            fill();
        }
    }

    private void fill() {
        while (running < settings.queue().nodes() && !eligible.isEmpty()) {
            Task task = eligible.poll();
            if (task.state == JobState.PENDING) {
                start(task);
            }
        }
    }

    private void start(Task task) {
        running++;
        int run = ++task.run;
        task.state = JobState.RUNNING;
        task.text = "RUNNING";
        task.started = timer.sinceBegin();
        String stem = stem(task.job.name);
        if (Outage.endOf(settings.queue().broken(), timer.sinceBegin()) > timer.sinceBegin()) {
            // the prolog fails: Slurm says "CANCELLED by 0", as if a person had done it
            timer.after(BREAKS_AFTER, () -> end(task, run, JobState.CANCELLED, "CANCELLED by 0", JobRow.Exit.NONE));
            return;
        }
        if (!sites.get(task.job.campaign).claim(stem, task.index, task.job.name)) {
            log.metClaim();
            timer.after(1000, () -> end(task, run, JobState.COMPLETED, "COMPLETED", JobRow.Exit.NONE));
            return;
        }
        work(task, run, stem);
    }

    private void work(Task task, int run, String stem) {
        WorldSettings.UnitModel model = settings.unit();
        long[] lanes = new long[model.sideBySide()];
        Arrays.fill(lanes, Math.round(model.startup() * 1000));
        long warning = task.job.time.minus(task.job.warning).toMillis();
        double part = chance.happens(settings.queue().nodeFails()) ? chance.below(1000) / 1000.0 : -1;
        double expected = model.startup() + model.seconds() * task.left.size() / model.sideBySide();
        long fails = part < 0 ? Long.MAX_VALUE : Math.round(Math.min(warning, 1000 * expected) * part);
        long last = 0;
        boolean cut = false;
        for (UnitSpec unit : List.copyOf(task.left)) {
            int lane = 0;
            for (int i = 1; i < lanes.length; i++) {
                lane = lanes[i] < lanes[lane] ? i : lane;
            }
            double seconds = chance.around(model.seconds(), model.sigma());
            long at = lanes[lane] + Math.round(seconds * 1000);
            lanes[lane] = at;
            if (at > warning || at > fails) {
                cut = true;
                continue;
            }
            last = Math.max(last, at);
            boolean bad = chance.happens(model.fails());
            long size = Math.round(chance.around(model.bytes(), 0.1));
            timer.after(at, () -> {
                if (task.run == run && task.state == JobState.RUNNING) {
                    task.left.remove(unit);
                    sites.get(task.job.campaign).ends(stem, task.job.name, unit, bad, size, seconds);
                }
            });
        }
        if (cut && fails < warning) {
            timer.after(fails, () -> nodeFails(task, run));
        } else if (cut) {
            JobRow.Exit exit = new JobRow.Exit(Ending.CHECKPOINT, 0);
            timer.after(warning, () -> end(task, run, JobState.FAILED, "FAILED", exit));
        } else {
            timer.after(last + 500, () -> end(task, run, JobState.COMPLETED, "COMPLETED", JobRow.Exit.NONE));
        }
    }

    /** The node is down: Slurm starts the task again under the same number. */
    private void nodeFails(Task task, int run) {
        if (task.run != run || task.state != JobState.RUNNING) {
            return;
        }
        running--;
        task.run++;
        task.restarts++;
        task.state = JobState.PENDING;
        task.text = "PENDING";
        task.started = -1;
        log.requeued();
        timer.after(settings.queue().requeue().toMillis(), () -> ready(task));
        fill();
    }

    private void end(Task task, int run, JobState state, String text, JobRow.Exit exit) {
        if (task.run != run || task.state != JobState.RUNNING) {
            return;
        }
        running--;
        task.run++;
        task.state = state;
        task.text = text;
        task.exit = exit;
        task.ended = timer.sinceBegin();
        double seconds = (task.ended - task.started) / 1000.0;
        log.nodeSeconds(seconds);
        accounts.charge(task.job.account, task.job.campaign, seconds);
        timer.after(KEPT.toMillis(), () -> {
            if (task.job.tasks.stream().allMatch(t -> t.ended >= 0)) {
                jobs.remove(task.job.name, task.job);
            }
        });
        fill();
    }

    @Override
    public Sighting query(Collection<String> names, Duration back) throws SchedulerException {
        answering();
        List<JobRow> rows = new ArrayList<>();
        long lag = settings.queue().accounts().toMillis();
        for (String each : names) {
            Job job = jobs.get(each);
            if (job != null) {
                for (Task task : job.tasks) {
                    // between the queue, which has forgotten it, and the accounts, which do not know it yet
                    boolean hidden = task.ended >= 0 && timer.sinceBegin() < task.ended + lag;
                    if (!hidden) {
                        rows.add(task.row());
                    }
                }
            }
        }
        return Sighting.of(rows);
    }

    @Override
    public CancelAnswer cancel(String job, String id) throws SchedulerException {
        answering();
        Job there = jobs.get(job);
        if (there == null) {
            return CancelAnswer.NOT_THERE;
        }
        for (Task task : there.tasks) {
            if (id.equals(Long.toString(there.id)) || id.equals(there.id + "_" + task.index)) {
                if (task.state == JobState.PENDING) {
                    task.state = JobState.CANCELLED;
                    task.text = "CANCELLED by 1000";
                    task.ended = timer.sinceBegin();
                } else {
                    end(task, task.run, JobState.CANCELLED, "CANCELLED by 1000", JobRow.Exit.NONE);
                }
            }
        }
        return CancelAnswer.ASKED;
    }

    @Override
    public void close() {}
}
