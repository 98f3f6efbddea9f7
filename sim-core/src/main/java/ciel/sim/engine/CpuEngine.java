package ciel.sim.engine;

import ciel.sim.photon.Boundaries;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Pieces;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.Background;
import ciel.sim.readout.SkyDraw;
import ciel.sim.readout.SkyDraws;
import ciel.sim.readout.SkyParameters;
import ciel.sim.sensor.PixelBoundaries;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    private static final int[] NO_EDGES = {};

    private final int threads;

    /** @param threads threads to use on one detector, &ge; 1 */
    protected CpuEngine(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads = " + threads + ", must be at least 1");
        }
        this.threads = threads;
    }

    /** @return worker threads, at least 1 */
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

    /** @param edges words of the pixels' edges for a path with {@link Boundaries}, else empty */
    protected abstract Shooter newShooter(SourceTable table, int[] edges);

    @Override
    public final DetectorImage expose(DetectorExposure exposure, PhotonProgress progress) {
        SourceTable table = exposure.photons();
        ChargeMap map = new ChargeMap(table.width(), table.height());
        long[] realized = new long[table.size()];
        Optional<Boundaries> boundaries = table.path().find(Boundaries.class);
        if (boundaries.isPresent()) {
            expose(exposure, boundaries.get(), map, realized, progress);
            progress.background();
        } else {
            shoot(table, map, realized, progress);
            progress.background();
            if (exposure.sky() != null) {
                addSky(exposure.sky(), map);
            }
        }
        exposure.rays().addTo(map.data());
        return new DetectorImage(map, realized, map.total(), null);
    }

    /**
     * Epoch after epoch: photons, sky, and the boundaries as the charge has moved them by the middle of the next one.
     */
    private void expose(
            DetectorExposure exposure, Boundaries boundaries, ChargeMap map, long[] realized, PhotonProgress progress) {
        SourceTable table = exposure.photons();
        int epochs = boundaries.epochs();
        int[] edges = PixelBoundaries.fixed(boundaries);
        SkyDraws draws = SkyDraws.of(exposure.sky(), epochs);
        List<Pieces> pieces = Pieces.epochs(table, epochs);
        ThreadMaps maps = new ThreadMaps(table);
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (epoch > 0) {
                move(boundaries, epoch, map, edges);
            }
            shoot(table, pieces.get(epoch), edges, map, maps, realized, progress);
            if (draws.in(epoch)) {
                SkyDraw draw = draws.draw(epoch);
                overRows(map.height(), (from, to) -> addSky(exposure.sky(), draw, edges, map, from, to));
            }
        }
    }

    private void move(Boundaries boundaries, int epoch, ChargeMap map, int[] edges) {
        float[] motion =
                Arrays.copyOfRange(boundaries.motion(), epoch * Boundaries.KERNEL, (epoch + 1) * Boundaries.KERNEL);
        overRows(
                map.height(),
                (from, to) -> move(boundaries, motion, boundaries.acting()[epoch], map.data(), edges, from, to));
    }

    /**
     * Moves the edges of the rows from (inclusive) to (exclusive): see {@link PixelBoundaries#update}. Called by
     * several
     * threads, each with its own rows.
     */
    protected void move(
            Boundaries boundaries, float[] motion, int acting, int[] charge, int[] edges, int from, int to) {
        PixelBoundaries.update(
                edges, boundaries.fixed(), charge, boundaries.width(), boundaries.height(), motion, acting, from, to);
    }

    /**
     * The photons alone, of a path without epochs: a part of {@link #expose}, for measurements of it.
     *
     * @param target   of the table's size, added to
     * @param realized electrons of each source that fell on the detector, added to
     */
    public final void shoot(SourceTable table, ChargeMap target, long[] realized, PhotonProgress progress) {
        int[] edges =
                table.path().find(Boundaries.class).map(PixelBoundaries::fixed).orElse(NO_EDGES);
        shoot(table, Pieces.whole(table), edges, target, new ThreadMaps(table), realized, progress);
    }

    private void shoot(
            SourceTable table,
            Pieces pieces,
            int[] edges,
            ChargeMap target,
            ThreadMaps maps,
            long[] realized,
            PhotonProgress progress) {
        List<Work> work = Work.split(pieces);
        int workers = Math.min(Math.min(threads, work.size()), affordableMaps(target));
        AtomicInteger next = new AtomicInteger();
        if (workers <= 1) {
            run(table, pieces, edges, work, next, target.data(), realized, progress);
            return;
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            int[] map = w == 0 ? target.data() : maps.of(w);
            running.add(Thread.ofPlatform().name("photons-" + w).start(() -> {
                try {
                    run(table, pieces, edges, work, next, map, realized, progress);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    next.set(work.size()); // the others stop at their next piece
                }
            }));
        }
        for (Thread thread : running) {
            joinUninterruptibly(thread, next, work.size());
        }
        rethrow(failure.get());
        overRows(target.height(), (from, to) -> maps.moveTo(target, from, to));
    }

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /**
     * The charge that threads collect beside the map of the detector: made when first asked for, empty between uses.
     */
    private static final class ThreadMaps {
        private final SourceTable table;
        private final List<int[]> maps = new ArrayList<>();

        ThreadMaps(SourceTable table) {
            this.table = table;
        }

        /** @param worker from 1 */
        int[] of(int worker) {
            while (maps.size() < worker) {
                maps.add(new int[table.width() * table.height()]);
            }
            return maps.get(worker - 1);
        }

        void moveTo(ChargeMap target, int rowFrom, int rowTo) {
            int from = rowFrom * table.width();
            int to = rowTo * table.width();
            for (int[] map : maps) {
                if (table.saturates()) {
                    addSaturating(target.data(), map, from, to);
                } else {
                    add(target.data(), map, from, to);
                }
                Arrays.fill(map, from, to, 0);
            }
        }

        private static void add(int[] sum, int[] other, int from, int to) {
            for (int i = from; i < to; i++) {
                sum[i] += other[i];
            }
        }

        private static void addSaturating(int[] sum, int[] other, int from, int to) {
            for (int i = from; i < to; i++) {
                sum[i] = ChargeMap.add(sum[i], other[i]);
            }
        }
    }

    /** Work on the rows from (inclusive) to (exclusive). */
    private interface RowWork {
        void on(int from, int to);
    }

    /** Shares the rows of a detector out among the threads. */
    private void overRows(int height, RowWork rows) {
        int workers = Math.min(threads, (height + MIN_ROWS - 1) / MIN_ROWS);
        if (workers <= 1) {
            rows.on(0, height);
            return;
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            int from = (int) ((long) height * w / workers);
            int to = (int) ((long) height * (w + 1) / workers);
            running.add(Thread.ofPlatform().name("rows-" + w).start(() -> {
                try {
                    rows.on(from, to);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        AtomicInteger none = new AtomicInteger();
        for (Thread thread : running) {
            joinUninterruptibly(thread, none, 0);
        }
        rethrow(failure.get());
    }

    /** The sky alone: a part of {@link #expose}, for measurements of it. */
    public final void addSky(SkyParameters sky, ChargeMap target) {
        overRows(target.height(), (from, to) -> addSky(sky, SkyDraw.WHOLE, NO_EDGES, target, from, to));
    }

    /**
     * Adds a draw of the sky to the rows from (inclusive) to (exclusive); called by several threads, each with its own
     * rows.
     *
     * @param edges words of the pixels' edges, whose areas the sky feels; empty where nothing moves them
     */
    protected void addSky(SkyParameters sky, SkyDraw draw, int[] edges, ChargeMap target, int from, int to) {
        Background.addSky(target.data(), target.width(), target.height(), from, to, sky, draw, edges);
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
            int[] edges,
            List<Work> work,
            AtomicInteger next,
            int[] map,
            long[] realized,
            PhotonProgress progress) {
        Shooter shooter = newShooter(table, edges);
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
