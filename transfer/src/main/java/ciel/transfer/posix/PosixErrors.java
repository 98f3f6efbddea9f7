package ciel.transfer.posix;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;

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
        String reason = cause instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(cause.getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("quota exceeded")) {
            return new BackPressureException(
                    act + ": " + reason + " (bytes or inodes); free some, the transfer goes on by itself", cause);
        }
        if (lower.contains("too many levels of symbolic links")) {
            return new UnsafePathException(act + ": a symbolic link; links are not followed", cause);
        }
        if (lower.contains("file name too long")) {
            return new UnsafePathException(act + ": " + reason, cause);
        }
        if (lower.contains("read-only file system")) {
            return new DeniedException(act + ": " + reason, cause);
        }
        return switch (cause) {
            case NoSuchFileException e -> new NotFoundException(act + ": no such file or directory", cause);
            case NotDirectoryException e -> new NotFoundException(act + ": not a directory", cause);
            case FileAlreadyExistsException e ->
                new ConflictException(act + ": the name is taken; existing files are never replaced", cause);
            case AccessDeniedException e ->
                new DeniedException(act + ": permission denied; check owner and mode", cause);
            default -> new TransientException(act + ": " + reason, cause);
        };
    }
}
