package ciel.workflow.gate;

import java.io.IOException;

/** What a gate answered instead of doing what it was asked, or why there is no answer. */
public final class GateException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    /**
     * @param kind the gate's word: bad, toolong, denied, notfound, changed, early, fenced, site; or {@code
     *      closed} where the
     *             session ended, {@code greeting} where there is no gate at the other end
     * @param text one sentence
     */
    public GateException(String kind, String text) {
        super(text);
        this.kind = kind;
    }

    /** @return the gate's word for why */
    public String kind() {
        return kind;
    }
}
