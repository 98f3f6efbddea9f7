package ciel.workflow.ledger;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** State of a job (units given to a scheduler under one name). The number only grows. */
public enum JobState {
    /** Written down; whether the scheduler has it is not known. */
    INTENDED(10),
    /** The scheduler has answered, or the job was seen there. */
    SUBMITTED(20),
    /** Runs. */
    RUNNING(30),
    /** Every unit of it has an answer. */
    ENDED(60),
    /** Never existed: not seen for the whole grace. */
    LOST(100),
    /** Cancelled, and gone from the scheduler. */
    CANCELLED(120),
    /** The scheduler refused it. */
    REFUSED(130);

    private static final Map<Integer, JobState> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(JobState::code, Function.identity()));
    private final int code;

    JobState(int code) {
        this.code = code;
    }

    /** @return the number in the database */
    public int code() {
        return code;
    }

    /** @return the state with this number */
    public static JobState of(int code) {
        return BY_CODE.get(code);
    }

    /** @return whether it may still be at the scheduler */
    public boolean live() {
        return code < ENDED.code;
    }

    /** @return whether a job in this state may come into the next one; one that has ended stays so */
    public boolean mayBecome(JobState next) {
        return next.code > code && live();
    }
}
