package ciel.transfer.ssh;

import ciel.transfer.NoDumps;
import ciel.transfer.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * What logs in: keys of files, and keys of the user's agent.
 *
 * @param keys   of files without passphrase, with their certificates
 * @param agent  socket of the agent, or empty
 * @param wanted which keys of the agent are offered
 * @param names  the files, for messages
 */
record Identities(List<KeyFile> keys, String agent, Predicate<PublicKey> wanted, String names) {
    private static final String OPENSSH = "openssh-key-v1\0";

    /**
     * @param settings with {@code ssh.key}, which is then the only key that is offered
     * @throws SettingException if a key cannot be used, or there is none at all
     */
    static Identities of(SshTarget target, Map<String, String> settings) throws SettingException {
        String named = settings.get("ssh.key");
        List<Path> files = new ArrayList<>();
        if (named != null) {
            files.add(Path.of(named));
        } else {
            List<Path> usual = new ArrayList<>(target.identities());
            if (usual.isEmpty()) {
                for (String name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
                    usual.add(SshTarget.home().resolve(".ssh").resolve(name));
                }
            }
            usual.stream().filter(f -> Files.exists(f) || Files.exists(half(f))).forEach(files::add);
        }
        String agent = agent(target);
        List<KeyFile> keys = new ArrayList<>();
        List<PublicKey> inAgent = new ArrayList<>();
        for (Path file : files) {
            load(file, certificate(file, settings), agent, named != null, keys, inAgent);
        }
        boolean only = named != null || target.only();
        boolean ask = !agent.isEmpty() && (!only || !inAgent.isEmpty());
        if (keys.isEmpty() && !ask) {
            throw new SettingException(
                    "[ssh.key] no key was found to log in as " + target.describe() + " with: looked at "
                            + (files.isEmpty() ? "~/.ssh" : files) + " and "
                            + (agent.isEmpty() ? "no ssh-agent (SSH_AUTH_SOCK is not set)" : "the ssh-agent")
                            + "; make one with 'ssh-keygen -t ed25519', or name one with ssh.key=FILE");
        }
        return new Identities(
                keys,
                ask ? agent : "",
                key -> !only || inAgent.stream().anyMatch(k -> KeyUtils.compareKeys(k, key)),
                files.isEmpty() ? "the ssh-agent" : files.toString().replaceAll("^\\[|]$", ""));
    }

    private static String agent(SshTarget target) {
        if (target.agent().equals("none")) {
            return "";
        }
        String path = target.agent().isEmpty() ? System.getenv("SSH_AUTH_SOCK") : target.agent();
        return path == null ? "" : path;
    }

    private static Path half(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    /** @return the certificate of a key: that of the settings, or the one beside the key, as ssh-keygen names it */
    private static Path certificate(Path file, Map<String, String> settings) throws SettingException {
        String named = settings.get("ssh.certificate");
        if (named != null && !Files.isReadable(Path.of(named))) {
            throw new SettingException("[ssh.certificate] '" + named
                    + "' cannot be read; get a certificate from the site and put it there");
        }
        return named != null ? Path.of(named) : file.resolveSibling(file.getFileName() + "-cert.pub");
    }

    private static void load(
            Path file, Path certificate, String agent, boolean named, List<KeyFile> keys, List<PublicKey> inAgent)
            throws SettingException {
        PublicKey known = publicHalf(file);
        if (known != null) {
            inAgent.add(known);
        }
        if (!Files.exists(file) || isPublic(file)) {
            if (known == null || agent.isEmpty()) {
                throw new SettingException("[ssh.key] '" + file
                        + "' cannot be read; make one with 'ssh-keygen -t ed25519 -f " + file + "'");
            }
            return;
        }
        check(file);
        NoDumps.ask();
        try {
            keys.add(new KeyFile(file, certificate));
        } catch (RuntimeException e) {
            if (known != null && !agent.isEmpty()) {
                return; // with a passphrase: the agent may have it
            }
            if (named) {
                throw new SettingException("[ssh.key] '" + file
                        + "' cannot be used: it has a passphrase or is not a private key. Passphrases are not asked for: "
                        + (agent.isEmpty()
                                ? "start ssh-agent (SSH_AUTH_SOCK is not set) and run 'ssh-add " + file + "'"
                                : "run 'ssh-add " + file + "', so that the agent has it"));
            }
        }
    }

    private static void check(Path key) throws SettingException {
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

    private static boolean isPublic(Path file) {
        try {
            return Files.size(file) < 100_000 && Files.readString(file).matches("(?s)(ssh|ecdsa|sk)-[a-z0-9@.-]+ .*");
        } catch (IOException e) {
            return false;
        }
    }

    /** @return the public half, from the file itself or the one beside it; null if neither tells */
    static PublicKey publicHalf(Path file) {
        for (Path f : List.of(file, half(file))) {
            try {
                if (isPublic(f)) {
                    return AuthorizedKeyEntry.parseAuthorizedKeyEntry(
                                    Files.readString(f).strip())
                            .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
                }
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                // the next one
            }
        }
        try {
            return ofOpenSsh(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** OpenSSH's own format keeps the public half in clear (PROTOCOL.key). */
    private static PublicKey ofOpenSsh(String pem) throws SshException {
        String body = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
        byte[] bytes = Base64.getDecoder().decode(body);
        if (!new String(bytes, StandardCharsets.ISO_8859_1).startsWith(OPENSSH)) {
            return null;
        }
        ByteArrayBuffer in = new ByteArrayBuffer(bytes, OPENSSH.length(), bytes.length - OPENSSH.length());
        in.getString();
        in.getString();
        in.getBytes();
        return in.getInt() < 1 ? null : new ByteArrayBuffer(in.getBytes()).getRawPublicKey();
    }
}
