package ciel.transfer.posix;

import ciel.transfer.Entry;
import ciel.transfer.SmallFiles;
import ciel.transfer.StoragePath;
import ciel.transfer.TemporaryName;
import ciel.transfer.TransferException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Small files of a folder. A group is written first and synced then, many files at the same time, so that the file
 * system writes its own log once for many of them; each directory is synced once for all names that a group gets in it.
 */
final class PosixSmallFiles implements SmallFiles {
    private static final int MOST = 256;
    private static final int SYNCS = 16;

    private final PosixBackend backend;

    PosixSmallFiles(PosixBackend backend) {
        this.backend = backend;
    }

    @Override
    public int most() {
        return MOST;
    }

    private interface Act<A, T> {
        T on(A argument) throws TransferException;
    }

    private static <A, T> List<Outcome<T>> each(List<A> arguments, Act<A, T> act) {
        List<Outcome<T>> out = new ArrayList<>(arguments.size());
        for (A a : arguments) {
            try {
                out.add(Outcome.of(act.on(a)));
            } catch (TransferException e) {
                out.add(Outcome.failed(e));
            }
        }
        return out;
    }

    @Override
    public List<Outcome<Optional<Entry>>> stat(List<StoragePath> paths) {
        Set<StoragePath> seen = new HashSet<>();
        return each(paths, p -> backend.stat(p, seen));
    }

    @Override
    public List<Outcome<byte[]>> read(List<StoragePath> paths, List<Integer> sizes) {
        Set<StoragePath> seen = new HashSet<>();
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            indices.add(i);
        }
        return each(indices, i -> content(paths.get(i), sizes.get(i), seen));
    }

    private byte[] content(StoragePath path, int size, Set<StoragePath> seen) throws TransferException {
        ByteBuffer buffer = ByteBuffer.allocate(size + 1);
        try (ReadableByteChannel in = backend.read(path, 0, size + 1L, seen)) {
            while (buffer.hasRemaining() && in.read(buffer) >= 0) {
                // until the end
            }
        } catch (TransferException e) {
            throw e;
        } catch (IOException e) {
            throw PosixErrors.of("reading '" + path + "'", e);
        }
        byte[] out = new byte[buffer.position()];
        buffer.flip().get(out);
        return out;
    }

    @Override
    public List<Outcome<StoragePath>> write(List<Whole> files) throws TransferException {
        Set<StoragePath> seen = new HashSet<>();
        List<Outcome<PosixTemporary>> written = each(files, f -> write(f, seen));
        List<Future<Outcome<StoragePath>>> synced = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(SYNCS, files.size()),
                Thread.ofPlatform().daemon().name("sync-", 1).factory())) {
            for (Outcome<PosixTemporary> w : written) {
                synced.add(pool.submit(() -> w.error() != null ? Outcome.failed(w.error()) : sync(w.value())));
            }
        }
        List<Outcome<StoragePath>> out = new ArrayList<>();
        for (Future<Outcome<StoragePath>> f : synced) {
            try {
                out.add(f.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw PosixErrors.of("syncing", new IOException("interrupted", e));
            }
        }
        return out;
    }

    private PosixTemporary write(Whole file, Set<StoragePath> seen) throws TransferException {
        PosixTemporary temporary =
                backend.temporary(file.target(), TemporaryName.of(file.target(), file.token()), file.mode(), seen);
        boolean done = false;
        try {
            temporary.transferFrom(
                    Channels.newChannel(new ByteArrayInputStream(file.content())), 0, file.content().length);
            temporary.keep(file.metadata());
            done = true;
            return temporary;
        } finally {
            if (!done) {
                temporary.close();
            }
        }
    }

    private static Outcome<StoragePath> sync(PosixTemporary temporary) {
        try (temporary) {
            temporary.sync();
            return Outcome.of(temporary.path());
        } catch (TransferException e) {
            return Outcome.failed(e);
        }
    }

    @Override
    public List<Outcome<Boolean>> commit(List<Naming> names) {
        Set<StoragePath> seen = new HashSet<>();
        Set<StoragePath> directories = new HashSet<>();
        List<Outcome<Boolean>> named = each(names, n -> {
            backend.rename(n.temporary(), n.target(), seen);
            directories.add(n.target().parent());
            return true;
        });
        for (StoragePath directory : directories) {
            try {
                backend.syncDirectory(directory);
            } catch (TransferException e) {
                for (int i = 0; i < names.size(); i++) {
                    if (names.get(i).target().parent().equals(directory)) {
                        named.set(i, Outcome.failed(e));
                    }
                }
            }
        }
        return named;
    }
}
