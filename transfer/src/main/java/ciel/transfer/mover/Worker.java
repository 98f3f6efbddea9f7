package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.IntegrityException;
import ciel.transfer.Retryability;
import ciel.transfer.TransferException;
import ciel.transfer.ledger.Copy;
import ciel.transfer.ledger.LedgerException;
import ciel.transfer.pace.Parking;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Does the works of one transfer in their order, and knows what follows an error: a failure counts against a file only
 * if the link works meanwhile.
 */
final class Worker {
    /** With more files than this failing and none succeeding, it is the link that fails, whatever a probe says. */
    private static final int FEW = 2;

    private final TransferRun run;
    private final Steps steps;
    private final Bundles bundles;
    private final Batches batches;
    private final Backend source;
    private final Backend destination;
    private final MoverSettings settings;
    private final Link link;
    private final LongAdder retries;
    /** Files that failed since anything succeeded; guarded by itself. */
    private final Set<ItemState> failing = new HashSet<>();

    Worker(
            TransferRun run,
            Steps steps,
            Bundles bundles,
            Batches batches,
            TransferRequest request,
            Link link,
            LongAdder retries) {
        this.bundles = bundles;
        this.batches = batches;
        bundles.use(this);
        batches.use(this);
        this.run = run;
        this.steps = steps;
        this.source = request.source();
        this.destination = request.destination();
        this.settings = request.settings();
        this.link = link;
        this.retries = retries;
    }

    long damaged() {
        return steps.damaged();
    }

    String say(ItemState item) {
        return steps.say(item);
    }

    /** Hands new files to the link: small ones in bundles, where both ends have acts for many. */
    void begin(List<ItemState> items) {
        for (Work work : batches.areOffered() ? batches.of(items) : bundles.of(items, link.lanesNow())) {
            link.add(
                    new Task(run, work),
                    work.all().stream().mapToLong(i -> i.plan.size()).sum(),
                    false);
        }
    }

    void release(ItemState item) {
        try {
            steps.release(item);
        } catch (TransferException e) {
            // The item has ended; what stays open ends with the backend.
        }
    }

    /** Removes what an unfinished file has at the destination. */
    void forget(Copy copy) throws TransferException {
        steps.discard(copy);
    }

    /** Tries one piece of work. @return what comes next on this lane, or null */
    Work attempt(Work work, Parking.Pass pass) {
        ItemState item = work.item();
        if (work.all().stream().allMatch(i -> i.end != null) || run.isOver()) {
            link.parking().neutral(pass);
            return null;
        }
        try {
            if (pass == Parking.Pass.TRIAL && fails(work, pass)) {
                return null;
            }
            Work next = step(work);
            succeeded(work, pass);
            return next;
        } catch (LedgerException e) {
            link.parking().neutral(pass);
            run.broken(e);
        } catch (TransferException e) {
            failed(work, pass, e);
        } catch (RuntimeException | Error e) {
            link.parking().neutral(pass);
            for (ItemState one : work.all()) {
                run.end(
                        one,
                        ItemState.End.DEAD,
                        new DeadLetter(one.plan.target(), "internal error: " + e, Retryability.PERMANENT, 1));
            }
            if (e instanceof VirtualMachineError error) {
                run.stop("internal error: " + error, 1);
            }
        }
        return null;
    }

    /** A link that fails is asked with something cheap first, which costs no file anything. */
    private boolean fails(Work work, Parking.Pass pass) {
        TransferException ended = link.ended();
        if (ended != null) {
            again(work);
            parkedBy(pass, ended);
            return true;
        }
        boolean outage =
                link.parked().filter(p -> p.cause() == Parking.Cause.FAILING).isPresent();
        TransferException e = outage ? Link.probe(source, destination) : null;
        if (e == null) {
            return false;
        }
        again(work);
        parkedBy(pass, e);
        return true;
    }

    private void parkedBy(Parking.Pass pass, TransferException error) {
        Parking.Cause cause = cause(error);
        // A server that refuses a credential does not say that it has ended, and what is to be done.
        TransferException ended = cause == Parking.Cause.HUMAN ? link.ended() : null;
        TransferException e = ended == null ? error : ended;
        if (link.parking().park(pass, cause, e.getMessage(), e.exitCode())) {
            link.tell(new LinkEvent.Parked(link.name(), cause, e.getMessage()));
        }
    }

    private static Parking.Cause cause(TransferException e) {
        return switch (e.retryability()) {
            case BACK_PRESSURE -> Parking.Cause.NO_ROOM;
            case HUMAN -> Parking.Cause.HUMAN;
            case TRANSIENT, PERMANENT -> Parking.Cause.FAILING;
        };
    }

    private void succeeded(Work work, Parking.Pass pass) {
        synchronized (failing) {
            failing.clear();
        }
        link.succeeded(pass, !(work instanceof Work.Check));
    }

