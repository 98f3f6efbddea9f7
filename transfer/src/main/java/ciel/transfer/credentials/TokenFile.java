package ciel.transfer.credentials;

import ciel.transfer.NoDumps;
import ciel.transfer.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A bearer token in a file that only its owner can use. */
public final class TokenFile {
    private TokenFile() {}

    /** @return the token in the file that a setting names, or null if it names none */
    public static String read(Map<String, String> settings, String key) throws SettingException {
        String file = settings.get(key);
        if (file == null) {
            return null;
        }
        try {
            if (Files.getPosixFilePermissions(Path.of(file)).stream()
                    .anyMatch(p -> !p.name().startsWith("OWNER"))) {
                throw new SettingException("[" + key + "] '" + file
                        + "' can be used by others than its owner; run 'chmod 600 " + file + "'");
            }
            NoDumps.ask();
            String token = Files.readString(Path.of(file)).strip();
            if (!token.matches("[A-Za-z0-9._~+/=-]+")) {
                throw new SettingException("[" + key + "] '" + file + "' does not hold one bearer token");
            }
            return token;
        } catch (SettingException e) {
            throw e;
        } catch (IOException e) {
            throw new SettingException("[" + key + "] '" + file + "' cannot be read", e);
        }
    }
}
