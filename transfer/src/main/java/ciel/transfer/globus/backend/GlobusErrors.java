package ciel.transfer.globus.backend;

import ciel.transfer.BackPressureException;
import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.IntegrityException;
import ciel.transfer.NotFoundException;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.globus.GlobusApiException;
import ciel.transfer.globus.GlobusException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Says errors of Globus in the words of the mover. */
final class GlobusErrors {
    /** Codes of events and tasks by which the destination says that it is full. */
    static final Set<String> FULL = Set.of("NO_SPACE_LEFT", "QUOTA_EXCEEDED");

    private GlobusErrors() {}

    static TransferException of(String doing, GlobusException e) {
        String message = doing + ": " + e.getMessage() + (e.remedy() == null ? "" : "; " + e.remedy());
        if (e instanceof GlobusApiException api && api.kind() == GlobusException.Kind.PERMANENT) {
            if (missing(api)) {
                return new NotFoundException(message, e);
            }
            return api.status() == 403 ? new DeniedException(message, e) : new UnsupportedException(message, e);
        }
        return switch (e.kind()) {
            case TRANSIENT -> new TransientException(message, e);
            case NEEDS_HUMAN -> new HumanException(message, e);
            case BAD_INPUT -> new SettingException(message, e);
            case PERMANENT -> new UnsupportedException(message, e);
        };
    }

    /** Whether the answer says that nothing is at a path. */
    static boolean missing(GlobusApiException e) {
        return e.codeContains("NotFound") && !e.codeContains("EndpointNotFound") || e.codeContains("NotDirectory");
    }

    /** The end of a task that did not end well. */
    static TransferException of(String doing, JsonNode task) {
        String code = task.path("fatal_error").path("code").asText("");
        String message = doing + ": task " + task.path("task_id").asText() + " ended as "
                + task.path("status").asText() + " " + code + " "
                + task.path("fatal_error").path("description").asText("");
        if (FULL.contains(code)) {
            return new BackPressureException(message);
        }
        return switch (code) {
            case "FILE_NOT_FOUND" -> new NotFoundException(message);
            case "PERMISSION_DENIED" -> new DeniedException(message);
            case "VERIFY_CHECKSUM", "EXTERNAL_CHECKSUM_MISMATCH", "FILE_SIZE_CHANGED" ->
                new IntegrityException(message);
            default -> new TransientException(message);
        };
    }
}
