package ciel.transfer;

/**
 * What may be done after an error. A property of the error itself, so that whoever catches it need not know who threw
 * it.
 */
public enum Retryability {
    /** The same act may succeed later by itself: time-out, reset, 5xx, 429, a damaged chunk. */
    TRANSIENT,
    /**
     * The server has no room (ENOSPC, EDQUOT, no inodes): pause, look again, go on; nothing is lost and the retry
     * budget is not spent.
     */
    BACK_PRESSURE,
    /** A person must act first: changed host key, missing consent, paused collection. Retrying only makes noise. */
    HUMAN,
    /**
     * The same act fails every time: no such file, permission, source changed, unsafe name, different content at the
     * destination.
     */
    PERMANENT
}
