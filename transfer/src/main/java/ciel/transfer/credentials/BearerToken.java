package ciel.transfer.credentials;

import ciel.transfer.HumanException;
import ciel.transfer.NoDumps;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A bearer token in a file that only its owner can use. Tokens of a few hours are written again by others (oidc-agent,
 * htgettoken, a person), so the file is read again whenever it has changed. Safe for use by many threads.
 */
public final class BearerToken implements Credential {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Programs that renew tokens do so in the last quarter of an hour at the latest. */
    private static final Duration WARNING = Duration.ofMinutes(10);

    private final String key;
    private final Path file;
    private FileTime read;
    private Object readKey;
    private String token;

    private BearerToken(String key, Path file) {
        this.key = key;
        this.file = file;
    }

    /**
     * @param settings may hold the name of the file
     * @param key      name of that setting
     * @return the token in that file, or null if the setting is not there
     * @throws SettingException if the file cannot be read, others can use it, or it holds no token
     */
    public static BearerToken of(Map<String, String> settings, String key) throws SettingException {
        String name = settings.get(key);
        if (name == null) {
            return null;
        }
        BearerToken out = new BearerToken(key, Path.of(name));
        out.refresh();
        return out;
    }

    /**
     * @return the token, as the file holds it now
     * @throws HumanException if the file can no longer be used
     */
    public synchronized String value() throws HumanException {
        try {
            refresh();
        } catch (SettingException e) {
            throw new HumanException(e.getMessage() + "; the transfer goes on when it is there again", e);
        }
        return token;
    }

    @Override
    public String name() {
        return "the token in '" + file + "' (" + key + ")";
    }

    @Override
    public Optional<Instant> end() throws HumanException {
        return expiry(value());
    }

    @Override
    public Duration warning() {
        return WARNING;
    }

    private synchronized void refresh() throws SettingException {
        try {
            var attributes = Files.readAttributes(file, java.nio.file.attribute.PosixFileAttributes.class);
            if (attributes.lastModifiedTime().equals(read) && java.util.Objects.equals(attributes.fileKey(), readKey)) {
                return;
            }
            if (attributes.permissions().stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
                throw new SettingException("[" + key + "] '" + file
                        + "' can be used by others than its owner; run 'chmod 600 " + file + "'");
            }
            NoDumps.ask();
            String text = Files.readString(file).strip();
            if (!text.matches("[A-Za-z0-9._~+/=-]+")) {
                throw new SettingException("[" + key + "] '" + file + "' does not hold one bearer token");
            }
            token = text;
            read = attributes.lastModifiedTime();
            readKey = attributes.fileKey();
        } catch (SettingException e) {
            throw e;
        } catch (IOException e) {
            throw new SettingException("[" + key + "] '" + file + "' cannot be read", e);
        }
    }

    /**
     * @param used the token that a server has refused
     * @return why, if the token itself is the reason: it has expired; empty if it may be valid
     */
    public Optional<TransferException> expired(String act, String used) {
        return expiry(used)
                .filter(end -> end.isBefore(Instant.now()))
                .map(end -> new HumanException(act + ": the token in '" + file + "' (" + key + ") expired at " + end
                        + "; write a new one into this file, the transfer goes on by itself"));
    }

    /** @return what a person must do if a server does not take the token, whatever the reason */
    @Override
    public String remedy() {
        return "write a new token into '" + file + "' (" + key + "), the transfer goes on by itself";
    }

    /** @return when a JSON Web Token (RFC 7519) ends; empty for other tokens and those without an end */
    static Optional<Instant> expiry(String token) {
        String[] parts = token.split("\\.");
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            long seconds = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
                    .path("exp")
                    .asLong();
            return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
