package ciel.workflow.stage;

import java.io.IOException;

/** Why something outside of the daemon did not do what it was asked. The message says what to do; it holds no secret. */
public abstract sealed class PortException extends IOException {
    private static final long serialVersionUID = 1L;

    private PortException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What has to change before it is worth asking again. */
    public enum Cause {
        /** Nothing by a person: time-out, refused connection, a server that is down. */
        AWAY,
        /** Room: a full disk or quota. */
        FULL,
        /** A person must act: changed host key, ended certificate or token, held by an operator. */
        HUMAN
    }

    /**
     * There is no answer. This is never a "no": nothing changes its state, the place is parked and asked again later, with
     * one message for each cause.
     */
    public static final class CouldNotAsk extends PortException {
        private static final long serialVersionUID = 1L;

        private final Cause cause;

        /**
         * @param cause   what has to change
         * @param message which place, what was said, remedy
         */
        public CouldNotAsk(Cause cause, String message) {
            this(cause, message, null);
        }

        /**
         * @param cause   what has to change
         * @param message which place, what was said, remedy
         * @param below   what lies below, or null
         */
        public CouldNotAsk(Cause cause, String message, Throwable below) {
            super(message, below);
            this.cause = cause;
        }

        /** @return what has to change */
        public Cause kind() {
            return cause;
        }
    }

    /** The answer is no, and asking again will not change it: the file is another, the command failed. */
    public static final class Refused extends PortException {
        private static final long serialVersionUID = 1L;

        /** @param message which place, what was said, remedy */
        public Refused(String message) {
            super(message, null);
        }

        /**
         * @param message which place, what was said, remedy
         * @param below   what lies below, or null
         */
        public Refused(String message, Throwable below) {
            super(message, below);
        }
    }

    /** Another daemon has taken over with a higher token: this one stops at once and changes nothing more. */
    public static final class Fenced extends PortException {
        private static final long serialVersionUID = 1L;

        /** @param message which place, which tokens */
        public Fenced(String message) {
            super(message, null);
        }
    }
}
