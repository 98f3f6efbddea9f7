package ciel.transfer.ssh;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/**
 * {@code ssh://user@host:port/absolute/path}, or {@code ssh://user@host/~/path} below the login directory. Settings:
 * see {@link SshSettings}.
 */
public final class SshProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("ssh", "sftp");
    }

    @Override
    public Set<String> settings() {
        return SshSettings.NAMES;
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        if (url.getHost() == null) {
            throw new SettingException("[ssh] the address must be ssh://user@host:port/path");
        }
        String user = url.getUserInfo() == null ? System.getProperty("user.name") : url.getUserInfo();
        if (user.indexOf(':') >= 0) {
            throw new SettingException("[ssh://" + url.getHost()
                    + "] has a password in its address; passwords are not used, only keys (ssh.key)");
        }
        SshSettings s = SshSettings.of(settings);
        int port = url.getPort() < 0 ? 22 : url.getPort();
        String raw = url.getRawPath() == null ? "" : url.getRawPath();
        boolean home = raw.equals("/~") || raw.startsWith("/~/");
        String trimmed = (home ? raw.substring(2) : raw).replaceAll("^/+|/+$", "");
        String path = StoragePath.ofUri(trimmed).latin1();
        SshConnections connections = new SshConnections(user, url.getHost(), port, s);
        return new SshBackend(
                connections,
                home ? path.isEmpty() ? "." : path : "/" + path,
                connections.describe() + (home ? "/~/" : "/") + trimmed,
                s);
    }
}
