package ciel.transfer.ssh;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsupportedException;
import java.io.IOException;

/** What an answer of the SFTP server means. */
final class SshErrors {
    private SshErrors() {}

    static TransferException of(String act, IOException cause) {
        if (cause instanceof TransferException ours) {
            return ours;
        }
        SftpStatus status = status(cause);
        if (status == null) {
            return new TransientException(
                    act + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                    cause);
        }
        String text = act + ": " + SftpStatus.name(status.code());
        return switch (status.code()) {
            case SftpStatus.NO_SUCH_FILE, SftpStatus.NO_SUCH_PATH -> new NotFoundException(text, cause);
            case SftpStatus.PERMISSION_DENIED, SftpStatus.WRITE_PROTECT ->
                new DeniedException(text + "; check owner and mode there, and what the key may do", cause);
            case SftpStatus.NO_SPACE_ON_FILESYSTEM, SftpStatus.QUOTA_EXCEEDED ->
                new BackPressureException(text + "; free some, the transfer goes on", cause);
            case SftpStatus.FILE_ALREADY_EXISTS -> new ConflictException(text, cause);
            case SftpStatus.OP_UNSUPPORTED -> new UnsupportedException(text, cause);
            default -> new TransientException(text, cause);
        };
    }

    /** @return whether it is SFTP's general "failure", which says no more */
    static boolean isPlainFailure(IOException e) {
        SftpStatus status = status(e);
        return status != null && status.code() == SftpStatus.FAILURE;
    }

    static boolean isNotFound(IOException e) {
        SftpStatus status = status(e);
        return status != null && (status.code() == SftpStatus.NO_SUCH_FILE || status.code() == SftpStatus.NO_SUCH_PATH);
    }

    /** @return the server's status anywhere below, or null if the error is of the connection */
    static SftpStatus status(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SftpStatus s) {
                return s.code() == SftpStatus.CONNECTION_LOST || s.code() == SftpStatus.NO_CONNECTION ? null : s;
            }
            for (Throwable suppressed : t.getSuppressed()) {
                if (suppressed instanceof SftpStatus s) {
                    return s;
                }
            }
        }
        return null;
    }
}
