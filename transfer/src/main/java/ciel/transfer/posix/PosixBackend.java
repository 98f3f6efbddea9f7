package ciel.transfer.posix;

import ciel.transfer.Backend;
import ciel.transfer.Capabilities;
import ciel.transfer.ConflictException;
import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.Listing;
import ciel.transfer.NotFoundException;
import ciel.transfer.SettingException;
import ciel.transfer.SmallFiles;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of this machine. Names are handled as bytes, by way of file URLs, so that neither the locale nor an
 * encoding matters. Commit is
 * a rename that cannot replace a file ({@link Rename}), then a sync of the directory.
 */
public final class PosixBackend implements Backend {
    private static final int MOST_LANES = 64;

    private final Path root;
    private final String rootUri;
    private final byte[] rootBytes;
    private final Rename rename = new Rename();
    private final PosixSmallFiles smallFiles = SystemCalls.areOffered() ? new PosixSmallFiles(this) : null;

    /**
     * @param root an existing folder; symbolic links in its own path are resolved once, here
     * @throws TransferException if there is no such folder
     */
    public PosixBackend(Path root) throws TransferException {
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw PosixErrors.of("[" + root + "] opening the folder", e);
        }
        if (!Files.isDirectory(this.root)) {
            throw new SettingException("[" + root + "] is not a folder");
        }
        String uri = this.root.toUri().getRawPath();
        this.rootUri = uri.endsWith("/") ? uri : uri + "/";
        this.rootBytes = percentDecoded(rootUri);
    }

    @Override
    public String url() {
        return "file://" + rootUri;
    }

    /** @return the folder */
    public Path root() {
        return root;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                true, true, rename.isAtomic(), true, true, true, true, Duration.ofNanos(1), Set.of(), MOST_LANES);
    }

    /**
     * @param path below the root
     * @return the file of this path; nothing is touched. A file URL carries the bytes of the name unchanged
     *      whatever the locale is.
     */
    public Path file(StoragePath path) {
        return path.isRoot() ? root : Path.of(URI.create("file://" + rootUri + path.uri()));
    }

    /** @return the same path as the system has it */
    private byte[] bytes(StoragePath path) {
        byte[] below = path.bytes();
        byte[] all = Arrays.copyOf(rootBytes, rootBytes.length + below.length);
        System.arraycopy(below, 0, all, rootBytes.length, below.length);
        return all;
    }

    private static byte[] percentDecoded(String uri) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) == '%') {
                out.write(HexFormat.fromHexDigits(uri, i + 1, i + 3));
                i += 2;
            } else {
                out.write(uri.charAt(i));
            }
        }
        return out.toByteArray();
    }

    /** The file of a path, none of whose directories is a symbolic link. */
    private Path checked(StoragePath path) throws TransferException {
        Path file = file(path);
        if (path.names().size() > 1) {
            Path parent = file.getParent();
            try {
                if (!parent.toRealPath().equals(parent)) {
                    throw new UnsafePathException(
                            what(path) + ": a directory on the way is a symbolic link; links are not followed");
                }
            } catch (NoSuchFileException e) {
                return file;
            } catch (IOException e) {
                throw PosixErrors.of(what(path), e);
            }
        }
        return file;
    }

    /** @return a folder of which many files are handled; {@link SystemCalls} must be offered */
    OpenFolder openFolder(StoragePath directory) throws TransferException {
        return OpenFolder.open(root.toString(), rootBytes, directory);
    }

    private String what(StoragePath path) {
        return "[" + root + "] '" + path + "'";
    }

    @Override
    public Listing list(StoragePath directory) throws TransferException {
        List<Entry> entries = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        if (SystemCalls.areOffered()) {
            try (OpenFolder folder = openFolder(directory)) {
                folder.list(new OpenFolder.Found() {
                    @Override
                    public void entry(Entry entry) {
                        entries.add(entry);
                    }

                    @Override
                    public void refused(UnsafePathException why) {
                        refused.add(what(directory) + ": " + why.getMessage());
                    }
                });
            }
            return new Listing(entries, refused);
        }
        Path folder = checked(directory);
        if (Files.isSymbolicLink(folder) && !directory.isRoot()) {
            throw new UnsafePathException(what(directory) + " is a symbolic link; links are not followed");
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path file : stream) {
                String raw = file.toUri().getRawPath();
                String name = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
                try {
                    StoragePath last = StoragePath.ofUri(name.substring(name.lastIndexOf('/') + 1));
                    StoragePath path = directory.resolve(last);
                    entry(path, file).ifPresent(entries::add);
                } catch (UnsafePathException e) {
                    refused.add(what(directory) + ": " + e.getMessage());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw PosixErrors.of("listing " + what(directory), e.getCause());
        } catch (IOException e) {
            throw PosixErrors.of("listing " + what(directory), e);
        }
        return new Listing(entries, refused);
    }

    private Optional<Entry> entry(StoragePath path, Path file) throws TransferException {
        try {
            PosixFileAttributes a = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Entry.Kind kind = a.isRegularFile()
                    ? Entry.Kind.FILE
                    : a.isDirectory()
                            ? Entry.Kind.DIRECTORY
                            : a.isSymbolicLink() ? Entry.Kind.SYMLINK : Entry.Kind.OTHER;
            String version = kind == Entry.Kind.FILE ? String.valueOf(a.fileKey()) : "";
            return Optional.of(new Entry(
                    path,
                    kind,
                    a.isRegularFile() ? a.size() : 0,
                    a.lastModifiedTime().toInstant(),
                    Attributes.mode(a.permissions()),
                    version));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Errno.of(e) == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw PosixErrors.of("looking at " + what(path), e);
        }
    }

    @Override
    public Optional<Entry> stat(StoragePath path) throws TransferException {
        return entry(path, checked(path));
    }

    @Override
    public Optional<SmallFiles> smallFiles() {
        return Optional.ofNullable(smallFiles);
    }

    @Override
    public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
        Path file = checked(path);
        try {
            // Opening a FIFO would wait for its writer for ever, so the kind is looked at first.
            Entry entry = entry(path, file)
                    .orElseThrow(() -> new NotFoundException("reading " + what(path) + ": no such file"));
            if (entry.kind() == Entry.Kind.SYMLINK) {
                throw new UnsafePathException("reading " + what(path) + ": a symbolic link; links are not followed");
            }
            if (!entry.isFile()) {
                throw new UnsafePathException("reading " + what(path) + ": not a regular file");
            }
            return new PosixRange(
                    FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS),
                    offset,
                    length,
                    what(path));
        } catch (IOException e) {
            throw PosixErrors.of("reading " + what(path), e);
        }
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        StoragePath path = TemporaryName.of(target, token);
        makeDirectories(target.parent());
        return new PosixTemporary(checked(path), bytes(path), path, mode, what(path));
    }

    @Override
    public void makeDirectory(StoragePath directory) throws TransferException {
        makeDirectories(directory);
    }

    @Override
    public void keep(StoragePath path, FileMetadata metadata) throws TransferException {
        Path file = checked(path);
        if (Files.isSymbolicLink(file)) {
            throw new UnsafePathException(what(path) + " is a symbolic link; links are not followed");
        }
        try {
            Attributes.keep(file, bytes(path), metadata);
        } catch (IOException e) {
            throw PosixErrors.of("setting permissions and time of " + what(path), e);
        }
    }

    private void makeDirectories(StoragePath directory) throws TransferException {
        Path folder = checked(directory);
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!directory.isRoot()) {
            makeDirectories(directory.parent());
        }
        try {
            Files.createDirectory(folder);
            syncDirectory(folder.getParent());
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new UnsafePathException(what(directory) + " is not a directory; files cannot be put below it", e);
            }
        } catch (IOException e) {
            throw PosixErrors.of("making directory " + what(directory), e);
        }
    }

    @Override
    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
        try (FileChannel file =
                FileChannel.open(checked(temporary), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            file.force(true);
        } catch (IOException e) {
            throw PosixErrors.of("committing " + what(temporary) + " as '" + target + "'", e);
        }
        rename(temporary, target);
        syncDirectory(target.parent());
    }

    /** Gives a temporary that is on disk its final name; the name is on disk when its directory is. */
    void rename(StoragePath temporary, StoragePath target) throws TransferException {
        makeDirectories(target.parent());
        Path from = checked(temporary);
        Path to = checked(target);
        try {
            rename.move(from, bytes(temporary), to, bytes(target));
        } catch (FileAlreadyExistsException e) {
            throw new ConflictException(
                    "committing " + what(target) + ": the name is taken; existing files are never replaced", e);
        } catch (IOException e) {
            String act = "committing " + what(temporary) + " as '" + target + "'";
            if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotFoundException(act + ": no such temporary", e);
            }
            throw PosixErrors.of(act, e);
        }
    }

    /** @return whether a rename that never replaces has not been refused by this file system */
    boolean renamesExclusively() {
        return rename.isExclusive();
    }

    private void syncDirectory(StoragePath directory) throws TransferException {
        try {
            syncDirectory(file(directory));
        } catch (IOException e) {
            throw PosixErrors.of("syncing " + what(directory), e);
        }
    }

    private static void syncDirectory(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public boolean delete(StoragePath path) throws TransferException {
        if (path.isRoot()) {
            throw new UnsafePathException(what(path) + ": the root is not deleted");
        }
        Path file = checked(path);
        try {
            boolean was = Files.deleteIfExists(file);
            if (was) {
                syncDirectory(file.getParent());
            }
            return was;
        } catch (DirectoryNotEmptyException e) {
            throw new ConflictException("deleting " + what(path) + ": the directory is not empty", e);
        } catch (IOException e) {
            throw PosixErrors.of("deleting " + what(path), e);
        }
    }

    @Override
    public Optional<Space> space() throws TransferException {
        Optional<Space> found = StatVfs.of(rootBytes);
        if (found.isPresent()) {
            return found;
        }
        try {
            return Optional.of(new Space(Files.getFileStore(root).getUsableSpace(), Long.MAX_VALUE));
        } catch (IOException e) {
            throw PosixErrors.of("[" + root + "] asking for free space", e);
        }
    }

    @Override
    public void close() {
        if (smallFiles != null) {
            smallFiles.close();
        }
    }
}
