package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.Retryability;
import ciel.transfer.TransferException;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.CopyState;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.LedgerFile;
import ciel.transfer.ledger.Note;
import ciel.transfer.ledger.Tally;
import ciel.transfer.pace.Parking;
import ciel.transfer.pace.Ticker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One transfer under way: takes files from the ledger, a bounded number at a time, hands them to the link, and knows
 * when all have ended.
 */
final class TransferRun implements Transfer {
    private static final int WINDOW = 2_000;
    private static final int BATCH = 500;

    /** Pieces of work under way, and the lanes that do them; guarded by the link. */
    int busy;

    final Set<Thread> lanes = new HashSet<>();

    private final TransferRequest request;
    private final Link link;
    private final Ticker ticker;
    private final Ledger ledger;
    private final TransferListener listener;
    private final Runnable wake;
    private final Worker worker;
    /** Twice the files that are enough to be under way. */
    private final int window;

    private final Counts counts = new Counts();
    private final long id;
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<Long, ItemState> inFlight = new ConcurrentHashMap<>();
    private final List<Task> held = new ArrayList<>();
    private final Object state = new Object();
    private RateMeter rate;
    private Copy cursor;
    private boolean lastStage;
    private boolean exhausted;
    private volatile boolean paused;
    private volatile boolean over;
    private boolean closed;
    private String stopped;
    private int stopCode;
    private Throwable thrown;
    private long started;
    private long ended;
    private double tuned;

    TransferRun(
            TransferRequest request,
            Link link,
            Ledger ledger,
            TransferListener listener,
            MeterRegistry meters,
            Runnable wake)
            throws TransferException {
        this.request = request;
        this.link = link;
        this.ticker = link.ticker();
        this.ledger = ledger;
        this.listener = listener;
        this.wake = wake;
        Backend destination = request.destination();
        this.id = ledger.open(
                request.name(), TransferRequest.place(request.source()), TransferRequest.place(destination));
        Steps steps = new Steps(
                request.source(),
                destination,
                request.settings(),
                ledger,
                link.bandwidth(),
                link.room(destination),
                bytesSent,
                this::isOver);
        Bundles bundles = new Bundles(this, steps, request, ledger, link, link.room(destination), bytesSent);
        Batches batches = new Batches(this, steps, request, ledger, link.room(destination), bytesSent);
        this.window = batches.areOffered() ? Math.max(WINDOW, 2 * batches.most()) : WINDOW;
        this.worker = new Worker(this, steps, bundles, batches, request, link, retries);
        this.started = ticker.nanoTime();
        this.rate = new RateMeter(started);
        Tally t = ledger.tally(id);
        counts.asked(t.files(), t.bytes());
        counts.before(t.done(), t.bytes() - t.waitingBytes(), t.quarantined() + t.failed());
        meters(meters);
    }

    private void meters(MeterRegistry meters) {
        FunctionCounter.builder("ciel.transfer.bytes", bytesSent, LongAdder::sum)
                .description("bytes that were sent")
                .tag("transfer", request.name())
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder("ciel.transfer.retries", retries, LongAdder::sum)
                .description("works that were tried again")
                .tag("transfer", request.name())
                .register(meters);
        FunctionCounter.builder("ciel.transfer.files", counts, Counts::movedFiles)
                .description("files that have ended, by end")
                .tag("transfer", request.name())
                .tag("end", "moved")
                .register(meters);
    }

    @Override
    public String name() {
        return request.name();
    }

    Link link() {
        return link;
    }

    Counts counts() {
        return counts;
    }

    /** Forgets what waited before. */
    void clear() throws TransferException {
        ledger.clear(id);
        counts.forget();
    }

    /** Joins the link. */
    void begin() {
        request.source().credentials().forEach(link::watch);
        request.destination().credentials().forEach(link::watch);
        link.join(
                this,
                Math.min(
                        request.source().capabilities().maxLanes(),
                        request.destination().capabilities().maxLanes()));
        started = ticker.nanoTime();
        rate = new RateMeter(started);
    }

    @Override
    public long add(List<PlanItem> files) throws TransferException {
        return add(files, false);
    }

    @Override
    public long addLast(List<PlanItem> files) throws TransferException {
        return add(files, true);
    }

    private long add(List<PlanItem> files, boolean last) throws TransferException {
        long n = ledger.add(
                id,
                files.stream()
                        .map(f -> new LedgerFile(
                                f.source(), f.target(), f.size(), f.expected(), f.activity(), f.priority(), last))
                        .toList());
        // A file that waited already counts once; its size is the ledger's to know.
        if (n == files.size()) {
            counts.asked(n, files.stream().mapToLong(PlanItem::size).sum());
        } else {
            Tally t = ledger.tally(id);
            counts.total(t.files(), t.bytes());
        }
        synchronized (state) {
            // Whatever was added may come before what waits: look from the first one again.
            cursor = null;
            exhausted = false;
            if (!last) {
                lastStage = false;
            }
            ended = 0;
        }
        wake.run();
        return n;
    }

