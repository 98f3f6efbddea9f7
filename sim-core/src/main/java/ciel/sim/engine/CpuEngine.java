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
import java.util.concurrent.CancellationException;
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
    /** Pixels to a photon, below which tiles are worth the pass that adds them to the rows. */
    private static final int WORTH_TILES = 4;

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

    /**
     * @param edges words of the pixels' edges for a path with {@link Boundaries}, else empty
     * @param tiles how the charge that the shooter is given is laid out
     */
    protected abstract Shooter newShooter(SourceTable table, int[] edges, ChargeTiles tiles);

    /** @return {@link ChargeTiles#bits} of the tiles in which photons are counted most quickly; 0 for rows */
    protected int tileBits() {
        return 0;
    }

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
        ThreadMaps maps = new ThreadMaps(table, epochs);
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
        shoot(table, Pieces.of(table).inTime(), edges, target, new ThreadMaps(table, 1), realized, progress);
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
        int workers = Math.min(Math.min(threads, work.size()), Math.max(1, maps.affordable()));
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        int[][] charge = new int[workers][]; // all of them before any thread starts: here the memory may run out
        for (int w = 0; w < workers; w++) {
            charge[w] = maps.of(w, target);
        }
        onThreads(workers, "photons", next, work.size(), w -> {
            run(table, pieces, newShooter(table, edges, maps.tiles), work, next, done, charge[w], realized, progress);
        });
        if (done.get() < work.size()) {
            throw new CancellationException("interrupted after " + done + " of " + work.size() + " pieces of work");
        }
        overRows(target.height(), (from, to) -> maps.moveTo(target, from, to));
    }

    /** The work of a thread. @see #onThreads */
    private interface ThreadWork {
        void on(int worker);
    }

    /**
     * Runs as many threads and waits for them. The first failure is thrown once all have stopped.
     *
     * @param next where they take their work from; after a failure or an interrupt it is set to {@code end}, so that
     *      they stop at their next piece
     */
    private static void onThreads(int workers, String name, AtomicInteger next, int end, ThreadWork work) {
        if (workers == 1) {
            work.on(0);
            return;
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int w = 0; w < workers; w++) {
            int worker = w;
            running.add(Thread.ofPlatform().name(name + "-" + w).start(() -> {
                try {
                    work.on(worker);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                    next.set(end);
                }
            }));
        }
        boolean interrupted = false;
        for (Thread thread : running) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                    next.set(end);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow(failure.get());
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
     * The charge that threads collect beside the map of the detector: made when first asked for, empty between uses. In
     * rows the first thread collects into the detector's map itself.
     */
    private final class ThreadMaps {
        private final SourceTable table;
        /** asked of the table once: it sums over all sources */
        private final boolean saturates;

        final ChargeTiles tiles;
        private final List<int[]> maps = new ArrayList<>();

        /** @param parts that the photons come in: each is collected by itself */
        ThreadMaps(SourceTable table, int parts) {
            this.table = table;
            this.saturates = table.saturates();
            ChargeTiles quick = new ChargeTiles(table.width(), table.height(), tileBits());
            boolean worth = table.totalPhotons() / parts > quick.length() / WORTH_TILES && affordable(quick) > 0;
            this.tiles = worth ? quick : new ChargeTiles(table.width(), table.height(), 0);
        }

        /** @return threads that there is memory for: their maps take half of what the JVM may still have */
        int affordable() {
            return affordable(tiles);
        }

        private static int affordable(ChargeTiles tiles) {
            Runtime runtime = Runtime.getRuntime();
            long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
            long maps = free / 2 / (4L * Math.max(1, tiles.length()));
            return (int) Math.clamp(tiles.bits() == 0 ? 1 + maps : maps, tiles.bits() == 0 ? 1 : 0, 1024);
        }

        /** @return what a worker, from 0, collects into */
        int[] of(int worker, ChargeMap target) {
            if (tiles.bits() == 0 && worker == 0) {
                return target.data();
            }
            int own = tiles.bits() == 0 ? worker - 1 : worker;
            while (maps.size() <= own) {
                maps.add(new int[tiles.length()]);
            }
            return maps.get(own);
        }

        /** Adds the rows from (inclusive) to (exclusive) to the detector's map and clears them. */
        void moveTo(ChargeMap target, int rowFrom, int rowTo) {
            int side = 1 << tiles.bits();
            int across = tiles.bits() == 0 ? table.width() : side;
            for (int[] map : maps) {
                for (int line = rowFrom; line < rowTo; line += side - (line & tiles.mask())) {
                    int lines = Math.min(rowTo - line, side - (line & tiles.mask()));
                    for (int column = 0; column < table.width(); column += across) {
                        moveTile(target, map, column, line, lines, across);
                    }
                }
            }
        }

        private void moveTile(ChargeMap target, int[] map, int column, int line, int lines, int side) {
            int columns = Math.min(side, table.width() - column);
            int from = tiles.index(column, line);
            int to = line * table.width() + column;
            for (int k = 0; k < lines; k++) {
                if (saturates) {
                    addSaturating(target.data(), to, map, from, columns);
                } else {
                    add(target.data(), to, map, from, columns);
                }
                from += side;
                to += table.width();
            }
            Arrays.fill(map, from - lines * side, from, 0);
        }

        private static void add(int[] sum, int to, int[] other, int from, int n) {
            for (int i = 0; i < n; i++) {
                sum[to + i] += other[from + i];
            }
        }

        private static void addSaturating(int[] sum, int to, int[] other, int from, int n) {
            for (int i = 0; i < n; i++) {
                sum[to + i] = ChargeMap.add(sum[to + i], other[from + i]);
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
        // an interrupt stops nobody here: the work is short, and whole when this returns
        onThreads(workers, "rows", new AtomicInteger(), 0, w -> {
            rows.on((int) ((long) height * w / workers), (int) ((long) height * (w + 1) / workers));
        });
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

    private static void run(
            SourceTable table,
            Pieces pieces,
            Shooter shooter,
            List<Work> work,
            AtomicInteger next,
            AtomicInteger done,
            int[] map,
            long[] realized,
            PhotonProgress progress) {
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
            done.incrementAndGet();
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
