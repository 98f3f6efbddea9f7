package ciel.kernels.opencl;

import ciel.sim.camera.DetectorFormat;
import ciel.sim.camera.DetectorType;
import ciel.sim.camera.Sections;
import ciel.sim.photon.Philox;
import ciel.sim.readout.NormalTable;
import ciel.sim.readout.PixelCharge;
import ciel.sim.readout.PoissonDraw;
import ciel.sim.readout.ReadoutParameters;
import ciel.sim.readout.SkyDraw;
import ciel.sim.readout.SkyParameters;
import ciel.sim.sensor.PixelBoundaries;
import java.util.Arrays;

/** What is done pixel by pixel on a device: sky, cosmic rays, sums, and the readout of a whole CCD. */
final class PixelKernels {
    private static final int RAW_PIXELS = Sections.RAW_WIDTH * Sections.RAW_HEIGHT;
    /** Pixels of all segments of a CCD. */
    static final int SEGMENT_PIXELS = Sections.SEGMENTS * RAW_PIXELS;
    /** Bytes of the frames, and of as much again beside them. */
    static final long FRAME_BYTES = 4L * SEGMENT_PIXELS;

    static final String FRAMES = "frames";
    static final String MOVED = "moved";
    private static final int ITEMS_OF_TOTAL = 16_384;
    private static final String[] NAMES = {
        "add_sky",
        "add_rays",
        "total_charge",
        "find_saturated",
        "bleed",
        "collect",
        "crosstalk",
        "parallel_transfer",
        "digitise"
    };

    private final ComputeDevice device;
    private final LaneMemory memory;
    private final int group;
    private ComputeDevice.Kernel[] kernels;

    PixelKernels(ComputeDevice device, LaneMemory memory, int group) {
        this.device = device;
        this.memory = memory;
        this.group = group;
    }

    private void launch(String name, long items, Object... arguments) {
        if (kernels == null) {
            kernels = device.build(KernelSource.pixels(), KernelSource.pixelOptions(), NAMES);
        }
        device.launch(kernels[Arrays.asList(NAMES).indexOf(name)], items, group, arguments);
    }

    private ComputeDevice.Memory noise() {
        return memory.keep("noise", NOISE);
    }

    private static final float[] NOISE = noiseTables();

    private static float[] noiseTables() {
        float[] nodes = NormalTable.nodes();
        float[] exponentials = PoissonDraw.expTable();
        float[] reciprocals = PoissonDraw.reciprocalTable();
        float[] all = Arrays.copyOf(nodes, nodes.length + exponentials.length + reciprocals.length);
        System.arraycopy(exponentials, 0, all, nodes.length, exponentials.length);
        System.arraycopy(reciprocals, 0, all, nodes.length + exponentials.length, reciprocals.length);
        return all;
    }

    /** Puts the tables of a sky on the device, before the room for the charge is shared out. */
    void keepTables(SkyParameters p) {
        geometry(p);
        memory.keep("vignetting", p.vignetting());
        memory.keep("response", p.response());
        noise();
    }

    private ComputeDevice.Memory geometry(SkyParameters p) {
        return memory.keep("geometry", new float[] {
            p.level(),
            p.xSlope(),
            p.ySlope(),
            p.xReference(),
            p.yReference(),
            p.xOrigin(),
            p.yOrigin(),
            p.xFromX(),
            p.xFromY(),
            p.yFromX(),
            p.yFromY(),
            p.cellsPerMm2()
        });
    }

    /** Adds the sky to lines of a detector. */
    void addSky(SkyParameters p, int width, ComputeDevice.Memory charge, int line, int lines) {
        addSky(p, SkyDraw.WHOLE, width, charge, line, lines, charge, -1, 0);
    }

    /**
     * Adds a draw of the sky to a whole detector whose pixels differ in area.
     *
     * @param ints where the words of the pixels' edges are
     * @param at   where they begin
     */
    void addSky(
            SkyParameters p,
            SkyDraw draw,
            int width,
            int height,
            ComputeDevice.Memory charge,
            ComputeDevice.Memory ints,
            int at) {
        addSky(p, draw, width, charge, 0, height, ints, at, PixelBoundaries.horizontal(width, height));
    }

    private void addSky(
            SkyParameters p,
            SkyDraw draw,
            int width,
            ComputeDevice.Memory charge,
            int line,
            int lines,
            ComputeDevice.Memory edges,
            int vertical,
            int horizontal) {
        int pixels = width * lines;
        int first = width * line;
        long blocks = (first + pixels + 3L) / 4 - first / 4;
        launch(
                "add_sky",
                blocks,
                charge,
                width,
                line,
                pixels,
                p.detector(),
                Philox.key0(p.seed()),
                Philox.key1(p.seed(), Philox.Domain.SKY),
                geometry(p),
                memory.keep("vignetting", p.vignetting()),
                p.vignetting().length,
                memory.keep("response", p.response()),
                p.response().length > 0 ? 1 : 0,
                draw.number(),
                Float.floatToRawIntBits(draw.share()),
                edges,
                vertical,
                horizontal,
                noise());
    }

    /** Adds those electrons that fall on {@code count} pixels from {@code first}. */
    void addRays(PixelCharge rays, ComputeDevice.Memory charge, int first, int count) {
        int entries = rays.pixels().length;
        if (entries > 0) {
            launch(
                    "add_rays",
                    entries,
                    charge,
                    first,
                    count,
                    memory.pass(rays.pixels()),
                    memory.pass(rays.electrons()),
                    entries);
        }
    }

