package ciel.sim;

/**
 * A device failed in the middle of its work: lost, out of memory, a kernel that did not end (exit code 1). What it
 * was working on has not been touched, so another
 * engine can begin it again.
 */
public final class DeviceException extends CielException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what   the device and what failed
     * @param remedy what the user can do
     */
    public DeviceException(String what, String remedy, Throwable cause) {
        super(1, what + " (" + remedy + ")", cause);
    }
}
