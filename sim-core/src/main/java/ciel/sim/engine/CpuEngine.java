package ciel.sim.engine;

import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Pieces;
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
         * @param source index into the table
         * @param from   first photon, even
         * @param to     end of the photons (exclusive)
         * @param begin  when their span of time begins, in exposures
         * @param span   how long it is, in exposures
         * @param charge the thread's own map
         * @return electrons that fell on the detector
         */
        long shoot(int source, long from, long to, float begin, float span, int[] charge);
    }

    protected abstract Shooter newShooter(SourceTable table);

    @Override
    public final DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        SourceTable table = exposure.photons();
        ChargeMap map = new ChargeMap(table.width(), table.height());
        long[] realized = new long[table.size()];
        shoot(table, map, realized, progress);
        progress.background();
        if (exposure.sky() != null) {
            addSky(exposure.sky(), map);
        }
        exposure.rays().addTo(map.data());
        return new DetectorImage(map, realized, map.total(), null);
    }

    /**
     * The photons alone: a part of {@link #expose}, for measurements of it.
     *
     * @param target   of the table's size, added to
     * @param realized electrons of each source that fell on the detector, added to
     */
    public final void shoot(SourceTable table, ChargeMap target, long[] realized, PhotonProgress progress) {
        Pieces pieces = Pieces.whole(table);
        List<Work> work = Work.split(pieces);
        int workers = Math.min(Math.min(threads, work.size()), affordableMaps(target));
        AtomicInteger next = new AtomicInteger();
        if (workers <= 1) {
            run(table, pieces, work, next, target.data(), realized, progress);
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
                    run(table, pieces, work, next, map, realized, progress);
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
            case null -> add(maps, table.saturates());
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure.get());
        }
    }

    /** The sky alone: a part of {@link #expose}, for measurements of it. */
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
            SourceTable table,
            Pieces pieces,
            List<Work> work,
            AtomicInteger next,
            int[] map,
            long[] realized,
            PhotonProgress progress) {
        Shooter shooter = newShooter(table);
        for (int i = next.getAndIncrement(); i < work.size(); i = next.getAndIncrement()) {
            Work share = work.get(i);
            long shot = 0;
            for (int k = share.piece(); k < share.pieceEnd(); k++) {
                long from = pieces.from()[k] + share.photon();
                long photons = Math.min(pieces.to()[k] - pieces.from()[k], share.photonEnd()) - share.photon();
                long to = from + photons;
                int source = pieces.source()[k];
                long electrons = shooter.shoot(source, from, to, pieces.begin()[k], pieces.span()[k], map);
                LONGS.getAndAdd(realized, source, electrons);
                shot += photons;
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
     * What a thread takes at once: several small pieces whole (photon = 0, photonEnd = Long.MAX_VALUE), or some photons
     * of a large one, counted from its first.
     */
    record Work(int piece, int pieceEnd, long photon, long photonEnd) {
        /** Photons at once: enough to hide the hand-over, few enough to balance threads and move a progress bar. */
        private static final long MOST = 1 << 20;
        /** What a piece costs beside its photons, in photons. */
        private static final long PIECE_COST = 64;

        static List<Work> split(Pieces pieces) {
            List<Work> work = new ArrayList<>();
            int first = 0;
            long sum = 0;
            for (int k = 0; k < pieces.size(); k++) {
                long photons = pieces.to()[k] - pieces.from()[k];
                if (photons > 2 * MOST) {
                    if (k > first) {
                        work.add(new Work(first, k, 0, Long.MAX_VALUE));
                    }
                    for (long from = 0; from < photons; from += MOST) {
                        work.add(new Work(k, k + 1, from, from + MOST));
                    }
                    first = k + 1;
                    sum = 0;
                } else {
                    sum += photons + PIECE_COST;
                    if (sum >= MOST) {
                        work.add(new Work(first, k + 1, 0, Long.MAX_VALUE));
                        first = k + 1;
                        sum = 0;
                    }
                }
            }
            if (pieces.size() > first) {
                work.add(new Work(first, pieces.size(), 0, Long.MAX_VALUE));
            }
            return work;
        }
    }
}
