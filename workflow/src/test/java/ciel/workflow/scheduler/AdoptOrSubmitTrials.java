package ciel.workflow.scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Submits jobs to a real Slurm whose controller is stopped and killed all the time, through clients that are killed, and by
 * a daemon that forgets answers; beside each a naive one that is sent again after an error. Every job notes that it ran.
 */
final class AdoptOrSubmitTrials {
    /**
     * What came of it.
     *
     * @param duplicates        numbers that ran under two jobs
     * @param lost              numbers that never ran
     * @param naiveDuplicates   numbers of the naive client that ran under two jobs
     * @param naiveLost         numbers of the naive client that never ran
     * @param endedWithoutWork  jobs that Slurm ended before they did anything; their work was given to another number
     * @param kills             of the controller, those after a success among them
     * @param killsAfterSuccess of the controller, less than a second after sbatch had given a number
     * @param numbersGivenTwice numbers of Slurm that sbatch gave to two names
     */
    record Result(
            int trials,
            int requests,
            int tries,
            Set<Long> duplicates,
            Set<Long> lost,
            int metClaim,
            int endedWithoutWork,
            int naiveRequests,
            Set<Long> naiveDuplicates,
            Set<Long> naiveLost,
            int stops,
            int kills,
            int killsAfterSuccess,
            int numbersGivenTwice,
            int cutClients,
            int forgottenAnswers,
            long seconds) {}

    private static final AdoptOrSubmit.Rules RULES = new AdoptOrSubmit.Rules(
            Duration.ofSeconds(25), Duration.ofSeconds(7), Duration.ofMillis(500), Duration.ofMinutes(5));

    /** Between numbers of jobs of one trial. */
    private static final int APART = 100_000;

    private final OneNodeSlurm slurm;
    private final Path root;
    private final Random random;
    private final int parallel;
    private final Consumer<String> told;
    private final Path bin;
    private final Path scripts;
    private final ReentrantLock controller = new ReentrantLock();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger killsAfterSuccess = new AtomicInteger();
    /** Names to which sbatch gave a number of Slurm. */
    private final Map<String, Set<String>> given = new ConcurrentHashMap<>();
    /** Moments of successes after which the controller is to be killed. */
    private final BlockingQueue<Instant> successes = new LinkedBlockingQueue<>();

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger naiveRequests = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger endedWithoutWork = new AtomicInteger();
    private final AtomicInteger forgotten = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    AdoptOrSubmitTrials(OneNodeSlurm slurm, Path root, long seed, int parallel, Consumer<String> told)
            throws IOException {
        this.slurm = slurm;
        this.root = root;
        this.random = new Random(seed);
        this.parallel = parallel;
        this.told = told;
        this.scripts = Files.createDirectories(root.resolveSibling(root.getFileName() + "-jobs"));
        this.bin = Files.createDirectories(root.resolveSibling(root.getFileName() + "-bin"));
        Files.createDirectories(root.resolve("ran"));
        Path claim = Path.of("../scripts/jobs/claim.sh").toAbsolutePath().normalize();
        Files.writeString(scripts.resolve("unit.sh"), """
                #!/bin/sh
                . %s
                name=${1##*/}
                name=${name%%.txt}
                claim "$2" "$name" 0 "$SLURM_JOB_ID" "${SLURM_RESTART_COUNT:-0}" || { echo "$name" >> "$2/late"; exit 0; }
                echo "$name $SLURM_JOB_ID" >> "$2/ran/$claim_stem"
                sleep 0.3
                """.formatted(claim));
        Files.writeString(scripts.resolve("naive.sh"), """
                #!/bin/sh
                read number < "$1"
                echo "$1 $SLURM_JOB_ID" >> "$2/ran/naive-$number"
                sleep 0.3
                """);
        for (String program : List.of("squeue", "sacct", "scancel", "scontrol", "sinfo", "sacctmgr")) {
            Path wrapper = Files.writeString(bin.resolve(program), "#!/bin/sh\nexec /usr/bin/" + program + " \"$@\"\n");
            wrapper.toFile().setExecutable(true);
        }
        Path sbatch = bin.resolve("sbatch");
        // a third of the clients is killed, most at once, some later
        Files.writeString(sbatch, """
                #!/bin/bash
                if [ $((RANDOM %% 100)) -ge 35 ]; then exec /usr/bin/sbatch "$@"; fi
                echo x >> %s
                exec timeout -s KILL 0.$((RANDOM %% 4))$((RANDOM %% 10)) /usr/bin/sbatch "$@"
                """.formatted(root.resolve("cut")));
        sbatch.toFile().setExecutable(true);
    }

