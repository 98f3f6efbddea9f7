package ciel.transfer.ssh;

import ciel.transfer.HumanException;
import ciel.transfer.NoDumps;
import ciel.transfer.TransferException;
import ciel.transfer.credentials.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

/**
 * A key of a file without passphrase, and the certificate beside it, if there is one. Both are read again when their
 * files have changed: sites give certificates of days. Safe for many threads.
 */
final class KeyFile implements Credential {
    /** A person has a working day to get a new one. */
    private static final Duration WARNING = Duration.ofHours(24);

    private final Path key;
    private final Path certificate;
    private FileTime keyRead;
    private FileTime certificateRead;
    private KeyPair pair;
    private OpenSshCertificate signed;

    /**
     * @param key         without passphrase
     * @param certificate of the key; may be missing
     * @throws RuntimeException if the key cannot be read or has a passphrase
     */
    KeyFile(Path key, Path certificate) {
        this.key = key;
        this.certificate = certificate;
        refresh();
    }

    private synchronized void refresh() {
        try {
            FileTime now = Files.getLastModifiedTime(key);
            if (!now.equals(keyRead)) {
                NoDumps.ask();
                pair = new FileKeyPairProvider(key).loadKeys(null).iterator().next();
                keyRead = now;
            }
        } catch (IOException | RuntimeException e) {
            // Between two looks a file may be written: what was read before stays.
            if (pair == null) {
                throw new IllegalStateException("the key cannot be read", e);
            }
        }
        try {
            FileTime now = Files.exists(certificate) ? Files.getLastModifiedTime(certificate) : null;
            if (now == null) {
                signed = null;
            } else if (!now.equals(certificateRead)) {
                signed = read(certificate);
            }
            certificateRead = now;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            certificateRead = null;
        }
    }

    private static OpenSshCertificate read(Path file) throws IOException, GeneralSecurityException {
        PublicKey read = AuthorizedKeyEntry.parseAuthorizedKeyEntry(
                        Files.readString(file).strip())
                .resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        return read instanceof OpenSshCertificate c && c.getType() == OpenSshCertificate.Type.USER ? c : null;
    }

    /** @return what is offered to a server, the certificate first, if it is one of this key */
    synchronized List<KeyPair> pairs() {
        refresh();
        List<KeyPair> out = new ArrayList<>();
        if (signed != null && KeyUtils.compareKeys(signed.getCertPubKey(), pair.getPublic())) {
            out.add(new KeyPair(signed, pair.getPrivate()));
        }
        out.add(pair);
        return out;
    }

    @Override
    public String name() {
        return "the certificate '" + certificate + "'";
    }

    @Override
    public synchronized Optional<Instant> end() throws TransferException {
        try {
            refresh();
        } catch (IllegalStateException e) {
            throw new HumanException("[ssh.key] '" + key + "' cannot be read", e);
        }
        return signed == null || signed.getValidBefore() == OpenSshCertificate.INFINITY
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(signed.getValidBefore()));
    }

    @Override
    public Duration warning() {
        return WARNING;
    }

    @Override
    public String remedy() {
        return "get a new one from the site and put it there, the transfer goes on by itself";
    }
}
