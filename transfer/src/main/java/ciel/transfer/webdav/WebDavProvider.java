package ciel.transfer.webdav;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.credentials.Authorities;
import ciel.transfer.credentials.TokenFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * {@code https://host:port/path} or {@code davs://...} (and http, dav without TLS). Settings: {@code http.token_file}
 * a file with a bearer token, readable by its owner only, sent over TLS or to
 * this machine only; {@code http.ca} a PEM file of the authorities to trust instead of the platform's; {@code
 * http.timeout} in seconds, default 60. Certificates and host names are always checked.
 */
public final class WebDavProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("http", "https", "dav", "davs");
    }

    @Override
    public Set<String> settings() {
        return Set.of("http.token_file", "http.ca", "http.timeout");
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new SettingException(
                    "[xrootd] the address must be https://host:port/path, without user or password; tokens are "
                            + "read from http.token_file");
        }
        String scheme = url.getScheme().replace("davs", "https").replace("dav", "http");
        URI root = URI.create(scheme + "://" + url.getRawAuthority()
                + (url.getRawPath() == null ? "/" : url.getRawPath().replaceFirst("/+$", "")));
        String token = TokenFile.read(settings, "http.token_file");
        if (token != null && scheme.equals("http") && !isLoopback(url.getHost())) {
            throw new SettingException("[" + root + "] a token is not sent without TLS; use https");
        }
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20))
                .followRedirects(HttpClient.Redirect.NEVER);
        if (settings.containsKey("http.ca")) {
            http.sslContext(Authorities.of(settings, "http.ca"));
        }
        try {
            return new WebDavBackend(
                    http.build(),
                    root,
                    token,
                    Duration.ofSeconds(Math.max(1, Long.parseLong(settings.getOrDefault("http.timeout", "60")))));
        } catch (NumberFormatException e) {
            throw new SettingException(
                    "[http.timeout] is '" + settings.get("http.timeout") + "'; must be a number of seconds", e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
