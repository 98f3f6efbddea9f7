package ciel.transfer.globus.backend;

import ciel.transfer.Backend;
import ciel.transfer.BackendProvider;
import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * {@code globus://COLLECTION_ID/path}. Settings:
 * {@code globus.staging.collection} (the id of a collection that shows a folder of this machine), {@code
 * globus.staging.folder} (that folder here),
 * {@code globus.staging.path} (that folder in the collection, default /), {@code globus.poll} (seconds between two
 * looks at a task, default 1). The login is that of
 * {@code ciel globus login}.
 */
public final class GlobusProvider implements BackendProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("globus");
    }

    @Override
    public Set<String> settings() {
        return Set.of("globus.staging.collection", "globus.staging.folder", "globus.staging.path", "globus.poll");
    }

    @Override
    public Backend open(URI url, Map<String, String> settings) throws TransferException {
        try {
            return open(Globus.open(), url, settings);
        } catch (GlobusException e) {
            throw GlobusErrors.of("[" + url + "] opening", e);
        }
    }

    /** With a login that is there already; it is closed with the backend. */
    public static Backend open(Globus globus, URI url, Map<String, String> settings) throws TransferException {
        String collection = uuid("the host of " + url, url.getAuthority());
        String path = url.getPath() == null ? "" : url.getPath();
        Staging staging = new Staging(
                globus,
                uuid("globus.staging.collection", settings.get("globus.staging.collection")),
                Path.of(need(settings, "globus.staging.folder")),
                slash(settings.getOrDefault("globus.staging.path", "/")),
                collection,
                poll(settings.getOrDefault("globus.poll", "1")));
        return new GlobusBackend(globus, collection, slash(path), staging);
    }

    private static String slash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    private static String need(Map<String, String> settings, String key) throws SettingException {
        String v = settings.get(key);
        if (v == null || v.isBlank()) {
            throw new SettingException("[" + key
                    + "] is not set; the Globus backend needs a folder of this machine that is a collection "
                    + "too: set globus.staging.collection and "
                    + "globus.staging.folder");
        }
        return v;
    }

    private static String uuid(String what, String text) throws SettingException {
        try {
            return UUID.fromString(String.valueOf(text)).toString();
        } catch (IllegalArgumentException e) {
            throw new SettingException("[" + what + "] is '" + text + "'; must be the id of a collection (a UUID)", e);
        }
    }

    private static Duration poll(String text) throws SettingException {
        try {
            double s = Double.parseDouble(text);
            if (s > 0 && s <= 3600) {
                return Duration.ofNanos((long) (s * 1e9));
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new SettingException("[globus.poll] is '" + text + "'; must be seconds above 0 and at most 3600");
    }
}
