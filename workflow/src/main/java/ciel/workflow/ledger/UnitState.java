package ciel.workflow.ledger;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** State of a unit (one visit on one detector). Within an attempt the number only grows. */
public enum UnitState {
    /** Waits to be put into a job. */
    PLANNED(10),
    /** Is in a job that was intended or submitted. */
    QUEUED(20),
    /** Its job runs. */
    RUNNING(30),
    /** Its exit file and its manifest were read at the site; its files wait there for delivery. */
    RENDERED(40),
    /** Every destination has acknowledged it. */
    DELIVERED(60),
    /** Its files at the render site are deleted. */
    PURGED(90),
    /** Its attempts are used up. */
    FAILED(100),
    /** Waits for a human; its cause says why. */
    HELD(110),
    /** Given up by a human. */
    CANCELLED(120);

    private static final Map<Integer, UnitState> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(UnitState::code, Function.identity()));
    private final int code;

    UnitState(int code) {
        this.code = code;
    }

    /** @return the number in the database */
    public int code() {
        return code;
    }

    /** @return the state with this number */
    public static UnitState of(int code) {
        return BY_CODE.get(code);
    }

    /** @return whether only a human moves it on */
    public boolean resting() {
        return code >= FAILED.code;
    }

    /**
     * @return whether a unit in this state may come into the next one within an attempt: upwards, but what is delivered
     *     is only purged or held, and what is purged stays so
     */
    public boolean mayBecome(UnitState next) {
        return next.code > code && this != PURGED && (this != DELIVERED || next == PURGED || next == HELD);
    }
}
