package ciel.transfer.posix;

import ciel.transfer.Entry;
import ciel.transfer.NotFoundException;
import ciel.transfer.SmallFiles;
import ciel.transfer.StoragePath;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Small files of a folder, by system calls on open folders. A group is written first and synced then, on a disk many
 * files at the same time, so that the file system writes its own log once for many of them; each directory is synced
 * once for all names that a group gets in it.
 */
final class PosixSmallFiles implements SmallFiles {
    private static final int MOST = 1000;
    /** Files that are written and open before they are synced. */
    private static final int GROUP = 64;

    private static final int SYNCS = 16;
    /** A sync that takes longer waits for a disk, and others can wait at the same time (ns). */
    private static final long QUICK_SYNC_NANOS = 200_000;

    private final PosixBackend backend;
    private ExecutorService syncers;

    PosixSmallFiles(PosixBackend backend) {
        this.backend = backend;
    }

    @Override
    public int most() {
        return MOST;
    }

    /** The folder of one file after the other: files come in order of their paths, so one is open. */
    private final class Folder implements AutoCloseable {
        private OpenFolder open;

        OpenFolder of(StoragePath path) throws TransferException {
            if (open == null || !path.isIn(open.directory())) {
                close();
                open = backend.openFolder(path.parent());
            }
            return open;
        }

        @Override
        public void close() {
            if (open != null) {
                open.close();
                open = null;
            }
        }
    }

    @Override
    public List<Outcome<Optional<Entry>>> stat(List<StoragePath> paths) {
        List<Outcome<Optional<Entry>>> out = new ArrayList<>(paths.size());
        try (Folder folder = new Folder()) {
            for (StoragePath path : paths) {
                try {
                    out.add(Outcome.of(
                            path.isRoot() ? backend.stat(path) : folder.of(path).stat(path.name())));
                } catch (NotFoundException e) {
                    out.add(Outcome.of(Optional.empty()));
                } catch (TransferException e) {
                    out.add(Outcome.failed(e));
                }
            }
        }
        return out;
    }

    @Override
    public List<Outcome<byte[]>> read(List<StoragePath> paths, List<Integer> sizes) {
        List<Outcome<byte[]>> out = new ArrayList<>(paths.size());
        try (Folder folder = new Folder()) {
            for (int i = 0; i < paths.size(); i++) {
                StoragePath path = paths.get(i);
                try {
                    out.add(Outcome.of(folder.of(path).read(path.name(), sizes.get(i) + 1)));
                } catch (TransferException e) {
                    out.add(Outcome.failed(e));
                }
            }
        }
        return out;
    }

    /** A file that is written and not yet synced. */
    private record Written(StoragePath path, int file, TransferException error) {}

    @Override
    public List<Outcome<StoragePath>> write(List<Whole> files) throws TransferException {
        List<Outcome<StoragePath>> out = new ArrayList<>(files.size());
        try (Folder folder = new Folder()) {
            for (int from = 0; from < files.size(); from += GROUP) {
                List<Written> group = new ArrayList<>(GROUP);
                for (Whole file : files.subList(from, Math.min(files.size(), from + GROUP))) {
                    group.add(write(folder, file));
                }
                sync(group, out);
            }
        }
        return out;
    }

    private Written write(Folder folder, Whole file) {
        try {
            StoragePath path = TemporaryName.of(file.target(), file.token());
            OpenFolder open;
            try {
                open = folder.of(path);
            } catch (NotFoundException e) {
                backend.makeDirectory(path.parent());
                open = folder.of(path);
            }
            return new Written(path, open.write(path.name(), file.content(), file.mode(), file.metadata()), null);
        } catch (TransferException e) {
            return new Written(null, -1, e);
        }
    }

    private void sync(List<Written> group, List<Outcome<StoragePath>> out) throws TransferException {
        int i = 0;
        boolean quick = true;
        while (i < group.size() && quick) {
            long began = System.nanoTime();
            out.add(sync(group.get(i++)));
            quick = System.nanoTime() - began < QUICK_SYNC_NANOS;
        }
        List<Callable<Outcome<StoragePath>>> rest = new ArrayList<>();
        for (Written w : group.subList(i, group.size())) {
            rest.add(() -> sync(w));
        }
        if (rest.isEmpty()) {
            return;
        }
        boolean interrupted = false;
        for (Future<Outcome<StoragePath>> f :
                rest.stream().map(syncers()::submit).toList()) {
            while (true) {
                try {
                    out.add(f.get());
                    break;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                } catch (InterruptedException e) {
                    // Files are closed by who syncs them: none is left open by waiting for all.
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new TransientException("[" + backend.root() + "] syncing: interrupted", null);
        }
    }

    private Outcome<StoragePath> sync(Written w) {
        if (w.error() != null) {
            return Outcome.failed(w.error());
        }
        try {
            OpenFolder.syncAndClose(w.file(), backend.root().toString(), w.path());
            return Outcome.of(w.path());
        } catch (TransferException e) {
            return Outcome.failed(e);
        }
    }

    private synchronized ExecutorService syncers() {
        if (syncers == null) {
            syncers = Executors.newFixedThreadPool(
                    SYNCS, Thread.ofPlatform().daemon().name("sync-", 1).factory());
        }
        return syncers;
    }

    @Override
    public List<Outcome<Boolean>> commit(List<Naming> names) {
        List<Outcome<Boolean>> out = new ArrayList<>(names.size());
        try (Folder folder = new Folder()) {
            int first = 0;
            for (int i = 0; i < names.size(); i++) {
                Naming n = names.get(i);
                if (i > first && !n.target().isIn(names.get(first).target().parent())) {
                    sync(folder, names.get(first).target(), first, out);
                    first = i;
                }
                try {
                    commit(folder, n);
                    out.add(Outcome.of(true));
                } catch (TransferException e) {
                    out.add(Outcome.failed(e));
                }
            }
            if (!names.isEmpty()) {
                sync(folder, names.get(first).target(), first, out);
            }
        }
        return out;
    }

    private void commit(Folder folder, Naming n) throws TransferException {
        if (backend.renamesExclusively()
                && n.temporary().parent().equals(n.target().parent())
                && folder.of(n.target()).rename(n.temporary().name(), n.target().name()) == null) {
            return;
        }
        // The name is taken, or the file system has not this way: the slower way knows what to do, and says what is
        // wrong.
        backend.rename(n.temporary(), n.target());
    }

    /** The names that files from {@code first} on have got in one directory. */
    private static void sync(Folder folder, StoragePath one, int first, List<Outcome<Boolean>> out) {
        try {
            folder.of(one).sync();
        } catch (TransferException e) {
            for (int i = first; i < out.size(); i++) {
                if (out.get(i).error() == null) {
                    out.set(i, Outcome.failed(e));
                }
            }
        }
    }

    synchronized void close() {
        if (syncers != null) {
            syncers.shutdown();
        }
    }
}
