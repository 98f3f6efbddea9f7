package ciel.transfer.ledger;

/** How far one file is on its way to one destination. The numbers are stored and never change their meaning. */
public enum CopyState {
    /** Nothing was begun. */
    PLANNED(0),
    /** Its temporary at the destination exists or is about to. */
    BEGUN(1),
    /** It has its final name. */
    DONE(10),
    /** The destination has another file of this name; ours is in quarantine. */
    QUARANTINED(20),
    /** Given up; the cause says why. */
    FAILED(30);

    private final int number;

    CopyState(int number) {
        this.number = number;
    }

    /** @return the stored number */
    public int number() {
        return number;
    }

    /** @return the state with this stored number */
    static CopyState of(int number) {
        for (CopyState s : values()) {
            if (s.number == number) {
                return s;
            }
        }
        throw new IllegalArgumentException("state " + number + " is not known; a later version wrote this ledger");
    }
}
