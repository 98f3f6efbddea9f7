package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** ls, stat, mkdir and rename on a collection. */
final class FileEndpoints {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssXXX");
    private final Directory directory;
    private final Shares shares;

    FileEndpoints(Directory directory, Shares shares) {
        this.directory = directory;
        this.shares = shares;
    }

    /** Answers 403 ConsentRequired until the caller has consented to data access on a collection that wants it. */
    void needConsent(Directory.Token t, Shares.Share s) {
        String scope = "https://auth.globus.org/scopes/" + s.id() + "/data_access";
        String all = ciel.transfer.globus.Scope.TRANSFER_ALL;
        if (s.dataAccess() && !directory.consented(t.client, t.identity, all + " > " + scope)) {
            ObjectNode extra = Web.object();
            extra.putArray("required_scopes").add(all + "[*" + scope + "]");
            throw new Problem(403, "ConsentRequired", "Missing required data_access consent", extra);
        }
    }

    Object handle(Web w, Directory.Token t, String collection, String operation) {
        Shares.Share s = shares.get(collection);
        needConsent(t, s);
        try {
            return switch (w.method + " " + operation) {
                case "GET ls" -> ls(w, s);
                case "GET stat" -> stat(w, s);
                case "POST mkdir" -> mkdir(w, s);
                case "POST rename" -> rename(w, s);
                default -> null;
            };
        } catch (java.nio.file.AccessDeniedException e) {
            throw new Problem(403, "EndpointPermissionDenied", "the collection does not allow it");
        } catch (IOException e) {
            throw new Problem(
                    502,
                    "EndpointError",
                    "the collection failed: " + e.getClass().getSimpleName());
        }
    }

    private static Problem missing(String path) {
        return new Problem(404, "ClientError.NotFound", "nothing is at '" + path + "'");
    }

