package ciel.kernels.tornado;

import ciel.kernels.opencl.DeviceInfo;
import ciel.sim.DeviceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;

/**
 * The kernels on a device of TornadoVM. A plan is bound to its arrays: it is kept while they stay the same, and made
 * anew where one has grown or the path has other steps.
 */
final class InstalledDevice implements KernelDevice {
    private static final int GPU_GROUP = 256;
    private static final int GPU_RUN = 16;
    private static final int PROCESSOR_RUN = 1024;
    /** The only task of most graphs. */
    private static final String RUN = "run";

    private final DeviceInfo info;
    private final TornadoDevice device;
    private final String version;
    private final int group;
    /** The plan of each graph, by its name. */
    private final Map<String, DevicePlan> plans = new HashMap<>();

    InstalledDevice(DeviceInfo info, TornadoDevice device, String version) {
        this.info = info;
        this.device = device;
        this.version = version;
        this.group = info.gpu() ? Math.min(GPU_GROUP, info.maxWorkGroup()) : 1;
    }

    @Override
    public String name() {
        return info.name() + ", TornadoVM " + version + ", " + info.platform();
    }

    @Override
    public int run() {
        return info.gpu() ? GPU_RUN : PROCESSOR_RUN;
    }

    @Override
    public long photonsAtOnce() {
        return info.gpu() ? 1L << 30 : 1L << 25;
    }

