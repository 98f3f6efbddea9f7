package ciel.transfer.ssh;

import ciel.transfer.HumanException;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.credentials.Credential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.DHFactory;
import org.apache.sshd.common.kex.KeyExchangeFactory;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * SFTP channels to one server, several on each of several connections. A connection is bound to one core at either
 * end, so big streams want several; small requests
 * wait for each other's round trips less when many channels share a connection. A channel serves one act at a time:
 * the library's client cannot have two writers.
 * Broken ones are dropped; the next act opens another.
 */
final class SshConnections implements AutoCloseable {
    private static final long REKEY = 32L << 30;
    private static final long PACKET = 256L * 1024 - 4096;

    /** One channel, and the connection it is on. */
    static final class Lane {
        final ClientSession session;
        final Sftp sftp;
        private boolean busy = true;

        Lane(ClientSession session, Sftp sftp) {
            this.session = session;
            this.sftp = sftp;
        }

        boolean isAlive() {
            return session.isOpen() && sftp.isOpen();
        }
    }

    static {
        JdkSecurity.prefer();
    }

    private final SshTarget target;
    private final SshSettings settings;
    private final PinnedHosts pinned;
    private final SshClient client;
    private final List<Lane> lanes = new ArrayList<>();
    /** Channels on each connection, those being opened included; a connection being opened is counted apart. */
    private final Map<ClientSession, Integer> sessions = new HashMap<>();

    private int connecting;
    private boolean closed;

    SshConnections(SshTarget target, SshSettings settings) throws TransferException {
        this.target = target;
        this.settings = settings;
        this.pinned = target.pinnedAs().isEmpty()
                ? new PinnedHosts(settings.knownHosts(), target.host(), target.port())
                : new PinnedHosts(settings.knownHosts(), target.pinnedAs(), 22);
        this.client = client();
    }

    private SshClient client() throws TransferException {
        SshClient c = ClientBuilder.builder().keyExchangeFactories(exchanges()).build();
        c.setIoServiceFactoryFactory(new SshSockets(settings.timeout(), target.proxy()));
        c.setServerKeyVerifier(pinned);
        c.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        // Asked for each connection: a certificate that ended is followed by a new one.
        c.setKeyIdentityProvider(session -> settings.identities().keys().stream()
                .flatMap(k -> k.pairs().stream())
                .toList());
        if (!settings.identities().agent().isEmpty()) {
            c.setAgentFactory(Agent.factory(
                    settings.identities().agent(), settings.identities().wanted()));
        }
        c.setCipherFactories(ciphers());
        c.setUserAuthFactoriesNames("publickey");
        List<NamedFactory<Signature>> signatures = new ArrayList<>(c.getSignatureFactories());
        signatures.sort(Comparator.comparing(
                f -> !pinned.types().contains(f.getName().replaceFirst("^rsa-sha2-.*", "ssh-rsa"))));
        c.setSignatureFactories(signatures);
        CoreModuleProperties.WINDOW_SIZE.set(c, SftpChannel.WINDOW);
        CoreModuleProperties.MAX_PACKET_SIZE.set(c, PACKET);
        CoreModuleProperties.LIMIT_PACKET_SIZE.set(c, 4 * PACKET);
        // As OpenSSH, which changes keys when the cipher wants it (RFC 4344: 2^32 blocks), not after each gigabyte.
        CoreModuleProperties.REKEY_BYTES_LIMIT.set(c, REKEY);
        // A server that is silent for one to two of these is given up.
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(c, settings.timeout().dividedBy(2));
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(c, 1);
        CoreModuleProperties.IO_CONNECT_TIMEOUT.set(c, settings.timeout());
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(c, settings.timeout().multipliedBy(2));
        c.start();
        return c;
    }

    private List<NamedFactory<Cipher>> ciphers() throws SettingException {
        List<NamedFactory<Cipher>> out = new ArrayList<>();
        for (String name : settings.ciphers()) {
            NamedFactory<Cipher> cipher = BuiltinCiphers.resolveFactory(name.trim());
            if (cipher == null) {
                throw new SettingException(
                        "[ssh.ciphers] '" + name + "' is not known; such as aes128-gcm@openssh.com,aes128-ctr");
            }
            out.add(cipher);
        }
        return out;
    }

    private List<KeyExchangeFactory> exchanges() throws SettingException {
        List<KeyExchangeFactory> out = new ArrayList<>();
        for (String name : settings.exchanges()) {
            DHFactory exchange = BuiltinDHFactories.resolveFactory(name.trim());
            if (exchange == null) {
                throw new SettingException(
                        "[ssh.kex] '" + name + "' is not known; such as curve25519-sha256,ecdh-sha2-nistp256");
            }
            out.add(ClientBuilder.DH2KEX.apply(exchange));
        }
        return out;
    }

    String describe() {
        return target.describe();
    }

