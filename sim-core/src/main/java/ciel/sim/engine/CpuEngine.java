package ciel.sim.engine;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.Background;
import ciel.sim.readout.SkyParameters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the engines on the processor share: photons are cut into pieces of work, threads take them in any order, each
 * into its own charge map, and the maps are added.
 * Integer counts make the result independent of who did what.
 */
public abstract class CpuEngine implements PhotonEngine {
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    /** Rows of a CCD that are worth a thread. */
    private static final int MIN_ROWS = 64;

    private final int threads;

    /** @param threads threads to use on one detector, &ge; 1 */
    protected CpuEngine(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ", must be at least 1");
        }
        this.threads = threads;
    }

    public final int threads() {
        return threads;
    }

    /** One thread's way of shooting; not shared between threads. */
    public interface Shooter {
        /**
         * @param source index into the batch
         * @param from   first photon, even
         * @param to     end of the photons (exclusive)
         * @param charge the thread's own map
         * @return electrons that fell on the detector
         */
        long shoot(int source, long from, long to, int[] charge);
    }

    protected abstract Shooter newShooter(SourceTable batch);

    @Override
    public final void shoot(SourceTable batch, ChargeMap target, long[] realized, PhotonProgress progress) {
        if (target.width() != batch.width() || target.height() != batch.height()) {
            throw new IllegalArgumentException("charge map of " + target.width() + " x " + target.height()
                    + " px for a batch of " + batch.width() + " x " + batch.height() + " px");
        }
        List<Work> work = Work.split(batch);
        int workers = Math.min(Math.min(threads, work.size()), affordableMaps(target));
        AtomicInteger next = new AtomicInteger();
        if (workers <= 1) {
            run(batch, work, next, target.data(), realized, progress);
            return;
        }
        int[][] maps = new int[workers][];
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            int[] map = w == 0 ? target.data() : new int[target.data().length];
            maps[w] = map;
            running.add(Thread.ofPlatform().name("photons-" + w).start(() -> {
                try {
                    run(batch, work, next, map, realized, progress);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    next.set(work.size()); // the others stop at their next piece
                }
            }));
        }
        for (Thread thread : running) {
            joinUninterruptibly(thread, next, work.size());
        }
        switch (failure.get()) {
            case null -> add(maps, batch.saturates());
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    @Override
    public final void addSky(SkyParameters sky, ChargeMap target) {
        int height = target.height();
        int workers = Math.min(threads, (height + MIN_ROWS - 1) / MIN_ROWS);
        if (workers <= 1) {
            addSky(sky, target, 0, height);
            return;
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            int from = (int) ((long) height * w / workers);
            int to = (int) ((long) height * (w + 1) / workers);
            running.add(Thread.ofPlatform().name("sky-" + w).start(() -> {
                try {
                    addSky(sky, target, from, to);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        AtomicInteger none = new AtomicInteger();
        for (Thread thread : running) {
            joinUninterruptibly(thread, none, 0);
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    /** Adds the sky to the rows from (inclusive) to (exclusive); called by several threads, each with its own rows. */
    protected void addSky(SkyParameters sky, ChargeMap target, int from, int to) {
        Background.addSky(target.data(), target.width(), from, to, sky);
    }

    private static void joinUninterruptibly(Thread thread, AtomicInteger next, int end) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                next.set(end);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Maps of other threads take memory: as many as fit into half of what the JVM may still have. */
    private static int affordableMaps(ChargeMap target) {
        Runtime runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        return (int) Math.clamp(1 + free / 2 / (4L * Math.max(1, target.data().length)), 1, 1024);
    }

    private void run(
            SourceTable batch,
            List<Work> work,
            AtomicInteger next,
            int[] map,
            long[] realized,
            PhotonProgress progress) {
        Shooter shooter = newShooter(batch);
        for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
            Work piece = work.get(i);
            long shot = 0;
            for (int source = piece.source(); source < piece.sourceEnd(); source++) {
                long end = Math.min(piece.photonEnd(), batch.photons()[source]);
                long electrons = shooter.shoot(source, piece.photon(), end, map);
                LONGS.getAndAdd(realized, source, electrons);
                shot += end - piece.photon();
            }
            progress.photons(shot);
        }
    }

    private static void add(int[][] maps, boolean saturates) {
        int[] sum = maps[0];
        for (int m = 1; m < maps.length; m++) {
            int[] other = maps[m];
            for (int i = 0; i < sum.length; i++) {
                sum[i] = saturates ? ChargeMap.add(sum[i], other[i]) : sum[i] + other[i];
            }
        }
    }

    /**
     * A piece of work: all photons of several small sources (photon = 0, photonEnd = Long.MAX_VALUE), or a range of
     * one large one.
     */
    record Work(int source, int sourceEnd, long photon, long photonEnd) {
        /**
         * Photons in a piece: long enough to hide the hand-over, short enough to balance threads and move a progress
         * bar.
         */
        private static final long PIECE = 1 << 20;
        /** What a source costs beside its photons, in photons. */
        private static final long SOURCE_COST = 64;

        static List<Work> split(SourceTable batch) {
            List<Work> work = new ArrayList<>();
            int first = 0;
            long sum = 0;
            for (int source = 0; source < batch.size(); source++) {
                long photons = batch.photons()[source];
                if (photons > 2 * PIECE) {
                    if (source > first) {
                        work.add(new Work(first, source, 0, Long.MAX_VALUE));
                    }
                    for (long from = 0; from < photons; from += PIECE) {
                        work.add(new Work(source, source + 1, from, from + PIECE));
                    }
                    first = source + 1;
                    sum = 0;
                } else {
                    sum += photons + SOURCE_COST;
                    if (sum >= PIECE) {
                        work.add(new Work(first, source + 1, 0, Long.MAX_VALUE));
                        first = source + 1;
                        sum = 0;
                    }
                }
            }
            if (batch.size() > first) {
                work.add(new Work(first, batch.size(), 0, Long.MAX_VALUE));
            }
            return work;
        }
    }
}
