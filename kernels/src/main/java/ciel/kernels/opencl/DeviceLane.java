package ciel.kernels.opencl;

import ciel.sim.DeviceException;
import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.Boundaries;
import ciel.sim.photon.Philox;
import ciel.sim.photon.Pieces;
import ciel.sim.photon.SourceTable;
import ciel.sim.readout.SkyDraws;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One queue of a device with its programs: exposes one detector at a time. */
final class DeviceLane implements AutoCloseable {
    /** Side of the local tile (px): 64 x 64 ints are 16 kB, a third of what every device has for a work-group. */
    private static final int TILE = 64;

    private static final int SMALL_TILE = 16;
    /**
     * Photons of a work-item of the faint kernel: pays for the search of its first source. A processor has few
     * work-items at once and wants long ones.
     */
    private static final int GPU_RUN = 16;

    private static final int PROCESSOR_RUN = 1024;

    /**
     * Photons of one launch, and on their way at once: a device stays busy, and what it has done is told of within a
     * second.
     */
    private static final long GPU_LAUNCH = 1L << 30;

    private static final long GPU_ON_THE_WAY = 1L << 33;
    private static final long PROCESSOR_LAUNCH = 1L << 25;
    private static final long PROCESSOR_ON_THE_WAY = 1L << 25;

    /** Lists on the device at once: the host makes the next while the last is shot (bytes). */
    private static final long MOST_LISTED = 64L << 20;

    private static final String CHARGE = "charge";
    /** Room for the small tables of a readout, charge transfer of 0.1 included (bytes). */
    private static final long READOUT_TABLES = 4L << 20;

    /** Electrons in all from which an unsigned sum could wrap. */
    private static final double UNSIGNED = 0x1p32;

    private final ComputeDevice device;
    private final LaneMemory memory;
    private final int group;
    private final long listed;
    private final int tile;
    private final int run;
    private final long perLaunch;
    private final long onTheWay;
    private final List<Shot> shots = new ArrayList<>();
    /** shoot_bright, shoot_faint and clamp_charge of each path, saturating or not. */
    private final Map<String, ComputeDevice.Kernel[]> photonKernels = new HashMap<>();

    private final PixelKernels pixelKernels;
    private ComputeDevice.Staging staging;
    private ComputeDevice.Staging segmentStaging;

    /**
     * What came of a detector.
     *
     * @param charge        electrons, until the lane's next detector; null where they were not wanted and {@code
     *      electrons} is their sum
     * @param realized      electrons of each source
     * @param electrons     in all, where the charge stays on the device
     * @param segments      ADU of the 16 outputs, until the lane's next detector; null where the detector was
     *      not read out here
     * @param deviceSeconds that kernels ran
     */
    record Exposed(IntBuffer charge, long[] realized, long electrons, IntBuffer segments, double deviceSeconds) {}

    /** Photons on their way: what has to be asked for when they are shot. */
    private record Shot(WorkList work, ComputeDevice.Memory keptOfChunks, ComputeDevice.Memory keptOfFaint) {}

    /** @param memoryLimit bytes that this lane may hold on the device */
    DeviceLane(ComputeDevice device, int group, long memoryLimit) {
        this.device = device;
        this.group = group;
        this.memory = new LaneMemory(device, memoryLimit);
        this.listed = listed(memoryLimit);
        this.tile = device.info().localMemory() >= 4L * TILE * TILE + 1024 ? TILE : SMALL_TILE;
        boolean gpu = device.info().gpu();
        this.run = gpu ? GPU_RUN : PROCESSOR_RUN;
        this.perLaunch = gpu ? GPU_LAUNCH : PROCESSOR_LAUNCH;
        this.onTheWay = gpu ? GPU_ON_THE_WAY : PROCESSOR_ON_THE_WAY;
        this.pixelKernels = new PixelKernels(device, memory, group);
    }

    private static long listed(long memoryLimit) {
        return Math.min(memoryLimit / 8, MOST_LISTED);
    }

    /** @return most bytes that were held on the device at once */
    long peakMemory() {
        return memory.peak();
    }

