package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Retryability;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.pace.Bandwidth;
import ciel.transfer.pace.CircuitBreaker;
import ciel.transfer.pace.FairQueue;
import ciel.transfer.pace.Gate;
import ciel.transfer.pace.LaneTuner;
import ciel.transfer.pace.RetryBudget;
import ciel.transfer.pace.Ticker;
import ciel.transfer.pace.Timetable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Moves the files of a plan from one backend to another. One run at a time; what is done is written down in the state
 * folder, and a run over the same folder goes on
 * where the last one ended, however it ended.
 */
public final class Mover {
    private static final long FIRST_TUNE_NANOS = 1_000_000_000L;
    private static final long TUNE_NANOS = 2_000_000_000L;
    private static final long REPORT_NANOS = 500_000_000L;

    private final Backend source;
    private final Backend destination;
    private final MoverSettings settings;
    private final Path stateFolder;
    private final Ticker ticker;
    private final Bandwidth bandwidth;
    private final Consumer<TransferProgress> listener;
    private final Object lock = new Object();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final List<String> quarantined = new ArrayList<>();
    private final List<DeadLetter> dead = new ArrayList<>();
    private final Gate gate;
    private final CircuitBreaker breaker;
    private final RetryBudget budget;
    private final LaneTuner tuner;
    private final FairQueue<Work> queue;
    /**
     * Threads of the system: what a lane does, reading, enciphering, writing, keeps a processor busy, and a virtual
     * thread would change its carrier at every wait.
     */
    private ExecutorService workers;

    private Steps steps;
    private List<PlanItem> last = List.of();
    private int running;
    private long open;
    private long moved;
    private long present;
    private long bytesMoved;
    private long bytesDone;
    private long started;
    private String stopped;
    private int stopCode;

    /**
     * @param source      where from
     * @param destination where to
     * @param settings    how
     * @param stateFolder holds the journal; made if it is not there
     * @param listener    told twice a second how far it is, and at the end; on the thread of {@link #run}
     */
    public Mover(
            Backend source,
            Backend destination,
            MoverSettings settings,
            Path stateFolder,
            Consumer<TransferProgress> listener) {
        this.source = source;
        this.destination = destination;
        this.settings = settings;
        this.stateFolder = stateFolder;
        this.ticker = Ticker.SYSTEM;
        this.listener = listener;
        this.bandwidth = new Bandwidth(settings.bandwidth(), ticker);
        this.gate = new Gate(ticker, 100_000_000L, 10_000_000_000L);
        this.breaker = new CircuitBreaker(
                settings.breakerAfter(), settings.breakerPause().toNanos(), ticker);
        this.budget = new RetryBudget(settings.retryReserve(), 0.5);
        int most = Math.max(
                1,
                Math.min(
                        settings.mostLanes(),
                        Math.min(
                                source.capabilities().maxLanes(),
                                destination.capabilities().maxLanes())));
        this.tuner = new LaneTuner(Math.min(settings.leastLanes(), most), settings.startLanes(), most);
        this.queue = new FairQueue<>(settings.shares());
    }

    /** @param timetable rates from now on; may be called while a run is under way */
    public void changeBandwidth(Timetable timetable) {
        bandwidth.change(timetable);
    }

    /** Asks a run to end soon: what is being sent is finished, nothing new begins. */
    public void stop(String why) {
        stop(why, 130);
    }

    private void stop(String why, int code) {
        synchronized (lock) {
            if (stopped == null) {
                stopped = why;
                stopCode = code;
            }
            lock.notifyAll();
        }
    }

