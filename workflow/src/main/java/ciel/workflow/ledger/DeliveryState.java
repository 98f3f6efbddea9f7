package ciel.workflow.ledger;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** State of a delivery (the files of one unit to one destination). Within an attempt the number only grows. */
public enum DeliveryState {
    /** The unit is rendered; nothing was fetched yet. */
    WAITING(10),
    /** Is being fetched. */
    FETCHING(20),
    /** Its files are in the destination's incoming folder. */
    FETCHED(30),
    /** They were read again there, and have the checksums of the manifest. */
    VERIFIED(40),
    /** They have their final names. */
    PLACED(50),
    /** The hooks of the destination have run. */
    REGISTERED(60),
    /** The render site has the acknowledgement. */
    ACKNOWLEDGED(70),
    /** Its attempts are used up. */
    FAILED(100),
    /** Waits for a human; its cause says why. */
    HELD(110),
    /** Given up by a human. */
    CANCELLED(120);

    private static final Map<Integer, DeliveryState> BY_CODE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(DeliveryState::code, Function.identity()));
    private final int code;

    DeliveryState(int code) {
        this.code = code;
    }

    /** @return the number in the database */
    public int code() {
        return code;
    }

    /** @return the state with this number */
    public static DeliveryState of(int code) {
        return BY_CODE.get(code);
    }

    /** @return whether only a human moves it on */
    public boolean resting() {
        return code >= FAILED.code;
    }

    /** @return whether a delivery in this state may come into the next one within an attempt */
    public boolean mayBecome(DeliveryState next) {
        return next.code > code && this != ACKNOWLEDGED;
    }
}
