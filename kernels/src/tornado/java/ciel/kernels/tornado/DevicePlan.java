package ciel.kernels.tornado;

import java.util.List;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.exceptions.TornadoExecutionPlanException;

/**
 * A graph of kernels made ready for a device, with the work of each, and the arrays that it is bound to.
 *
 * @param kind   what the graph was made for besides the arrays: steps of a path, parts of a readout
 * @param arrays in which the kernels read and write
 * @param group  work-items of a work-group
 */
record DevicePlan(
        TornadoExecutionPlan plan,
        List<WorkerGrid> grids,
        GridScheduler scheduler,
        int kind,
        List<Object> arrays,
        int group) {

    static DevicePlan of(
            TaskGraph graph, List<String> tasks, TornadoDevice device, int kind, List<Object> arrays, int group) {
        GridScheduler scheduler = new GridScheduler();
        List<WorkerGrid> grids = tasks.stream().map(task -> grid(group)).toList();
        for (int k = 0; k < tasks.size(); k++) {
            scheduler.addWorkerGrid(graph.getTaskGraphName() + "." + tasks.get(k), grids.get(k));
        }
        ImmutableTaskGraph fixed = graph.snapshot();
        TornadoExecutionPlan plan = new TornadoExecutionPlan(fixed);
        plan.withDevice(device).withGridScheduler(scheduler);
        return new DevicePlan(plan, grids, scheduler, kind, arrays, group);
    }

    private static WorkerGrid grid(int group) {
        WorkerGrid grid = new WorkerGrid1D(group);
        grid.setLocalWork(group, 1, 1);
        return grid;
    }

    /** @return whether it is of that kind and bound to these very arrays */
    boolean fits(int ofKind, List<Object> others) {
        boolean same = kind == ofKind && arrays.size() == others.size();
        for (int k = 0; same && k < arrays.size(); k++) {
            same = arrays.get(k) == others.get(k);
        }
        return same;
    }

    /** @param items work-items of each kernel */
    void execute(List<Long> items) {
        for (int k = 0; k < grids.size(); k++) {
            grids.get(k).setGlobalWork(Math.ceilDiv(items.get(k), group) * group, 1, 1);
        }
        plan.withGridScheduler(scheduler).execute();
    }

    /** Gives its memory back; never fails. */
    void close() {
        try {
            plan.freeDeviceMemory();
            plan.close();
        } catch (TornadoExecutionPlanException | RuntimeException e) {
            return; // what was on the device is lost with the JVM
        }
    }
}
