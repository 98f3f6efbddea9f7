package ciel.transfer.globus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The four things a journal does to a disk, apart, so that a test can stop the world between any two of them. */
interface JournalFile {
    /** The whole file; empty when there is none. */
    byte[] read() throws IOException;

    /** Cuts the file to a length. */
    void truncate(long length) throws IOException;

    /** Adds bytes at the end. */
    void append(byte[] bytes) throws IOException;

    /** Returns when everything appended, and the file's entry in its folder, is on the disk. */
    void sync() throws IOException;

    /** A private file (mode 0600). */
    static JournalFile at(Path file) {
        return new JournalFile() {
            @Override
            public byte[] read() throws IOException {
                byte[] b = PrivateFiles.read(file);
                return b == null ? new byte[0] : b;
            }

            @Override
            public void truncate(long length) throws IOException {
                try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    c.truncate(length);
                    c.force(true);
                }
            }

            @Override
            public void append(byte[] bytes) throws IOException {
                boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
                try (FileChannel c = FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                    ByteBuffer b = ByteBuffer.wrap(bytes);
                    while (b.hasRemaining()) {
                        c.write(b);
                    }
                }
                if (fresh) {
                    PrivateFiles.syncFolder(file.toAbsolutePath().getParent());
                }
            }

            @Override
            public void sync() throws IOException {
                try (FileChannel c = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    c.force(true);
                }
            }
        };
    }
}