    /** @return electrons of {@code pixels} pixels; waits for them */
    long total(ComputeDevice.Memory charge, int pixels) {
        ComputeDevice.Memory sums = memory.keepSpace("sums", 8L * ITEMS_OF_TOTAL);
        int each = Math.ceilDiv(pixels, ITEMS_OF_TOTAL);
        boolean gpu = device.info().gpu();
        launch(
                "total_charge",
                ITEMS_OF_TOTAL,
                charge,
                pixels,
                ITEMS_OF_TOTAL,
                gpu ? 1 : each,
                gpu ? ITEMS_OF_TOTAL : 1,
                each,
                sums);
        int[] halves = new int[2 * ITEMS_OF_TOTAL];
        device.read(sums, halves, halves.length);
        long total = 0;
        for (int i = 0; i < halves.length; i += 2) {
            total += halves[i] & 0xFFFFFFFFL | (long) halves[i + 1] << 32;
        }
        return total;
    }

    /**
     * Reads a whole CCD out.
     *
     * @param charge its electrons, which are bled in place
     * @return ADU of the 16 outputs
     */
    ComputeDevice.Memory readOut(ReadoutParameters p, ComputeDevice.Memory charge) {
        DetectorFormat format = p.type().format();
        int width = format.width();
        int height = format.height();
        if (p.fullWell().length > 0) {
            ComputeDevice.Memory saturated = memory.keepSpace("saturated", 4L * width);
            device.clear(saturated);
            ComputeDevice.Memory wells = memory.keep("wells", wells(p));
            launch(
                    "find_saturated",
                    (width * height + 3L) / 4,
                    charge,
                    width,
                    width * height,
                    format.amplifierWidth(),
                    format.amplifierHeight(),
                    wells,
                    saturated);
            launch(
                    "bleed",
                    width,
                    charge,
                    width,
                    height,
                    p.type().barrier() ? 1 : 0,
                    format.amplifierWidth(),
                    format.amplifierHeight(),
                    wells,
                    saturated);
        }
        ComputeDevice.Memory frames = memory.keepSpace(FRAMES, FRAME_BYTES);
        ComputeDevice.Memory moved = memory.keepSpace(MOVED, FRAME_BYTES);
        ComputeDevice.Memory outputs = memory.keep("outputs", outputs(p));
        int key0 = Philox.key0(p.seed());
        device.clear(frames);
        launch(
                "collect",
                (width * height + 3L) / 4,
                charge,
                width,
                width * height,
                p.detector(),
                key0,
                Philox.key1(p.seed(), Philox.Domain.DARK_CURRENT),
                p.darkMean() > 0 ? 1 : 0,
                Float.floatToRawIntBits(p.darkMean()),
                memory.keep("thresholds", p.darkThresholds()),
                p.darkThresholds().length,
                noise(),
                format.amplifierWidth(),
                format.amplifierHeight(),
                format.prescan(),
                flips(p.type()),
                outputs,
                frames);
        if (p.crosstalk().length > 0) {
            launch("crosstalk", RAW_PIXELS, frames, memory.keep("ghosts", p.crosstalk()));
        }
        ComputeDevice.Memory in = frames;
        ComputeDevice.Memory segments = moved;
        if (p.parallel().length > 0) {
            launch(
                    "parallel_transfer",
                    SEGMENT_PIXELS / 4,
                    frames,
                    memory.keep("parallel", p.parallel()),
                    p.parallel().length / Sections.RAW_HEIGHT,
                    moved);
            in = moved;
            segments = frames;
        }
        launch(
                "digitise",
                SEGMENT_PIXELS / 4,
                in,
                memory.keep("serial", p.serial()),
                p.serial().length / Sections.RAW_WIDTH,
                p.detector(),
                key0,
                Philox.key1(p.seed(), Philox.Domain.READ_NOISE),
                outputs,
                noise(),
                Float.floatToRawIntBits(p.maximum()),
                segments);
        return segments;
    }

    /** Five numbers an output, as readout.cl has them. */
    private static float[] outputs(ReadoutParameters p) {
        float[][] columns = {p.perElectron(), p.quadratic(), p.cubic(), p.bias(), p.noise()};
        float[] outputs = new float[Sections.SEGMENTS * columns.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = columns[i % columns.length][i / columns.length];
        }
        return outputs;
    }

    /** @return full wells by place: of the outputs at the lower edge from left to right, then of those at the upper */
    private static int[] wells(ReadoutParameters p) {
        DetectorFormat format = p.type().format();
        Sections sections = Sections.of(p.type());
        int columns = format.width() / format.amplifierWidth();
        int[] wells = new int[2 * columns];
        for (int i = 0; i < columns; i++) {
            int x = i * format.amplifierWidth();
            wells[i] = p.fullWell()[sections.at(x, 0).index()];
            wells[columns + i] =
                    p.fullWell()[sections.at(x, format.height() - 1).index()];
        }
        return wells;
    }

    /** One bit for each output whose columns run against the CCD's. */
    private static int flips(DetectorType type) {
        return type.segments().stream()
                .filter(segment -> segment.flippedX())
                .mapToInt(segment -> 1 << segment.index())
                .sum();
    }
}
