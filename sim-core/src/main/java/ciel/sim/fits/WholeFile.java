package ciel.sim.fits;

import ciel.sim.CielException;
import ciel.sim.InputException;
import ciel.sim.ProcessStart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Adler32;

/**
 * A file that appears under its final name whole or not at all. It is written under a temporary name in the same
 * directory, synced and
 * renamed, and the directory is synced; size, adler32 and sha256 are taken from the bytes as they pass. Closing without
 * {@link #publish} removes the temporary.
 * {@snippet :
 * try (WholeFile file = WholeFile.create(path, WholeFile.Existing.REPLACE)) {
 *     file.write(bytes);
 *     WrittenFile written = file.publish();
 * }
 * }
 * A kill at any moment leaves at most a temporary named {@code .ciel-part.<host>.<pid>.<start>.<n>.<final name>};
 * {@link #removeLeftovers} takes those away. One thread writes one file.
 */
public final class WholeFile extends OutputStream {
    /** What to do when the final name exists already. */
    public enum Existing {
        /** The new file takes its place in one step: the same visit, rendered again, replaces what was there. */
        REPLACE,
        /** It is an error, and the old file stays as it is. */
        REFUSE
    }

    private static final Pattern TEMPORARY =
            Pattern.compile("\\.ciel-part\\.([A-Za-z0-9_-]+)\\.(\\d+)\\.(\\d+)\\.\\d+\\..+");
    /** No file takes so long to write; a temporary of another host that has not grown for this long is nobody's. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private static final int CHUNK = 1 << 20;
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Path asked;
    private final Path target;
    private final Path temporary;
    private final Existing existing;
    private final FileChannel channel;
    private final Adler32 adler = new Adler32();
    private final MessageDigest sha = sha256();
    private final byte[] buffer = new byte[CHUNK];
    private int used;
    private long bytes;
    private boolean closed;

    private WholeFile(Path asked, Path target, Path temporary, Existing existing) throws IOException {
        this.asked = asked;
        this.target = target;
        this.temporary = temporary;
        this.existing = existing;
        this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Begins a file.
     *
     * @param target   the final name; its directory is made when it is missing
     * @param existing what to do when the final name exists
     * @throws InputException when it exists and shall not be replaced, or is a directory
     * @throws CielException  when the directory cannot be written
     */
    public static WholeFile create(Path target, Existing existing) {
        Path whole = target.toAbsolutePath().normalize();
        if (Files.isDirectory(whole)) {
            throw new InputException(
                    target.toString(),
                    "is a directory where a file shall be written",
                    "choose another output directory");
        }
        if (existing == Existing.REFUSE && Files.exists(whole)) {
            throw exists(target, null);
        }
        try {
            Files.createDirectories(whole.getParent());
            String name = ".ciel-part." + host() + "." + ProcessHandle.current().pid() + "."
                    + ProcessStart.of(ProcessHandle.current()) + "." + NUMBER.incrementAndGet() + "."
                    + whole.getFileName();
            return new WholeFile(target, whole, whole.resolveSibling(name), existing);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** Writes a whole small file. */
    public static WrittenFile write(Path target, byte[] content, Existing existing) {
        try (WholeFile file = create(target, existing)) {
            file.write(content);
            return file.publish();
        }
    }

    @Override
    public void write(int b) {
        if (used == CHUNK) {
            drain();
        }
        buffer[used++] = (byte) b;
    }

    @Override
    public void write(byte[] from) {
        write(from, 0, from.length);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        if (length >= CHUNK) {
            drain();
            pass(from, offset, length);
            return;
        }
        if (used + length > CHUNK) {
            drain();
        }
        System.arraycopy(from, offset, buffer, used, length);
        used += length;
    }

    /**
     * Syncs the content, gives it the final name and syncs the directory.
     *
     * @return what is now on disk
     * @throws CielException when the disk is full or fails; the final name is then as it was before
     */
    public WrittenFile publish() {
        if (closed) {
            throw new IllegalStateException(target + " is already closed");
        }
        drain();
        try {
            channel.force(true);
            channel.close();
            if (existing == Existing.REPLACE) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                moveToFreeName();
            }
            closed = true;
            syncDirectory(target.getParent());
        } catch (IOException e) {
            throw failure(target, e);
        } finally {
            close();
        }
        HexFormat hex = HexFormat.of();
        return new WrittenFile(asked, bytes, hex.toHexDigits((int) adler.getValue()), hex.formatHex(sha.digest()));
    }

    /** Removes the temporary unless the file was published. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /**
     * Removes the temporaries of processes that ended without closing them: those of this host whose process (same
     * number, same start) is
     * gone, and those of other hosts that nobody has written to for a day. Call it once when a run begins.
     *
     * @param directory where the run will write
     * @return what was removed
     */
    public static List<Path> removeLeftovers(Path directory) {
        List<Path> removed = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return removed;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, ".ciel-part.*")) {
            for (Path entry : entries) {
                Matcher name = TEMPORARY.matcher(entry.getFileName().toString());
                if (name.matches() && abandoned(entry, name) && Files.deleteIfExists(entry)) {
                    removed.add(entry);
                }
            }
        } catch (IOException e) {
            throw failure(directory, e);
        }
        return removed;
    }

    private static boolean abandoned(Path entry, Matcher name) throws IOException {
        if (!name.group(1).equals(host())) {
            try {
                return Files.getLastModifiedTime(entry)
                        .toInstant()
                        .isBefore(Instant.now().minus(ABANDONED));
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        long start = Long.parseLong(name.group(3));
        return ProcessHandle.of(Long.parseLong(name.group(2)))
                .filter(ProcessHandle::isAlive)
                .filter(p -> ProcessStart.of(p) == start)
                .isEmpty();
    }

    // A hard link never replaces: where two runs race for one name, exactly one wins. File systems without links get
    // the plain rename.
    private void moveToFreeName() throws IOException {
        try {
            Files.createLink(target, temporary);
            Files.delete(temporary);
        } catch (FileAlreadyExistsException e) {
            throw exists(target, e);
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(target)) {
                throw exists(target, e);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void drain() {
        int length = used;
        used = 0;
        if (length > 0) {
            pass(buffer, 0, length);
        }
    }

    private void pass(byte[] from, int offset, int length) {
        adler.update(from, offset, length);
        sha.update(from, offset, length);
        bytes += length;
        try {
            // In slices: the channel copies what it is given into direct memory of the same size.
            for (int done = 0; done < length; ) {
                done += channel.write(ByteBuffer.wrap(from, offset + done, Math.min(CHUNK, length - done)));
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static InputException exists(Path target, Throwable cause) {
        return new InputException(
                target.toString(),
                "exists already",
                "allow it to be replaced, or choose another output directory",
                cause);
    }

    private static CielException failure(Path target, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof FileSystemException of) {
            // Its message is little more than the path.
            reason = of.getReason() == null
                    ? of.getClass().getSimpleName() + " " + of.getFile()
                    : of.getReason() + " " + of.getFile();
        }
        return new CielException(
                target + ": cannot be written: " + reason + " (check space, quota and permissions of "
                        + target.toAbsolutePath().getParent() + ")",
                e);
    }

    private static String host() {
        return Host.NAME;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Host {
        static final String NAME = name();

        // The kernel's own name first: asking the resolver can take seconds on a machine without a network.
        private static String name() {
            String name;
            try {
                name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            } catch (IOException noProc) {
                try {
                    name = InetAddress.getLocalHost().getHostName();
                } catch (UnknownHostException e) {
                    name = "unknown";
                }
            }
            return name.replaceAll("[^A-Za-z0-9_-]", "-");
        }
    }
}
