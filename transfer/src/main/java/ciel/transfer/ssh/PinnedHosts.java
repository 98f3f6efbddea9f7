package ciel.transfer.ssh;

import ciel.transfer.SettingException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
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
    private final List<Path> files;
    private final String host;
    private final String name;
    private final int port;
    private final List<PublicKey> pinned = new ArrayList<>();
    private final List<PublicKey> revoked = new ArrayList<>();
    private final Set<String> types = new LinkedHashSet<>();
    private String read = "";
    private volatile String problem;

    /**
     * @param files known_hosts files; those that are not there are passed over
     * @param host  name under which the key is pinned
     * @param port  22 if it is pinned by its name alone
     */
    PinnedHosts(List<Path> files, String host, int port) throws SettingException {
        this.files = List.copyOf(files);
        this.name = host;
        this.port = port;
        this.host = port == 22 ? host : "[" + host + "]:" + port;
        try {
            refresh();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SettingException("[ssh.known_hosts] " + files + " cannot be understood: " + e.getMessage(), e);
        }
    }

    /** Reads the files if one has changed: a person who mends them need not start the transfer again. */
    private synchronized void refresh() throws IOException, GeneralSecurityException {
        StringBuilder now = new StringBuilder();
        for (Path file : files) {
            if (Files.isReadable(file)) {
                now.append(Files.getLastModifiedTime(file))
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ');
            }
        }
        if (now.toString().equals(read)) {
            return;
        }
        pinned.clear();
        revoked.clear();
        types.clear();
        for (Path file : files) {
            if (Files.isReadable(file)) {
                read(file);
            }
        }
        read = now.toString();
    }

    private void read(Path file) throws IOException, GeneralSecurityException {
        for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(file)) {
            boolean match = entry.getHashedEntry() != null && port != 22
                    ? entry.getHashedEntry().isHostMatch(name, port)
                    : entry.isHostMatch(name, port);
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
    }

    /** @return key types pinned for this host, so that the server is asked for one of these first */
    Set<String> types() {
        return types;
    }

    @Override
    public synchronized boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey key) {
        try {
            refresh();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            problem = files + " cannot be understood: " + e.getMessage();
            return false;
        }
        String print = KeyUtils.getFingerPrint(key);
        if (revoked.stream().anyMatch(k -> KeyUtils.compareKeys(k, key))) {
            problem = "the host key of " + host + " (" + print + ") is revoked in " + names();
            return false;
        }
        if (pinned.stream().anyMatch(k -> KeyUtils.compareKeys(k, key))) {
            problem = null;
            return true;
        }
        problem = pinned.isEmpty()
                ? "the host key of " + host + " (" + print
                        + ") is not known; compare it with the fingerprint the site publishes, then add it to "
                        + names()
                : "the host key of " + host + " has changed to " + print
                        + "; someone may be listening in. Ask the site; if the change is theirs, replace the line in "
                        + names();
        return false;
    }

    private String names() {
        return files.size() == 1 ? files.getFirst().toString() : files.getFirst() + " or another known_hosts file";
    }

    /** @return what was wrong with the host key when it was last shown, or null */
    String problem() {
        return problem;
    }
}
