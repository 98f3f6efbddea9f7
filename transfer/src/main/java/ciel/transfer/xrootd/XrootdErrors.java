package ciel.transfer.xrootd;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.IntegrityException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.xrootd.protocol.Delayed;
import ciel.transfer.xrootd.protocol.ServerError;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.util.Locale;

/** What an answer of an XRootD server means. */
final class XrootdErrors {
    private XrootdErrors() {}

    static TransferException of(String act, IOException cause) {
        return switch (cause) {
            case TransferException ours -> ours;
            case ServerError e -> of(act, e);
            case Delayed e -> new TransientException(act + ": " + e.getMessage(), e, e.delay());
            default ->
                isOfCertificate(cause)
                        ? new HumanException(
                                act + ": " + cause.getMessage()
                                        + "; the server's certificate is not trusted for this host. It is never "
                                        + "ignored: name its authority with xrootd.ca",
                                cause)
                        : new TransientException(
                                act + ": "
                                        + (cause.getMessage() == null
                                                ? cause.getClass().getSimpleName()
                                                : cause.getMessage()),
                                cause);
        };
    }

    /** ENOTDIR has no code of its own. @return whether something on the way to the file is no directory */
    static boolean isBelowAFile(Throwable e) {
        return e instanceof ServerError s
                && s.code() == ServerError.FILE_SYSTEM
                && s.getMessage().toLowerCase(Locale.ROOT).contains("not a directory");
    }

    private static boolean isOfCertificate(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }

    private static TransferException of(String act, ServerError e) {
        String text = act + ": " + e.getMessage();
        return switch (e.code()) {
            case ServerError.NOT_FOUND, ServerError.NO_ATTRIBUTE -> new NotFoundException(text, e);
            case ServerError.NOT_AUTHORIZED, ServerError.AUTHENTICATION ->
                new DeniedException(text + "; check what the user or token may do there", e);
            case ServerError.READ_ONLY ->
                new DeniedException(text + "; the server has this exported for reading only", e);
            case ServerError.TLS_REQUIRED -> new DeniedException(text + "; use roots:", e);
            case ServerError.SIGNATURE, ServerError.DECRYPTION ->
                new DeniedException(text + "; the server wants signed requests, which are not made here", e);
            case ServerError.NO_SPACE, ServerError.OVER_QUOTA ->
                new BackPressureException(text + "; free some, the transfer goes on", e);
            case ServerError.EXISTS -> new ConflictException(text, e);
            case ServerError.ARGUMENT_TOO_LONG, ServerError.NOT_A_FILE, ServerError.IS_DIRECTORY ->
                new UnsafePathException(text, e);
            case ServerError.ARGUMENT_INVALID,
                    ServerError.INVALID_REQUEST,
                    ServerError.UNSUPPORTED,
                    ServerError.IMPOSSIBLE -> new UnsupportedException(text, e);
            case ServerError.CHECKSUM -> new IntegrityException(text, e);
            case ServerError.FILE_SYSTEM ->
                isBelowAFile(e) ? new UnsafePathException(text, e) : new TransientException(text, e);
            default -> new TransientException(text, e);
        };
    }
}
