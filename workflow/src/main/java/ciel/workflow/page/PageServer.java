package ciel.workflow.page;

import ciel.sim.UnavailableException;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Serves the page of the campaigns of one ledger. Every request goes through {@link RequestGuard} first. The page can be
 * read with any browser; it needs nothing from another server.
 */
public final class PageServer implements AutoCloseable {
    /** How often the browsers get changes. */
    private static final Duration PERIOD = Duration.ofMillis(700);
    /** Scripts and styles of this server only; no eval, no frame around the page, no form. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
            + " connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private final Server server;
    private final PageFeed feed;
    private final PageSettings settings;
    private final int port;

    /**
     * Starts to serve.
     *
     * @param control what a holder of the token for acting can do
     * @param texts   further plain texts by path, such as {@code /metrics}
     * @throws UnavailableException when the port is taken
     */
    public PageServer(
            PageSettings settings, PageSource source, PageControl control, Map<String, Supplier<String>> texts) {
        this(settings, source, control, texts, PERIOD);
    }

    PageServer(
            PageSettings settings,
            PageSource source,
            PageControl control,
            Map<String, Supplier<String>> texts,
            Duration period) {
        this.settings = settings;
        VirtualThreadPool threads = new VirtualThreadPool();
        threads.setName("page");
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(8192);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(settings.address());
        connector.setPort(settings.port());
        connector.setReuseAddress(true);
        server.addConnector(connector);
        server.setErrorHandler((request, response, callback) -> {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0L);
            callback.succeeded();
            return true;
        });
        try {
            connector.open();
        } catch (IOException e) {
            boolean taken = e instanceof BindException || e.getCause() instanceof BindException;
            throw new UnavailableException(
                    "the page cannot be served on " + settings.address() + ":" + settings.port() + ": "
                            + (taken ? "the address is in use or is not one of this machine" : e.getMessage()),
                    "give another port; 0 takes a free one",
                    e);
        }
        port = connector.getLocalPort();
        feed = new PageFeed(source, period);
        PageRequests requests = new PageRequests(
                source, control, feed, texts, !settings.actToken().isEmpty());
        server.setHandler(new Guarded(new RequestGuard(settings, port), requests));
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new UnavailableException(
                    "the page cannot be served: " + e.getMessage(), "the log has more; try again", e);
        }
    }

    /** @return where the page is */
    public String url() {
        String host = settings.address().contains(":") ? "[" + settings.address() + "]" : settings.address();
        return "http://" + host + ":" + port + "/";
    }

    /** Ends all connections. */
    @Override
    public void close() {
        feed.close();
        try {
            server.setStopTimeout(0);
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The page's server does not end", e);
        }
    }

    /** The guard, the headers of every answer, and then the request itself. */
    private static final class Guarded extends Handler.Abstract {
        private final RequestGuard guard;
        private final PageRequests requests;

        Guarded(RequestGuard guard, PageRequests requests) {
            this.guard = guard;
            this.requests = requests;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            var out = response.getHeaders();
            out.put("Content-Security-Policy", POLICY);
            out.put("X-Content-Type-Options", "nosniff");
            out.put("Cross-Origin-Resource-Policy", "same-origin");
            out.put("Cross-Origin-Opener-Policy", "same-origin");
            out.put("Referrer-Policy", "no-referrer");
            out.put("Cache-Control", "no-store");
            out.put("X-Accel-Buffering", "no");
            Optional<RequestGuard.Refusal> refusal = guard.check(facts(request));
            if (refusal.isPresent()) {
                out.put(HttpHeader.CONNECTION, "close"); // an unread body is not looked at
                PageRequests.text(
                        response,
                        callback,
                        refusal.get().status(),
                        refusal.get().reason());
            } else {
                requests.answer(request, response, callback);
            }
            return true;
        }

        private static RequestGuard.Facts facts(Request request) {
            var headers = request.getHeaders();
            List<String> hosts = headers.getValuesList(HttpHeader.HOST);
            return new RequestGuard.Facts(
                    request.getMethod(),
                    Request.getPathInContext(request),
                    hosts,
                    headers.getValuesList(HttpHeader.ORIGIN),
                    headers.getValuesList("Sec-Fetch-Site"),
                    headers.get(HttpHeader.CONTENT_TYPE),
                    headers.get(RequestGuard.TOKEN_HEADER));
        }
    }
}
