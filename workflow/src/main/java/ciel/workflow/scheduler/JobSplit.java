package ciel.workflow.scheduler;

/**
 * How many units go into one job: cut to what a scheduler takes.
 *
 * @param units of the job
 * @param tasks of its array
 */
public record JobSplit(int units, int tasks) {
    /**
     * @param waiting  units that could be submitted
     * @param each     units of one task, &ge; 1
     * @param limits   of the scheduler
     * @param inQueue  tasks that wait or run there already, counted from the ledger's own intents
     * @return the next job; 0 units where the scheduler takes no more now
     */
    public static JobSplit next(int waiting, int each, Limits limits, int inQueue) {
        long room = Math.max(0L, (long) limits.submitted() - inQueue);
        long tasks = Math.min(Math.min(limits.arrayTasks(), room), ((long) waiting + each - 1) / each);
        tasks = Math.min(tasks, limits.units() / each);
        if (tasks == 0 && room > 0 && waiting > 0) {
            tasks = 1; // one task has more units than the units file takes lines
        }
        int units = (int) Math.min(Math.min(waiting, limits.units()), tasks * each);
        return new JobSplit(units, (int) tasks);
    }
}
