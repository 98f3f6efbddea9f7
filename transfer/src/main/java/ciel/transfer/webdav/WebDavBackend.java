package ciel.transfer.webdav;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileName;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.SettingException;
import ciel.transfer.SourceChangedException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.ThirdPartyCopy;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.credentials.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

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

    /** A server sums at least this many bytes a millisecond (50 MB/s); a checksum is waited for that long. */
    private static final long SUMMED_PER_MILLI = 50_000;

    private final URI root;
    private final DavSettings settings;
    private final DavClient http;
    /**
     * Whether it is XRootD itself, which writes and reads names unencoded in headers and listings (5.5), and not
     * another WebDAV door.
     */
    private volatile boolean xrootd;

    /** @param create whether the folder is made if it is missing */
    WebDavBackend(URI root, DavSettings settings, boolean create) throws TransferException {
        this.root = root;
        this.settings = settings;
        this.http = new DavClient(root, settings);
        try {
            Optional<Entry> there = stat(StoragePath.ROOT);
            if (there.isEmpty() && create) {
                makeRoot(root);
                there = stat(StoragePath.ROOT);
            }
            if (there.map(e -> e.kind() != Entry.Kind.DIRECTORY).orElse(true)) {
                throw new NotFoundException("[" + root + "] no such directory; make it there first");
            }
        } catch (TransferException | RuntimeException e) {
            http.close();
            throw e;
        }
    }

    /** Makes the folder of the address, and those on the way to it. */
    private void makeRoot(URI folder) throws TransferException {
        String act = "making directory [" + folder + "]";
        String path = folder.getRawPath().replaceFirst("/+$", "");
        if (path.isEmpty()) {
            return;
        }
        ClassicHttpResponse made = send(act, folder, target -> new HttpUriRequestBase("MKCOL", target));
        int status = made.getCode();
        if (status == 409 || status == 404 || status >= 500) {
            DavClient.close(made);
            String parent = path.substring(0, path.lastIndexOf('/'));
            if (parent.isEmpty()) {
                throw new NotFoundException(act + ": HTTP " + status);
            }
            makeRoot(folder.resolve(parent));
            done(act, send(act, folder, target -> new HttpUriRequestBase("MKCOL", target)));
        } else if (status / 100 != 2 && status != 405) {
            throw HttpErrors.of(act, made);
        } else {
            DavClient.close(made);
        }
    }

    @Override
    public String url() {
        return root.toString();
    }

    @Override
    public List<Credential> credentials() {
        return settings.token() == null ? List.of() : List.of(settings.token());
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    private String what(StoragePath path) {
        return "[" + root + "] '" + path + "'";
    }

    URI uri(StoragePath path) throws UnsafePathException {
        if (xrootd && path.latin1().indexOf('?') >= 0) {
            throw new UnsafePathException(
                    what(path) + ": XRootD takes a question mark for the end of the name; rename the file");
        }
        String base = root.toString();
        return path.isRoot() ? root : URI.create(base.endsWith("/") ? base + path.uri() : base + "/" + path.uri());
    }

    ClassicHttpResponse send(String act, URI target, DavClient.Maker maker) throws TransferException {
        ClassicHttpResponse answer = http.send(act, target, maker);
        Header server = answer.getFirstHeader("Server");
        if (server != null) {
            xrootd = server.getValue().startsWith("XrootD");
        }
        return answer;
    }

    private ClassicHttpResponse send(String act, String method, StoragePath path) throws TransferException {
        return send(act, uri(path), target -> new HttpUriRequestBase(method, target));
    }

    /** Reads what is left of an answer, so that the connection can be used again; anything but success is an error. */
    private static void done(String act, ClassicHttpResponse answer) throws TransferException {
        if (answer.getCode() / 100 != 2) {
            throw HttpErrors.of(act, answer);
        }
        try (answer) {
            EntityUtils.consume(answer.getEntity());
        } catch (IOException e) {
            // it was done
        }
    }

    private List<DavListing.Resource> propfind(StoragePath path, int depth) throws TransferException {
        String act = "looking at " + what(path);
        ClassicHttpResponse answer = send(act, uri(path), target -> {
            HttpUriRequestBase request = new HttpUriRequestBase("PROPFIND", target);
            request.setHeader("Depth", String.valueOf(depth));
            request.setEntity(new StringEntity(
                    "<?xml version=\"1.0\"?><propfind xmlns=\"DAV:\"><allprop/></propfind>",
                    ContentType.APPLICATION_XML));
            return request;
        });
        if (answer.getCode() != 207) {
            throw HttpErrors.of(act, answer);
        }
        byte[] body;
        try (answer) {
            body = EntityUtils.toByteArray(answer.getEntity());
        } catch (IOException e) {
            throw HttpErrors.of(act, settings.timeout(), e);
        }
        try {
            return DavListing.parse(body);
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
        ClassicHttpResponse answer = send(act, uri(path), target -> {
            HttpUriRequestBase request = new HttpUriRequestBase("GET", target);
            request.setHeader("Range", "bytes=" + offset + "-" + (offset + real - 1));
            return request;
        });
        int status = answer.getCode();
        if (status != 206 && !(status == 200 && offset == 0 && real == entry.size()) || answer.getEntity() == null) {
            throw HttpErrors.of(act, answer);
        }
        try {
            return new HttpReadChannel(answer, real, settings.timeout(), act);
        } catch (IOException e) {
            throw HttpErrors.of(act, settings.timeout(), e);
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
            try {
                PutBody body = new PutBody(source, length, http.stalls());
                if (body.endedEarly()) {
                    throw new SourceChangedException(act + ": the source ended before its " + length + " bytes");
                }
                put(act, body, length);
            } catch (IOException e) {
                throw HttpErrors.of(act, settings.timeout(), e);
            }
            // XRootD (5.5 and later) takes a write that the file system did in part, as it does when it becomes full,
            // for done.
            long there = stat(path).map(Entry::size).orElse(0L);
            if (there < length) {
                throw new BackPressureException(act + ": the server confirmed " + length + " bytes, but stored only "
                        + there + ", as it does when its disk is full; free some, the transfer goes on");
            }
            return length;
        }

        private void put(String act, PutBody body, long length) throws TransferException {
            try {
                done(act, send(act, uri(path), target -> {
                    HttpUriRequestBase request = new HttpUriRequestBase("PUT", target);
                    body.of(request);
                    request.setEntity(body);
                    if (length > PutBody.SMALL) {
                        // Without this a door that sends us to a pool would get all bytes first.
                        request.setConfig(http.asking());
                    }
                    return request;
                }));
            } catch (TransientException e) {
                if (body.failed() != null) {
                    throw HttpErrors.of(act, settings.timeout(), body.failed());
                }
                if (body.endedEarly()) {
                    throw new SourceChangedException(act + ": the source ended before its " + length + " bytes", e);
                }
                if (body.stalled()) {
                    throw new TransientException(
                            act + ": the server took no byte for "
                                    + settings.timeout().toSeconds() + " s (http.timeout)",
                            e);
                }
                throw e;
            }
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
        ClassicHttpResponse made = send(act, "MKCOL", directory);
        if (made.getCode() / 100 == 2) {
            done(act, made);
        } else {
            TransferException refused = HttpErrors.of(act, made);
            if (stat(directory).isEmpty()) {
                throw refused;
            }
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
        String destination = destination(target);
        done(act, send(act, uri(temporary), there -> {
            HttpUriRequestBase request = new HttpUriRequestBase("MOVE", there);
            request.setHeader("Destination", destination);
            request.setHeader("Overwrite", "F");
            return request;
        }));
        if (!destination.equals(uri(target).toString()) && stat(target).isEmpty()) {
            throw new UnsupportedException(act + ": the server gave it another name; it does not carry such names");
        }
    }

    /**
     * XRootD (5.5) takes this header as it stands instead of percent-decoding it, so names with a space or an umlaut go
     * byte for byte. The question mark ends the name, so that a space at its end is not taken for white space.
     */
    private String destination(StoragePath target) throws TransferException {
        if (!xrootd || target.uri().equals(target.latin1())) {
            return uri(target).toString();
        }
        String base =
                StoragePath.ofUri(root.getRawPath().replaceAll("^/+|/+$", "")).latin1();
        return root.getScheme() + "://" + root.getRawAuthority() + "/" + base + (base.isEmpty() ? "" : "/")
                + target.latin1() + "?";
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        if (algorithm != Algorithm.ADLER32) {
            return Backend.super.checksum(path, algorithm);
        }
        String act = "checksum of " + what(path);
        long size = stat(path).map(Entry::size).orElse(0L);
        ClassicHttpResponse answer = send(act, uri(path), target -> {
            HttpUriRequestBase request = new HttpUriRequestBase("HEAD", target);
            request.setHeader("Want-Digest", "adler32");
            request.setConfig(http.patient(size / SUMMED_PER_MILLI));
            return request;
        });
        if (answer.getCode() != 200) {
            throw HttpErrors.of(act, answer);
        }
        Header digest = answer.getFirstHeader("Digest");
        done(act, answer);
        String said = digest == null
                ? ""
                : digest.getValue().replaceFirst("(?i)^adler32=", "").strip().toLowerCase(java.util.Locale.ROOT);
        return said.matches("[0-9a-f]{1,8}")
                ? "0".repeat(8 - said.length()) + said
                : Backend.super.checksum(path, algorithm);
    }

    /** @return the token as it is now, or null */
    String token() throws TransferException {
        return settings.token() == null ? null : settings.token().value();
    }

    @Override
    public Optional<ThirdPartyCopy> thirdParty(Backend source) throws SettingException {
        if (!settings.thirdParty()) {
            return Optional.empty();
        }
        if (!(source instanceof WebDavBackend other)) {
            throw new SettingException("[http.third_party] the source " + source.url()
                    + " is no WebDAV server; both must be https: for a third-party copy");
        }
        if (!root.getScheme().equals("https") && !DavSettings.isLoopback(root.getHost())
                || !other.root.getScheme().equals("https") && !DavSettings.isLoopback(other.root.getHost())) {
            throw new SettingException("[http.third_party] " + source.url() + " and " + url()
                    + " must both be https: for a third-party copy");
        }
        return Optional.of(new DavCopy(other, this, settings));
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
        ClassicHttpResponse answer = send(act, "DELETE", path);
        if (answer.getCode() == 404) {
            DavClient.close(answer);
            return false;
        }
        done(act, answer);
        return true;
    }

    @Override
    public void close() {
        http.close();
    }
}