    /** Exposes a detector. After an exception the lane is to be closed. */
    Exposed expose(DetectorExposure exposure, PhotonEngine.PhotonProgress progress) {
        SourceTable table = exposure.photons();
        int width = table.width();
        int pixels = width * table.height();
        long[] realized = new long[table.size()];
        Arenas arenas = arenas(table);
        Optional<Boundaries> boundaries = table.path().find(Boundaries.class);
        if (exposure.sky() != null) {
            pixelKernels.keepTables(exposure.sky());
        }
        boolean readOut = exposure.readout() != null && readsOut(4L * pixels);
        boolean fetch = exposure.charge() || !readOut;
        if (fetch) {
            staging = staged(staging, pixels);
        }
        int lines = memory.lines(CHARGE, width, table.height(), listed);
        if (boundaries.isPresent() && lines < table.height()) {
            throw new DeviceException(
                    device.info().name() + ": room for " + lines + " of the " + table.height()
                            + " lines of a detector whose pixels have boundaries; it is not made in bands",
                    "use a device with more memory, --engine vector, or --set sensor.brighter_fatter=false"
                            + " --set sensor.tree_rings=false",
                    null);
        }
        ComputeDevice.Memory map = memory.keepSpace(CHARGE, Math.max(16, 4L * width * lines));
        double seconds = 0;
        long electrons = 0;
        for (int line = 0; line < table.height(); line += lines) {
            int count = Math.min(lines, table.height() - line);
            device.clear(map);
            PhotonEngine.PhotonProgress told =
                    line == 0 ? progress : PhotonEngine.PhotonProgress.NONE; // every band shoots the same photons
            if (boundaries.isPresent()) {
                exposeEpochs(exposure, boundaries.get(), arenas, map, realized, told);
            } else {
                shoot(table, Pieces.of(table), arenas, map, line, count, realized, told);
                clamp(table, arenas, map, count * width);
                if (exposure.sky() != null) {
                    pixelKernels.addSky(exposure.sky(), width, map, line, count);
                }
            }
            pixelKernels.addRays(exposure.rays(), map, line * width, count * width);
            if (fetch) {
                device.read(map, staging, line * width, count * width);
            } else {
                electrons += pixelKernels.total(map, count * width);
            }
            if (readOut) {
                segmentStaging = staged(segmentStaging, PixelKernels.SEGMENT_PIXELS);
                device.read(
                        pixelKernels.readOut(exposure.readout(), map), segmentStaging, 0, PixelKernels.SEGMENT_PIXELS);
            }
            settle(table, realized, told);
            seconds += device.finish();
        }
        return new Exposed(
                fetch ? staging.ints() : null, realized, electrons, readOut ? segmentStaging.ints() : null, seconds);
    }

    /** Epoch after epoch, as {@code CpuEngine} does it. */
    private void exposeEpochs(
            DetectorExposure exposure,
            Boundaries boundaries,
            Arenas arenas,
            ComputeDevice.Memory map,
            long[] realized,
            PhotonEngine.PhotonProgress progress) {
        SourceTable table = exposure.photons();
        int epochs = boundaries.epochs();
        int width = boundaries.width();
        int height = boundaries.height();
        SkyDraws draws = SkyDraws.of(exposure.sky(), epochs);
        List<Pieces> pieces = Pieces.epochs(table, epochs);
        int isFixed = boundaries.fixed().length > 0 ? 1 : 0;
        device.launch(arenas.kernels[3], boundaries.edges(), group, arenas.ints, boundaries.edges(), isFixed);
        for (int epoch = 0; epoch < epochs; epoch++) {
            if (epoch > 0) {
                device.launch(
                        arenas.kernels[4],
                        boundaries.edges(),
                        group,
                        map,
                        arenas.floats,
                        arenas.ints,
                        epoch,
                        boundaries.acting()[epoch],
                        isFixed);
            }
            shoot(table, pieces.get(epoch), arenas, map, 0, height, realized, progress);
            clamp(table, arenas, map, width * height);
            if (draws.in(epoch)) {
                pixelKernels.addSky(exposure.sky(), draws.draw(epoch), width, height, map, arenas.ints, arenas.edges);
            }
        }
    }

    private void clamp(SourceTable table, Arenas arenas, ComputeDevice.Memory map, int pixels) {
        if (table.saturates()) {
            device.launch(arenas.kernels[2], pixels, group, map, pixels);
        }
    }

    private ComputeDevice.Staging staged(ComputeDevice.Staging there, int ints) {
        return there == null || there.ints().capacity() < ints ? device.stage(ints) : there;
    }

    /**
     * Whether the whole CCD and its frames fit on the device beside the lists of photons. Where they do not, the
     * charge comes back, in bands if need be, and is read out on the
     * processor.
     */
    private boolean readsOut(long chargeBytes) {
        boolean fits = readsOut(
                device.info(), memory.free(CHARGE, PixelKernels.FRAMES, PixelKernels.MOVED), listed, chargeBytes);
        if (!fits) {
            memory.drop(PixelKernels.FRAMES);
            memory.drop(PixelKernels.MOVED);
        }
        return fits;
    }

    /** The same for a lane of a device before anything is on it. */
    static boolean readsOut(DeviceInfo device, long memoryLimit, long chargeBytes) {
        return readsOut(device, memoryLimit, listed(memoryLimit), chargeBytes);
    }

    private static boolean readsOut(DeviceInfo device, long free, long listed, long chargeBytes) {
        return free - listed - READOUT_TABLES >= chargeBytes + 2 * PixelKernels.FRAME_BYTES
                && device.maxAllocation() >= PixelKernels.FRAME_BYTES;
    }

