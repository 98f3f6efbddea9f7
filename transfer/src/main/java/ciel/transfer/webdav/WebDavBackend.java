package ciel.transfer.webdav;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileName;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.SourceChangedException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.checksum.Algorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A directory behind an XRootD HTTP door: PUT, ranged GET, MOVE, PROPFIND, DELETE, and adler32 by {@code Want-Digest}
 * (RFC 3230). MOVE may replace a file, so commit looks first; two
 * writers of one name must be kept apart by whoever runs them.
 *
 * <p>The door knows no writing at an offset and no appending, so a file is one stream and a broken PUT begins again
 * with byte 0. Tried with XRootD 5.5.3: PUT with {@code Content-Range} or
 * {@code X-Update-Range} answers 200 and replaces the whole by the part, with {@code Range} it does so or never
 * answers; PATCH and POST answer 501, APPEND 400. In the sources PUT opens with
 * {@code kXR_delete}, and COPY (third-party copy) with {@code SFS_O_TRUNC}.
 */
public final class WebDavBackend implements Backend {
    private static final Capabilities CAPABILITIES = new Capabilities(
            false, false, false, false, false, true, false, Duration.ZERO, Set.of(Algorithm.ADLER32), 64);

    private final HttpClient http;
    private final URI root;
    private final String token;
    private final Duration timeout;
    /**
     * Whether it is XRootD itself, which writes and reads names unencoded in headers and listings (5.5), and not
     * another WebDAV door.
     */
    private volatile boolean xrootd;

    WebDavBackend(HttpClient http, URI root, String token, Duration timeout) throws TransferException {
        this.http = http;
        this.root = root;
        this.token = token;
        this.timeout = timeout;
        if (!stat(StoragePath.ROOT).map(e -> e.kind() == Entry.Kind.DIRECTORY).orElse(false)) {
            throw new NotFoundException("[" + root + "] no such directory; make it there first");
        }
    }

