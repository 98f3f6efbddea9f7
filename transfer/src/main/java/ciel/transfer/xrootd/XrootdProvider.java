package ciel.transfer.xrootd;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.NoDumps;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * {@code https://host:port/path} or {@code davs://...} (and http, dav without TLS). Settings: {@code http.token_file} a file with a bearer token, readable by its owner only, sent over TLS or to
 * this machine only; {@code http.ca} a PEM file of the authorities to trust instead of the platform's; {@code http.timeout} in seconds, default 60. Certificates and host names are always checked.
 */
public final class XrootdProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("http", "https", "dav", "davs");
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new SettingException("[xrootd] the address must be https://host:port/path, without user or password; tokens are read from http.token_file");
        }
        String scheme = url.getScheme().replace("davs", "https").replace("dav", "http");
        URI root = URI.create(scheme + "://" + url.getRawAuthority() + (url.getRawPath() == null ? "/" : url.getRawPath().replaceFirst("/+$", "")));
        String token = token(settings.get("http.token_file"));
        if (token != null && scheme.equals("http") && !isLoopback(url.getHost())) {
            throw new SettingException("[" + root + "] a token is not sent without TLS; use https");
        }
        HttpClient.Builder http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(20)).followRedirects(HttpClient.Redirect.NEVER);
        if (settings.containsKey("http.ca")) {
            http.sslContext(trusting(Path.of(settings.get("http.ca"))));
        }
        try {
            return new XrootdBackend(http.build(), root, token, Duration.ofSeconds(Math.max(1, Long.parseLong(settings.getOrDefault("http.timeout", "60")))));
        } catch (NumberFormatException e) {
            throw new SettingException("[http.timeout] is '" + settings.get("http.timeout") + "'; must be a number of seconds", e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }

    private static String token(String file) throws SettingException {
        if (file == null) {
            return null;
        }
        try {
            if (Files.getPosixFilePermissions(Path.of(file)).stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
                throw new SettingException("[http.token_file] '" + file + "' can be used by others than its owner; run 'chmod 600 " + file + "'");
            }
            NoDumps.ask();
            String token = Files.readString(Path.of(file)).strip();
            if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
                throw new SettingException("[http.token_file] '" + file + "' does not hold one bearer token");
            }
            return token;
        } catch (SettingException e) {
            throw e;
        } catch (IOException e) {
            throw new SettingException("[http.token_file] '" + file + "' cannot be read", e);
        }
    }

    private static SSLContext trusting(Path pem) throws SettingException {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int i = 0;
            for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + i++, c);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingException("[http.ca] '" + pem + "' cannot be used: " + e.getMessage(), e);
        }
    }
}
