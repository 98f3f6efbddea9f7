package ciel.transfer.globus;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Which answers are worth asking again for, and after how long. The defaults are those of the Globus SDK for Python
 * 4.9.0 (its {@code RetryConfig}), so that we are
 * no heavier a guest than the official client: 5 retries, {@code (0.25 + 0.5 u) 2^attempt} seconds with u uniform in
 * [0,1), at most 10 s; {@code Retry-After} of a
 * 429 or 503 in its place, also at most 10 s.
 *
 * @param maxRetries requests after the first one, 0 or more
 * @param maxSleep the longest wait between two requests
 * @param finalCodes an answer whose {@code code} contains one of these is not asked for again unless its status
 *      is 429 or 503
 */
public record RetryPolicy(int maxRetries, Duration maxSleep, List<String> finalCodes) {
    private static final Set<Integer> RETRIED = Set.of(429, 500, 502, 503, 504);
    private static final Set<Integer> WITH_RETRY_AFTER = Set.of(429, 503);

    /** For Globus Auth. */
    public static final RetryPolicy AUTH = new RetryPolicy(5, Duration.ofSeconds(10), List.of());
    /** For Globus Transfer, whose ExternalError and EndpointError speak of the collection and not of the service. */
    public static final RetryPolicy TRANSFER =
            new RetryPolicy(5, Duration.ofSeconds(10), List.of("ExternalError", "EndpointError"));

    public RetryPolicy {
        finalCodes = List.copyOf(finalCodes);
    }

    /** Never ask again. */
    public RetryPolicy withoutRetries() {
        return new RetryPolicy(0, maxSleep, finalCodes);
    }

    /**
     * How long to wait before the next request; null to give up.
     *
     * @param attempt 0 for the first request
     * @param reply the answer, or null when the network failed
     * @param random uniform in [0,1)
     */
    Duration delay(int attempt, Reply reply, DoubleSupplier random) {
        if (attempt >= maxRetries) {
            return null;
        }
        double seconds = (0.25 + 0.5 * random.getAsDouble()) * Math.scalb(1.0, Math.min(attempt, 30));
        if (reply != null) {
            if (!RETRIED.contains(reply.status())) {
                return null;
            }
            if (WITH_RETRY_AFTER.contains(reply.status())) {
                OptionalInt after = retryAfter(reply);
                if (after.isPresent()) {
                    seconds = after.getAsInt();
                }
            } else if (finalCodes.stream().anyMatch(reply.code()::contains)) {
                return null;
            }
        }
        return Duration.ofNanos((long) (Math.min(seconds, maxSleep.toNanos() / 1e9) * 1e9));
    }

    /** Whole positive seconds; the date form of the header is not used by Globus and is ignored. */
    private static OptionalInt retryAfter(Reply reply) {
        try {
            int s = Integer.parseInt(reply.header("retry-after").strip());
            return s > 0 ? OptionalInt.of(s) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
