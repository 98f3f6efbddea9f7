package ciel.transfer.globus;

/** Any failure of this package. The kind tells a scheduler what to do next, the exit code tells a shell. */
public class GlobusException extends RuntimeException {
    /** What can be done about a failure. */
    public enum Kind {
        /** Waiting may help: the network, a 5xx answer, a rate limit. */
        TRANSIENT(1),
        /** Repeating the same request will fail in the same way. */
        PERMANENT(1),
        /** A person has to act (log in, consent, resume a collection); retrying before that is noise. */
        NEEDS_HUMAN(4),
        /** A setting, a file or an argument is wrong. */
        BAD_INPUT(3);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        /** The exit code of a command that ends with such a failure. */
        public int exitCode() {
            return exitCode;
        }
    }

    private final Kind kind;
    private final String remedy;

    /** @param remedy what the reader should do, or null when there is nothing to add */
    public GlobusException(Kind kind, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.remedy = remedy;
    }

    public GlobusException(Kind kind, String message, String remedy) {
        this(kind, message, remedy, null);
    }

    /** @return what kind of failure it is */
    public Kind kind() {
        return kind;
    }

    /** What to do about it, in a sentence or a command line; null when nothing is known. */
    public String remedy() {
        return remedy;
    }

    static GlobusException badInput(String message, String remedy) {
        return new GlobusException(Kind.BAD_INPUT, message, remedy);
    }

    static GlobusException interrupted() {
        Thread.currentThread().interrupt();
        return new GlobusException(Kind.TRANSIENT, "interrupted while talking to Globus", null);
    }
}
