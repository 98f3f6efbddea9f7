package ciel.transfer.ssh;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsupportedException;
import java.io.IOException;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** What an answer of the SFTP server means. */
final class SshErrors {
    private SshErrors() {
    }

    static TransferException of(String act, IOException cause) {
        if (cause instanceof TransferException ours) {
            return ours;
        }
        SftpException status = status(cause);
        if (status == null) {
            return new TransientException(act + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()), cause);
        }
        String text = act + ": " + SftpConstants.getStatusName(status.getStatus()).replace("SSH_FX_", "").toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return switch (status.getStatus()) {
            case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH -> new NotFoundException(text, cause);
            case SftpConstants.SSH_FX_PERMISSION_DENIED, SftpConstants.SSH_FX_WRITE_PROTECT ->
                new DeniedException(text + "; check owner and mode there, and what the key may do", cause);
            case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED -> new BackPressureException(text + "; free some, the transfer goes on", cause);
            case SftpConstants.SSH_FX_FILE_ALREADY_EXISTS -> new ConflictException(text, cause);
            case SftpConstants.SSH_FX_OP_UNSUPPORTED -> new UnsupportedException(text, cause);
            default -> new TransientException(text, cause);
        };
    }

    /** @return whether it is SFTP's general "failure", which says no more */
    static boolean isPlainFailure(IOException e) {
        SftpException status = status(e);
        return status != null && status.getStatus() == SftpConstants.SSH_FX_FAILURE;
    }

    static boolean isNotFound(IOException e) {
        SftpException status = status(e);
        return status != null && (status.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE || status.getStatus() == SftpConstants.SSH_FX_NO_SUCH_PATH);
    }

    /** @return the server's status anywhere below, or null if the error is of the connection */
    static SftpException status(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SftpException s) {
                return s.getStatus() == SftpConstants.SSH_FX_CONNECTION_LOST || s.getStatus() == SftpConstants.SSH_FX_NO_CONNECTION ? null : s;
            }
            for (Throwable suppressed : t.getSuppressed()) {
                if (suppressed instanceof SftpException s) {
                    return s;
                }
            }
        }
        return null;
    }
}
