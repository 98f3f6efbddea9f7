package ciel.transfer.globus;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;

/**
 * What a transfer or delete task is to do, without a submission id. Items are added one by one; afterwards the
 * document is hashed and submitted.
 *
 * <p>verify_checksum is always written: documentation and recorded documents disagree about its default. After a
 * transfer has failed only
 * {@code sync_level} 3 (checksum) may be used to go on; the other levels can keep a truncated file.
 */
public final class TaskDocument {
    /** Items of one document; larger sets are better given as folders (the service takes bodies of some 10 MB). */
    public static final int MAX_ITEMS = 100_000;

    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA1", "SHA256", "SHA512");

    private final ObjectNode doc = Json.object();
    private final ArrayNode items = Json.MAPPER.createArrayNode();
    private final String type;

    private TaskDocument(String type) {
        this.type = type;
        doc.put("DATA_TYPE", type);
    }

    /** @param json as {@link #json()} gave it, in this process or an earlier one */
    public static TaskDocument of(ObjectNode json) {
        TaskDocument t = new TaskDocument(json.path("DATA_TYPE").asText());
        t.doc.setAll(json.deepCopy());
        t.doc.remove("DATA");
        json.path("DATA").forEach(t.items::add);
        return t;
    }

    /** A transfer between two collections, checksums verified. */
    public static TaskDocument transfer(String source, String destination) {
        TaskDocument t = new TaskDocument("transfer");
        t.doc.put("source_endpoint", source)
                .put("destination_endpoint", destination)
                .put("verify_checksum", true);
        return t;
    }

    /** A deletion on one collection. */
    public static TaskDocument delete(String collection, boolean recursive) {
        TaskDocument t = new TaskDocument("delete");
        t.doc.put("endpoint", collection).put("recursive", recursive);
        return t;
    }

    /** "transfer" or "delete". */
    public String type() {
        return type;
    }

    /** @param label at most 128 characters, without line breaks and without blanks at its ends */
    public TaskDocument label(String label) {
        if (label.length() > 128
                || label.isEmpty()
                || !label.strip().equals(label)
                || label.chars().anyMatch(c -> c < ' ')) {
            throw GlobusException.badInput(
                    "label '" + label.replaceAll("\\p{Cntrl}", "?") + "' (" + label.length() + " characters)",
                    "use 1 to 128 characters, no line break, no blank at either end");
        }
        doc.put("label", label);
        return this;
    }

    /** The label, or "". */
    public String label() {
        return doc.path("label").asText("");
    }

    /** @param level exists, size, mtime or checksum */
    public TaskDocument syncLevel(String level) {
        int n =
                switch (level.toLowerCase(Locale.ROOT)) {
                    case "exists" -> 0;
                    case "size" -> 1;
                    case "mtime" -> 2;
                    case "checksum" -> 3;
                    default ->
                        throw GlobusException.badInput(
                                "sync level '" + level + "'", "use exists, size, mtime or checksum");
                };
        doc.put("sync_level", n);
        return this;
    }

    /** After this the task is cancelled by the service, whatever it is doing. */
    public TaskDocument deadline(Instant at) {
        doc.put("deadline", at.truncatedTo(ChronoUnit.SECONDS).toString());
        return this;
    }

    /** Sets one of the yes-or-no fields, for instance {@code preserve_timestamp} or {@code notify_on_failed}. */
    public TaskDocument flag(String name, boolean value) {
        doc.put(name, value);
        return this;
    }

    /** Sets a text field, for instance {@code source_local_user} or {@code recursive_symlinks}. */
    public TaskDocument field(String name, String value) {
        doc.put(name, value);
        return this;
    }

    /**
     * Adds a filter rule for recursive items; the first rule that matches a name decides, and a name that none matches
     * is included.
     */
    public TaskDocument filter(String method, String kind, String glob) {
        ObjectNode rule = Json.object()
                .put("DATA_TYPE", "filter_rule")
                .put("method", method)
                .put("name", glob);
        if (kind != null) {
            rule.put("type", kind);
        }
        doc.withArrayProperty("filter_rules").add(rule);
        return this;
    }

    /**
     * One file (with its full destination path) or, if recursive, one folder. Null leaves {@code recursive} to the
     * service, which then looks.
     */
    public TaskDocument item(String from, String to, Boolean recursive) {
        return item(from, to, recursive, null, null);
    }

    /**
     * One file whose checksum is known. If the source turns out to have another one the whole task fails.
     *
     * @param algorithm MD5, SHA1, SHA256 or SHA512; null for MD5
     */
    public TaskDocument item(String from, String to, Boolean recursive, String checksum, String algorithm) {
        ObjectNode n = Json.object()
                .put("DATA_TYPE", "transfer_item")
                .put("source_path", from)
                .put("destination_path", to);
        if (recursive != null) {
            n.put("recursive", recursive);
        }
        if (algorithm != null) {
            String a = algorithm.toUpperCase(Locale.ROOT).replace("-", "");
            if (!ALGORITHMS.contains(a)) {
                throw GlobusException.badInput(
                        "checksum algorithm '" + algorithm + "'", "use MD5, SHA1, SHA256 or SHA512");
            }
            n.put("checksum_algorithm", a);
        }
        if (checksum != null) {
            n.put("external_checksum", checksum);
        }
        return add(n);
    }

    /** One path to delete. */
    public TaskDocument remove(String path) {
        return add(Json.object().put("DATA_TYPE", "delete_item").put("path", path));
    }

    private TaskDocument add(ObjectNode n) {
        if (items.size() >= MAX_ITEMS) {
            throw GlobusException.badInput(
                    "a task of more than " + MAX_ITEMS + " items",
                    "give folders with recursive, or submit several tasks");
        }
        items.add(n);
        return this;
    }

    /** A copy of the document as JSON. */
    public ObjectNode json() {
        ObjectNode out = doc.deepCopy();
        out.set("DATA", items.deepCopy());
        return out;
    }

    /**
     * SHA-256 over the canonical JSON (keys sorted, no submission id), 64 hexadecimal digits: the identity of what is
     * to be done.
     */
    public String sha256() {
        return Secret.sha256(Json.canonical(json()));
    }
}