    /** One turn of the conductor: what is next, and whether a parked link has been waited for too long. */
    void turn() throws TransferException {
        if (!over) {
            feed();
            link.tune(newWork());
            waitedTooLong();
        }
    }

    private double newWork() {
        // A file costs about as much as a megabyte, so small files count too.
        double now = bytesSent.sum() + counts.movedFiles() * 1e6;
        double more = now - tuned;
        tuned = now;
        return more;
    }

    private void feed() throws TransferException {
        List<ItemState> items = new ArrayList<>();
        while (inFlight.size() < window / 2) {
            Copy after;
            boolean last;
            synchronized (state) {
                if (exhausted || over) {
                    break;
                }
                after = cursor;
                last = lastStage;
            }
            List<Copy> next = ledger.next(id, last, after, BATCH);
            synchronized (state) {
                if (cursor != after || last != lastStage) {
                    continue;
                }
                if (next.isEmpty()) {
                    exhausted = true;
                } else {
                    cursor = next.getLast();
                }
            }
            for (Copy copy : next) {
                ItemState item = new ItemState(copy);
                if (inFlight.putIfAbsent(copy.id(), item) == null) {
                    items.add(item);
                }
            }
        }
        worker.begin(items);
        endOfStage();
    }

    private void endOfStage() throws TransferException {
        boolean refuse = false;
        synchronized (state) {
            if (!exhausted || !inFlight.isEmpty() || over) {
                return;
            }
            if (!lastStage) {
                lastStage = true;
                cursor = null;
                exhausted = false;
                refuse = !counts.allArrived();
            } else if (ended == 0) {
                ended = ticker.nanoTime();
                state.notifyAll();
                return;
            } else {
                return;
            }
        }
        if (refuse) {
            refuseLast();
        }
        wake.run();
    }

    private void refuseLast() throws TransferException {
        Copy after = null;
        for (List<Copy> next = ledger.next(id, true, null, WINDOW);
                !next.isEmpty();
                next = ledger.next(id, true, after, WINDOW)) {
            for (Copy copy : next) {
                end(
                        new ItemState(copy),
                        ItemState.End.DEAD,
                        new DeadLetter(
                                copy.file().target(),
                                "not moved, because files it lists did not arrive",
                                Retryability.PERMANENT,
                                0));
            }
            after = next.getLast();
        }
        ledger.force();
    }

    private void waitedTooLong() {
        link.parked().ifPresent(p -> {
            MoverSettings.Waits waits = request.settings().waits();
            Duration most =
                    switch (p.cause()) {
                        case NO_ROOM -> waits.room();
                        case FAILING -> waits.outage();
                        case HUMAN -> waits.human();
                    };
            if (p.nanos() >= most.toNanos()) {
                stop(
                        switch (p.cause()) {
                            case NO_ROOM -> "no room for " + said(most) + ": " + p.reason();
                            case FAILING -> "the link failed for " + said(most) + ": " + p.reason();
                            case HUMAN -> p.reason();
                        },
                        p.exitCode());
            }
        });
    }

    private static String said(Duration d) {
        return d.toSeconds() < 120
                ? d.toSeconds() + " s"
                : d.toMinutes() < 120 ? d.toMinutes() + " min" : d.toHours() + " h";
    }

    Work attempt(Work work, Parking.Pass pass) {
        return worker.attempt(work, pass);
    }

    /** A lane has come to an end of what it had. */
    void turned() {
        if (inFlight.size() < window / 2) {
            synchronized (state) {
                if (exhausted && !inFlight.isEmpty()) {
                    return;
                }
            }
            wake.run();
        }
    }

    void end(ItemState item, ItemState.End end, DeadLetter letter) {
        synchronized (item) {
            if (item.end != null) {
                return;
            }
            item.end = end;
        }
        FileEvent event =
                switch (end) {
                    case MOVED -> {
                        counts.moved(item.plan.size(), item.creditAll());
                        yield new FileEvent.Moved(item.plan.target(), item.plan.size());
                    }
                    case PRESENT -> {
                        counts.present(item.creditAll());
                        yield new FileEvent.Present(item.plan.target(), item.plan.size());
                    }
                    case QUARANTINED -> {
                        String sentence = worker.say(item);
                        counts.quarantined(sentence);
                        yield new FileEvent.Quarantined(item.plan.target(), sentence);
                    }
                    case DEAD -> {
                        counts.dead(letter);
                        ledger.note(new Note.Ended(
                                item.copy, CopyState.FAILED, "", "", null, letter.attempts(), letter.reason()));
                        yield new FileEvent.Failed(item.plan.target(), letter);
                    }
                };
        worker.release(item);
        inFlight.remove(item.copy.id());
        tell(event);
    }

