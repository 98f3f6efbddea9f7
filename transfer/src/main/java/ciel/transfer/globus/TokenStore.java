package ciel.transfer.globus;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tokens on disk: a JSON file of mode 0600, replaced whole, one namespace a login and one entry a resource server.
 * The layout is that of version 2.0 of the
 * Globus SDK's JSON storage ({@code format_version}, {@code data.<namespace>.<resource_server>}).
 */
public final class TokenStore {
    private static final String VERSION = "2.0";
    private final Path file;
    private final String namespace;

    /** @param namespace tells apart logins in one file, see {@link Globus} */
    public TokenStore(Path file, String namespace) {
        this.file = file;
        this.namespace = namespace;
    }

    /** @return the file that holds the tokens */
    public Path file() {
        return file;
    }

    /** All tokens of the namespace by resource server; empty when nobody is logged in. */
    public Map<String, TokenData> read() {
        Map<String, TokenData> out = new LinkedHashMap<>();
        load().path("data")
                .path(namespace)
                .properties()
                .forEach(e -> out.put(e.getKey(), TokenData.fromJson(e.getValue())));
        return out;
    }

    /** The tokens for one resource server, or null. */
    public TokenData get(String resourceServer) {
        return read().get(resourceServer);
    }

    /** Writes entries over those of the same resource servers. On return they are on the disk. */
    public void put(Collection<TokenData> tokens) {
        locked(() -> {
            ObjectNode doc = load();
            doc.put("format_version", VERSION);
            ObjectNode space = doc.withObjectProperty("data").withObjectProperty(namespace);
            tokens.forEach(t -> space.set(t.resourceServer(), t.toJson()));
            PrivateFiles.replace(file, Json.bytes(doc));
            return null;
        });
    }

    /** Forgets every token of the namespace. */
    public void clear() {
        locked(() -> {
            ObjectNode doc = load();
            if (doc.path("data") instanceof ObjectNode data) {
                data.remove(namespace);
                PrivateFiles.replace(file, Json.bytes(doc));
            }
            return null;
        });
    }

    /** Runs alone among all processes that use this file, so that a refresh token is used once. */
    <T> T locked(Supplier<T> work) {
        return PrivateFiles.locked(file, work);
    }

    private ObjectNode load() {
        byte[] bytes = PrivateFiles.read(file);
        if (bytes == null) {
            return Json.object();
        }
        try {
            JsonNode n = Json.MAPPER.readTree(bytes);
            if (n instanceof ObjectNode o
                    && VERSION.equals(o.path("format_version").asText(VERSION))) {
                return o;
            }
            throw GlobusException.badInput(
                    file + " is not a token file of format " + VERSION, "move it away and run: ciel globus login");
        } catch (JacksonException e) {
            // The parser's message may quote the text around the error, that is, a token.
            throw GlobusException.badInput(file + " is not JSON", "move it away and run: ciel globus login");
        } catch (IOException e) {
            throw PrivateFiles.failed("cannot be read", file, e);
        }
    }
}
