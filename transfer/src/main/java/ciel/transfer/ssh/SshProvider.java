package ciel.transfer.ssh;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ssh://user@host:port/absolute/path}, or {@code ssh://user@host/~/path} below the login
 * directory; {@code ssh://user@host} is the login directory itself. Host aliases, ports, users, keys and jump hosts of
 * {@code ~/.ssh/config} are honoured ({@code ssh.config}, a file or {@code none}). Settings: see {@link SshSettings}.
 */
public final class SshProvider implements BackendProvider {
    private static final Pattern HOST = Pattern.compile("(\\[[^\\]]+]|[^:\\[\\]]+)(?::([0-9]{1,5}))?");

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
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        int at = authority.lastIndexOf('@');
        String user =
                at < 0 ? null : StoragePath.ofUri(authority.substring(0, at)).toString();
        // Not URL's own parts: it knows no underscore in a host, but ssh_config does.
        Matcher host = HOST.matcher(authority.substring(at + 1));
        if (!host.matches() || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new SettingException("[ssh] the address must be ssh://user@host:port/path");
        }
        String name = host.group(1).replaceAll("^\\[|]$", "");
        if (user != null && user.indexOf(':') >= 0) {
            throw new SettingException(
                    "[ssh://" + name + "] has a password in its address; passwords are not used, only keys (ssh.key)");
        }
        SshTarget target =
                SshTarget.of(name, host.group(2) == null ? -1 : Integer.parseInt(host.group(2)), user, settings);
        SshSettings s = SshSettings.of(target, settings);
        String raw = url.getRawPath() == null ? "" : url.getRawPath();
        boolean home = raw.isEmpty() || raw.equals("/~") || raw.startsWith("/~/");
        String trimmed = (home && !raw.isEmpty() ? raw.substring(2) : raw).replaceAll("^/+|/+$", "");
        String path = StoragePath.ofUri(trimmed).latin1();
        SshConnections connections = new SshConnections(target, s);
        return new SshBackend(
                connections,
                home ? path.isEmpty() ? "." : path : "/" + path,
                connections.describe() + (home ? "/~/" : "/") + trimmed,
                s,
                Boolean.parseBoolean(settings.get("create")));
    }
}
