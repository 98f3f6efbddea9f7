package ciel.transfer.globus.backend;

import ciel.transfer.SettingException;
import ciel.transfer.TransferException;
import ciel.transfer.posix.PosixErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Names in the staging folder. A file to be sent has one name, because the token of its transfer belongs to one
 * process at a time. A file that is fetched may be wanted by several
 * processes at once, so there are numbered names, each locked by the process that uses it; one that nobody locks was
 * left by a process that died, and is taken over.
 */
final class StagingFolder {
    /**
     * Locks held by this process: the system's own lock is lost when any channel of the file is closed, so a file that
     * is locked here is not opened again.
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path folder;
    private final Path mutex;

    StagingFolder(Path parent) throws TransferException {
        folder = parent.resolve(".ciel-globus");
        mutex = parent.resolve(".ciel-globus.lock");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SettingException(
                    "[globus.staging.folder] " + parent + " cannot be used: " + e.getMessage()
                            + "; give a folder that can be written",
                    e);
        }
    }

    Staged toSend(String key) {
        return new Staged("s" + key, folder.resolve("s" + key), null);
    }

    /** Stands for a task of many files: its document, and a journal. */
    Staged ofBatch(String name) {
        return new Staged("b" + name, folder.resolve("b" + name), null);
    }

    /** Stands for the deletion of a path: a journal, no file. */
    Staged toRemove(String key) {
        return new Staged("d" + key, folder.resolve("d" + key), null);
    }

    /** Takes the first name for fetching this that no living process uses. */
    Staged toFetch(String key) throws TransferException {
        return underMutex(() -> {
            for (int n = 0; ; n++) {
                Staged s = claim("f" + key + "-" + n);
                if (s != null) {
                    return s;
                }
            }
        });
    }

    /** Takes what dead processes have left of fetching keys that begin so. */
    List<Staged> leftOver(String keyPrefix) throws TransferException {
        try (Stream<Path> all = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            all.map(p -> p.getFileName().toString())
                    .filter(n -> n.startsWith("f" + keyPrefix))
                    .forEach(n -> names.add(n.replaceFirst("\\..*", "")));
            if (names.isEmpty()) {
                return List.of();
            }
            return underMutex(() -> {
                List<Staged> out = new ArrayList<>();
                for (String n : names) {
                    Staged s = claim(n);
                    if (s != null) {
                        out.add(s);
                    }
                }
                return out;
            });
        } catch (IOException e) {
            throw PosixErrors.of("[globus] looking at the staging folder " + folder, e);
        }
    }

    private Staged claim(String name) throws IOException {
        Path lock = lock(name);
        if (!HELD.add(lock)) {
            return null;
        }
        FileChannel c = null;
        boolean ours = false;
        try {
            c = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            ours = c.tryLock() != null;
            return ours ? new Staged(name, folder.resolve(name), c) : null;
        } finally {
            if (!ours) {
                HELD.remove(lock);
                if (c != null) {
                    c.close();
                }
            }
        }
    }

    private Path lock(String name) {
        return folder.resolve(name + ".owner");
    }

    /** Gives a name back. What is left of the file and its journal is there for whoever takes the name next. */
    void release(Staged s) throws TransferException {
        underMutex(() -> {
            Files.deleteIfExists(lock(s.name()));
            s.owner().close();
            HELD.remove(lock(s.name()));
            return null;
        });
    }

    private interface Act<T> {
        T run() throws IOException;
    }

    /** Locks are taken, and their files deleted, by one thread of one process at a time. */
    private <T> T underMutex(Act<T> act) throws TransferException {
        synchronized (HELD) {
            try (FileChannel c = FileChannel.open(mutex, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                c.lock();
                return act.run();
            } catch (IOException e) {
                throw PosixErrors.of("[globus] locking in the staging folder " + folder, e);
            }
        }
    }
}
