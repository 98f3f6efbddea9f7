package ciel.kernels.opencl;

import ciel.sim.DeviceException;
import ciel.sim.photon.Philox;
import ciel.sim.photon.PhotonBatch;
import ciel.sim.photon.PhotonEngine;
import ciel.sim.readout.NormalTable;
import ciel.sim.readout.PoissonDraw;
import ciel.sim.readout.SkyParameters;
import java.util.ArrayList;
import java.util.List;

/** One queue of a device with its programs: exposes one detector at a time. */
final class DeviceLane implements AutoCloseable {
    /** Side of the local tile (px): 64 x 64 ints are 16 kB, a third of what every device has for a work-group. */
    private static final int TILE = 64;
    private static final int SMALL_TILE = 16;
    /** Photons of a work-item of the faint kernel: pays for the search of its first source. A processor has few work-items at once and wants long ones. */
    private static final int GPU_RUN = 16;
    private static final int PROCESSOR_RUN = 1024;

    private final ComputeDevice device;
    private final int group;
    private final long memoryLimit;
    private final int tile;
    private final int run;
    private ComputeDevice.Kernel[] chromatic;
    private ComputeDevice.Kernel[] monochromatic;
    private ComputeDevice.Kernel sky;

    /**
     * What came of a detector.
     *
     * @param charge        electrons
     * @param realized      electrons of each source
     * @param deviceSeconds that kernels ran
     */
    record Exposed(int[] charge, long[] realized, double deviceSeconds) {
    }

    DeviceLane(ComputeDevice device, int group, long memoryLimit) {
        this.device = device;
        this.group = group;
        this.memoryLimit = memoryLimit;
        this.tile = device.info().localMemory() >= 4L * TILE * TILE + 1024 ? TILE : SMALL_TILE;
        this.run = device.info().gpu() ? GPU_RUN : PROCESSOR_RUN;
    }

    Exposed expose(PhotonBatch batch, SkyParameters parameters, PhotonEngine.Progress progress) {
        int[] charge = new int[batch.width() * batch.height()];
        long[] realized = new long[batch.size()];
        List<ComputeDevice.Memory> held = new ArrayList<>();
        double seconds = 0;
        try {
            Tables tables = new Tables(batch, held);
            int lines = linesAtOnce(batch, held);
            ComputeDevice.Memory map = hold(held, 4L * batch.width() * lines);
            for (int line = 0; line < batch.height(); line += lines) {
                int count = Math.min(lines, batch.height() - line);
                device.clear(map);
                shoot(batch, tables, map, line, count, realized, line == 0 ? progress : PhotonEngine.Progress.NONE);
                if (parameters != null) {
                    addSky(parameters, batch.width(), map, line, count, held);
                }
                device.read(map, charge, line * batch.width(), count * batch.width());
                seconds += device.finish();
            }
            return new Exposed(charge, realized, seconds);
        } finally {
            held.forEach(ComputeDevice.Memory::close);
        }
    }

    /** Lines whose charge fits beside the tables. */
    private int linesAtOnce(PhotonBatch batch, List<ComputeDevice.Memory> held) {
        long used = held.stream().mapToLong(ComputeDevice.Memory::bytes).sum();
        long free = Math.min(memoryLimit - used, device.info().maxAllocation());
        long lines = free / (4L * batch.width());
        if (lines < 1) {
            throw new DeviceException("OpenCL device " + device.info().name() + ": the tables of the sources take " + used + " bytes of the " + memoryLimit
                    + " allowed, which leaves no room for a line of pixels", "allow more memory, or use --engine vector", null);
        }
        return (int) Math.min(lines, batch.height());
    }

    private ComputeDevice.Memory hold(List<ComputeDevice.Memory> held, long bytes) {
        ComputeDevice.Memory memory = device.allocate(bytes);
        held.add(memory);
        return memory;
    }

    private ComputeDevice.Memory hold(List<ComputeDevice.Memory> held, float[] values) {
        ComputeDevice.Memory memory = hold(held, 4L * values.length);
        device.write(memory, values);
        return memory;
    }

    private ComputeDevice.Memory hold(List<ComputeDevice.Memory> held, int[] values) {
        ComputeDevice.Memory memory = hold(held, 4L * values.length);
        device.write(memory, 0, values, 0, values.length);
        return memory;
    }

    /** The parts of a batch that all its sources share, on the device. */
    private final class Tables {
        final ComputeDevice.Memory psf;
        final ComputeDevice.Memory profiles;
        final ComputeDevice.Memory points;
        final ComputeDevice.Memory picture;
        final ComputeDevice.Memory spectra;
        final ComputeDevice.Memory acceptance;

        Tables(PhotonBatch batch, List<ComputeDevice.Memory> held) {
            psf = hold(held, batch.psf());
            profiles = hold(held, batch.profiles());
            points = hold(held, batch.points());
            picture = hold(held, batch.picture());
            spectra = hold(held, batch.spectra());
            acceptance = hold(held, batch.acceptance());
        }
    }

    private void shoot(PhotonBatch batch, Tables tables, ComputeDevice.Memory map, int line, int lines, long[] realized, PhotonEngine.Progress progress) {
        int source = 0;
        long photon = 0;
        while (source < batch.size()) {
            WorkList work = WorkList.next(batch, source, photon);
            source = work.nextSource(batch);
            photon = work.nextPhoton(batch);
            if (work.photons() == 0) {
                continue;
            }
            launch(batch, work, tables, map, line, lines, realized);
            progress.photons(work.photons());
        }
    }

