package ciel.transfer.webdav;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What an HTTP status means. */
final class HttpErrors {
    private HttpErrors() {}

    static TransferException of(String act, int status, HttpHeaders headers, String body) {
        String said = body == null || body.isBlank()
                ? ""
                : " ("
                        + body.strip()
                                .replaceAll("\\s+", " ")
                                .substring(
                                        0,
                                        Math.min(
                                                200,
                                                body.strip()
                                                        .replaceAll("\\s+", " ")
                                                        .length()))
                        + ")";
        String text = act + ": HTTP " + status + said;
        String lower = said.toLowerCase(Locale.ROOT);
        if (status == 507 || lower.contains("no space") || lower.contains("quota")) {
            return new BackPressureException(text + "; free some, the transfer goes on");
        }
        if (lower.contains("name too long")) {
            return new UnsafePathException(text);
        }
        return switch (status) {
            case 404, 410 -> new NotFoundException(text);
            case 401, 403 -> new DeniedException(text + "; check the token or certificate, and what it may do there");
            case 409, 412 -> new ConflictException(text);
            case 405, 501 -> new UnsupportedException(text);
            default -> new TransientException(text, null, retryAfter(headers));
        };
    }

    private static Duration retryAfter(HttpHeaders headers) {
        Optional<String> value = headers.firstValue("Retry-After").filter(v -> v.matches("[0-9]{1,6}"));
        return value.map(v -> Duration.ofSeconds(Long.parseLong(v))).orElse(null);
    }

    static TransferException of(String act, IOException cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof TransferException ours) {
                return ours;
            }
            if (t instanceof SSLException) {
                return new DeniedException(
                        act + ": " + t.getMessage()
                                + "; the server's certificate is not trusted for this host. It is never "
                                + "ignored: name its authority with http.ca",
                        cause);
            }
        }
        return new TransientException(
                act + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }
}
