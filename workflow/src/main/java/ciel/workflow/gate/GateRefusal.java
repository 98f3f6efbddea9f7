package ciel.workflow.gate;

/**
 * A request that the gate does not carry out. The text is one of ours: nothing of an exception, of a path of the
 * server or
 * of another request is in it.
 */
final class GateRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, for programs. */
    enum Kind {
        /** not a request, an unknown verb, a missing or ill-formed argument */
        BAD,
        /** the line is longer than {@link GateProtocol#MAX_LINE_BYTES} */
        TOOLONG,
        /** the path leaves the folder, or goes through something that is not a folder */
        DENIED,
        NOTFOUND,
        /** the file is not what the request says it is */
        CHANGED,
        /** not acknowledged, or the grace is not over */
        EARLY,
        /** the token is lower than one that was seen: another daemon has taken over */
        FENCED,
        /** the site cannot do it now: the scheduler does not answer, the disk is full */
        SITE
    }

    private final Kind kind;

    /** @param kind why @param text one sentence for a person, made of the gate's own words and the request's */
    GateRefusal(Kind kind, String text) {
        super(text, null, false, false);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    static GateRefusal bad(String text) {
        return new GateRefusal(Kind.BAD, text);
    }
}