    private void launch(PhotonBatch batch, WorkList work, Tables tables, ComputeDevice.Memory map, int line, int lines, long[] realized) {
        ComputeDevice.Kernel[] kernels = kernels(batch.chromatic());
        int key0 = Philox.key0(batch.seed());
        int key1 = Philox.key1(batch.seed(), Philox.Domain.PHOTONS);
        int sources = work.to() - work.from();
        List<ComputeDevice.Memory> held = new ArrayList<>();
        try {
            ComputeDevice.Memory keys = hold(held, 8L * sources);
            device.write(keys, batch.keys(), work.from(), sources);
            ComputeDevice.Memory integers = hold(held, 4L * sources * PhotonBatch.INTS);
            device.write(integers, 0, batch.ints(), work.from() * PhotonBatch.INTS, sources * PhotonBatch.INTS);
            ComputeDevice.Memory floats = hold(held, java.util.Arrays.copyOfRange(batch.floats(), work.from() * PhotonBatch.FLOATS, work.to() * PhotonBatch.FLOATS));
            int chunks = work.chunkSource().length;
            ComputeDevice.Memory keptOfChunks = hold(held, 4L * chunks);
            if (chunks > 0) {
                ComputeDevice.Memory chunkSource = hold(held, work.chunkSource());
                ComputeDevice.Memory chunkPhoton = hold(held, 8L * chunks);
                device.write(chunkPhoton, work.chunkPhoton(), 0, chunks);
                ComputeDevice.Memory chunkCount = hold(held, work.chunkCount());
                device.launch(kernels[0], (long) chunks * group, group, chunkSource, chunkPhoton, chunkCount, keys, integers, floats, tables.psf,
                        batch.psfRowShift(), tables.profiles, tables.points, tables.picture, tables.spectra, tables.acceptance, key0, key1, map, batch.width(),
                        line, lines, keptOfChunks);
            }
            int faint = work.faint().length;
            ComputeDevice.Memory keptOfFaint = hold(held, 4L * faint);
            if (work.slots() > 0) {
                device.clear(keptOfFaint);
                ComputeDevice.Memory sums = hold(held, work.sums());
                ComputeDevice.Memory faintSource = hold(held, work.faint());
                device.launch(kernels[1], (work.slots() + run - 1L) / run, group, sums, faintSource, faint, work.slots(), keys, integers, floats, tables.psf,
                        batch.psfRowShift(), tables.profiles, tables.points, tables.picture, tables.spectra, tables.acceptance, key0, key1, map, batch.width(),
                        line, lines, keptOfFaint);
            }
            count(batch, work, chunks, keptOfChunks, faint, keptOfFaint, realized);
        } finally {
            held.forEach(ComputeDevice.Memory::close);
        }
    }

    private void count(PhotonBatch batch, WorkList work, int chunks, ComputeDevice.Memory keptOfChunks, int faint, ComputeDevice.Memory keptOfFaint, long[] realized) {
        int[] kept = new int[Math.max(chunks, faint)];
        if (chunks > 0) {
            device.read(keptOfChunks, kept, 0, chunks);
            for (int i = 0; i < chunks; i++) {
                addKept(batch, work.from() + work.chunkSource()[i], kept[i], realized);
            }
        }
        if (work.slots() > 0) {
            device.read(keptOfFaint, kept, 0, faint);
            for (int i = 0; i < faint; i++) {
                addKept(batch, work.from() + work.faint()[i], kept[i], realized);
            }
        }
    }

    private static void addKept(PhotonBatch batch, int source, int kept, long[] realized) {
        realized[source] += (long) kept * batch.ints()[source * PhotonBatch.INTS + PhotonBatch.I_WEIGHT];
    }

    private ComputeDevice.Kernel[] kernels(boolean wavelengths) {
        if (wavelengths) {
            if (chromatic == null) {
                chromatic = device.build(KernelSource.photons(), KernelSource.photonOptions(true, tile, run, group == 1), "shoot_bright", "shoot_faint");
            }
            return chromatic;
        }
        if (monochromatic == null) {
            monochromatic = device.build(KernelSource.photons(), KernelSource.photonOptions(false, tile, run, group == 1), "shoot_bright", "shoot_faint");
        }
        return monochromatic;
    }

    private void addSky(SkyParameters p, int width, ComputeDevice.Memory map, int line, int lines, List<ComputeDevice.Memory> held) {
        if (sky == null) {
            sky = device.build(KernelSource.sky(), KernelSource.skyOptions(), "add_sky")[0];
        }
        float[] geometry = {p.level(), p.xSlope(), p.ySlope(), p.xReference(), p.yReference(), p.xOrigin(), p.yOrigin(), p.xFromX(), p.xFromY(), p.yFromX(),
            p.yFromY(), p.cellsPerMm2()};
        int pixels = width * lines;
        int first = width * line;
        long blocks = (first + pixels + 3L) / 4 - first / 4;
        device.launch(sky, blocks, group, map, width, line, pixels, p.detector(), Philox.key0(p.seed()), Philox.key1(p.seed(), Philox.Domain.SKY),
                hold(held, geometry), hold(held, p.vignetting()), p.vignetting().length, hold(held, p.response()), p.response().length > 0 ? 1 : 0,
                hold(held, noiseTables()));
    }

    private static float[] noiseTables() {
        float[] nodes = NormalTable.nodes();
        float[] exponentials = PoissonDraw.expTable();
        float[] reciprocals = PoissonDraw.reciprocalTable();
        float[] all = java.util.Arrays.copyOf(nodes, nodes.length + exponentials.length + reciprocals.length);
        System.arraycopy(exponentials, 0, all, nodes.length, exponentials.length);
        System.arraycopy(reciprocals, 0, all, nodes.length + exponentials.length, reciprocals.length);
        return all;
    }

    @Override
    public void close() {
        device.close();
    }
}
