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
}
