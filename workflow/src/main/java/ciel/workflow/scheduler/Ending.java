package ciel.workflow.scheduler;

/**
 * How a task ended, and what to do with those of its units that have no exit file. An exit file and its manifest are
 * always
 * believed before this.
 */
public enum Ending {
    /** Exit 0. Units without an exit file were not done: the script is wrong, or the folder was lost. */
    COMPLETED(Answer.AGAIN),
    /** An exit code of the script or of ciel; exit files say more. */
    EXITED(Answer.AGAIN),
    /** The exit code {@link #CHECKPOINT}: it was warned of its time limit and has kept what was done. */
    CHECKPOINTED(Answer.CONTINUE),
    /** USR1 ended it: the script did not trap it. */
    SCRIPT_BUG(Answer.HOLD),
    /** A signal from inside, such as 9 or 11. */
    KILLED(Answer.AGAIN_ONCE),
    OUT_OF_MEMORY(Answer.MORE_MEMORY),
    TIME_LIMIT(Answer.MORE_TIME),
    NODE_FAILED(Answer.CONTINUE),
    /** Preempted and not started again. */
    PREEMPTED(Answer.CONTINUE),
    /** scancel: ours where the ledger has such an act, else a person's. */
    CANCELLED(Answer.ASK_LEDGER),
    /** Cancelled by root: an operator, or a prolog that failed; ours where the ledger has such an act. */
    CANCELLED_BY_ROOT(Answer.OURS_OR_ELSEWHERE),
    /** Cancelled by the system: a dependency could not be met. */
    CANCELLED_BY_SYSTEM(Answer.ELSEWHERE),
    /** Work folder or log folder missing at the node (0:53), or the job cannot write there (73). */
    SITE_FOLDER(Answer.PARK_SITE),
    DEADLINE(Answer.HOLD),
    /** It ran (there is a claim) and neither queue nor accounts know how it ended. */
    VANISHED(Answer.CONTINUE);

    /** Exit code of a render job that was warned and keeps what it did. */
    public static final int CHECKPOINT = 85;

    /** What to do with units that have no exit file. */
    public enum Answer {
        /** Submit again; counts as an attempt. */
        AGAIN,
        /** Submit again; the same ending once more holds the units for a person. */
        AGAIN_ONCE,
        /** Submit again; not the units' fault, no attempt is counted. */
        CONTINUE,
        /** Submit again with more memory; counts as an attempt. */
        MORE_MEMORY,
        /** Submit again with more time; what was finished is kept. Counts as an attempt where nothing was finished. */
        MORE_TIME,
        /** Submit again elsewhere or later; counts as an attempt. */
        ELSEWHERE,
        /** Ours: nothing to do. A person's: hold the units, and say so once. */
        ASK_LEDGER,
        /** Ours: nothing to do. Else submit again elsewhere or later; counts as an attempt. */
        OURS_OR_ELSEWHERE,
        /** A person decides. */
        HOLD,
        /** Nothing is submitted there until the site was checked; no attempt is counted. */
        PARK_SITE
    }

    private static final int BAD_FOLDER = 53;
    private static final int USR1 = 10;
    /** claim.sh: the job cannot write into the site's folder. */
    private static final int CANNOT_WRITE = 73;

    private static final int SIGNALS = 128;

    private final Answer answer;

    Ending(Answer answer) {
        this.answer = answer;
    }

    /** @return what to do with units that have no exit file */
    public Answer answer() {
        return answer;
    }

    /** @param row of a task that has ended */
    public static Ending of(JobRow row) {
        if (row.memoryOut()) {
            return OUT_OF_MEMORY;
        }
        return switch (row.state()) {
            case COMPLETED -> COMPLETED;
            case FAILED -> failed(row.exit());
            case TIMEOUT -> TIME_LIMIT;
            case OUT_OF_MEMORY -> OUT_OF_MEMORY;
            case NODE_FAIL, BOOT_FAIL, REQUEUED -> NODE_FAILED;
            case PREEMPTED -> PREEMPTED;
            case CANCELLED -> {
                String by = row.stateText().replaceFirst("^[A-Z]+ ?", "");
                yield by.isEmpty() ? CANCELLED_BY_SYSTEM : by.equals("by 0") ? CANCELLED_BY_ROOT : CANCELLED;
            }
            case DEADLINE -> DEADLINE;
            case PENDING, RUNNING, BETWEEN, UNKNOWN ->
                throw new IllegalArgumentException("the task " + row.id() + " has not ended: " + row.stateText());
        };
    }

    private static Ending failed(JobRow.Exit exit) {
        return switch (exit.signal()) {
            case 0 ->
                switch (exit.code()) {
                    case CHECKPOINT -> CHECKPOINTED;
                    case CANNOT_WRITE -> SITE_FOLDER;
                    // a shell's word for a program that a signal ended
                    default -> exit.code() > SIGNALS ? KILLED : EXITED;
                };
            case BAD_FOLDER -> SITE_FOLDER;
            case USR1 -> SCRIPT_BUG;
            default -> KILLED;
        };
    }
}
