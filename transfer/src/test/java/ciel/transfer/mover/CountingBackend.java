package ciel.transfer.mover;

import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.Entry;
import ciel.transfer.SmallFiles;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A destination that counts the bytes it is given, in a file that is mapped: a kill ends the counting and takes
 * nothing of the count away. It is given them in small pieces, so that a kill strikes
 * in the middle of a chunk.
 */
final class CountingBackend extends DelegatingBackend {
    private static final int PIECE = 16 << 10;

    private final MappedByteBuffer count;

    CountingBackend(Backend to, Path counter) throws IOException {
        super(to);
        try (FileChannel c = FileChannel.open(
                counter, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            count = c.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    /** What a process, dead or alive, has counted. */
    static long read(Path counter) throws IOException {
        return Files.exists(counter)
                ? ByteBuffer.wrap(Files.readAllBytes(counter)).getLong()
                : 0;
    }

    private synchronized void add(int n) {
        count.putLong(0, count.getLong(0) + n);
    }

    synchronized long counted() {
        return count.getLong(0);
    }

    @Override
    public Temporary writeTemporary(StoragePath target, String token, long size, int mode) throws TransferException {
        return new DelegatingTemporary(super.writeTemporary(target, token, size, mode)) {
            @Override
            public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
                return super.transferFrom(new Counted(source), offset, length);
            }
        };
    }

    @Override
    public Optional<SmallFiles> smallFiles() {
        return super.to().smallFiles().map(Counting::new);
    }

    /** Counts what is written of small files. */
    private final class Counting implements SmallFiles {
        private final SmallFiles files;

        Counting(SmallFiles files) {
            this.files = files;
        }

        @Override
        public int most() {
            return files.most();
        }

        @Override
        public List<Outcome<Optional<Entry>>> stat(List<StoragePath> paths) throws TransferException {
            return files.stat(paths);
        }

        @Override
        public List<Outcome<byte[]>> read(List<StoragePath> paths, List<Integer> sizes) throws TransferException {
            return files.read(paths, sizes);
        }

        @Override
        public List<Outcome<StoragePath>> write(List<Whole> all) throws TransferException {
            List<Outcome<StoragePath>> out = files.write(all);
            for (int i = 0; i < all.size(); i++) {
                if (out.get(i).error() == null) {
                    add(all.get(i).content().length);
                }
            }
            return out;
        }

        @Override
        public List<Outcome<Boolean>> commit(List<Naming> names) throws TransferException {
            return files.commit(names);
        }
    }

    private final class Counted implements ReadableByteChannel {
        private final ReadableByteChannel source;

        Counted(ReadableByteChannel source) {
            this.source = source;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int limit = target.limit();
            target.limit(Math.min(limit, target.position() + PIECE));
            try {
                int n = source.read(target);
                if (n > 0) {
                    add(n);
                }
                return n;
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public boolean isOpen() {
            return source.isOpen();
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }
}