    @Override
    public void shoot(PhotonBuffers p) {
        List<Object> arrays = List.of(
                p.call,
                p.sums,
                p.pieces,
                p.keys,
                p.integers,
                p.reals,
                p.floats,
                p.ints,
                p.edges,
                p.charge,
                p.kept,
                p.gradients);
        run(
                "photons",
                p.steps,
                arrays,
                List.of(RUN),
                List.of(Math.ceilDiv((long) p.call[PhotonCall.SLOTS], run())),
                graph -> graph.transferToDevice(
                                DataTransferMode.EVERY_EXECUTION,
                                p.call,
                                p.sums,
                                p.pieces,
                                p.keys,
                                p.integers,
                                p.reals,
                                p.floats,
                                p.ints,
                                p.edges,
                                p.charge,
                                p.kept)
                        .transferToDevice(DataTransferMode.FIRST_EXECUTION, p.gradients)
                        .task(
                                RUN,
                                EntryPoints::shootPhotons,
                                new KernelContext(),
                                p.call,
                                p.sums,
                                p.pieces,
                                p.keys,
                                p.integers,
                                p.reals,
                                p.floats,
                                p.ints,
                                p.gradients,
                                p.edges,
                                p.charge,
                                p.kept,
                                p.steps)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, p.charge, p.kept));
    }

    @Override
    public void addSky(SkyBuffers s) {
        List<Object> arrays = List.of(s.call, s.geometry, s.vignetting, s.response, s.edges, s.noise, s.charge);
        run(
                "sky",
                0,
                arrays,
                List.of(RUN),
                List.of(Math.ceilDiv((long) s.call[SkyKernel.PIXELS], 4)),
                graph -> graph.transferToDevice(
                                DataTransferMode.EVERY_EXECUTION,
                                s.call,
                                s.geometry,
                                s.vignetting,
                                s.response,
                                s.edges,
                                s.noise,
                                s.charge)
                        .task(
                                RUN,
                                EntryPoints::addSky,
                                new KernelContext(),
                                s.call,
                                s.geometry,
                                s.vignetting,
                                s.response,
                                s.edges,
                                s.noise,
                                s.charge)
                        .transferToHost(DataTransferMode.EVERY_EXECUTION, s.charge));
    }

    @Override
    public void moveEdges(EdgeBuffers e) {
        List<Object> arrays = List.of(e.call, e.motion, e.fixed, e.charge, e.edges);
        List<String> tasks = List.of("vertical", "horizontal");
        List<Long> items = List.of((long) e.vertical(), (long) e.horizontal());
        KernelContext context = new KernelContext();
        run("boundaries", 0, arrays, tasks, items, graph -> graph.transferToDevice(
                        DataTransferMode.EVERY_EXECUTION, e.call, e.motion, e.fixed, e.charge, e.edges)
                .task("vertical", EntryPoints::moveVertical, context, e.call, e.motion, e.fixed, e.charge, e.edges)
                .task("horizontal", EntryPoints::moveHorizontal, context, e.call, e.motion, e.fixed, e.charge, e.edges)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, e.edges));
    }

    @Override
    public void readOut(ReadoutBuffers r) {
        int kind = (r.bleeds ? 1 : 0) | (r.seesOthers ? 2 : 0) | (r.transfers ? 4 : 0);
        List<Object> arrays = List.of(
                r.call,
                r.numbers,
                r.wells,
                r.saturated,
                r.thresholds,
                r.noise,
                r.ghosts,
                r.parallel,
                r.serial,
                r.charge,
                r.frames,
                r.moved,
                r.segments);
        long pixels = r.call[ReadoutKernel.PIXELS];
        List<String> tasks = new ArrayList<>();
        List<Long> items = new ArrayList<>();
        if (r.bleeds) {
            tasks.addAll(List.of("saturated", "bleed"));
            items.addAll(List.of(Math.ceilDiv(pixels, 4), (long) r.saturated.length));
        }
        long places = r.frames.length / 4;
        tasks.addAll(List.of("blank", "collect"));
        items.addAll(List.of(places, Math.ceilDiv(pixels, 4)));
        if (r.seesOthers) {
            tasks.add("crosstalk");
            items.add((long) ReadoutKernel.RAW_PIXELS);
        }
        if (r.transfers) {
            tasks.add("transfer");
            items.add(places);
        }
        tasks.add("digitise");
        items.add(places);
        run("readout", kind, arrays, tasks, items, graph -> readOut(graph, r));
    }

    private static TaskGraph readOut(TaskGraph graph, ReadoutBuffers r) {
        KernelContext context = new KernelContext();
        graph.transferToDevice(
                DataTransferMode.EVERY_EXECUTION,
                r.call,
                r.numbers,
                r.wells,
                r.saturated,
                r.thresholds,
                r.noise,
                r.ghosts,
                r.parallel,
                r.serial,
                r.charge);
        if (r.bleeds) {
            graph.task("saturated", EntryPoints::findSaturated, context, r.call, r.wells, r.charge, r.saturated);
            graph.task("bleed", EntryPoints::bleedColumns, context, r.call, r.wells, r.saturated, r.charge);
        }
        graph.task("blank", EntryPoints::blank, context, r.frames);
        graph.task(
                "collect", EntryPoints::collect, context, r.call, r.numbers, r.thresholds, r.noise, r.charge, r.frames);
        if (r.seesOthers) {
            graph.task("crosstalk", EntryPoints::crosstalk, context, r.ghosts, r.frames);
        }
        if (r.transfers) {
            graph.task("transfer", EntryPoints::parallelTransfer, context, r.call, r.parallel, r.frames, r.moved);
        }
        float[] read = r.transfers ? r.moved : r.frames;
        graph.task("digitise", EntryPoints::digitise, context, r.call, r.numbers, r.serial, r.noise, read, r.segments);
        // what stays on the device has to be named
        return graph.transferToHost(DataTransferMode.UNDER_DEMAND, r.frames, r.moved)
                .transferToHost(DataTransferMode.EVERY_EXECUTION, r.segments);
    }

    /** Runs a graph, by the plan that is there where it fits, or else by a new one. */
    private void run(
            String name,
            int kind,
            List<Object> arrays,
            List<String> tasks,
            List<Long> items,
            UnaryOperator<TaskGraph> filled) {
        DevicePlan there = plans.get(name);
        if (there == null || !there.fits(kind, arrays)) {
            close(plans.remove(name));
            try {
                there = DevicePlan.of(filled.apply(new TaskGraph(name)), tasks, device, kind, arrays, group);
            } catch (RuntimeException | Error e) {
                throw failed("cannot take the kernels '" + name + "'", e);
            }
            plans.put(name, there);
        }
        try {
            there.execute(items);
        } catch (RuntimeException | Error e) {
            throw failed("failed", e);
        }
    }

    private DeviceException failed(String what, Throwable cause) {
        return new DeviceException(
                name() + " " + what + ": " + reason(cause),
                "if it lacks memory, set -Dtornado.device.memory=16GB in CIEL_JAVA_OPTS; else use --engine opencl or"
                        + " vector",
                cause);
    }

    /** @return what TornadoVM says in one line: its messages have colours, and a trace of calls behind */
    private static String reason(Throwable cause) {
        String all = cause.toString().replaceAll("\u001B\\[[0-9;]*m", "");
        int trace = all.indexOf("Stacktrace:");
        return (trace < 0 ? all : all.substring(0, trace)).strip().replaceAll("\\s+", " ");
    }

    private static void close(DevicePlan plan) {
        if (plan != null) {
            plan.close();
        }
    }

    @Override
    public void close() {
        plans.values().forEach(DevicePlan::close);
        plans.clear();
    }
}
