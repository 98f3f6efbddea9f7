package ciel.sim;

/** An input or a configuration is wrong: file, line, value, limit and remedy are in the message (exit code 3). */
public final class InputException extends CielException {
    private static final long serialVersionUID = 1L;

    /**
     * @param context where: a file name, "file:line", or a configuration key
     * @param problem what is wrong: the value with its unit, and the limit
     * @param remedy  what the user can do
     */
    public InputException(String context, String problem, String remedy) {
        this(context, problem, remedy, null);
    }

    public InputException(String context, String problem, String remedy, Throwable cause) {
        super(3, context + ": " + problem + (remedy.isEmpty() ? "" : " (" + remedy + ")"), cause);
    }

    /** An error at a line of a text file; the first line is 1. */
    public static InputException atLine(String file, long line, String problem, String remedy) {
        return new InputException(file + ":" + line, problem, remedy);
    }

    /** @return an error of one line of a text file. @param line counted from 1 */
    public static InputException atLine(String file, long line, String problem, String remedy, Throwable cause) {
        return new InputException(file + ":" + line, problem, remedy, cause);
    }
}
