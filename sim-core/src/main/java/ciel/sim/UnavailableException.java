package ciel.sim;

/** What was asked for is not on this machine: an engine, a device, a server, a permission (exit code 4). */
public final class UnavailableException extends CielException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what   what is missing, and what was looked at
     * @param remedy what would provide it (a package, a flag)
     */
    public UnavailableException(String what, String remedy, Throwable cause) {
        super(4, what + " (" + remedy + ")", cause);
    }

    /** @return what is said where the heap is too small, with its limit and a remedy */
    public static UnavailableException outOfMemory(OutOfMemoryError cause) {
        long limit = Runtime.getRuntime().maxMemory() >> 20;
        return new UnavailableException(
                "memory: out of memory: more is needed than the limit of the JVM's heap, " + limit + " MiB",
                "set CIEL_JAVA_OPTS=-Xmx" + 2 * limit + "m or more, or use fewer --threads",
                cause);
    }
}
