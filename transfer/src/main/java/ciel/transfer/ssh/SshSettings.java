package ciel.transfer.ssh;

import ciel.transfer.NumberSetting;
import ciel.transfer.SettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to reach an ssh server.
 *
 * @param identities  what logs in: {@code ssh.key}, a private key file, readable by its owner only; without it the
 *      IdentityFiles of ssh_config or {@code ~/.ssh/id_ed25519}, {@code id_ecdsa}, {@code id_rsa}, and the keys of the
 *      agent ({@code ssh.agent}, a socket or {@code none}, default {@code SSH_AUTH_SOCK})
 * @param knownHosts  pinned host keys ({@code ssh.known_hosts}, default those of ssh_config or
 *      {@code ~/.ssh/known_hosts}); no connection is made to a host that is not in them
 * @param connections connections at a time, 1 to 64 ({@code ssh.connections}, default 8): one connection is
 *      bound to one core
 * @param channels    SFTP channels on one connection, 1 to 64 ({@code ssh.channels}, default 8; OpenSSH allows
 *      10 unless MaxSessions says otherwise)
 * @param timeout     of connecting, authenticating, and of a silent server ({@code ssh.timeout} in seconds, default 30)
 * @param ciphers     names in order of preference ({@code ssh.ciphers}, comma separated; default AES-GCM and
 *      AES-CTR, which processors do in hardware)
 * @param exchanges   key exchanges in order of preference ({@code ssh.kex}, comma separated; default ML-KEM with
 *      X25519, which OpenSSH has from 9.9, then X25519, then others; sntrup761
 *                    comes late because it costs a new Java process a quarter of a second)
 * @param request     size of a read or write request (byte), 4096 to 261120 ({@code ssh.request}, default
 *      261120, the most OpenSSH takes)
 */
record SshSettings(
        Identities identities,
        List<Path> knownHosts,
        int connections,
        int channels,
        Duration timeout,
        List<String> ciphers,
        List<String> exchanges,
        int request) {
    /** Names of the settings. */
    static final Set<String> NAMES = Set.of(
            "ssh.key",
            "ssh.certificate",
            "ssh.agent",
            "ssh.config",
            "ssh.known_hosts",
            "ssh.connections",
            "ssh.channels",
            "ssh.timeout",
            "ssh.ciphers",
            "ssh.kex",
            "ssh.request");

    private static final String CIPHERS =
            "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes256-ctr,chacha20-poly1305@openssh.com";
    private static final String EXCHANGES =
            "mlkem768x25519-sha256,curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
                    + "sntrup761x25519-sha512,sntrup761x25519-sha512@openssh.com,diffie-hellman-group-exchange-sha256,"
                    + "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512";

    static SshSettings of(SshTarget target, Map<String, String> settings) throws SettingException {
        JdkSecurity.prefer();
        Identities identities = Identities.of(target, settings);
        List<Path> known = settings.containsKey("ssh.known_hosts")
                ? List.of(Path.of(settings.get("ssh.known_hosts")))
                : target.knownHosts().isEmpty()
                        ? List.of(SshTarget.home().resolve(".ssh").resolve("known_hosts"))
                        : target.knownHosts();
        if (known.stream().noneMatch(Files::isReadable)) {
            throw new SettingException("[ssh.known_hosts] '" + known.getFirst()
                    + "' cannot be read; make it with 'ssh-keyscan HOST' and compare the fingerprint "
                    + "with the one the site publishes");
        }
        return new SshSettings(
                identities,
                known,
                NumberSetting.of(settings, "ssh.connections", 8, 1, 64),
                NumberSetting.of(settings, "ssh.channels", 8, 1, 64),
                Duration.ofSeconds(NumberSetting.of(settings, "ssh.timeout", 30, 1, 3600)),
                List.of(settings.getOrDefault("ssh.ciphers", CIPHERS).split(",")),
                List.of(settings.getOrDefault("ssh.kex", EXCHANGES).split(",")),
                NumberSetting.of(settings, "ssh.request", 261_120, 4096, 261_120));
    }
}
