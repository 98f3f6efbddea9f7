package ciel.transfer.xrootd;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.xrootd.protocol.Endpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * {@code root://host:1094//absolute/path} (or xroot) and {@code roots://...} (or xroots), where TLS is demanded. On
 * {@code root:} TLS is used if the server wants it or a token is to be sent. Settings:
 * see {@link XrootdSettings}. Certificates and host names are always checked.
 */
public final class XrootdProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("root", "xroot", "roots", "xroots");
    }

    @Override
    public Set<String> settings() {
        return XrootdSettings.NAMES;
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        String user = url.getUserInfo() == null ? System.getProperty("user.name") : url.getUserInfo();
        if (url.getHost() == null
                || user.indexOf(':') >= 0
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new SettingException(
                    "[root] the address must be root://host:1094//path, without a password or anything behind "
                            + "the path; tokens are read from xrootd.token_file");
        }
        String scheme = url.getScheme().replaceFirst("^x", "");
        Endpoint server = new Endpoint(
                url.getHost().replaceAll("^\\[|]$", ""), url.getPort() < 0 ? Endpoint.USUAL_PORT : url.getPort());
        String raw = url.getRawPath() == null
                ? ""
                : url.getRawPath().replaceAll("/+", "/").replaceAll("^/|/$", "");
        StoragePath path = StoragePath.ofUri(raw);
        if (path.latin1().indexOf('?') >= 0) {
            throw new SettingException(
                    "[root] the path of the address holds a question mark, which XRootD takes for the end of the name");
        }
        byte[] root = path.isRoot() ? new byte[0] : ("/" + path.latin1()).getBytes(StandardCharsets.ISO_8859_1);
        return new XrootdBackend(
                XrootdSettings.of(settings, scheme.equals("roots"), user),
                server,
                root,
                scheme + "://" + server + "//" + path.uri(),
                Boolean.parseBoolean(settings.get("create")));
    }
}
