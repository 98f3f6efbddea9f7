package ciel.transfer.globus;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@link Wire} over java.net.http. Redirects are not followed: a redirect would carry the token to wherever it points.
 */
final class HttpWire implements Wire {
    private static final String CLIENT_INFO = "product=ciel,version=" + version();

    private final String base;
    private final GlobusEnvironment env;
    private final HttpClient client;

    HttpWire(GlobusEnvironment env, GlobusEnvironment.Service service) {
        this.base = env.url(service).toString();
        this.env = env;
        HttpClient.Builder b =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER);
        if (env.timeout() != null) {
            b.connectTimeout(env.timeout());
        }
        if (env.caFile() != null) {
            b.sslContext(CaFile.context(env.caFile()));
        }
        this.client = b.build();
    }

    private static String version() {
        String v = HttpWire.class.getPackage().getImplementationVersion();
        return v == null ? "dev" : v;
    }

    @Override
    public Reply send(Call call, Secret authorization) throws IOException {
        HttpRequest.Builder b = HttpRequest.newBuilder(URI.create(base + call.pathAndQuery()))
                .header("Accept", "application/json")
                .header("User-Agent", "ciel/" + version())
                .header("X-Globus-Client-Info", CLIENT_INFO);
        call.headers().forEach(h -> b.setHeader(h.getKey(), h.getValue()));
        List<Secret> secrets = new ArrayList<>(call.secrets());
        if (authorization != null) {
            b.setHeader("Authorization", authorization.reveal());
            secrets.add(authorization);
            secrets.add(Secret.of(
                    authorization.reveal().substring(authorization.reveal().indexOf(' ') + 1)));
        }
        if (call.contentType() != null) {
            b.setHeader("Content-Type", call.contentType());
        }
        b.method(
                call.method(),
                call.body() == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(call.body()));
        HttpResponse<byte[]> r = exchange(b.build(), call);
        Map<String, String> headers = new HashMap<>();
        r.headers().map().forEach((k, v) -> headers.put(k.toLowerCase(Locale.ROOT), String.join(", ", v)));
        return new Reply(r.statusCode(), headers, new String(r.body(), StandardCharsets.UTF_8), secrets);
    }

    /**
     * The limit covers the whole exchange, body included: a server that drips a byte a second must not hold a daemon
     * for hours.
     */
    private HttpResponse<byte[]> exchange(HttpRequest request, Call call) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> f = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return env.timeout() == null ? f.get() : f.get(env.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            f.cancel(true);
            throw new HttpTimeoutException(
                    call + ": no whole answer within " + env.timeout().toMillis() / 1000.0 + " s");
        } catch (InterruptedException e) {
            f.cancel(true);
            throw GlobusException.interrupted();
        } catch (ExecutionException e) {
            // The cause's text may quote the request line; the class and a short reason are what a reader needs.
            Throwable c = e.getCause() == null ? e : e.getCause();
            throw c instanceof IOException io
                    ? io
                    : new IOException(c.getClass().getSimpleName() + ": " + c.getMessage(), c);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