    void tell(FileEvent event) {
        try {
            listener.file(event);
        } catch (RuntimeException | Error e) {
            listenerFailed(e);
        }
    }

    void tell(LinkEvent event) {
        try {
            listener.link(event);
        } catch (RuntimeException | Error e) {
            listenerFailed(e);
        }
    }

    void tell(CredentialWarning warning) {
        try {
            listener.credential(warning);
        } catch (RuntimeException | Error e) {
            listenerFailed(e);
        }
    }

    private void listenerFailed(Throwable e) {
        synchronized (state) {
            thrown = thrown == null ? e : thrown;
        }
        stop("a listener failed: " + e, 1);
    }

    /** The ledger cannot be written. */
    void broken(TransferException e) {
        synchronized (state) {
            thrown = thrown == null ? e : thrown;
        }
        stop(e.getMessage(), e.exitCode());
    }

    /** @return whether nothing more of it may be done */
    boolean isOver() {
        return over;
    }

    boolean isClosed() {
        synchronized (state) {
            return closed;
        }
    }

    boolean isHeld() {
        return paused;
    }

    void hold(Task task) {
        synchronized (state) {
            if (paused) {
                held.add(task);
                return;
            }
        }
        link.add(task, 1, true);
    }

    @Override
    public void pause() {
        synchronized (state) {
            paused = true;
        }
    }

    @Override
    public void resume() {
        List<Task> tasks;
        synchronized (state) {
            paused = false;
            tasks = List.copyOf(held);
            held.clear();
        }
        tasks.forEach(t -> link.add(t, 1, true));
        link.wakeAll();
    }

    @Override
    public void stop(String why) {
        stop(why, 130);
    }

    void stop(String why, int code) {
        if (!halt(why, code)) {
            return;
        }
        try {
            listener.stopped(why);
        } catch (RuntimeException | Error e) {
            synchronized (state) {
                thrown = thrown == null ? e : thrown;
            }
        }
    }

    /** @return whether it was not over before */
    private boolean halt(String why, int code) {
        boolean first;
        synchronized (state) {
            first = !over;
            if (stopped == null && (ended == 0 || thrown != null)) {
                stopped = why;
                stopCode = code;
            }
            over = true;
            state.notifyAll();
        }
        link.wakeAll();
        wake.run();
        return first;
    }

    @Override
    public void cancel(String why) throws TransferException {
        halt("cancelled: " + why, 130);
        close();
        Copy after = null;
        for (boolean last : new boolean[] {false, true}) {
            for (List<Copy> next = ledger.next(id, last, null, WINDOW);
                    !next.isEmpty();
                    next = ledger.next(id, last, after, WINDOW)) {
                for (Copy copy : next) {
                    worker.forget(copy);
                }
                after = next.getLast();
            }
        }
        ledger.clear(id);
    }

    @Override
    public TransferProgress progress() {
        double now;
        String word;
        // The link's lock comes before ours, never after it.
        String waiting = link.waiting();
        synchronized (state) {
            boolean ends = ended != 0 || over;
            double seconds = Math.max(1e-9, ((ended != 0 ? ended : ticker.nanoTime()) - started) * 1e-9);
            now = ends ? bytesSent.sum() / seconds : rate.update(ticker.nanoTime(), bytesSent.sum());
            word = stopped != null
                    ? "stopped: " + stopped
                    : ended != 0 ? "done" : paused ? "paused" : waiting != null ? "waiting: " + waiting : "running";
        }
        return counts.progress(bytesSent.sum(), now, link.busyLanes(), retries.sum(), word);
    }

    @Override
    public MoverReport await() throws TransferException, InterruptedException {
        while (!await(Duration.ofHours(1))) {
            // it takes that long
        }
        synchronized (state) {
            if (thrown == null) {
                return report(List.of());
            }
        }
        // Nothing writes any more when the error is told.
        close();
        switch (thrown) {
            case TransferException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    MoverReport report(List<String> refused) {
        synchronized (state) {
            double seconds = ((ended != 0 ? ended : ticker.nanoTime()) - started) * 1e-9;
            return counts.report(refused, bytesSent.sum(), retries.sum(), worker.damaged(), seconds, stopped, stopCode);
        }
    }

    @Override
    public boolean await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        synchronized (state) {
            while (ended == 0 && !over) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                state.wait(Math.max(1, left / 1_000_000));
            }
            return true;
        }
    }

    @Override
    public void close() throws TransferException {
        halt("closed before it had ended", 1);
        boolean interrupted = false;
        while (true) {
            try {
                link.leave(this);
                break;
            } catch (InterruptedException e) {
                // What is under way comes first: nothing of ours may write when this has returned.
                interrupted = true;
            }
        }
        inFlight.values().forEach(worker::release);
        inFlight.clear();
        synchronized (state) {
            closed = true;
            held.clear();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        ledger.force();
    }
}
