package ciel.workflow.job;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.UnavailableException;
import ciel.workflow.job.UnitReport.Cause;
import java.util.Locale;

/** Why a rendering failed, as far as a ledger has to know. */
final class Failures {
    private Failures() {}

    /** @param code exit code as in README @param text one line */
    record Failure(Cause cause, int code, String text) {}

    /** @return a failure of a whole visit */
    static Failure of(Throwable error) {
        return switch (error) {
            case InputException input -> new Failure(Cause.INPUT, input.exitCode(), line(input));
            case UnavailableException missing ->
                new Failure(unavailable(line(missing)), missing.exitCode(), line(missing));
            case CielException known -> new Failure(written(line(known)), known.exitCode(), line(known));
            case OutOfMemoryError memory -> of(UnavailableException.outOfMemory(memory));
            default -> new Failure(Cause.RENDERING, 1, "this is a defect of Ciel: " + error);
        };
    }

    /** @param text what a summary says of a detector that failed */
    static Failure of(String text) {
        return text.startsWith("memory:") ? new Failure(Cause.MEMORY, 4, text) : new Failure(written(text), 1, text);
    }

    private static Cause unavailable(String text) {
        if (text.startsWith("memory:")) {
            return Cause.MEMORY;
        }
        if (text.startsWith("--out ")) {
            return text.contains(" are free") ? Cause.NO_ROOM : Cause.UNWRITABLE;
        }
        return Cause.ENGINE;
    }

    private static Cause written(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota exceeded")) {
            return Cause.NO_ROOM;
        }
        return lower.contains("permission denied") || lower.contains("read-only file system")
                ? Cause.UNWRITABLE
                : Cause.RENDERING;
    }

    private static String line(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message.lines().findFirst().orElse("");
    }
}
