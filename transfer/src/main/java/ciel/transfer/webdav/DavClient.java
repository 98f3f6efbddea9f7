package ciel.transfer.webdav;

import ciel.transfer.DeniedException;
import ciel.transfer.HumanException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.credentials.BearerToken;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP as a storage server wants it, by Apache HttpClient: no request ends because it takes long, every one ends when
 * nothing moves for {@link DavSettings#timeout()}, in either direction. Redirections are followed here and not by the
 * library: a door of dCache sends GET and PUT to pools, and the token goes only to hosts that may have it.
 */
final class DavClient implements AutoCloseable {
    private static final int MOST_REDIRECTIONS = 10;
    private static final int MOST_CONNECTIONS = 128;
    private static final Set<Integer> REDIRECTED = Set.of(301, 302, 303, 307, 308);
    /** A door may think for a while before it names a pool. After this the body is sent without a word from it. */
    private static final long WAIT_FOR_CONTINUE_MILLIS = 10_000;

    private final URI door;
    private final DavSettings settings;
    private final CloseableHttpClient http;
    private final StallWatch stalls;

    DavClient(URI door, DavSettings settings) {
        this.door = door;
        this.settings = settings;
        this.stalls = new StallWatch(settings.timeout());
        Timeout silence = Timeout.ofMilliseconds(settings.timeout().toMillis());
        Timeout connecting =
                Timeout.ofMilliseconds(Math.min(20_000, settings.timeout().toMillis()));
        SSLContext trusted = settings.trusted();
        this.http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_CONNECTIONS)
                        .setTlsSocketStrategy(
                                trusted == null
                                        ? DefaultClientTlsStrategy.createDefault()
                                        : new DefaultClientTlsStrategy(trusted))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connecting)
                                .setSocketTimeout(silence)
                                .build())
                        // Names travel as bytes, in headers too: XRootD takes Destination as it stands.
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .charCodingConfig(CharCodingConfig.custom()
                                        .setCharset(StandardCharsets.ISO_8859_1)
                                        .build())
                                .build())
                        .build())
                .setRequestExecutor(new AskingExecutor(Timeout.ofMilliseconds(
                        Math.min(WAIT_FOR_CONTINUE_MILLIS, settings.timeout().toMillis()))))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(silence)
                        .setConnectionRequestTimeout(Timeout.DISABLED)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .setUserAgent("ciel")
                .build();
    }

    /** A request to be made as often as there are redirections. */
    interface Maker {
        /**
         * @param target where to
         * @return the request, without credentials
         */
        HttpUriRequestBase make(URI target) throws TransferException;
    }

    StallWatch stalls() {
        return stalls;
    }

    /** Settings of a request whose answer may take longer than most, such as a checksum of a large file. */
    RequestConfig patient(long extraMillis) {
        return RequestConfig.custom()
                .setResponseTimeout(settings.timeout().toMillis() + extraMillis, TimeUnit.MILLISECONDS)
                .setConnectionRequestTimeout(Timeout.DISABLED)
                .setProtocolUpgradeEnabled(false)
                .build();
    }

    /** Settings of a request that sends its body only when the server has said that it wants it. */
    RequestConfig asking() {
        return RequestConfig.copy(patient(0)).setExpectContinueEnabled(true).build();
    }

    /**
     * @param act   what is tried, with address and path
     * @param first where to
     * @param maker of the request
     * @return the answer, which the caller closes; a redirection has been followed
     */
    ClassicHttpResponse send(String act, URI first, Maker maker) throws TransferException {
        URI target = first;
        for (int hop = 0; hop <= MOST_REDIRECTIONS; hop++) {
            HttpUriRequestBase request = maker.make(target);
            String token = tokenFor(target);
            if (token != null) {
                request.setHeader("Authorization", "Bearer " + token);
            }
            ClassicHttpResponse answer = exchange(act, target, request);
            int status = answer.getCode();
            if (!REDIRECTED.contains(status)) {
                refuseUnauthorized(act, answer, token);
                return answer;
            }
            Header location = answer.getFirstHeader("Location");
            close(answer);
            if (location == null) {
                throw new TransientException(act + ": HTTP " + status + " without a Location");
            }
            target = next(act, target, location.getValue());
        }
        throw new TransientException(act + ": more than " + MOST_REDIRECTIONS + " redirections");
    }

    private ClassicHttpResponse exchange(String act, URI target, HttpUriRequestBase request) throws TransferException {
        HttpHost host = new HttpHost(target.getScheme(), target.getHost(), target.getPort());
        try {
            try {
                return http.executeOpen(host, request, HttpClientContext.create());
            } catch (NoHttpResponseException e) {
                // A connection that the server had closed while it was idle; what changes nothing is asked again.
                if (request.getEntity() == null
                        && Set.of("GET", "HEAD", "PROPFIND").contains(request.getMethod())) {
                    return http.executeOpen(host, request, HttpClientContext.create());
                }
                throw e;
            }
        } catch (IOException e) {
            throw HttpErrors.of(act, settings.timeout(), e);
        }
    }

    private URI next(String act, URI from, String location) throws TransferException {
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new TransientException(act + ": redirected to what is no address: '" + location + "'");
        }
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || to.getHost() == null) {
            throw new DeniedException(act + ": redirected to '" + scheme + ":', which is not followed");
        }
        if (scheme.equals("http")
                && from.getScheme().equals("https")
                && !settings.plainPools()
                && !DavSettings.isLoopback(to.getHost())) {
            throw new DeniedException(act + ": redirected to " + to.getHost()
                    + " without TLS, where others can read the bytes; if the site means it, set http.plain_pools=true");
        }
        return to;
    }

    /** The token goes to the door, and by TLS to hosts that a setting names. */
    private String tokenFor(URI target) throws HumanException {
        BearerToken token = settings.token();
        if (token == null) {
            return null;
        }
        boolean same = target.getScheme().equals(door.getScheme())
                && target.getHost().equalsIgnoreCase(door.getHost())
                && port(target) == port(door);
        return same || target.getScheme().equals("https") && isNamed(target.getHost()) ? token.value() : null;
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
    }

    private boolean isNamed(String host) {
        List<String> names = settings.tokenHosts();
        String lower = host.toLowerCase(Locale.ROOT);
        return names.stream().anyMatch(n -> n.startsWith("*.") ? lower.endsWith(n.substring(1)) : lower.equals(n));
    }

    private void refuseUnauthorized(String act, ClassicHttpResponse answer, String token) throws TransferException {
        int status = answer.getCode();
        if (status != 401 && status != 403 || token == null) {
            return;
        }
        TransferException why = settings.token().expired(act, token).orElse(null);
        if (why == null && status == 401) {
            why = token.equals(settings.token().value())
                    ? new HumanException(act + ": HTTP 401, the server does not take the token; "
                            + settings.token().remedy())
                    : new TransientException(act + ": HTTP 401; the token has been renewed since, it is tried again");
        }
        if (why != null) {
            close(answer);
            throw why;
        }
    }

    static void close(ClassicHttpResponse answer) {
        try {
            answer.close();
        } catch (IOException e) {
            // what was wanted of it has been read
        }
    }

    @Override
    public void close() {
        stalls.close();
        http.close(CloseMode.IMMEDIATE);
    }
}
