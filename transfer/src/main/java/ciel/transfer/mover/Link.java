package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.TransferException;
import ciel.transfer.credentials.Credential;
import ciel.transfer.pace.Bandwidth;
import ciel.transfer.pace.FairQueue;
import ciel.transfer.pace.LaneTuner;
import ciel.transfer.pace.Parking;
import ciel.transfer.pace.RetryBudget;
import ciel.transfer.pace.Ticker;
import ciel.transfer.pace.Timetable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A link between two places, and the lanes on it: bandwidth, number of lanes, budget of retries, parking and room at
 * the destinations are shared by all transfers that use it, in fair shares by activity and in order of priority.
 * Everything may be changed while transfers run. Lanes are threads of the system: what a lane does, reading,
 * enciphering, writing, keeps a processor busy, and a virtual thread would change its carrier at every wait.
 */
public final class Link implements AutoCloseable {
    private static final long FIRST_TUNE_NANOS = 1_000_000_000L;
    private static final long TUNE_NANOS = 2_000_000_000L;
    private static final long GRACE_MILLIS = 5_000;

    /** A task that waits for its time. */
    private record Later(long at, long order, Task task) {}

    private final String name;
    private final Ticker ticker;
    private final Bandwidth bandwidth;
    private final RetryBudget budget;
    private final Parking parking;
    private final FairQueue<Task> queue;
    private final Map<String, SpaceWatch> rooms = new HashMap<>();
    private final List<TransferRun> runs = new CopyOnWriteArrayList<>();
    private final CredentialWatch credentials = new CredentialWatch();
    private final Object lock = new Object();
    private final PriorityQueue<Later> later =
            new PriorityQueue<>(Comparator.comparingLong(Later::at).thenComparingLong(Later::order));
    private final List<Thread> lanes = new ArrayList<>();
    private volatile LinkSettings settings;
    private volatile LaneTuner tuner;
    private int most;
    private int running;
    private int idle;
    private long order;
    private String paused;
    private boolean closed;
    private long successes;
    private long tunedAt = Long.MIN_VALUE;
    private long nextTune;
    private double doneAtTune;
    private double done;

    /**
     * @param name     for people and meters
     * @param settings how it is used
     */
    public Link(String name, LinkSettings settings) {
        this(name, settings, Ticker.SYSTEM);
    }

    /**
     * @param name     for people and meters
     * @param settings how it is used
     * @param ticker   time
     */
    public Link(String name, LinkSettings settings, Ticker ticker) {
        this.name = name;
        this.settings = settings;
        this.ticker = ticker;
        this.bandwidth = new Bandwidth(settings.bandwidth(), ticker);
        this.budget = new RetryBudget(settings.retryReserve(), 0.5);
        this.parking = new Parking(settings.parkAfter(), settings.parkPause().toNanos(), ticker);
        this.queue = new FairQueue<>(settings.shares());
        this.most = settings.mostLanes();
        this.tuner = tuner(settings, most);
        this.nextTune = ticker.nanoTime() + FIRST_TUNE_NANOS;
    }

    private static LaneTuner tuner(LinkSettings s, int most) {
        int end = Math.max(1, Math.min(s.mostLanes(), most));
        return new LaneTuner(Math.min(s.leastLanes(), end), s.startLanes(), end);
    }

    /** @return its name */
    public String name() {
        return name;
    }

    /** @param timetable rates from now on */
    public void bandwidth(Timetable timetable) {
        settings = settings.bandwidth(timetable);
        bandwidth.change(timetable);
    }

    /** @param shares weight by activity from now on, each &gt; 0 */
    public void shares(Map<String, Double> shares) {
        settings = settings.shares(shares);
        queue.weights(shares);
    }

    /**
     * @param least fewest lanes from now on, &ge; 1
     * @param start lanes now
     * @param end   most lanes from now on
     */
    public void lanes(int least, int start, int end) {
        synchronized (lock) {
            settings = settings.lanes(least, start, end);
            tuner = tuner(settings, most);
            tunedAt = Long.MIN_VALUE;
            lock.notifyAll();
        }
    }

    /** Begins nothing new until {@link #resume()}: for maintenance. What is being sent is finished. */
    public void pause(String why) {
        synchronized (lock) {
            paused = why;
        }
    }

    /** Ends a pause; a link that is parked is tried at once. */
    public void resume() {
        synchronized (lock) {
            paused = null;
            parking.tryNow();
            lock.notifyAll();
        }
    }

