package ciel.transfer.globus.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Copies the files of one transfer task, straight under their final names as GridFTP does: until a file is complete
 * its destination holds a part of it, and that is what a
 * client has to cope with.
 */
final class Copier {
    private final Task t;
    private final Shares.Share source;
    private final Shares.Share target;
    private final long bytesPerSecond;
    private final Engine engine;

    Copier(Task t, Shares.Share source, Shares.Share target, long bytesPerSecond, Engine engine) {
        this.t = t;
        this.source = source;
        this.target = target;
        this.bytesPerSecond = bytesPerSecond;
        this.engine = engine;
    }

    void file(String from, String to, JsonNode item) throws Engine.ServiceFault, IOException, InterruptedException {
        t.count("files", 1);
        t.count("subtasks_total", 1);
        t.count("subtasks_pending", 1);
        for (int attempt = 1; ; attempt++) {
            try {
                once(from, to, item);
                return;
            } catch (Engine.ServiceFault e) {
                if (e.code.equals("EXTERNAL_CHECKSUM_MISMATCH")) {
                    throw e;
                }
                boolean skippable = e.code.equals("FILE_NOT_FOUND") || e.code.equals("PERMISSION_DENIED");
                if (skippable && t.submitted.path("skip_source_errors").asBoolean(false)) {
                    skip(from, to, e);
                    return;
                }
                if (!Engine.again(t, attempt, e.code, e.getMessage())) {
                    if (t.cancelWanted()) {
                        return;
                    }
                    throw e;
                }
            }
        }
    }

    private void skip(String from, String to, Engine.ServiceFault e) {
        synchronized (t) {
            t.skipped.add(Web.object()
                    .put("DATA_TYPE", "skipped_error")
                    .put("source_path", from)
                    .put("destination_path", to)
                    .put("error_code", e.code)
                    .put("error_details", e.getMessage())
                    .put("error_time", Task.time(java.time.Instant.now()))
                    .put("is_directory", false)
                    .put("is_symlink", false)
                    .put("is_delete_destination_extra", false));
            t.count("subtasks_pending", -1);
            t.count("subtasks_skipped_errors", 1);
            if (t.skipped.size() == 1) {
                t.event(
                        "SKIPPED_ERRORS",
                        false,
                        t.doc.textNode("some paths were left out"),
                        "some paths were left out");
            }
        }
    }

    private void once(String from, String to, JsonNode item)
            throws Engine.ServiceFault, IOException, InterruptedException {
        Path in;
        Path out;
        try {
            in = source.resolve(from);
        } catch (Problem p) {
            throw new Engine.ServiceFault("PERMISSION_DENIED", p.getMessage());
        }
        out = target.resolve(to);
        if (!Files.exists(in)) {
            throw new Engine.ServiceFault("FILE_NOT_FOUND", "nothing is at '" + from + "'");
        }
        if (Files.isDirectory(out)) {
            throw new Engine.ServiceFault("IS_A_DIRECTORY", "'" + to + "' is a folder");
        }
        if (same(in, out)) {
            t.count("files_skipped", 1);
            t.count("subtasks_pending", -1);
            t.count("subtasks_succeeded", 1);
            return;
        }
        String algorithm = item.path("checksum_algorithm").asText("MD5");
        String expected = item.path("external_checksum").asText("");
        if (!expected.isEmpty() && !expected.equalsIgnoreCase(digest(in, algorithm))) {
            throw new Engine.ServiceFault(
                    "EXTERNAL_CHECKSUM_MISMATCH", "the checksum of '" + from + "' is not the given one");
        }
        Files.createDirectories(out.getParent());
        long begin = System.nanoTime();
        long bytes = copy(in, out);
        if (t.cancelWanted()) {
            return;
        }
        if (t.submitted.path("verify_checksum").asBoolean(false)) {
            t.count("bytes_checksummed", bytes);
            if (!digest(in, algorithm).equals(digest(out, algorithm))) {
                throw new Engine.ServiceFault("VERIFY_CHECKSUM", "the copy '" + to + "' differs from its source");
            }
        }
        if (t.submitted.path("preserve_timestamp").asBoolean(false)) {
            Files.setLastModifiedTime(out, Files.getLastModifiedTime(in));
        }
        synchronized (t) {
            t.count("bytes_transferred", bytes);
            t.count("files_transferred", 1);
            t.count("subtasks_pending", -1);
            t.count("subtasks_succeeded", 1);
            ObjectNode done = Web.object()
                    .put("DATA_TYPE", "successful_transfer")
                    .put("source_path", from)
                    .put("destination_path", to)
                    .put("size", bytes);
            if (t.submitted.path("verify_checksum").asBoolean(false)) {
                done.put("checksum_algorithm", algorithm)
                        .put("checksum", digest(in, algorithm))
                        .put("dynamic_checksum", false);
            }
            t.successful.add(done);
            if (t.events.stream().noneMatch(e -> e.get("code").asText().equals("PROGRESS"))) {
                t.event(
                        "PROGRESS",
                        false,
                        Engine.progress(bytes, (System.nanoTime() - begin) / 1e9),
                        "data have moved");
            }
        }
    }

