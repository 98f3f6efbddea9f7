package ciel.transfer.webdav;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * {@code https://host:port/path} or {@code davs://...} (and http, dav without TLS). Settings: see {@link DavSettings}.
 * Certificates and host names are always checked. A token is sent over TLS or to this machine only.
 */
public final class WebDavProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("http", "https", "dav", "davs");
    }

    @Override
    public Set<String> settings() {
        return DavSettings.NAMES;
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new SettingException(
                    "[webdav] the address must be https://host:port/path, without user or password; tokens are "
                            + "read from http.token_file");
        }
        String scheme = url.getScheme().replace("davs", "https").replace("dav", "http");
        URI root = URI.create(scheme + "://" + url.getRawAuthority()
                + (url.getRawPath() == null ? "/" : url.getRawPath().replaceFirst("/+$", "")));
        DavSettings dav = DavSettings.of(settings);
        if (dav.token() != null && scheme.equals("http") && !DavSettings.isLoopback(url.getHost())) {
            throw new SettingException("[" + root + "] a token is not sent without TLS; use https");
        }
        return new WebDavBackend(root, dav, Boolean.parseBoolean(settings.get("create")));
    }
}
