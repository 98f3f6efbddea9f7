package ciel.transfer.xrootd.protocol;

/** Status codes of answers (section 2.4.1 of the specification). */
final class Status {
    static final int OK = 0;
    static final int OK_SO_FAR = 4000;
    static final int ATTENTION = 4001;
    static final int AUTH_MORE = 4002;
    static final int ERROR = 4003;
    static final int REDIRECT = 4004;
    static final int WAIT = 4005;
    static final int WAIT_FOR_ANSWER = 4006;
    /** Action of an ATTENTION that carries a late answer. */
    static final int LATE_ANSWER = 5008;

    private Status() {}
}
