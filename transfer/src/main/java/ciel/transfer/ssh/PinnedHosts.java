package ciel.transfer.ssh;

import ciel.transfer.SettingException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;

/**
 * Accepts the host keys that known_hosts has for this host, and no other. What was wrong is kept, because the library
 * only says that the exchange failed.
 */
final class PinnedHosts implements ServerKeyVerifier {
    private final Path file;
    private final String host;
    private final List<PublicKey> pinned = new ArrayList<>();
    private final List<PublicKey> revoked = new ArrayList<>();
    private final Set<String> types = new LinkedHashSet<>();
    private volatile String problem;

    PinnedHosts(Path file, String host, int port) throws SettingException {
        this.file = file;
        this.host = port == 22 ? host : "[" + host + "]:" + port;
        try {
            for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
                boolean match = entry.getHashedEntry() != null && port != 22
                        ? entry.getHashedEntry().isHostMatch(host, port)
                        : entry.isHostMatch(host, port);
                String marker = entry.getMarker();
                if (!match || marker != null && marker.equals("cert-authority")) {
                    continue;
                }
                PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
                if (key != null) {
                    (marker != null && marker.equals("revoked") ? revoked : pinned).add(key);
                    types.add(KeyUtils.getKeyType(key));
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SettingException("[ssh.known_hosts] '" + file + "' cannot be understood: " + e.getMessage(), e);
        }
    }

    /** @return key types pinned for this host, so that the server is asked for one of these first */
    Set<String> types() {
        return types;
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey key) {
        String print = KeyUtils.getFingerPrint(key);
        if (revoked.stream().anyMatch(k -> KeyUtils.compareKeys(k, key))) {
            problem = "the host key of " + host + " (" + print + ") is revoked in " + file;
            return false;
        }
        if (pinned.stream().anyMatch(k -> KeyUtils.compareKeys(k, key))) {
            return true;
        }
        problem = pinned.isEmpty()
                ? "the host key of " + host + " (" + print
                        + ") is not known; compare it with the fingerprint the site publishes, then add it to " + file
                : "the host key of " + host + " has changed to " + print
                        + "; someone may be listening in. Ask the site; if the change is theirs, replace the line in "
                        + file;
        return false;
    }

    /** @return what was wrong with a host key since this was made, or null */
    String problem() {
        return problem;
    }
}
