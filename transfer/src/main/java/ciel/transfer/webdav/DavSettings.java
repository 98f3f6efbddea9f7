package ciel.transfer.webdav;

import ciel.transfer.NumberSetting;
import ciel.transfer.SettingException;
import ciel.transfer.credentials.Authorities;
import ciel.transfer.credentials.BearerToken;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * How to talk to a WebDAV server.
 *
 * @param token      bearer token, or null ({@code http.token_file}: a file that its owner only can use; read again when
 *     it has changed)
 * @param trusted    whose certificates are trusted, or null for the platform's ({@code http.ca}, a PEM file)
 * @param timeout    longest time without any progress, in either direction ({@code http.timeout}, s, 1 to 3600, default
 *     60)
 * @param tokenHosts other hosts than that of the address that get the token when the door redirects to them, by TLS
 *     ({@code http.token_hosts}, comma separated, {@code *.example.org} for all below; default none: pools of dCache and
 *     servers of XRootD do not need it)
 * @param plainPools whether a door with TLS may redirect to hosts without ({@code http.plain_pools}, default false)
 * @param thirdParty whether the destination's server fetches files from the source's ({@code http.third_party}, default
 *     false): both are WebDAV, and the destination is shown the token of the source
 */
record DavSettings(
        BearerToken token,
        SSLContext trusted,
        Duration timeout,
        List<String> tokenHosts,
        boolean plainPools,
        boolean thirdParty) {
    /** Names of the settings. */
    static final Set<String> NAMES = Set.of(
            "http.token_file", "http.ca", "http.timeout", "http.token_hosts", "http.plain_pools", "http.third_party");

    static DavSettings of(Map<String, String> settings) throws SettingException {
        return new DavSettings(
                BearerToken.of(settings, "http.token_file"),
                Authorities.of(settings, "http.ca"),
                Duration.ofSeconds(NumberSetting.of(settings, "http.timeout", 60, 1, 3600)),
                Arrays.stream(settings.getOrDefault("http.token_hosts", "").split(","))
                        .map(h -> h.strip().toLowerCase(Locale.ROOT))
                        .filter(h -> !h.isEmpty())
                        .toList(),
                flag(settings, "http.plain_pools"),
                flag(settings, "http.third_party"));
    }

    private static boolean flag(Map<String, String> settings, String name) throws SettingException {
        String value = settings.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new SettingException("[" + name + "] is '" + value + "'; must be true or false");
        }
        return Boolean.parseBoolean(value);
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (IOException e) {
            return false;
        }
    }
}
