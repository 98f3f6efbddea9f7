package ciel.transfer.xrootd;

import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.FileName;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.credentials.Credential;
import ciel.transfer.xrootd.protocol.Delayed;
import ciel.transfer.xrootd.protocol.DirectoryListing;
import ciel.transfer.xrootd.protocol.Endpoint;
import ciel.transfer.xrootd.protocol.FileStatus;
import ciel.transfer.xrootd.protocol.Opened;
import ciel.transfer.xrootd.protocol.Request;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A directory of an XRootD server, by its own protocol. Names travel as bytes; only a question mark cannot, because
 * it ends the path. The server follows symbolic links and says nothing of them. Its
 * rename replaces what has the name, so commit looks first; two writers of one name must be kept apart by whoever
 * runs them. No directory can be synced: after a power cut at the server a name just
 * given may be gone, but never its content wrong. The server's checksum is of the bytes as they were when it was
 * first asked after the file's time changed: damage of the disk itself shows only to who
 * reads the file.
 */
public final class XrootdBackend implements Backend {
    /**
     * XRootD sums four files at a time unless told otherwise, lets twice as many wait, and sends the others away for
     * half a minute.
     */
    private static final int SUMS_AT_A_TIME = 4;

    private static final Pattern FIELD = Pattern.compile("(?:^|&)oss\\.(free|used|quota)=(-?[0-9]{1,18})");

    private final XrootdClient client;
    private final byte[] root;
    private final String url;
    private final Capabilities capabilities;
    private final List<Credential> credentials;
    private final FreshSums sums = new FreshSums();
    private final Semaphore summing = new Semaphore(SUMS_AT_A_TIME);
    private volatile boolean tellsSpace = true;

