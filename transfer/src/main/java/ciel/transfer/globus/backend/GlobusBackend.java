package ciel.transfer.globus.backend;

import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileName;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.ThirdPartyBatch;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.globus.Globus;
import ciel.transfer.globus.GlobusApiException;
import ciel.transfer.globus.GlobusException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of a Globus collection. See the package for how bytes travel, and {@link #capabilities()} for what Globus
 * allows: ranges are written to the staging folder and the
 * whole is sent by one task, names are UTF-8, a commit looks first and then relies on the collection to refuse a
 * rename onto an existing name, checksums are computed here from a copy fetched again.
 *
 * <p>An empty directory is deleted with the recursive flag, because Globus has no other way; the backend looks first
 * that it is empty.
 */
public final class GlobusBackend implements Backend {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssXXX");

    private final Globus globus;
    private final String collection;
    private final String base;
    private final Staging staging;
    private final Fetched fetched;

    GlobusBackend(Globus globus, String collection, String base, Staging staging) {
        this.globus = globus;
        this.collection = collection;
        this.base = base;
        this.staging = staging;
        this.fetched = new Fetched(staging);
    }

    @Override
    public String url() {
        return "globus://" + collection + base;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(true, true, false, false, false, false, false, Duration.ZERO, Set.of(), 3);
    }

    private String remote(StoragePath path) throws TransferException {
        String text = path.text()
                .orElseThrow(() -> new UnsupportedException("[" + url() + "] '" + path
                        + "' is not UTF-8; Globus carries UTF-8 names only, rename the file"));
        return base + text;
    }

    /**
     * 32 hexadecimal digits that stand for a path of this collection, for labels and names of staging files; the first
     * 8 are the same for all paths of this backend.
     */
    private String key(String remotePath) {
        return hash(staging.identity() + url(), 4) + hash(remotePath, 12);
    }

    private static String hash(String text, int bytes) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)),
                            0,
                            bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private String at(StoragePath path) {
        return "[" + url() + "] '" + path + "'";
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try {
            JsonNode answer =
                    globus.transfer().ls(collection, remote(directory) + "/", Map.of("show_hidden", 1), List.of());
            for (JsonNode n : answer.path("DATA")) {
                try {
                    entries.add(
                            entry(directory.resolve(FileName.of(n.path("name").asText())), n));
                } catch (UnsafePathException e) {
                    refused.add(e.getMessage());
                }
            }
            if (answer.path("total").asInt(0) > answer.path("DATA").size()) {
                throw new UnsupportedException(at(directory) + " has "
                        + answer.path("total").asInt() + " entries; Globus lists at most 100000, use folders");
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of("listing " + at(directory), e);
        }
        return new Listing(entries, refused);
    }

    private static Entry entry(StoragePath path, JsonNode n) {
        Entry.Kind kind = n.hasNonNull("link_target")
                ? Entry.Kind.SYMLINK
                : switch (n.path("type").asText()) {
                    case "file" -> Entry.Kind.FILE;
                    case "dir" -> Entry.Kind.DIRECTORY;
                    case "invalid_symlink" -> Entry.Kind.SYMLINK;
                    default -> Entry.Kind.OTHER;
                };
        Instant modified = Instant.EPOCH;
        try {
            modified =
                    OffsetDateTime.parse(n.path("last_modified").asText(), TIME).toInstant();
        } catch (DateTimeParseException e) {
            // a collection that does not tell
        }
        return new Entry(path, kind, kind == Entry.Kind.FILE ? n.path("size").asLong() : 0, modified, "");
    }

    /** A temporary is as long as what is staged of it, for as long as it is staged. */
    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        if (!path.isRoot() && path.name().isInternal()) {
            Staged s = staging.toSend(key(remote(path)));
            if (Files.isRegularFile(s.file())) {
                return Optional.of(new Entry(path, Entry.Kind.FILE, s.size(), Instant.EPOCH, ""));
            }
        }
        return remoteStat(path);
    }

    private Optional<Entry> remoteStat(StoragePath path) throws TransferException {
        try {
            return Optional.of(
                    entry(path, globus.transfer().stat(collection, path.isRoot() ? base : remote(path), null)));
        } catch (GlobusApiException e) {
            if (GlobusErrors.missing(e)) {
                return Optional.empty();
            }
            throw GlobusErrors.of("looking at " + at(path), e);
        } catch (GlobusException e) {
            throw GlobusErrors.of("looking at " + at(path), e);
        }
    }

    private Entry file(StoragePath path) throws TransferException {
        Entry e = remoteStat(path).orElseThrow(() -> new NotFoundException(at(path) + " is not there"));
        if (!e.isFile()) {
            throw new UnsafePathException(
                    at(path) + " is a " + e.kind() + " and not a file; nothing but files is read");
        }
        return e;
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        Entry seen = fetched.seen(key(remote(path)));
        return range(path, seen != null ? seen : file(path), offset, length);
    }

    private ReadableByteChannel range(StoragePath path, Entry e, long offset, long length) throws TransferException {
        if (length == 0 || offset >= e.size()) {
            return new Range(null, 0, 0, at(path));
        }
        return fetched.range(key(remote(path)), remote(path), e, offset, length, at(path));
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        StoragePath path = TemporaryName.of(target, token);
        String remotePath = remote(path);
        String key = key(remotePath);
        staging.endRemoval(key);
        return new GlobusTemporary(staging, staging.toSend(key), path, remotePath, size, () -> fetched.forget(key));
    }

    /** Between two collections one task moves many files, whose bytes never come here. */
    @Override
    public Optional<ThirdPartyBatch> thirdPartyBatch(Backend source) {
        return source instanceof GlobusBackend from
                ? Optional.of(new GlobusBatch(staging, from.collection, collection, from::remote, this::remote))
                : Optional.empty();
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        if (remoteStat(target).isPresent()) {
            throw new ConflictException(
                    at(target) + " is there already; it is not replaced, '" + temporary + "' stays");
        }
        Staged staged = staging.toSend(key(remote(temporary)));
        fetched.forget(key(remote(target)));
        fetched.forget(key(remote(temporary)));
        try {
            rename(temporary, target);
        } catch (GlobusApiException e) {
            boolean gone = remoteStat(temporary).isEmpty();
            if (gone && remoteStat(target).isPresent()) {
                // The answer to the first rename was lost and the repetition found it done: only this rename takes this
                // temporary away.
                staged.delete();
                return;
            }
            if (gone || !GlobusErrors.missing(e)) {
                throw renameFailed(temporary, target, e);
            }
            makeFolders(target.parent());
            try {
                rename(temporary, target);
            } catch (GlobusApiException again) {
                throw renameFailed(temporary, target, again);
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of("committing " + at(target), e);
        }
        staged.delete();
    }

    private void rename(StoragePath from, StoragePath to) throws TransferException {
        globus.transfer().rename(collection, remote(from), remote(to), null);
    }

    private TransferException renameFailed(StoragePath from, StoragePath to, GlobusApiException e) {
        return e.codeContains("Exists")
                ? new ConflictException(at(to) + " is there already; it is not replaced, '" + from + "' stays", e)
                : GlobusErrors.of("committing " + at(to), e);
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        makeFolders(directory);
    }

    private void makeFolders(StoragePath folder) throws TransferException {
        if (folder.isRoot() || stat(folder).isPresent()) {
            return;
        }
        makeFolders(folder.parent());
        try {
            globus.transfer().mkdir(collection, remote(folder), null);
        } catch (GlobusApiException e) {
            if (!e.codeContains("Exists")) {
                throw GlobusErrors.of("making " + at(folder), e);
            }
        } catch (GlobusException e) {
            throw GlobusErrors.of("making " + at(folder), e);
        }
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        Entry e = file(path);
        fetched.forget(key(remote(path)));
        try (ReadableByteChannel in = range(path, e, 0, e.size())) {
            return Digests.of(in, algorithm);
        } catch (TransferException x) {
            throw x;
        } catch (IOException x) {
            throw new TransientException("checksum of " + at(path) + " (" + e.size() + " bytes): " + x.getMessage(), x);
        } finally {
            fetched.forget(key(remote(path)));
        }
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        if (path.isRoot()) {
            throw new UnsafePathException(at(path) + " is the root; it is not deleted");
        }
        String key = key(remote(path));
        boolean was = path.name().isInternal() && unstage(staging.toSend(key));
        Optional<Entry> e = remoteStat(path);
        if (e.isEmpty()) {
            return was;
        }
        boolean folder = e.get().kind() == Entry.Kind.DIRECTORY;
        if (folder && !globusListIsEmpty(path)) {
            throw new ConflictException("deleting " + at(path) + ": the directory is not empty");
        }
        fetched.forget(key);
        staging.remove(key, remote(path), folder);
        return true;
    }

    private boolean unstage(Staged s) throws TransferException {
        boolean was = Files.isRegularFile(s.file());
        staging.end(s);
        s.delete();
        return was;
    }

    private boolean globusListIsEmpty(StoragePath path) throws TransferException {
        Listing l = list(path);
        return l.entries().isEmpty() && l.refused().isEmpty();
    }

    @Override
    public void close() throws TransferException {
        try (globus) {
            fetched.close();
            staging.sweep(hash(staging.identity() + url(), 4));
        }
    }
}
