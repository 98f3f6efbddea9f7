package ciel.kernels.opencl;

import ciel.sim.engine.DetectorExposure;
import ciel.sim.engine.PhotonEngine;
import ciel.sim.photon.Philox;
import ciel.sim.photon.SourceTable;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

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
    /** shoot_bright, shoot_faint and clamp_charge of each kind of batch: chromatic or not, saturating or not. */
    private final ComputeDevice.Kernel[][] photonKernels = new ComputeDevice.Kernel[4][];

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
        SourceTable batch = exposure.photons();
        int width = batch.width();
        int pixels = width * batch.height();
        long[] realized = new long[batch.size()];
        Tables tables = new Tables(batch);
        if (exposure.sky() != null) {
            pixelKernels.keepTables(exposure.sky());
        }
        boolean readOut = exposure.readout() != null && readsOut(4L * pixels);
        boolean fetch = exposure.charge() || !readOut;
        if (fetch) {
            staging = staged(staging, pixels);
        }
        int lines = memory.lines(CHARGE, width, batch.height(), listed);
        ComputeDevice.Memory map = memory.keepSpace(CHARGE, Math.max(16, 4L * width * lines));
        double seconds = 0;
        long electrons = 0;
        for (int line = 0; line < batch.height(); line += lines) {
            int count = Math.min(lines, batch.height() - line);
            device.clear(map);
            PhotonEngine.PhotonProgress told =
                    line == 0 ? progress : PhotonEngine.PhotonProgress.NONE; // every band shoots the same photons
            shoot(batch, tables, map, line, count, realized, told);
            if (batch.saturates()) {
                device.launch(kernels(batch)[2], (long) count * width, group, map, count * width);
            }
            if (exposure.sky() != null) {
                pixelKernels.addSky(exposure.sky(), width, map, line, count);
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
            settle(batch, realized, told);
            seconds += device.finish();
        }
        return new Exposed(
                fetch ? staging.ints() : null, realized, electrons, readOut ? segmentStaging.ints() : null, seconds);
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

    /** The parts of a batch that all its sources share, on the device. */
    private final class Tables {
        final ComputeDevice.Memory psf;
        final ComputeDevice.Memory profiles;
        final ComputeDevice.Memory points;
        final ComputeDevice.Memory picture;
        final ComputeDevice.Memory spectra;
        final ComputeDevice.Memory acceptance;

        Tables(SourceTable batch) {
            psf = memory.keep("psf", batch.psf());
            profiles = memory.keep("profiles", batch.profiles());
            points = memory.keep("points", batch.points());
            picture = memory.keep("picture", batch.picture());
            spectra = memory.keep("spectra", batch.spectra());
            acceptance = memory.keep("acceptance", batch.acceptance());
        }
    }

    private void shoot(
            SourceTable batch,
            Tables tables,
            ComputeDevice.Memory map,
            int line,
            int lines,
            long[] realized,
            PhotonEngine.PhotonProgress progress) {
        int source = 0;
        long photon = 0;
        while (source < batch.size()) {
            WorkList work = WorkList.next(batch, source, photon, listed / 2, perLaunch);
            source = work.nextSource(batch);
            photon = work.nextPhoton(batch);
            if (work.photons() == 0) {
                continue;
            }
            long sent = shots.stream().mapToLong(shot -> shot.work.photons()).sum();
            if (memory.passing() > listed / 2 || sent >= onTheWay) {
                settle(batch, realized, progress);
            }
            launch(batch, work, tables, map, line, lines);
        }
    }

    private void launch(
            SourceTable batch, WorkList work, Tables tables, ComputeDevice.Memory map, int line, int lines) {
        ComputeDevice.Kernel[] kernels = kernels(batch);
        int key0 = Philox.key0(batch.seed());
        int key1 = Philox.key1(batch.seed(), Philox.Domain.PHOTONS);
        int from = work.from();
        int sources = work.to() - from;
        ComputeDevice.Memory keys = memory.pass(device.upload(batch.keys(), from, sources));
        ComputeDevice.Memory integers =
                memory.pass(device.upload(batch.ints(), from * SourceTable.INTS, sources * SourceTable.INTS));
        ComputeDevice.Memory floats =
                memory.pass(device.upload(batch.floats(), from * SourceTable.FLOATS, sources * SourceTable.FLOATS));
        ComputeDevice.Memory keptOfChunks = null;
        ComputeDevice.Memory keptOfFaint = null;
        int chunks = work.chunkSource().length;
        if (chunks > 0) {
            keptOfChunks = memory.pass(device.allocate(4L * chunks));
            device.launch(
                    kernels[0],
                    (long) chunks * group,
                    group,
                    memory.pass(work.chunkSource()),
                    memory.pass(device.upload(work.chunkPhoton(), 0, chunks)),
                    memory.pass(work.chunkCount()),
                    keys,
                    integers,
                    floats,
                    tables.psf,
                    batch.psfRowShift(),
                    tables.profiles,
                    tables.points,
                    tables.picture,
                    tables.spectra,
                    tables.acceptance,
                    key0,
                    key1,
                    map,
                    batch.width(),
                    line,
                    lines,
                    keptOfChunks);
        }
        if (work.slots() > 0) {
            int faint = work.faint().length;
            keptOfFaint = memory.pass(device.allocate(4L * faint));
            device.clear(keptOfFaint);
            device.launch(
                    kernels[1],
                    (work.slots() + run - 1L) / run,
                    group,
                    memory.pass(work.sums()),
                    memory.pass(work.faint()),
                    faint,
                    work.slots(),
                    keys,
                    integers,
                    floats,
                    tables.psf,
                    batch.psfRowShift(),
                    tables.profiles,
                    tables.points,
                    tables.picture,
                    tables.spectra,
                    tables.acceptance,
                    key0,
                    key1,
                    map,
                    batch.width(),
                    line,
                    lines,
                    keptOfFaint);
        }
        shots.add(new Shot(work, keptOfChunks, keptOfFaint));
    }

    /** Waits for the photons on their way, counts those that were kept, and gives their lists back. */
    private void settle(SourceTable batch, long[] realized, PhotonEngine.PhotonProgress progress) {
        for (Shot shot : shots) {
            WorkList work = shot.work;
            addKept(batch, work.from(), work.chunkSource(), shot.keptOfChunks, realized);
            addKept(batch, work.from(), work.faint(), shot.keptOfFaint, realized);
            progress.photons(work.photons());
        }
        shots.clear();
        memory.release();
    }

    private void addKept(SourceTable batch, int from, int[] sources, ComputeDevice.Memory counts, long[] realized) {
        if (counts == null) {
            return;
        }
        int[] kept = new int[sources.length];
        device.read(counts, kept, kept.length);
        for (int i = 0; i < kept.length; i++) {
            int source = from + sources[i];
            realized[source] += (long) kept[i] * batch.ints()[source * SourceTable.INTS + SourceTable.I_WEIGHT];
        }
    }

    private ComputeDevice.Kernel[] kernels(SourceTable batch) {
        boolean saturates = batch.electrons() >= UNSIGNED;
        int kind = (batch.chromatic() ? 2 : 0) + (saturates ? 1 : 0);
        if (photonKernels[kind] == null) {
            photonKernels[kind] = device.build(
                    KernelSource.photons(),
                    KernelSource.photonOptions(batch.chromatic(), saturates, tile, run, group == 1),
                    "shoot_bright",
                    "shoot_faint",
                    "clamp_charge");
        }
        return photonKernels[kind];
    }

    @Override
    public void close() {
        memory.close();
        device.close();
    }
}
