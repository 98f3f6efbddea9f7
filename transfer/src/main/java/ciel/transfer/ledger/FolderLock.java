package ciel.transfer.ledger;

import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.posix.PosixErrors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * One process at a time in a folder, for the life of this object. POSIX ends a process's locks on a file when any of
 * its descriptors of that file is closed, so the lock is on a file of its own that nothing else opens, and a second
 * attempt within this process is refused before it touches the file.
 */
public final class FolderLock implements Closeable {
    private static final String NAME = "lock";
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * @param folder made if it is not there
     * @return the lock
     * @throws SettingException  if another transfer holds the folder
     * @throws TransferException if the folder cannot be used
     */
    public static FolderLock take(Path folder) throws TransferException {
        try {
            Files.createDirectories(folder);
            Path real = folder.toRealPath();
            synchronized (HELD) {
                if (!HELD.add(real)) {
                    throw held(folder);
                }
            }
            try {
                FileChannel channel =
                        FileChannel.open(real.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (!lock(channel)) {
                    channel.close();
                    throw held(folder);
                }
                return new FolderLock(real, channel);
            } catch (IOException e) {
                synchronized (HELD) {
                    HELD.remove(real);
                }
                throw e;
            }
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw PosixErrors.of("[state " + folder + "] opening", e);
        }
    }

    /** @return whether some process holds this folder now */
    public static boolean isHeld(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            synchronized (HELD) {
                if (!Files.exists(file)) {
                    return false;
                }
                if (HELD.contains(folder.toRealPath())) {
                    return true;
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    return !lock(channel);
                }
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static SettingException held(Path folder) {
        return new SettingException("[state " + folder
                + "] another transfer is using this state folder; wait for it, or name another with --state");
    }

    @Override
    public void close() throws TransferException {
        try {
            channel.close();
        } catch (IOException e) {
            throw PosixErrors.of("[state " + folder + "] closing", e);
        } finally {
            synchronized (HELD) {
                HELD.remove(folder);
            }
        }
    }
}