    private boolean same(Path in, Path out) throws IOException {
        JsonNode level = t.submitted.path("sync_level");
        if (!level.isNumber() || !Files.exists(out)) {
            return false;
        }
        boolean sizes = Files.size(in) == Files.size(out);
        FileTime a = Files.getLastModifiedTime(in);
        FileTime b = Files.getLastModifiedTime(out);
        return switch (level.asInt()) {
            case 0 -> true;
            case 1 -> sizes;
            case 2 -> sizes && a.compareTo(b) <= 0;
            default -> sizes && digest(in, "MD5").equals(digest(out, "MD5"));
        };
    }

    private long copy(Path in, Path out) throws Engine.ServiceFault, IOException, InterruptedException {
        boolean corrupt = engine.take("corrupt") != null;
        long total = 0;
        ByteBuffer b = ByteBuffer.allocate(
                bytesPerSecond > 0 ? (int) Math.max(1, Math.min(1 << 16, bytesPerSecond / 20)) : 1 << 18);
        try (FileChannel r = FileChannel.open(in, StandardOpenOption.READ);
                FileChannel w = FileChannel.open(
                        out,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            while (r.read(b) >= 0) {
                b.flip();
                if (corrupt && b.hasRemaining()) {
                    b.put(b.limit() - 1, (byte) (b.get(b.limit() - 1) ^ 1));
                    corrupt = false;
                }
                int n = b.remaining();
                while (b.hasRemaining()) {
                    w.write(b);
                }
                total += n;
                b.clear();
                if (bytesPerSecond > 0) {
                    Thread.sleep(Math.max(1, 1000L * n / bytesPerSecond));
                }
                if (t.cancelWanted()) {
                    return total;
                }
            }
        } catch (AccessDeniedException e) {
            throw new Engine.ServiceFault("PERMISSION_DENIED", "'" + e.getFile() + "' may not be opened");
        } catch (NoSuchFileException e) {
            throw new Engine.ServiceFault("FILE_NOT_FOUND", "'" + e.getFile() + "' has gone");
        } catch (IOException e) {
            String m = String.valueOf(e.getMessage());
            if (m.contains("No space left") || m.contains("quota")) {
                throw new Engine.ServiceFault(
                        m.contains("quota") ? "QUOTA_EXCEEDED" : "NO_SPACE_LEFT", "the destination is full");
            }
            throw e;
        }
        return total;
    }

    void link(Path p, String from, String to) throws Engine.ServiceFault, IOException, InterruptedException {
        switch (t.submitted.path("recursive_symlinks").asText("ignore")) {
            case "keep" -> {
                Path out = target.resolve(to);
                Files.deleteIfExists(out);
                Files.createSymbolicLink(out, Files.readSymbolicLink(p));
                t.count("symlinks", 1);
            }
            case "copy" -> {
                if (Files.isRegularFile(p)) {
                    file(from, to, Web.object());
                }
            }
            default -> {
                // left out
            }
        }
    }

    static String digest(Path f, String algorithm) throws IOException {
        try (FileChannel c = FileChannel.open(f, StandardOpenOption.READ)) {
            MessageDigest d = MessageDigest.getInstance(
                    switch (algorithm) {
                        case "SHA1" -> "SHA-1";
                        case "SHA256" -> "SHA-256";
                        case "SHA512" -> "SHA-512";
                        default -> "MD5";
                    });
            ByteBuffer b = ByteBuffer.allocate(1 << 18);
            while (c.read(b) >= 0) {
                d.update(b.flip());
                b.clear();
            }
            return HexFormat.of().formatHex(d.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
