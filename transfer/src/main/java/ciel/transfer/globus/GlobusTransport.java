package ciel.transfer.globus;

import ciel.transfer.pace.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Sends requests to one service: pace, authorization, and retries. Safe for several threads. */
public final class GlobusTransport implements AutoCloseable {
    private final String service;
    private final Wire wire;
    private final RetryPolicy policy;
    private final RateLimiter limiter;
    private final Ticker ticker;
    private final DoubleSupplier random;

    GlobusTransport(
            String service, Wire wire, RetryPolicy policy, RateLimiter limiter, Ticker ticker, DoubleSupplier random) {
        this.service = service;
        this.wire = wire;
        this.policy = policy;
        this.limiter = limiter;
        this.ticker = ticker;
        this.random = random;
    }

    /**
     * Sends until an answer below 300 comes.
     *
     * @throws GlobusApiException for the last error answer
     * @throws GlobusException of kind TRANSIENT when the network failed to the end
     */
    public Reply send(Call call, Authorizer authorizer) {
        boolean renewed = false;
        boolean consented = false;
        for (int attempt = 0; ; attempt++) {
            Secret header = authorizer.header();
            limiter.acquire();
            Reply reply = null;
            IOException failure = null;
            try {
                reply = wire.send(call, header);
            } catch (IOException e) {
                failure = e;
            }
            if (reply != null && reply.status() < 300) {
                return reply;
            }
            if (reply != null && reply.status() == 401 && !renewed) {
                renewed = true;
                if (authorizer.renew(header)) {
                    attempt--;
                    continue;
                }
            }
            if (reply != null
                    && reply.status() == 403
                    && !consented
                    && reply.code().equals("ConsentRequired")) {
                consented = true;
                AuthRequirement need = AuthRequirement.of(reply.json());
                if (need != null && authorizer.consent(need.scopes())) {
                    attempt--;
                    continue;
                }
            }
            Duration wait = policy.delay(attempt, reply, random);
            if (wait == null) {
                throw reply != null
                        ? GlobusApiException.of(service, call.method(), call.path(), reply)
                        : network(call, attempt + 1, failure);
            }
            try {
                ticker.sleep(wait.toNanos());
            } catch (InterruptedException e) {
                throw GlobusException.interrupted();
            }
        }
    }

    private GlobusException network(Call call, int attempts, IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new GlobusException(
                GlobusException.Kind.TRANSIENT,
                service + ": " + call + " got no answer in " + attempts + " attempts: " + why,
                "check the network, and GLOBUS_SDK_SERVICE_URL_" + service.toUpperCase(java.util.Locale.ROOT)
                        + " if it is set",
                e);
    }

    @Override
    public void close() {
        wire.close();
    }
}
