package ciel.kernels.tornado;

import ciel.kernels.opencl.DeviceInfo;
import ciel.sim.DeviceException;
import java.util.List;
import java.util.function.Supplier;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/**
 * The kernels on a device of TornadoVM. A plan is bound to its arrays: it is kept while they stay the same, and made
 * anew where one has grown or the path has other steps.
 */
final class InstalledDevice implements KernelDevice {
    private static final int GPU_GROUP = 256;
    private static final int GPU_RUN = 16;
    private static final int PROCESSOR_RUN = 1024;

    private final DeviceInfo info;
    private final TornadoDevice device;
    private final String version;
    private final int group;
    private Plan photons;
    private Plan sky;

    /** A plan, its grid, and the arrays that it is bound to. */
    private record Plan(
            TornadoExecutionPlan plan, WorkerGrid grid, GridScheduler scheduler, int steps, List<Object> arrays) {
        boolean fits(int ofSteps, List<Object> others) {
            boolean same = steps == ofSteps && arrays.size() == others.size();
            for (int k = 0; same && k < arrays.size(); k++) {
                same = arrays.get(k) == others.get(k);
            }
            return same;
        }
    }

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
        if (photons == null || !photons.fits(p.steps, arrays)) {
            close(photons);
            photons = plan("photons", p.steps, arrays, () -> new TaskGraph("photons")
                    .transferToDevice(
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
                            "run",
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
        execute(photons, Math.ceilDiv((long) p.call[PhotonCall.SLOTS], run()));
    }

    @Override
    public void addSky(SkyBuffers s) {
        List<Object> arrays = List.of(s.call, s.geometry, s.vignetting, s.response, s.edges, s.noise, s.charge);
        if (sky == null || !sky.fits(0, arrays)) {
            close(sky);
            sky = plan("sky", 0, arrays, () -> new TaskGraph("sky")
                    .transferToDevice(
                            DataTransferMode.EVERY_EXECUTION,
                            s.call,
                            s.geometry,
                            s.vignetting,
                            s.response,
                            s.edges,
                            s.noise,
                            s.charge)
                    .task(
                            "run",
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
        execute(sky, Math.ceilDiv((long) s.call[SkyKernel.PIXELS], 4));
    }

    private Plan plan(String name, int steps, List<Object> arrays, Supplier<TaskGraph> graph) {
        WorkerGrid grid = new WorkerGrid1D(group);
        grid.setLocalWork(group, 1, 1);
        GridScheduler scheduler = new GridScheduler(name + ".run", grid);
        try {
            TornadoExecutionPlan made = new TornadoExecutionPlan(graph.get().snapshot());
            made.withDevice(device).withGridScheduler(scheduler);
            return new Plan(made, grid, scheduler, steps, arrays);
        } catch (RuntimeException | Error e) {
            throw failed("cannot take the kernel '" + name + "'", e);
        }
    }

    private void execute(Plan plan, long items) {
        plan.grid.setGlobalWork(Math.ceilDiv(items, group) * group, 1, 1);
        try {
            plan.plan.withGridScheduler(plan.scheduler).execute();
        } catch (RuntimeException | Error e) {
            throw failed("failed", e);
        }
    }

    private DeviceException failed(String what, Throwable cause) {
        return new DeviceException(
                name() + " " + what + ": " + cause,
                "if it lacks memory, set -Dtornado.device.memory=16GB in CIEL_JAVA_OPTS; else use --engine opencl or"
                        + " vector",
                cause);
    }

    private static void close(Plan plan) {
        if (plan != null) {
            try {
                plan.plan.freeDeviceMemory();
                plan.plan.close();
            } catch (TornadoExecutionPlanException | RuntimeException e) {
                return; // what was on the device is lost with the JVM
            }
        }
    }

    @Override
    public void close() {
        close(photons);
        close(sky);
        photons = null;
        sky = null;
    }
}