    private Work step(Work work) throws TransferException {
        ItemState item = work.item();
        switch (work) {
            case Work.Bundle b -> {
                bundles.move(b.items());
                return null;
            }
            case Work.Batch b -> {
                batches.move(b);
                return null;
            }
            case Work.Start s -> {
                ItemState.End end = steps.start(item);
                if (end != null) {
                    run.end(item, end, null);
                    return null;
                }
                run.tell(new FileEvent.Begun(item.plan.target(), item.plan.size()));
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
                run.counts().credit(item.credit());
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
                run.end(item, steps.finish(item), null);
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
        // The share of its activity was charged with the whole file when it was started.
        link.add(new Task(run, work), 1, true);
    }

    private void failed(Work work, Parking.Pass pass, TransferException e) {
        ItemState item = work.item();
        if (work instanceof Work.Bundle b) {
            bundleFailed(b, pass, e);
            return;
        }
        if (e instanceof StoppedException || run.isOver()) {
            link.parking().neutral(pass);
            return;
        }
        if (work instanceof Work.Batch b
                && (e.retryability() == Retryability.PERMANENT || e instanceof IntegrityException)) {
            // One file is wrong, and which one shows when each goes by itself.
            link.parking().neutral(pass);
            b.items().stream().filter(i -> i.end == null).forEach(this::alone);
            return;
        }
        switch (e.retryability()) {
            case TRANSIENT -> {
                boolean charged;
                if (e instanceof IntegrityException) {
                    link.parking().neutral(pass);
                    charged = true;
                } else {
                    charged = linkWorks(item);
                    if (link.parking().failure(pass, e.getMessage())) {
                        link.tell(new LinkEvent.Parked(link.name(), Parking.Cause.FAILING, e.getMessage()));
                    }
                }
                int attempts = charged ? item.attempt(work) : 0;
                if (attempts >= settings.attempts() && work instanceof Work.Batch b) {
                    b.items().stream().filter(i -> i.end == null).forEach(this::alone);
                } else if (attempts >= settings.attempts()) {
                    run.end(
                            item,
                            ItemState.End.DEAD,
                            new DeadLetter(
                                    item.plan.target(),
                                    e.getMessage() + " (tried " + attempts + " times)",
                                    e.retryability(),
                                    attempts));
                } else {
                    retry(work, Math.max(0, attempts - 1), e);
                }
            }
            case BACK_PRESSURE, HUMAN -> {
                parkedBy(pass, e);
                again(work);
            }
            case PERMANENT -> {
                link.parking().neutral(pass);
                run.end(
                        item,
                        ItemState.End.DEAD,
                        new DeadLetter(item.plan.target(), e.getMessage(), e.retryability(), 1, e.exitCode()));
            }
        }
    }

    /** The files of a bundle go on one by one; what befell the link is no fault of theirs. */
    private void bundleFailed(Work.Bundle bundle, Parking.Pass pass, TransferException e) {
        switch (e.retryability()) {
            case TRANSIENT -> {
                if (link.parking().failure(pass, e.getMessage())) {
                    link.tell(new LinkEvent.Parked(link.name(), Parking.Cause.FAILING, e.getMessage()));
                }
            }
            case BACK_PRESSURE, HUMAN -> parkedBy(pass, e);
            case PERMANENT -> link.parking().neutral(pass);
        }
        bundle.items().stream().filter(i -> i.end == null).forEach(i -> again(new Work.Start(i)));
    }

    /** A file of a bundle that has an error of its own. */
    void failedAlone(ItemState item, TransferException e) {
        failed(new Work.Start(item), Parking.Pass.FREE, e);
    }

    /** A file of a bundle that needs more than a bundle does. */
    void alone(ItemState item) {
        again(new Work.Start(item));
    }

    private void retry(Work work, int number, TransferException e) {
        retries.increment();
        if (!link.budget().spend() && link.parked().isEmpty()) {
            parkedBy(Parking.Pass.FREE, e);
        }
        long wait = Math.max(
                settings.backoff().nanos(number, ThreadLocalRandom.current()),
                e.retryAfter().map(Duration::toNanos).orElse(0L));
        retriesOf(work).forEach(w -> link.later(new Task(run, w), wait));
        run.tell(new FileEvent.Retrying(work.item().plan.target(), e.getMessage(), Duration.ofNanos(wait)));
    }

    /**
     * Whether a failure is the file's own: something else on the link worked since it failed last, or both ends answer
     * and only few files fail.
     */
    private boolean linkWorks(ItemState item) {
        long before = item.successesAtFailure;
        int few;
        synchronized (failing) {
            failing.add(item);
            few = failing.size();
        }
        boolean works =
                before < 0 || link.successes() > before || few <= FEW && Link.probe(source, destination) == null;
        item.successesAtFailure = link.successes();
        return works;
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
}