    @Override
    public String url() {
        return root.toString();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    private String what(StoragePath path) {
        return "[" + root + "] '" + path + "'";
    }

    private URI uri(StoragePath path) throws UnsafePathException {
        if (xrootd && path.latin1().indexOf('?') >= 0) {
            throw new UnsafePathException(
                    what(path) + ": XRootD takes a question mark for the end of the name; rename the file");
        }
        String base = root.toString();
        return path.isRoot() ? root : URI.create(base.endsWith("/") ? base + path.uri() : base + "/" + path.uri());
    }

    private HttpRequest.Builder request(StoragePath path) throws UnsafePathException {
        HttpRequest.Builder b = HttpRequest.newBuilder(uri(path)).timeout(timeout);
        return token == null ? b : b.header("Authorization", "Bearer " + token);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler, String act)
            throws TransferException {
        try {
            HttpResponse<T> response = http.send(request, handler);
            xrootd = response.headers()
                    .firstValue("Server")
                    .map(v -> v.startsWith("XrootD"))
                    .orElse(xrootd);
            return response;
        } catch (IOException e) {
            throw HttpErrors.of(act, e);
        } catch (UncheckedIOException e) {
            throw HttpErrors.of(act, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(act + ": interrupted", e);
        }
    }

    private List<DavListing.Resource> propfind(StoragePath path, int depth) throws TransferException {
        String act = "looking at " + what(path);
        HttpResponse<byte[]> r = send(
                request(path)
                        .header("Depth", String.valueOf(depth))
                        .header("Content-Type", "application/xml")
                        .method(
                                "PROPFIND",
                                HttpRequest.BodyPublishers.ofString(
                                        "<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\"><allprop/></propfind>"))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray(),
                act);
        if (r.statusCode() != 207) {
            throw HttpErrors.of(act, r.statusCode(), r.headers(), new String(r.body(), StandardCharsets.UTF_8));
        }
        try {
            return DavListing.parse(r.body());
        } catch (IOException e) {
            throw new TransientException(act + ": " + e.getMessage(), e);
        }
    }

    private static Entry entry(StoragePath path, DavListing.Resource r) {
        return new Entry(
                path,
                r.collection() ? Entry.Kind.DIRECTORY : Entry.Kind.FILE,
                r.collection() ? 0 : r.size(),
                r.modified(),
                r.etag());
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        if (!stat(directory).map(e -> e.kind() == Entry.Kind.DIRECTORY).orElse(false)) {
            throw new NotFoundException("listing " + what(directory) + ": no such directory");
        }
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        int depth = slashes(uri(directory).getRawPath()) + 1;
        for (DavListing.Resource r : propfind(directory, 1)) {
            String path = r.href().replaceFirst("^https?://[^/]*", "").replaceFirst("/$", "");
            if (slashes(path) < depth) {
                continue;
            }
            try {
                entries.add(entry(directory.resolve(name(directory, path.substring(path.lastIndexOf('/') + 1))), r));
            } catch (UnsafePathException e) {
                refused.add(what(directory) + ": " + e.getMessage());
            }
        }
        return new Listing(entries, refused);
    }

    private static int slashes(String path) {
        return (int) path.replaceAll("/+", "/")
                .replaceFirst("/$", "")
                .chars()
                .filter(c -> c == '/')
                .count();
    }

    /**
     * A name from a listing. The standard says it is percent-encoded, XRootD does not do so; where both could be, the
     * file that is there decides.
     */
    private FileName name(StoragePath directory, String href) throws TransferException {
        FileName plain = FileName.ofBytes(href.getBytes(StandardCharsets.ISO_8859_1));
        boolean encoded = href.matches("([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*") && href.indexOf('%') >= 0;
        return encoded && !(xrootd && stat(directory.resolve(plain)).isPresent())
                ? StoragePath.ofUri(href).name()
                : plain;
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        try {
            List<DavListing.Resource> found = propfind(path, 0);
            return found.isEmpty() ? Optional.empty() : Optional.of(entry(path, found.getFirst()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        String act = "reading " + what(path);
        Entry entry = stat(path).orElseThrow(() -> new NotFoundException(act + ": no such file"));
        if (!entry.isFile()) {
            throw new UnsafePathException(act + ": not a regular file");
        }
        long real = Math.max(0, Math.min(length, entry.size() - offset));
        if (real == 0) {
            return Channels.newChannel(InputStream.nullInputStream());
        }
        HttpResponse<InputStream> r = send(
                request(path)
                        .header("Range", "bytes=" + offset + "-" + (offset + real - 1))
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream(),
                act);
        if (r.statusCode() != 206 && !(r.statusCode() == 200 && offset == 0 && real == entry.size())) {
            throw HttpErrors.of(act, r.statusCode(), r.headers(), body(r));
        }
        return new HttpReadChannel(r.body(), real, act);
    }

    private static String body(HttpResponse<InputStream> r) {
        try (InputStream in = r.body()) {
            return new String(in.readNBytes(1000), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String name, long size, int mode) throws TransferException {
        StoragePath path = TemporaryName.of(target, name);
        delete(path);
        return new Put(path, size);
    }

    private final class Put implements Temporary {
        private final StoragePath path;
        private final long size;

        Put(StoragePath path, long size) {
            this.path = path;
            this.size = size;
        }

        @Override
        public StoragePath path() {
            return path;
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
            if (offset != 0 || length != size) {
                throw new IllegalArgumentException("a range of " + length + " bytes at " + offset + " of " + size
                        + "; this backend writes a file as one stream");
            }
            String act = "writing " + what(path);
            ChunkedSource pieces = new ChunkedSource(source, length);
            // fromPublisher refuses a length of 0, so an empty file is sent as such.
            HttpRequest.BodyPublisher body = length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.fromPublisher(
                            HttpRequest.BodyPublishers.ofByteArrays(() -> pieces), length);
            HttpResponse<String> r;
            try {
                r = send(request(path).PUT(body).build(), HttpResponse.BodyHandlers.ofString(), act);
            } catch (TransientException e) {
                if (pieces.endedEarly()) {
                    throw new SourceChangedException(act + ": the source ended before its " + length + " bytes", e);
                }
                throw e;
            }
            if (r.statusCode() / 100 != 2) {
                throw HttpErrors.of(act, r.statusCode(), r.headers(), r.body());
            }
            // XRootD (5.5 and later) takes a write that the file system did in part, as it does when it becomes full,
            // for done.
            long there = stat(path).map(Entry::size).orElse(0L);
            if (there < length) {
                throw new BackPressureException(act + ": the server says yes to " + length + " bytes, but has only "
                        + there + ", as it does when its disk is full; free some, the transfer goes on");
            }
            return length;
        }

        @Override
        public void sync() {
            // HTTP has no such act; the server writes when it closes the file
        }

        @Override
        public void close() {
            // each PUT ends by itself
        }
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        makeDirectories(directory);
    }

    private void makeDirectories(StoragePath directory) throws TransferException {
        if (directory.isRoot() || stat(directory).isPresent()) {
            return;
        }
        makeDirectories(directory.parent());
        String act = "making directory " + what(directory);
        HttpResponse<String> r = send(
                request(directory)
                        .method("MKCOL", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString(),
                act);
        if (r.statusCode() / 100 != 2 && stat(directory).isEmpty()) {
            throw HttpErrors.of(act, r.statusCode(), r.headers(), r.body());
        }
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        String act = "committing " + what(temporary) + " as '" + target + "'";
        if (stat(temporary).isEmpty()) {
            throw new NotFoundException(act + ": no such file");
        }
        if (stat(target).isPresent()) {
            throw new ConflictException(act + ": the name is taken; existing files are never replaced");
        }
        if (!target.parent().equals(temporary.parent())) {
            makeDirectories(target.parent());
        }
        if (xrootd && !target.uri().equals(target.latin1())) {
            rawMove(temporary, target, act);
            return;
        }
        HttpResponse<String> r = send(
                request(temporary)
                        .header("Destination", uri(target).toString())
                        .header("Overwrite", "F")
                        .method("MOVE", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString(),
                act);
        if (r.statusCode() / 100 != 2) {
            throw HttpErrors.of(act, r.statusCode(), r.headers(), r.body());
        }
    }

    private void rawMove(StoragePath temporary, StoragePath target, String act) throws TransferException {
        byte[] base = (StoragePath.ofUri(root.getRawPath().replaceFirst("^/+", ""))
                                .latin1() + "/")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] name = target.bytes();
        byte[] path = new byte[1 + base.length + name.length];
        path[0] = '/';
        System.arraycopy(base, 0, path, 1, base.length);
        System.arraycopy(name, 0, path, 1 + base.length, name.length);
        int status;
        try {
            status = RawMove.send(http.sslContext(), uri(temporary), root, path, token, timeout);
        } catch (IOException e) {
            throw HttpErrors.of(act, e);
        }
        if (status / 100 != 2) {
            throw HttpErrors.of(act, status, HttpHeaders.of(Map.of(), (a, b) -> true), "");
        }
        if (stat(target).isEmpty()) {
            throw new UnsupportedException(act + ": the server gave it another name; it does not carry such names");
        }
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        if (algorithm != Algorithm.ADLER32) {
            return Backend.super.checksum(path, algorithm);
        }
        String act = "checksum of " + what(path);
        HttpResponse<Void> r = send(
                request(path)
                        .header("Want-Digest", "adler32")
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding(),
                act);
        if (r.statusCode() != 200) {
            throw HttpErrors.of(act, r.statusCode(), r.headers(), "");
        }
        Optional<String> digest = r.headers()
                .firstValue("Digest")
                .map(d -> d.replaceFirst("(?i)^adler32=", "").strip().toLowerCase(java.util.Locale.ROOT))
                .filter(d -> d.matches("[0-9a-f]{1,8}"));
        return digest.isPresent()
                ? "0".repeat(8 - digest.get().length()) + digest.get()
                : Backend.super.checksum(path, algorithm);
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        if (path.isRoot()) {
            throw new UnsafePathException(what(path) + ": the root is not deleted");
        }
        Optional<Entry> entry = stat(path);
        if (entry.isEmpty()) {
            return false;
        }
        if (entry.get().kind() == Entry.Kind.DIRECTORY && !list(path).entries().isEmpty()) {
            throw new ConflictException("deleting " + what(path) + ": the directory is not empty");
        }
        String act = "deleting " + what(path);
        HttpResponse<String> r = send(request(path).DELETE().build(), HttpResponse.BodyHandlers.ofString(), act);
        if (r.statusCode() == 404) {
            return false;
        }
        if (r.statusCode() / 100 != 2) {
            throw HttpErrors.of(act, r.statusCode(), r.headers(), r.body());
        }
        return true;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
