package ciel.transfer.ssh;

import ciel.transfer.NumberSetting;
import ciel.transfer.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How to reach an ssh server.
 *
 * @param key         private key file, readable by its owner only, without passphrase ({@code ssh.key}, default
 *      {@code ~/.ssh/id_ed25519})
 * @param knownHosts  pinned host keys ({@code ssh.known_hosts}, default {@code ~/.ssh/known_hosts}); a host that
 *      is not in it is not talked to
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
        Path key,
        Path knownHosts,
        int connections,
        int channels,
        Duration timeout,
        List<String> ciphers,
        List<String> exchanges,
        int request) {
    /** Names of the settings. */
    static final Set<String> NAMES = Set.of(
            "ssh.key",
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

    static SshSettings of(Map<String, String> settings) throws SettingException {
        Path ssh = Path.of(System.getProperty("user.home"), ".ssh");
        Path key = Path.of(
                settings.getOrDefault("ssh.key", ssh.resolve("id_ed25519").toString()));
        Path known = Path.of(settings.getOrDefault(
                "ssh.known_hosts", ssh.resolve("known_hosts").toString()));
        checkKey(key);
        if (!Files.isReadable(known)) {
            throw new SettingException("[ssh.known_hosts] '" + known
                    + "' cannot be read; make it with 'ssh-keyscan HOST' and compare the fingerprint "
                    + "with the one the site publishes");
        }
        return new SshSettings(
                key,
                known,
                NumberSetting.of(settings, "ssh.connections", 8, 1, 64),
                NumberSetting.of(settings, "ssh.channels", 8, 1, 64),
                Duration.ofSeconds(NumberSetting.of(settings, "ssh.timeout", 30, 1, 3600)),
                List.of(settings.getOrDefault("ssh.ciphers", CIPHERS).split(",")),
                List.of(settings.getOrDefault("ssh.kex", EXCHANGES).split(",")),
                NumberSetting.of(settings, "ssh.request", 261_120, 4096, 261_120));
    }

    private static void checkKey(Path key) throws SettingException {
        try {
            if (!Files.isReadable(key)) {
                throw new SettingException(
                        "[ssh.key] '" + key + "' cannot be read; make one with 'ssh-keygen -t ed25519 -f " + key + "'");
            }
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
            if (mode.stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
                throw new SettingException(
                        "[ssh.key] '" + key + "' can be used by others than its owner; run 'chmod 600 " + key + "'");
            }
        } catch (IOException e) {
            throw new SettingException("[ssh.key] '" + key + "': " + e.getMessage(), e);
        }
    }
}