    private ObjectNode ls(Web w, Shares.Share s) throws IOException {
        String path = w.query("path") == null ? "/~/" : w.query("path");
        Path dir = s.resolve(path);
        if (!Files.exists(dir)) {
            throw missing(path);
        }
        if (!Files.isDirectory(dir)) {
            throw new Problem(502, "ExternalError.DirListingFailed.NotDirectory", "'" + path + "' is not a folder");
        }
        int limit = w.number("limit", 100_000, 100_000);
        int offset = w.number("offset", 0, Integer.MAX_VALUE);
        boolean hidden = !"0".equals(w.query("show_hidden"));
        List<String> filters = w.queryAll("filter");
        List<ObjectNode> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(dir)) {
            for (Path f : (Iterable<Path>) files::iterator) {
                ObjectNode n = file(f);
                if ((hidden || !n.get("name").asText().startsWith(".")) && Clauses.pass(filters, n)) {
                    entries.add(n);
                }
            }
        }
        entries.sort(order(w.query("orderby")));
        ObjectNode out = Web.object()
                .put("DATA_TYPE", "file_list")
                .put("endpoint", s.id())
                .put("path", path.endsWith("/") ? path : path + "/")
                .put("absolute_path", "/" + s.root().relativize(dir) + (dir.equals(s.root()) ? "" : "/"))
                .put("rename_supported", true)
                .put("symlink_supported", false)
                .put("total", entries.size());
        List<ObjectNode> page =
                entries.subList(Math.min(offset, entries.size()), Math.min(offset + limit, entries.size()));
        out.put("length", page.size());
        ArrayNode data = out.putArray("DATA");
        page.forEach(data::add);
        return out;
    }

    private static Comparator<ObjectNode> order(String orderby) {
        Comparator<ObjectNode> c = null;
        for (String part : (orderby == null ? "name" : orderby).split(",")) {
            String[] keys = part.strip().split("\\s+");
            Comparator<ObjectNode> next = keys[0].equals("size")
                    ? Comparator.comparingLong(n -> n.get("size").asLong())
                    : Comparator.comparing(n -> n.path(keys[0]).asText());
            next = keys.length > 1 && keys[1].equalsIgnoreCase("DESC") ? next.reversed() : next;
            c = c == null ? next : c.thenComparing(next);
        }
        return c;
    }

    /** A file document; a link is followed for type and size, and described beside. */
    static ObjectNode file(Path f) throws IOException {
        PosixFileAttributes link = Files.readAttributes(f, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes a = link;
        boolean broken = false;
        if (link.isSymbolicLink()) {
            try {
                a = Files.readAttributes(f, PosixFileAttributes.class);
            } catch (NoSuchFileException e) {
                broken = true;
            }
        }
        String type = broken ? "invalid_symlink" : a.isDirectory() ? "dir" : a.isRegularFile() ? "file" : "other";
        ObjectNode n = Web.object()
                .put("DATA_TYPE", "file")
                .put("name", f.getFileName() == null ? "/" : f.getFileName().toString())
                .put("type", type)
                .put("size", a.size())
                .put("last_modified", time(a))
                .put("permissions", mode(a.permissions()))
                .put("user", a.owner().getName())
                .put("group", a.group().getName());
        boolean isLink = link.isSymbolicLink();
        n.put("link_target", isLink ? Files.readSymbolicLink(f).toString() : null)
                .put("link_user", isLink ? link.owner().getName() : null)
                .put("link_group", isLink ? link.group().getName() : null)
                .put("link_last_modified", isLink ? time(link) : null);
        if (isLink) {
            n.put("link_size", link.size());
        } else {
            n.putNull("link_size");
        }
        return n;
    }

    private static String time(PosixFileAttributes a) {
        return TIME.format(a.lastModifiedTime().toInstant().atOffset(ZoneOffset.UTC))
                .replace("Z", "+00:00");
    }

    private static String mode(Set<PosixFilePermission> p) {
        int m = 0;
        for (PosixFilePermission x : PosixFilePermission.values()) {
            m = m << 1 | (p.contains(x) ? 1 : 0);
        }
        return "%04o".formatted(m);
    }

    private ObjectNode stat(Web w, Shares.Share s) throws IOException {
        String path = w.query("path");
        if (path == null) {
            throw new Problem(400, "ClientError.BadRequest", "path is missing");
        }
        Path f = s.resolve(path);
        if (!Files.exists(f, LinkOption.NOFOLLOW_LINKS)) {
            throw new Problem(404, "NotFound", "nothing is at '" + path + "'");
        }
        return file(f);
    }

    private ObjectNode mkdir(Web w, Shares.Share s) throws IOException {
        String path = w.json().path("path").asText("");
        if (path.isEmpty()) {
            throw new Problem(400, "ClientError.BadRequest", "path is missing");
        }
        Path dir = s.resolve(path);
        try {
            Files.createDirectory(dir);
        } catch (FileAlreadyExistsException e) {
            throw new Problem(502, "ExternalError.MkdirFailed.Exists", "'" + path + "' is already there");
        } catch (NoSuchFileException e) {
            throw new Problem(502, "ExternalError.MkdirFailed.NotFound", "the folder above '" + path + "' is missing");
        }
        return Web.object()
                .put("DATA_TYPE", "mkdir_result")
                .put("code", "DirectoryCreated")
                .put("message", "the folder has been made");
    }

    private ObjectNode rename(Web w, Shares.Share s) throws IOException {
        ObjectNode b = w.json();
        Path from = s.resolve(b.path("old_path").asText(""));
        Path to = s.resolve(b.path("new_path").asText(""));
        if (from.equals(s.root()) || !Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
            throw missing(b.path("old_path").asText());
        }
        // Checked and done under one lock, so that of two renames to one name the second fails, as at a collection that
        // refuses to overwrite.
        synchronized (shares) {
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                throw new Problem(
                        502,
                        "ExternalError.RenameFailed.Exists",
                        "'" + b.path("new_path").asText() + "' is already there");
            }
            try {
                Files.move(from, to);
            } catch (NoSuchFileException e) {
                throw missing(b.path("new_path").asText());
            }
        }
        return Web.object()
                .put("DATA_TYPE", "result")
                .put("code", "FileRenamed")
                .put("message", "the file or folder has its new name");
    }
}
