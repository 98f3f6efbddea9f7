package ciel.workflow.scheduler;

/** State of a task as a scheduler tells it; Slurm's words. */
public enum JobState {
    PENDING(true),
    RUNNING(true),
    /** Between states: configuring, completing, suspended, signalled, staging out, stopped, resizing. */
    BETWEEN(true),
    /** An earlier run of a task that the scheduler starts again under the same number; another row is live. */
    REQUEUED(false),
    COMPLETED(false),
    FAILED(false),
    TIMEOUT(false),
    OUT_OF_MEMORY(false),
    NODE_FAIL(false),
    BOOT_FAIL(false),
    PREEMPTED(false),
    CANCELLED(false),
    DEADLINE(false),
    /** A word that is not known: counts as live, so that nothing is started beside it. */
    UNKNOWN(true);

    private final boolean live;

    JobState(boolean live) {
        this.live = live;
    }

    /** @return whether the task waits, runs, or may do so */
    public boolean live() {
        return live;
    }

    /**
     * @param text as squeue or sacct print it, long or short, with or without text after a blank
     *      ({@code CANCELLED by 0}) or flags after a plus sign
     */
    public static JobState of(String text) {
        String word = text.strip();
        int end = 0;
        while (end < word.length() && (Character.isLetter(word.charAt(end)) || word.charAt(end) == '_')) {
            end++;
        }
        return switch (word.substring(0, end)) {
            case "PENDING",
                    "PD",
                    "SPECIAL_EXIT",
                    "SE",
                    "REQUEUE_HOLD",
                    "RH",
                    "RESV_DEL_HOLD",
                    "RD",
                    "REQUEUE_FED",
                    "RF" -> PENDING;
            case "RUNNING", "R" -> RUNNING;
            case "CONFIGURING",
                    "CF",
                    "COMPLETING",
                    "CG",
                    "SUSPENDED",
                    "S",
                    "STOPPED",
                    "ST",
                    "SIGNALING",
                    "SI",
                    "STAGE_OUT",
                    "SO",
                    "RESIZING",
                    "RS" -> BETWEEN;
            case "REQUEUED", "RQ" -> REQUEUED;
            case "COMPLETED", "CD" -> COMPLETED;
            case "FAILED", "F" -> FAILED;
            case "TIMEOUT", "TO" -> TIMEOUT;
            case "OUT_OF_MEMORY", "OOM" -> OUT_OF_MEMORY;
            case "NODE_FAIL", "NF" -> NODE_FAIL;
            case "BOOT_FAIL", "BF" -> BOOT_FAIL;
            case "PREEMPTED", "PR" -> PREEMPTED;
            case "CANCELLED", "CA", "REVOKED", "RV" -> CANCELLED;
            case "DEADLINE", "DL" -> DEADLINE;
            default -> UNKNOWN;
        };
    }
}