    /** The ledger: what survives when the daemon is killed. */
    private static final class Book implements JobBook {
        private JobIntent job;
        private final List<JobName> names = new ArrayList<>();

        private void set(
                Optional<Instant> asked,
                Optional<Instant> answered,
                Optional<SubmitAnswer> answer,
                Optional<Instant> adopted,
                Optional<Instant> missing) {
            job = new JobIntent(job.name(), job.earlier(), job.intended(), asked, answered, answer, adopted, missing);
        }

        void intend(JobName name, Instant at) {
            job = JobIntent.of(name, List.copyOf(names), at);
            names.addFirst(name);
        }

        @Override
        public void asked(JobName name, Instant at) {
            set(Optional.of(at), job.answered(), job.answer(), job.adopted(), job.missing());
        }

        @Override
        public void answered(JobName name, SubmitAnswer answer, Instant at) {
            set(job.asked(), Optional.of(at), Optional.of(answer), job.adopted(), job.missing());
        }

        @Override
        public void adopted(JobName name, JobRow row, Instant at) {
            set(job.asked(), job.answered(), job.answer(), Optional.of(at), Optional.empty());
        }

        @Override
        public void missing(JobName name, Instant at) {
            set(job.asked(), job.answered(), job.answer(), job.adopted(), Optional.of(at));
        }

        @Override
        public void found(JobName name, Instant at) {
            set(job.asked(), job.answered(), job.answer(), job.adopted(), Optional.empty());
        }

        @Override
        public void lost(JobName name, String why, Instant at) {}

        @Override
        public void refused(JobName name, String text, Instant at) {}
    }

    /** Work that is wanted once. */
    private static final class Trial {
        private final int number;
        private Book book;
        private int jobs;
        private boolean busy;
        private boolean done;

        Trial(int number, Random random) {
            this.number = number;
            another(random);
        }

        /** Another job for it, of another number. */
        void another(Random random) {
            book = new Book();
            book.intend(JobName.of("trial", number + APART * jobs++, 0, random), Instant.now());
        }
    }

    /** An answer on its way from a client to the daemon. */
    private record Answered(Trial trial, SubmitAnswer answer) {}

    Result run(int trials, Duration chaosTime, Duration patience) throws Exception {
        Instant begin = Instant.now();
        Instant end = begin.plus(patience);
        Thread chaos = Thread.ofPlatform().start(this::chaos);
        Thread janitor = Thread.ofPlatform().start(this::janitor);
        try (ExecutorService clients = Executors.newFixedThreadPool(8);
                ExecutorService naive = Executors.newFixedThreadPool(4);
                SlurmScheduler scheduler = slurm.scheduler(root, scripts, bin)) {
            daemon(trials, scheduler, clients, naive, chaosTime, end);
        } finally {
            over.set(true);
            chaos.join();
        }
        told.accept(
                "trials over after " + Duration.between(begin, Instant.now()).toSeconds() + " s");
        settle(Instant.now().plusSeconds(90));
        janitor.interrupt();
        janitor.join();
        return result(trials, Duration.between(begin, Instant.now()).toSeconds());
    }

