package ciel.workflow.scheduler;

/**
 * What a scheduler takes. {@link JobSplit} cuts to it.
 *
 * @param arrayTasks most tasks of one job (Slurm's MaxArraySize counts from 0: 10001 takes the indices 0 to 10000)
 * @param submitted  most tasks pending and running at once for this account; {@link Integer#MAX_VALUE}: no limit known
 * @param units      most lines of one job's units file
 */
public record Limits(int arrayTasks, int submitted, int units) {
    /** Most lines that fit into one request of the gate, with room to spare. */
    public static final int GATE_UNITS = 2000;

    /** @throws IllegalArgumentException unless all are at least 1 */
    public Limits {
        if (arrayTasks < 1 || submitted < 1 || units < 1) {
            throw new IllegalArgumentException(
                    "limits are " + arrayTasks + ", " + submitted + ", " + units + "; each must be at least 1");
        }
    }
}