    /**
     * @param root   absolute path of the root, without a slash at its end; empty for the server's own root
     * @param create whether the folder is made if it is missing
     */
    XrootdBackend(XrootdSettings settings, Endpoint server, byte[] root, String url, boolean create)
            throws TransferException {
        this.credentials = settings.credentials();
        this.root = root;
        this.url = url;
        this.client = new XrootdClient(settings, server);
        try {
            Optional<Entry> there = stat(StoragePath.ROOT);
            if (there.isEmpty() && create) {
                makeDirectories(StoragePath.ROOT);
                there = stat(StoragePath.ROOT);
            }
            if (there.map(e -> e.kind() != Entry.Kind.DIRECTORY).orElse(true)) {
                throw new NotFoundException("[" + url + "] no such directory; make it there first");
            }
            capabilities = new Capabilities(
                    true,
                    true,
                    false,
                    true,
                    false,
                    true,
                    true,
                    Duration.ZERO,
                    serverChecksums(),
                    settings.connections());
        } catch (TransferException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private Set<Algorithm> serverChecksums() throws TransferException {
        Set<Algorithm> out = EnumSet.noneOf(Algorithm.class);
        try {
            String known = text(client.ask("connecting to [" + url + "]", Request.config("chksum")));
            for (Algorithm a : List.of(Algorithm.ADLER32, Algorithm.CRC32C)) {
                if (known.matches("(?s)(.*[:,\\s])?" + a.key() + "([,\\s].*)?")) {
                    out.add(a);
                }
            }
        } catch (UnsupportedException e) {
            // then the bytes are read back
        }
        return out;
    }

    private static String text(byte[] answer) {
        return new String(answer, StandardCharsets.ISO_8859_1)
                .replaceFirst("\0+$", "")
                .strip();
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public List<Credential> credentials() {
        return credentials;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    private String what(StoragePath path) {
        return "[" + url + "] '" + path + "'";
    }

    private byte[] remote(StoragePath path) throws UnsafePathException {
        byte[] below = path.bytes();
        for (byte b : below) {
            if (b == '?') {
                throw new UnsafePathException(
                        what(path) + ": XRootD takes a question mark for the end of the name; rename the file");
            }
        }
        if (path.isRoot() && root.length > 0) {
            return root;
        }
        byte[] out = new byte[root.length + 1 + below.length];
        System.arraycopy(root, 0, out, 0, root.length);
        out[root.length] = '/';
        System.arraycopy(below, 0, out, root.length + 1, below.length);
        return out;
    }

    private static Entry entry(StoragePath path, FileStatus s) {
        Entry.Kind kind = s.isDirectory() ? Entry.Kind.DIRECTORY : s.isOther() ? Entry.Kind.OTHER : Entry.Kind.FILE;
        return new Entry(path, kind, kind == Entry.Kind.FILE ? s.size() : 0, s.modified(), s.id());
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        String act = "looking at " + what(path);
        try {
            return Optional.of(entry(path, FileStatus.of(client.ask(act, Request.stat(remote(path))))));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (TransferException e) {
            if (XrootdErrors.isBelowAFile(e.getCause())) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw XrootdErrors.of(act, e);
        }
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        String act = "listing " + what(directory);
        if (!stat(directory).map(e -> e.kind() == Entry.Kind.DIRECTORY).orElse(false)) {
            throw new NotFoundException(act + ": no such directory");
        }
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try {
            for (DirectoryListing.Item item :
                    DirectoryListing.parse(client.ask(act, Request.list(remote(directory))))) {
                try {
                    StoragePath path =
                            directory.resolve(FileName.ofBytes(item.name().getBytes(StandardCharsets.ISO_8859_1)));
                    remote(path);
                    entries.add(entry(path, item.status()));
                } catch (UnsafePathException e) {
                    refused.add(what(directory) + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            throw XrootdErrors.of(act, e);
        }
        return new Listing(entries, refused);
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        String act = "reading " + what(path);
        // A file on its way is ours even while a lane has it open.
        XrootdClient.Reply reply = client.exchange(
                act, Request.openToRead(remote(path), path.name().isInternal()));
        try {
            Opened file = Opened.of(reply.content());
            long real = Math.max(0, Math.min(length, file.status().size() - offset));
            XrootdReadChannel channel = new XrootdReadChannel(
                    client.connections(), reply.lane(), file.handle(), offset, real, act, client.patience(0));
            if (file.status().isDirectory() || file.status().isOther()) {
                channel.close();
                throw new UnsafePathException(act + ": not a regular file");
            }
            if (real == 0) {
                channel.close();
                return Channels.newChannel(InputStream.nullInputStream());
            }
            return channel;
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            client.connections().drop(reply.lane());
            throw XrootdErrors.of(act, e);
        }
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        StoragePath path = TemporaryName.of(target, token);
        return new XrootdTemporary(this, client, sums, remote(path), path, size, mode, what(path));
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        String act = "committing " + what(temporary) + " as '" + target + "'";
        byte[] from = remote(temporary);
        byte[] to = remote(target);
        if (stat(target).isPresent()) {
            if (stat(temporary).isEmpty()) {
                throw new NotFoundException(act + ": no such file");
            }
            throw new ConflictException(act + ": the name is taken; existing files are never replaced");
        }
        if (!target.parent().equals(temporary.parent())) {
            makeDirectories(target.parent());
        }
        client.ask(act, Request.rename(from, to));
        sums.forget(temporary);
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        makeDirectories(directory);
    }

    @Override
    public void keep(StoragePath path, FileMetadata metadata) throws TransferException {
        if (metadata.mode() != FileMetadata.UNKNOWN) {
            client.ask("setting permissions of " + what(path), Request.changeMode(remote(path), metadata.mode()));
        }
    }

    private void makeDirectories(StoragePath directory) throws TransferException {
        try {
            client.ask("making directory " + what(directory), Request.makeDirectories(remote(directory)));
        } catch (ConflictException e) {
            // it is there; if it is none, what is put below it says so
        }
    }

    @Override
    public String checksum(StoragePath path, Algorithm algorithm) throws TransferException {
        if (!capabilities.serverChecksums().contains(algorithm) || !sums.isFresh(path)) {
            return Backend.super.checksum(path, algorithm);
        }
        String act = "checksum of " + what(path);
        Entry entry = stat(path).orElseThrow(() -> new NotFoundException(act + ": no such file"));
        Optional<String> said = askChecksum(act, remote(path), algorithm, entry.size());
        if (said.isEmpty()) {
            return Backend.super.checksum(path, algorithm);
        }
        if (path.name().isInternal()) {
            sums.summed(path);
        }
        String digits = said.get().toLowerCase(Locale.ROOT).replaceFirst("^" + algorithm.key() + " ", "");
        if (!digits.matches("[0-9a-f]{1,8}")) {
            throw new TransientException(act + ": the server answers '"
                    + digits.replaceAll("[^ -~]", " ").substring(0, Math.min(digits.length(), 100)) + "', which is no "
                    + algorithm.key());
        }
        return "0".repeat(8 - digits.length()) + digits;
    }

    /** @return the server's answer; empty if it is so busy that reading the bytes is quicker */
    private Optional<String> askChecksum(String act, byte[] remote, Algorithm algorithm, long size)
            throws TransferException {
        try {
            summing.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientException(act + ": interrupted", e);
        }
        try {
            return Optional.of(text(client.ask(
                    act,
                    Request.checksum(remote, algorithm.key()),
                    client.patience(size),
                    Duration.ofMillis(size / 20_000))));
        } catch (TransientException e) {
            if (e.getCause() instanceof Delayed) {
                return Optional.empty();
            }
            throw e;
        } finally {
            summing.release();
        }
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
        boolean directory = entry.get().kind() == Entry.Kind.DIRECTORY;
        try {
            sums.forget(path);
            client.ask(
                    "deleting " + what(path),
                    directory ? Request.removeDirectory(remote(path)) : Request.remove(remote(path)));
            return true;
        } catch (NotFoundException e) {
            return false;
        } catch (TransferException e) {
            if (directory && !list(path).entries().isEmpty()) {
                throw new ConflictException("deleting " + what(path) + ": the directory is not empty", e);
            }
            throw e;
        }
    }

    @Override
    public Optional<Space> space() throws TransferException {
        if (!tellsSpace) {
            return Optional.empty();
        }
        try {
            return space(
                    text(client.ask("[" + url + "] asking for free space", Request.space(remote(StoragePath.ROOT)))));
        } catch (UnsupportedException e) {
            tellsSpace = false;
            return Optional.empty();
        }
    }

    private static Optional<Space> space(String answer) {
        long free = -1;
        long used = 0;
        long quota = -1;
        Matcher m = FIELD.matcher(answer);
        while (m.find()) {
            long value = Long.parseLong(m.group(2));
            switch (m.group(1)) {
                case "free" -> free = value;
                case "used" -> used = value;
                default -> quota = value;
            }
        }
        if (free < 0) {
            return Optional.empty();
        }
        return Optional.of(new Space(quota < 0 ? free : Math.max(0, Math.min(free, quota - used)), Long.MAX_VALUE));
    }

    @Override
    public void close() {
        client.close();
    }
}
