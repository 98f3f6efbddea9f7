package ciel.transfer.webdav;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.NotFoundException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** What an HTTP status means. */
final class HttpErrors {
    private HttpErrors() {}

    /**
     * @param act     what was tried, with address and path
     * @param status  of the answer
     * @param retry   value of {@code Retry-After}, or null
     * @param body    of the answer, or its beginning; may be null
     * @return what it means
     */
    static TransferException of(String act, int status, String retry, String body) {
        String said = body == null ? "" : body.strip().replaceAll("\\s+", " ");
        String text = act + ": HTTP " + status
                + (said.isEmpty() ? "" : " (" + said.substring(0, Math.min(200, said.length())) + ")");
        if (status == 507 || status >= 500 && says(said, "no space left on device", "disk quota exceeded")) {
            return new BackPressureException(text + "; free some, the transfer goes on");
        }
        if (says(said, "file name too long")) {
            return new UnsafePathException(text);
        }
        return switch (status) {
            case 404, 410 -> new NotFoundException(text);
            case 401, 403 -> new DeniedException(text + "; check the token or certificate, and what it may do there");
            case 409, 412 -> new ConflictException(text);
            case 405, 501 -> new UnsupportedException(text);
            default -> new TransientException(text, null, retryAfter(retry));
        };
    }

    /**
     * XRootD ends its messages by the reason, as in {@code Unable to create /a/b; no space left on device}. What stands
     * before the last semicolon may be the name of a file, which can be anything.
     */
    private static boolean says(String body, String... reasons) {
        String last = body.substring(body.lastIndexOf(';') + 1).strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(reasons).anyMatch(last::startsWith);
    }

    /** Seconds, or a date (RFC 9110, section 10.2.3). */
    private static Duration retryAfter(String retry) {
        String value = retry == null ? "" : retry.strip();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Duration left =
                    Duration.between(Instant.now(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
            return left.isNegative() ? null : left;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** @return what the answer means; it is read to its end or to 1000 bytes, and closed */
    static TransferException of(String act, ClassicHttpResponse answer) {
        Header retry = answer.getFirstHeader("Retry-After");
        String body = "";
        try (answer) {
            if (answer.getEntity() != null) {
                body = new String(answer.getEntity().getContent().readNBytes(1000), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            // the status says enough
        }
        return of(act, answer.getCode(), retry == null ? null : retry.getValue(), body);
    }

    /** @param silence longest time without progress that was allowed */
    static TransferException of(String act, Duration silence, IOException cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof TransferException ours) {
                return ours;
            }
            if (t instanceof SSLHandshakeException || t instanceof SSLPeerUnverifiedException) {
                return new HumanException(
                        act + ": " + t.getMessage()
                                + "; the server's certificate is not trusted for this host. It is never "
                                + "ignored: name its authority with http.ca",
                        cause);
            }
            if (t instanceof SocketTimeoutException && !(t instanceof ConnectTimeoutException)) {
                return new TransientException(
                        act + ": no byte came from the server for " + silence.toSeconds() + " s (http.timeout)", cause);
            }
        }
        return new TransientException(
                act + ": " + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage()),
                cause);
    }
}