    private void daemon(
            int trials,
            SlurmScheduler scheduler,
            ExecutorService clients,
            ExecutorService naive,
            Duration chaos,
            Instant end)
            throws Exception {
        AdoptOrSubmit.Rules rules = RULES;
        BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();
        List<Trial> open = new ArrayList<>();
        int begun = 0;
        Instant report = Instant.now();
        Instant quiet = Instant.now().plus(chaos);
        while (begun < trials || !open.isEmpty()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError(
                        "no end: " + open.stream().map(t -> t.book.job).toList());
            }
            while (begun < trials && open.size() < parallel) {
                Trial trial = new Trial(begun++, random);
                open.add(trial);
                naive.submit(() -> naive(trial.number));
            }
            for (Trial trial : open) {
                AdoptOrSubmit protocol = new AdoptOrSubmit(rules, trial.book);
                if (!trial.busy && protocol.next(trial.book.job) == AdoptOrSubmit.Next.SUBMIT) {
                    protocol.asking(trial.book.job, Instant.now());
                    trial.busy = true;
                    tries.incrementAndGet();
                    JobRequest request = request(trial.book.job.name().text(), "unit.sh", trial.number);
                    clients.submit(() -> answers.add(new Answered(trial, submit(request))));
                }
            }
            Thread.sleep(rules.look());
            for (Answered answered; (answered = answers.poll()) != null; answered.trial.busy = false) {
                if (random.nextInt(100) < 15) {
                    forgotten.incrementAndGet(); // the daemon was killed before it had read the answer
                } else {
                    new AdoptOrSubmit(rules, answered.trial.book)
                            .answered(answered.trial.book.job, answered.answer, Instant.now());
                }
            }
            look(scheduler, open.stream().filter(trial -> !trial.busy).toList());
            open.removeIf(trial -> trial.done);
            // the last ones end in peace
            if (Instant.now().isAfter(quiet)
                    || begun == trials
                            && open.stream()
                                    .allMatch(trial -> trial.book.job.adopted().isPresent())) {
                over.set(true);
            }
            if (Instant.now().isAfter(report)) {
                report = Instant.now().plusSeconds(10);
                told.accept(begun + " begun, " + open.size() + " open; " + stops + " stops, " + kills + " kills, "
                        + killsAfterSuccess + " after a success; queue "
                        + queue().lines().limit(8).toList());
            }
        }
    }

    private void look(SlurmScheduler scheduler, List<Trial> trials) {
        Set<String> names = new TreeSet<>();
        trials.forEach(trial -> names.addAll(trial.book.job.names()));
        Sighting saw;
        try {
            saw = scheduler.query(names, Duration.ofSeconds(3600));
        } catch (SchedulerException e) {
            return;
        }
        for (Trial trial : trials) {
            JobIntent job = trial.book.job;
            AdoptOrSubmit protocol = new AdoptOrSubmit(RULES, trial.book);
            AdoptOrSubmit.Verdict verdict = protocol.looked(job, saw, AdoptOrSubmit.Claim.UNKNOWN, Instant.now());
            if (verdict instanceof AdoptOrSubmit.Verdict.NeedClaim) {
                AdoptOrSubmit.Claim claim =
                        Files.exists(root.resolve("claim/" + job.name().stem()))
                                ? AdoptOrSubmit.Claim.CLAIMED
                                : AdoptOrSubmit.Claim.NONE;
                verdict = protocol.looked(job, saw, claim, Instant.now());
            }
            switch (verdict) {
                case AdoptOrSubmit.Verdict.Ended ended -> {
                    // what the job has left is believed, not how it ended
                    trial.done = Files.exists(root.resolve("ran/" + job.name().stem()));
                    if (!trial.done) {
                        endedWithoutWork.incrementAndGet();
                        trial.another(random);
                    }
                }
                case AdoptOrSubmit.Verdict.Live live -> live.surplus().forEach(row -> cancel(scheduler, row));
                case AdoptOrSubmit.Verdict.Lost lost ->
                    trial.book.intend(job.name().next(random), Instant.now());
                case AdoptOrSubmit.Verdict.Refused refused ->
                    trial.book.intend(job.name().next(random), Instant.now());
                case AdoptOrSubmit.Verdict.Unsure unsure -> {}
                case AdoptOrSubmit.Verdict.NeedClaim need -> throw new IllegalStateException();
            }
        }
    }

    private SubmitAnswer submit(JobRequest request) {
        requests.incrementAndGet();
        try (SlurmScheduler client = slurm.scheduler(root, scripts, bin)) {
            SubmitAnswer answer = client.submit(request);
            if (answer instanceof SubmitAnswer.Accepted accepted) {
                given.computeIfAbsent(accepted.id(), id -> ConcurrentHashMap.newKeySet())
                        .add(request.name());
                successes.add(Instant.now());
            }
            return answer;
        } catch (IOException e) {
            return new SubmitAnswer.Uncertain(e.toString());
        }
    }

    private static void cancel(SlurmScheduler scheduler, JobRow row) {
        try {
            scheduler.cancel(row.name(), row.id());
        } catch (SchedulerException e) {
            // it meets the claim, or is cancelled at the next look
        }
    }

    private void naive(int number) {
        for (int i = 0; i < 5; i++) {
            naiveRequests.incrementAndGet();
            String name = JobName.of("naive", number, i, new Random()).text();
            if (submit(request(name, "naive.sh", number)) instanceof SubmitAnswer.Accepted) {
                return;
            }
        }
    }

    private static JobRequest request(String name, String script, int number) {
        return new JobRequest(
                name,
                script,
                List.of(Integer.toString(number)),
                1,
                0,
                Resources.of(1, 10, Duration.ofMinutes(5), Duration.ZERO));
    }

    private void chaos() {
        Random mine = new Random(random.nextLong());
        boolean stopped = false; // the first fault is a stop: a short run has one
        try {
            while (!over.get() || !stopped) {
                Thread.sleep(500 + mine.nextInt(1500));
                if (stopped && mine.nextInt(100) < 35) {
                    killAfterSuccess(mine);
                    continue;
                }
                controller.lock();
                try {
                    if (stopped && mine.nextInt(100) < 15) {
                        kill(mine);
                    } else {
                        stopped = true;
                        stops.incrementAndGet();
                        slurm.act("stop", "slurmctld");
                        try {
                            Thread.sleep(500 + mine.nextInt(4500));
                        } finally {
                            slurm.act("cont", "slurmctld");
                        }
                    }
                } finally {
                    controller.unlock();
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void kill(Random mine) throws IOException, InterruptedException {
        kills.incrementAndGet();
        slurm.act("kill", "slurmctld");
        Thread.sleep(100 + mine.nextInt(900));
        slurm.act("start", "slurmctld");
    }

    /** Waits for a request that succeeds, and kills the controller within a second: what it has given may be forgotten. */
    private void killAfterSuccess(Random mine) throws IOException, InterruptedException {
        controller.lock();
        try {
            successes.clear();
            Instant success = successes.poll(5, TimeUnit.SECONDS);
            if (success == null) {
                return;
            }
            Thread.sleep(mine.nextInt(600));
            boolean within = Duration.between(success, Instant.now()).toMillis() < 950;
            kill(mine);
            if (within) {
                killsAfterSuccess.incrementAndGet();
            }
        } finally {
            controller.unlock();
        }
    }

    private void janitor() {
        try {
            while (true) {
                Thread.sleep(1500);
                controller.lock();
                try {
                    slurm.janitor();
                } catch (IOException e) {
                    // the controller is starting
                } finally {
                    controller.unlock();
                }
            }
        } catch (InterruptedException e) {
            // the trials are over
        }
    }

    /** Waits until the queue is empty: what comes late would come now. */
    private void settle(Instant end) throws Exception {
        for (int empty = 0; empty < 3 && Instant.now().isBefore(end); Thread.sleep(300)) {
            empty = queue().isBlank() ? empty + 1 : 0;
        }
        told.accept("queue at the end: " + queue());
    }

    private String queue() {
        try {
            return slurm.slurm("squeue", "-h", "-a", "-o", "%i %j %T %r");
        } catch (IOException e) {
            return "squeue does not answer";
        }
    }

    private Result result(int trials, long seconds) throws IOException {
        Map<String, Set<String>> ran = new HashMap<>();
        try (var files = Files.list(root.resolve("ran"))) {
            for (Path file : files.toList()) {
                ran.put(file.getFileName().toString(), new TreeSet<>(Files.readAllLines(file)));
            }
        }
        Set<Long> duplicates = new TreeSet<>();
        Set<Long> lost = new TreeSet<>();
        Set<Long> naive = new TreeSet<>();
        Set<Long> naiveLost = new TreeSet<>();
        for (long i = 0; i < trials; i++) {
            int jobs = 0;
            for (long number = i; number < 20L * APART; number += APART) {
                jobs += ran.getOrDefault("trial-" + number, Set.of()).size();
            }
            if (jobs != 1) {
                (jobs == 0 ? lost : duplicates).add(i);
            }
            int naiveJobs = ran.getOrDefault("naive-" + i, Set.of()).size();
            if (naiveJobs != 1) {
                (naiveJobs == 0 ? naiveLost : naive).add(i);
            }
        }
        return new Result(
                trials,
                requests.get(),
                tries.get(),
                duplicates,
                lost,
                lines("late"),
                endedWithoutWork.get(),
                naiveRequests.get(),
                naive,
                naiveLost,
                stops.get(),
                kills.get(),
                killsAfterSuccess.get(),
                (int) given.values().stream().filter(names -> names.size() > 1).count(),
                lines("cut"),
                forgotten.get(),
                seconds);
    }

    private int lines(String file) throws IOException {
        Path path = root.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path).size() : 0;
    }
}