    /**
     * Moves everything that is not there yet.
     *
     * @param plan what
     * @return what was done
     * @throws TransferException if the state folder cannot be used; errors of files are in the report
     */
    public MoverReport run(Plan plan) throws TransferException {
        try (Journal journal = new Journal(stateFolder)) {
            steps = new Steps(
                    source, destination, settings, journal, bandwidth, new SpaceWatch(destination, ticker), bytesSent);
            workers = Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("lane-", 1).factory());
            started = ticker.nanoTime();
            last = plan.last();
            add(plan.items(), false);
            if (plan.items().isEmpty()) {
                addLast();
            }
            dispatch(plan, journal);
            double seconds = (ticker.nanoTime() - started) * 1e-9;
            synchronized (lock) {
                return new MoverReport(
                        moved,
                        present,
                        quarantined,
                        dead,
                        plan.refused(),
                        bytesMoved,
                        bytesSent.sum(),
                        retries.sum(),
                        steps.damaged(),
                        seconds,
                        stopped,
                        stopCode);
            }
        } finally {
            if (workers != null) {
                workers.shutdown();
            }
        }
    }

    private void add(List<PlanItem> items, boolean isLast) {
        synchronized (lock) {
            open += items.size();
        }
        for (PlanItem item : items) {
            queue.add(
                    new Work.Start(new ItemState(item, isLast)), item.activity(), item.priority(), item.size(), false);
        }
    }

    private void addLast() {
        List<PlanItem> items = last;
        last = List.of();
        if (dead.isEmpty() && quarantined.isEmpty()) {
            add(items, true);
        } else {
            for (PlanItem item : items) {
                dead.add(new DeadLetter(
                        item.target(), "not moved, because files it lists did not arrive", Retryability.PERMANENT, 0));
            }
        }
    }

    private void dispatch(Plan plan, Journal journal) throws TransferException {
        long tunedAt = Long.MIN_VALUE;
        long nextTune = started + FIRST_TUNE_NANOS;
        long nextReport = started + REPORT_NANOS;
        long sentAtTune = 0;
        long doneAtTune = 0;
        RateMeter rate = new RateMeter(started);
        while (true) {
            long now = ticker.nanoTime();
            synchronized (lock) {
                launch();
                if (running == 0 && (open == 0 || stopped != null)) {
                    break;
                }
                waitALittle();
            }
            if (gate.closedNanos() > settings.fullWait().toNanos()) {
                stop("no room for " + settings.fullWait() + ": " + gate.reason(), 1);
            }
            if (now >= nextTune) {
                long sent = bytesSent.sum();
                long done;
                synchronized (lock) {
                    done = moved;
                }
                // While connections are made and code is compiled the rate rises by itself: the first interval begins
                // after that. A file costs about as much as a megabyte, so small files
                // count too.
                if (tunedAt != Long.MIN_VALUE
                        && gate.reason() == null
                        && !breaker.isOpen()
                        && settings.leastLanes() != settings.mostLanes()) {
                    tuner.observe((sent - sentAtTune + (done - doneAtTune) * 1e6) / ((now - tunedAt) * 1e-9));
                }
                sentAtTune = sent;
                doneAtTune = done;
                tunedAt = now;
                nextTune = now + (tuner.isDoubling() ? FIRST_TUNE_NANOS : TUNE_NANOS);
            }
            if (now >= nextReport) {
                nextReport = now + REPORT_NANOS;
                journal.force();
                listener.accept(progress(plan, rate.update(now, bytesSent.sum()), null));
            }
        }
        double seconds = Math.max(1e-9, (ticker.nanoTime() - started) * 1e-9);
        listener.accept(progress(plan, bytesSent.sum() / seconds, stopped == null ? "done" : "stopped: " + stopped));
    }

    private void waitALittle() throws TransferException {
        try {
            lock.wait(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[mover] interrupted", e);
        }
    }

    private void launch() {
        while (stopped == null && running < tuner.lanes()) {
            if (gate.ask() > 0) {
                return;
            }
            if (breaker.ask() > 0) {
                gate.neutral();
                return;
            }
            Work work = queue.poll();
            if (work == null) {
                gate.neutral();
                breaker.neutral();
                return;
            }
            running++;
            workers.execute(() -> lane(work));
        }
    }

    private void lane(Work first) {
        try {
            Work work = first;
            while (work != null && stopped == null) {
                work = attempt(work);
            }
            if (work != null) {
                gate.neutral();
                breaker.neutral();
            }
        } finally {
            synchronized (lock) {
                running--;
                lock.notifyAll();
            }
        }
    }

    /** Tries one piece of work. @return what comes next on this lane, or null */
    private Work attempt(Work work) {
        ItemState item = work.item();
        if (item.end != null) {
            gate.neutral();
            breaker.neutral();
            return null;
        }
        try {
            Work next = step(work);
            budget.success();
            breaker.success();
            if (work instanceof Work.Check) {
                gate.neutral();
            } else {
                gate.open();
            }
            return next;
        } catch (TransferException e) {
            failed(work, e);
        } catch (RuntimeException | Error e) {
            gate.neutral();
            breaker.neutral();
            end(
                    item,
                    ItemState.End.DEAD,
                    new DeadLetter(item.plan.target(), "internal error: " + e, Retryability.PERMANENT, 1));
            if (e instanceof Error error) {
                throw error;
            }
        }
        return null;
    }

    private Work step(Work work) throws TransferException {
        ItemState item = work.item();
        switch (work) {
            case Work.Start s -> {
                ItemState.End end = steps.start(item);
                if (end != null) {
                    end(item, end, null);
                    return null;
                }
                List<Integer> unsent = item.in(ItemState.ChunkState.UNSENT);
                if (unsent.size() == 1
                        || !unsent.isEmpty() && !destination.capabilities().parallelWrite()) {
                    return new Work.Send(item, unsent.getFirst());
                }
                for (int k = unsent.size() - 1; k >= 0; k--) {
                    again(new Work.Send(item, unsent.get(k)));
                }
                return unsent.isEmpty() ? next(item) : null;
            }
            case Work.Send s -> {
                steps.send(item, s.i());
                credit(item.credit());
                List<Integer> unsent = item.in(ItemState.ChunkState.UNSENT);
                return !unsent.isEmpty() && !destination.capabilities().parallelWrite()
                        ? new Work.Send(item, unsent.getFirst())
                        : next(item);
            }
            case Work.Sync y -> {
                steps.sync(item);
                if (steps.checksWhole()) {
                    return new Work.Check(item, -1);
                }
                for (int k = 1; k < y.chunks().size(); k++) {
                    again(new Work.Check(item, y.chunks().get(k)));
                }
                return new Work.Check(item, y.chunks().getFirst());
            }
            case Work.Check c -> {
                steps.check(item, c.i());
                return next(item);
            }
            case Work.Finish f -> {
                end(item, steps.finish(item), null);
                return null;
            }
        }
    }

    /**
     * What follows once every chunk is sent: checks, then the end. The item decides under its own lock, so each follows
     * once.
     */
    private static Work next(ItemState item) {
        synchronized (item) {
            List<Integer> sent = item.takeForChecking();
            if (sent == null) {
                return null;
            }
            if (sent.isEmpty()) {
                return item.takeForFinish() ? new Work.Finish(item) : null;
            }
            return new Work.Sync(item, sent);
        }
    }

    private void again(Work work) {
        PlanItem plan = work.item().plan;
        // The share of its activity was charged with the whole file when it was started.
        queue.add(work, plan.activity(), plan.priority(), 1, true);
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void failed(Work work, TransferException e) {
        ItemState item = work.item();
        switch (e.retryability()) {
            case TRANSIENT -> {
                boolean link = !(e instanceof ciel.transfer.IntegrityException);
                if (link) {
                    breaker.failure();
                } else {
                    breaker.neutral();
                }
                gate.neutral();
                int attempts = item.attempt(work);
                if (attempts >= settings.attempts() || !budget.spend()) {
                    String why = attempts >= settings.attempts()
                            ? " (tried " + attempts + " times)"
                            : " (tried " + attempts + " times; the budget of retries is spent)";
                    end(
                            item,
                            ItemState.End.DEAD,
                            new DeadLetter(item.plan.target(), e.getMessage() + why, e.retryability(), attempts));
                } else {
                    retries.increment();
                    long wait = Math.max(
                            settings.backoff().nanos(attempts - 1, ThreadLocalRandom.current()),
                            e.retryAfter().map(java.time.Duration::toNanos).orElse(0L));
                    retriesOf(work).forEach(w -> later(w, wait));
                }
            }
            case BACK_PRESSURE -> {
                breaker.neutral();
                gate.close(e.getMessage());
                again(work);
            }
            case HUMAN -> {
                gate.neutral();
                breaker.neutral();
                stop(e.getMessage(), e.exitCode());
            }
            case PERMANENT -> {
                gate.neutral();
                breaker.neutral();
                end(item, ItemState.End.DEAD, new DeadLetter(item.plan.target(), e.getMessage(), e.retryability(), 1));
            }
        }
    }

    /** A check that failed because the bytes are bad is followed by sending them again; everything else by itself. */
    private static List<Work> retriesOf(Work work) {
        ItemState item = work.item();
        if (work instanceof Work.Check c) {
            List<Work> sends = new ArrayList<>();
            for (int i : item.in(ItemState.ChunkState.UNSENT)) {
                if (c.i() < 0 || c.i() == i) {
                    sends.add(new Work.Send(item, i));
                }
            }
            if (!sends.isEmpty()) {
                return sends;
            }
        }
        return List.of(work);
    }

    private void later(Work work, long nanos) {
        Thread.ofVirtual().name("retry").start(() -> {
            try {
                ticker.sleep(nanos);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            again(work);
        });
    }

    private void credit(long bytes) {
        synchronized (lock) {
            bytesDone += bytes;
        }
    }

    private void end(ItemState item, ItemState.End end, DeadLetter letter) {
        synchronized (lock) {
            if (item.end != null) {
                return;
            }
            item.end = end;
            open--;
            switch (end) {
                case MOVED -> {
                    moved++;
                    bytesMoved += item.plan.size();
                    bytesDone += item.creditAll();
                }
                case PRESENT -> {
                    present++;
                    bytesDone += item.creditAll();
                }
                case QUARANTINED ->
                    quarantined.add("'" + item.plan.target()
                            + "' at the destination has other content and was left as it is; the newcomer is "
                            + (item.commitTo.equals(item.plan.target())
                                    ? "in " + Steps.QUARANTINE + " since an earlier run"
                                    : "'" + item.commitTo + "'"));
                case DEAD -> dead.add(letter);
            }
            if (open == 0 && !item.isLast) {
                addLast();
            }
            lock.notifyAll();
        }
        try {
            steps.release(item);
        } catch (TransferException e) {
            // The item has ended; what stays open ends with the backend.
        }
    }

    private TransferProgress progress(Plan plan, double rate, String state) {
        synchronized (lock) {
            String reason = gate.reason();
            String now = state != null
                    ? state
                    : reason != null
                            ? "waiting: " + reason
                            : breaker.isOpen() ? "waiting: the link fails again and again" : "running";
            double left = plan.bytes() - bytesDone;
            return new TransferProgress(
                    moved + present,
                    dead.size() + quarantined.size(),
                    plan.files(),
                    bytesDone,
                    bytesSent.sum(),
                    plan.bytes(),
                    rate,
                    rate > 0 ? Math.max(0, left / rate) : left <= 0 ? 0 : -1,
                    running,
                    retries.sum(),
                    now);
        }
    }
}
