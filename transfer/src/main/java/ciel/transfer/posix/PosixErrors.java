package ciel.transfer.posix;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What an error of the operating system means. */
public final class PosixErrors {
    private PosixErrors() {}

    /**
     * @param act   what was tried, with address and path
     * @param cause error of the operating system, or one of ours, which passes unchanged
     * @return the same as an error of the mover
     */
    public static TransferException of(String act, IOException cause) {
        if (cause instanceof TransferException ours) {
            return ours;
        }
        Errno error = Errno.of(cause);
        if (error == Errno.ENOSPC || error == Errno.EDQUOT) {
            return new BackPressureException(
                    act + ": " + error.text() + ", bytes or inodes; free some, the transfer goes on by itself", cause);
        }
        if (error == Errno.ELOOP) {
            return new UnsafePathException(act + ": a symbolic link; links are not followed", cause);
        }
        if (error == Errno.ENAMETOOLONG) {
            return new UnsafePathException(act + ": " + error.text(), cause);
        }
        if (error == Errno.EROFS || error == Errno.EPERM || error == Errno.EACCES) {
            return new DeniedException(act + ": " + error.text() + "; check owner, mode and mount", cause);
        }
        if (error == Errno.EFBIG) {
            return new UnsupportedException(act + ": " + error.text(), cause);
        }
        return switch (cause) {
            case NoSuchFileException e -> new NotFoundException(act + ": no such file or directory", cause);
            case NotDirectoryException e -> new NotFoundException(act + ": not a directory", cause);
            case FileAlreadyExistsException e ->
                new ConflictException(act + ": the name is taken; existing files are never replaced", cause);
            case AccessDeniedException e ->
                new DeniedException(act + ": permission denied; check owner and mode", cause);
            default -> new TransientException(act + ": " + reason(cause, error), cause);
        };
    }

    private static String reason(IOException cause, Errno error) {
        if (error != null) {
            return error.text();
        }
        return cause instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(cause.getMessage());
    }
}