    Lane take() throws TransferException {
        ClientSession shared;
        synchronized (lanes) {
            while (true) {
                if (closed) {
                    throw new TransientException("[" + describe() + "] the connection was closed");
                }
                lanes.removeIf(l -> !l.isAlive());
                sessions.keySet().removeIf(s -> !s.isOpen());
                Lane idle = lanes.stream().filter(l -> !l.busy).findFirst().orElse(null);
                if (idle != null) {
                    idle.busy = true;
                    return idle;
                }
                if (sessions.size() + connecting < settings.connections()) {
                    connecting++;
                    shared = null;
                    break;
                }
                shared = sessions.entrySet().stream()
                        .min(Map.Entry.comparingByValue())
                        .filter(e -> e.getValue() < settings.channels())
                        .map(Map.Entry::getKey)
                        .orElse(null);
                if (shared != null) {
                    sessions.merge(shared, 1, Integer::sum);
                    break;
                }
                await();
            }
        }
        return shared == null ? connect() : another(shared);
    }

    private void await() throws TransientException {
        try {
            lanes.wait(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException("[" + describe() + "] interrupted", e);
        }
    }

    void give(Lane lane) {
        synchronized (lanes) {
            lane.busy = false;
            lanes.notifyAll();
        }
    }

    /** An error of the connection itself: nobody else should use this channel. */
    void drop(Lane lane) {
        synchronized (lanes) {
            if (lanes.remove(lane)) {
                sessions.computeIfPresent(lane.session, (s, n) -> n - 1);
            }
            lanes.notifyAll();
        }
        try {
            lane.sftp.close();
        } catch (RuntimeException e) {
            lane.session.close(true);
        }
    }

    private Lane connect() throws TransferException {
        Duration timeout = settings.timeout();
        ClientSession session = null;
        Lane lane = null;
        try {
            session = client.connect(target.user(), address()).verify(timeout).getSession();
            session.auth().verify(timeout);
            lane = new Lane(session, Sftp.open(session, settings.timeout()));
            return lane;
        } catch (IOException e) {
            throw explain(session, e);
        } finally {
            synchronized (lanes) {
                connecting--;
                if (lane != null) {
                    sessions.put(session, 1);
                    lanes.add(lane);
                }
                lanes.notifyAll();
            }
            if (lane == null && session != null) {
                session.close(true);
            }
        }
    }

    /** Behind a proxy the name may mean nothing here; the command has it. */
    private InetSocketAddress address() {
        return target.proxy().isEmpty()
                ? new InetSocketAddress(target.host(), target.port())
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port());
    }

    private Lane another(ClientSession session) throws TransferException {
        Lane lane = null;
        try {
            lane = new Lane(session, Sftp.open(session, settings.timeout()));
            return lane;
        } catch (IOException e) {
            throw explain(session, e);
        } finally {
            synchronized (lanes) {
                if (lane != null) {
                    lanes.add(lane);
                } else {
                    sessions.computeIfPresent(session, (s, n) -> n - 1);
                }
                lanes.notifyAll();
            }
        }
    }

    /** @return what is to be said of certificates that have ended, or nothing */
    private String ended() {
        StringBuilder out = new StringBuilder();
        for (KeyFile key : settings.identities().keys()) {
            try {
                key.end().filter(end -> end.isBefore(Instant.now())).ifPresent(end -> out.append("; ")
                        .append(key.name())
                        .append(" ended at ")
                        .append(end)
                        .append(": ")
                        .append(key.remedy()));
            } catch (TransferException unreadable) {
                // it was not offered, then
            }
        }
        return out.toString();
    }

    /** What opens this server and may end. */
    List<Credential> credentials() {
        return List.copyOf(settings.identities().keys());
    }

    private TransferException explain(ClientSession session, IOException e) {
        if (e instanceof TransferException ours) {
            return ours;
        }
        if (pinned.problem() != null) {
            return new HumanException("[" + describe() + "] " + pinned.problem(), e);
        }
        String text = String.valueOf(e.getMessage());
        if (e instanceof SshException && text.contains("No more authentication methods")) {
            return new HumanException(
                    "[" + describe() + "] the server refuses "
                            + settings.identities().names()
                            + ended()
                            + "; put the public half into authorized_keys there"
                            + (settings.identities().agent().isEmpty()
                                    ? ""
                                    : ", or load the key with ssh-add; the ssh-agent was asked, too"),
                    e);
        }
        if (session != null && session.isAuthenticated() && session.isOpen() && (text.contains("subsystem"))) {
            return new HumanException(
                    "[" + describe()
                            + "] the server does not offer SFTP to this key; a restricted key needs "
                            + "command=\"internal-sftp\" or ForceCommand internal-sftp",
                    e);
        }
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof UnknownHostException || t instanceof UnresolvedAddressException) {
                return new TransientException(
                        "[" + describe() + "] the host name '" + target.host() + "' cannot be resolved"
                                + (target.config() == null
                                        ? "; there is no ~/.ssh/config that could know it"
                                        : "; " + target.config() + " was read"),
                        e);
            }
        }
        return new TransientException("[" + describe() + "] connecting: " + text, e);
    }

    @Override
    public void close() {
        synchronized (lanes) {
            closed = true;
            sessions.keySet().forEach(session -> session.close(true));
            sessions.clear();
            lanes.clear();
            lanes.notifyAll();
        }
        client.stop();
    }
}