    /** @return why it does not work now, empty if it does */
    public Optional<Parking.Parked> parked() {
        return parking.parked();
    }

    /** @return lanes in use now */
    public int busyLanes() {
        synchronized (lock) {
            return running;
        }
    }

    /** @return what keeps it from working now, for people, or null */
    String waiting() {
        synchronized (lock) {
            if (paused != null) {
                return paused;
            }
        }
        return parking.parked().map(Parking.Parked::reason).orElse(null);
    }

    Ticker ticker() {
        return ticker;
    }

    Bandwidth bandwidth() {
        return bandwidth;
    }

    RetryBudget budget() {
        return budget;
    }

    Parking parking() {
        return parking;
    }

    int lanesNow() {
        return tuner.lanes();
    }

    /** Free space of a destination, shared by all transfers to it. */
    SpaceWatch room(Backend destination) {
        synchronized (rooms) {
            return rooms.computeIfAbsent(destination.url(), u -> new SpaceWatch(ticker));
        }
    }

    void join(TransferRun run, int mostLanes) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("link '" + name + "' is closed");
            }
            int before = most;
            most = runs.isEmpty() ? mostLanes : Math.max(most, mostLanes);
            runs.add(run);
            if (most != before) {
                tuner = tuner(settings, most);
            }
        }
    }

    /** Forgets a transfer: what of it waits is not begun. Returns when none of its work is under way. */
    void leave(TransferRun run) throws InterruptedException {
        synchronized (lock) {
            runs.remove(run);
            later.removeIf(l -> l.task.run() == run);
            long end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
            while (run.busy > 0) {
                // Whoever waits for the network or a disk without end is interrupted after a while.
                if (System.nanoTime() > end) {
                    run.lanes.forEach(Thread::interrupt);
                    end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
                }
                lock.wait(100);
            }
        }
    }

    void add(Task task, double cost, boolean first) {
        PlanItem plan = task.work().item().plan;
        queue.add(task, plan.activity(), plan.priority(), cost, first);
        wake();
    }

    void later(Task task, long nanos) {
        synchronized (lock) {
            later.add(new Later(ticker.nanoTime() + nanos, order++, task));
            lock.notifyAll();
        }
    }

    void wake() {
        synchronized (lock) {
            if (idle == 0 && lanes.size() < tuner.lanes() && !closed) {
                Thread lane = Thread.ofPlatform()
                        .daemon()
                        .name("lane-" + (lanes.size() + 1))
                        .unstarted(this::lane);
                lanes.add(lane);
                lane.start();
            }
            lock.notifyAll();
        }
    }

    void wakeAll() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** @return number of acts that worked so far */
    long successes() {
        synchronized (lock) {
            return successes;
        }
    }

    void succeeded(Parking.Pass pass, boolean wrote) {
        budget.success();
        synchronized (lock) {
            successes++;
        }
        if (parking.success(pass, wrote)) {
            tell(new LinkEvent.Open(name));
            wakeAll();
        }
    }

    void tell(LinkEvent event) {
        runs.forEach(r -> r.tell(event));
    }

    private void lane() {
        try {
            while (true) {
                Parking.Pass[] pass = new Parking.Pass[1];
                Task task = take(pass);
                if (task == null) {
                    return;
                }
                try {
                    // A trial ends with its first act; the link's state then decides who goes on.
                    Parking.Pass p = pass[0];
                    for (Task next = task; next != null; p = Parking.Pass.FREE) {
                        Task now = next;
                        next = now.perform(p);
                        if (next != null
                                && (parking.parked().isPresent() || next.run().isHeld())) {
                            add(next, 1, true);
                            next = null;
                        }
                    }
                } finally {
                    synchronized (lock) {
                        running--;
                        task.run().busy--;
                        task.run().lanes.remove(Thread.currentThread());
                        Thread.interrupted();
                        lock.notifyAll();
                    }
                    task.run().turned();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (lock) {
                lanes.remove(Thread.currentThread());
            }
        }
    }

    /** Waits for work. @return null when the lane is to end */
    private Task take(Parking.Pass[] pass) throws InterruptedException {
        lookAtCredentials();
        synchronized (lock) {
            while (true) {
                if (closed || lanes.size() > Math.max(1, tuner.lanes()) && idle > 0) {
                    return null;
                }
                Task task = running < tuner.lanes() && paused == null ? poll(pass) : null;
                if (task != null) {
                    running++;
                    task.run().busy++;
                    task.run().lanes.add(Thread.currentThread());
                    return task;
                }
                idle++;
                try {
                    waitForWork();
                } finally {
                    idle--;
                }
                Thread.interrupted();
            }
        }
    }

    private void waitForWork() throws InterruptedException {
        long now = ticker.nanoTime();
        long next = parking.nanosToTrial();
        Later first = later.peek();
        boolean work = queue.size() > 0;
        if (next == 0 || !work && first == null) {
            next = first == null || parking.parked().isPresent() ? 0 : Math.max(1, first.at - now);
        }
        if (running > 0 || paused != null || next == 0) {
            lock.wait(next == 0 ? 1000 : Math.clamp(next / 1_000_000, 1, 1000));
        } else {
            ticker.await(lock, next);
        }
    }

    private Task poll(Parking.Pass[] pass) {
        long now = ticker.nanoTime();
        while (!later.isEmpty() && later.peek().at <= now) {
            Task due = later.poll().task;
            PlanItem plan = due.work().item().plan;
            queue.add(due, plan.activity(), plan.priority(), 1, true);
        }
        if (queue.size() == 0) {
            return null;
        }
        Parking.Pass p = parking.ask();
        if (p == Parking.Pass.NONE) {
            return null;
        }
        for (Task task = queue.poll(); task != null; task = queue.poll()) {
            if (task.run().isOver()) {
                continue;
            }
            if (task.run().isHeld()) {
                task.run().hold(task);
                continue;
            }
            pass[0] = p;
            return task;
        }
        parking.neutral(p);
        return null;
    }

    /**
     * Watches a credential: says before its end that it ends, parks at its end, goes on when a new one is there. Those
     * of the places of a transfer are watched by themselves.
     *
     * @param credential read anew at each look
     */
    public void watch(Credential credential) {
        credentials.add(credential);
    }

    /** @return why a credential that has ended keeps everything from working, or null */
    TransferException ended() {
        return credentials.ended(ticker.now());
    }

    /** Looks at the credentials, now and then. */
    private void lookAtCredentials() {
        CredentialWatch.Found found = credentials.look(ticker);
        for (CredentialWarning w : found.warnings(name)) {
            runs.forEach(r -> r.tell(w));
        }
        TransferException ended = found.ended();
        if (ended != null
                && parking.park(Parking.Pass.FREE, Parking.Cause.HUMAN, ended.getMessage(), ended.exitCode())) {
            tell(new LinkEvent.Parked(name, Parking.Cause.HUMAN, ended.getMessage()));
        }
    }

    /** Looks at what the lanes gave. Called now and then. @param more units of work done since the last call */
    void tune(double more) {
        lookAtCredentials();
        synchronized (lock) {
            done += more;
            long now = ticker.nanoTime();
            if (now < nextTune) {
                return;
            }
            LinkSettings s = settings;
            // While connections are made and code is compiled the rate rises by itself: the first interval begins
            // after that.
            if (tunedAt != Long.MIN_VALUE
                    && parking.parked().isEmpty()
                    && paused == null
                    && s.leastLanes() != s.mostLanes()) {
                tuner.observe((done - doneAtTune) / ((now - tunedAt) * 1e-9));
                for (int k = lanes.size(); k < tuner.lanes() && queue.size() > 0; k++) {
                    wake();
                }
                lock.notifyAll();
            }
            doneAtTune = done;
            tunedAt = now;
            nextTune = now + (tuner.isDoubling() ? FIRST_TUNE_NANOS : TUNE_NANOS);
        }
    }

    /**
     * A cheap act at both ends, to learn whether a failure speaks against the link or against a file.
     *
     * @return null if both ends answer, else what they said
     */
    static TransferException probe(Backend source, Backend destination) {
        for (Backend b : new Backend[] {source, destination}) {
            try {
                b.stat(ciel.transfer.StoragePath.ROOT);
            } catch (TransferException e) {
                return e;
            }
        }
        return null;
    }

    /** Ends the lanes and waits for them. Transfers that still use the link are stopped first. */
    @Override
    public void close() {
        List<Thread> threads;
        runs.forEach(r -> r.stop("the link is closed", 1));
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            threads = List.copyOf(lanes);
        }
        boolean interrupted = false;
        for (Thread t : threads) {
            while (t.isAlive()) {
                try {
                    t.join(GRACE_MILLIS);
                    if (t.isAlive()) {
                        t.interrupt();
                    }
                } catch (InterruptedException e) {
                    // the lanes come first: nothing of ours may write when this has returned
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
