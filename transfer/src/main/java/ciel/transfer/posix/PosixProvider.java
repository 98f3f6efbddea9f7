package ciel.transfer.posix;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.DeniedException;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** {@code file:///folder}. A destination folder is made if the setting {@code create} is {@code true}. */
public final class PosixProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("file", "posix");
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        if (url.getRawPath() == null || url.getHost() != null && !url.getHost().isEmpty()) {
            throw new SettingException("[" + url + "] must be file:///folder");
        }
        Path folder = Path.of(URI.create("file://" + url.getRawPath()));
        if (Boolean.parseBoolean(settings.get("create"))) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw PosixErrors.of("[" + folder + "] making the folder", e);
            }
        }
        PosixBackend backend = new PosixBackend(folder);
        if (Boolean.parseBoolean(settings.get("create")) && !Files.isWritable(folder)) {
            throw new DeniedException("[" + folder + "] may not be written to by " + System.getProperty("user.name")
                    + "; check owner, mode and mount");
        }
        return backend;
    }
}