    private void shoot(
            SourceTable table,
            Pieces pieces,
            Arenas arenas,
            ComputeDevice.Memory map,
            int line,
            int lines,
            long[] realized,
            PhotonEngine.PhotonProgress progress) {
        int piece = 0;
        long done = 0;
        while (piece < pieces.size()) {
            WorkList work = WorkList.next(table, pieces, piece, done, listed / 2, perLaunch);
            piece = work.next();
            done = work.done();
            if (work.photons() == 0) {
                continue;
            }
            long sent = shots.stream().mapToLong(shot -> shot.work.photons()).sum();
            if (memory.passing() > listed / 2 || sent >= onTheWay) {
                settle(table, realized, progress);
            }
            launch(table, work, arenas, map, line, lines);
        }
    }

    /** The tables of a path on the device, and the kernels that know where they are. */
    private record Arenas(
            ComputeDevice.Memory floats, ComputeDevice.Memory ints, int edges, ComputeDevice.Kernel[] kernels) {}

    private Arenas arenas(SourceTable table) {
        PathArena arena = new PathArena(table);
        return new Arenas(
                memory.keepParts("floats", arena.floats(), arena.floatBytes()),
                memory.keepParts("ints", arena.ints(), arena.intBytes()),
                table.path().find(Boundaries.class).isPresent() ? arena.number("BOUNDARIES_EDGES") : 0,
                kernels(table, arena));
    }

    private void launch(
            SourceTable table, WorkList work, Arenas arenas, ComputeDevice.Memory map, int line, int lines) {
        int key0 = Philox.key0(table.seed());
        int key1 = Philox.key1(table.seed(), Philox.Domain.PHOTONS);
        int from = work.from();
        int sources = work.to() - from;
        int ints = table.path().sourceInts();
        int floats = table.path().sourceFloats();
        ComputeDevice.Memory keys = memory.pass(device.upload(table.keys(), from, sources));
        ComputeDevice.Memory integers = memory.pass(device.upload(table.ints(), from * ints, sources * ints));
        ComputeDevice.Memory reals = memory.pass(device.upload(table.floats(), from * floats, sources * floats));
        ComputeDevice.Memory keptOfChunks = null;
        ComputeDevice.Memory keptOfFaint = null;
        if (work.chunkCount() > 0) {
            keptOfChunks = memory.pass(device.allocate(4L * work.chunkCount()));
            device.launch(
                    arenas.kernels[0],
                    (long) work.chunkCount() * group,
                    group,
                    memory.pass(work.chunks()),
                    keys,
                    integers,
                    reals,
                    arenas.floats,
                    arenas.ints,
                    key0,
                    key1,
                    map,
                    table.width(),
                    line,
                    lines,
                    keptOfChunks);
        }
        if (work.slots() > 0) {
            keptOfFaint = memory.pass(device.allocate(4L * work.faintCount()));
            device.clear(keptOfFaint);
            device.launch(
                    arenas.kernels[1],
                    (work.slots() + run - 1L) / run,
                    group,
                    memory.pass(work.sums()),
                    memory.pass(work.faint()),
                    work.faintCount(),
                    work.slots(),
                    keys,
                    integers,
                    reals,
                    arenas.floats,
                    arenas.ints,
                    key0,
                    key1,
                    map,
                    table.width(),
                    line,
                    lines,
                    keptOfFaint);
        }
        shots.add(new Shot(work, keptOfChunks, keptOfFaint));
    }

    /** Waits for the photons on their way, counts those that were kept, and gives their lists back. */
    private void settle(SourceTable table, long[] realized, PhotonEngine.PhotonProgress progress) {
        for (Shot shot : shots) {
            WorkList work = shot.work;
            addKept(table, device, work, work.chunks(), shot.keptOfChunks, realized);
            addKept(table, device, work, work.faint(), shot.keptOfFaint, realized);
            progress.photons(work.photons());
        }
        shots.clear();
        memory.release();
    }

    private static void addKept(
            SourceTable table,
            ComputeDevice device,
            WorkList work,
            int[] pieces,
            ComputeDevice.Memory counts,
            long[] realized) {
        if (counts == null) {
            return;
        }
        int[] kept = new int[pieces.length / WorkList.PIECE_INTS];
        device.read(counts, kept, kept.length);
        for (int k = 0; k < kept.length; k++) {
            int source = work.from() + pieces[k * WorkList.PIECE_INTS];
            realized[source] += (long) kept[k] * table.weight(source);
        }
    }

    /** Programs are kept by their text, which differs with the steps of the path, not with its tables. */
    private ComputeDevice.Kernel[] kernels(SourceTable table, PathArena arena) {
        boolean saturates = table.electrons() >= UNSIGNED;
        String source = KernelSource.photons(table.path(), arena.names());
        List<String> names = new ArrayList<>(List.of("shoot_bright", "shoot_faint", "clamp_charge"));
        if (table.path().find(Boundaries.class).isPresent()) {
            names.addAll(List.of("start_edges", "move_edges"));
        }
        return photonKernels.computeIfAbsent(
                source + saturates,
                key -> device.build(
                        source,
                        KernelSource.photonOptions(saturates, tile, run, group == 1),
                        names.toArray(String[]::new)));
    }

    @Override
    public void close() {
        memory.close();
        device.close();
    }
}
