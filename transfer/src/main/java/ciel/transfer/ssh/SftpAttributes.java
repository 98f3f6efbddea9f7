package ciel.transfer.ssh;

import ciel.transfer.Entry;
import ciel.transfer.FileMetadata;
import ciel.transfer.StoragePath;
import java.time.Instant;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What the server says of a file (draft-ietf-secsh-filexfer-02, section 5).
 *
 * @param mode     type and permissions as of {@code stat(2)}; 0 if not told
 * @param size     in byte; 0 if not told
 * @param modified seconds since 1970 (UTC); 0 if not told
 */
record SftpAttributes(int mode, long size, long modified) {
    /** Times are unsigned seconds of 32 bits: they end in 2106. */
    static final long LAST_SECOND = 0xffffffffL;

    private static final int SIZE = 1;
    private static final int OWNER = 2;
    private static final int PERMISSIONS = 4;
    private static final int TIMES = 8;
    private static final long EXTENDED = 0x80000000L;
    private static final int TYPE = 0xf000;

    static SftpAttributes read(Buffer in) {
        long flags = in.getUInt();
        long size = (flags & SIZE) != 0 ? in.getLong() : 0;
        if ((flags & OWNER) != 0) {
            in.getLong();
        }
        int mode = (flags & PERMISSIONS) != 0 ? in.getInt() : 0;
        long modified = 0;
        if ((flags & TIMES) != 0) {
            in.getUInt();
            modified = in.getUInt();
        }
        if ((flags & EXTENDED) != 0) {
            for (long n = in.getUInt(); n > 0; n--) {
                in.getBytes();
                in.getBytes();
            }
        }
        return new SftpAttributes(mode, size, modified);
    }

    /** Appends permissions and time to a request; what SFTP cannot say is left out. */
    static void write(Buffer out, FileMetadata metadata, long now) {
        boolean mode = metadata.mode() != FileMetadata.UNKNOWN;
        boolean time = metadata.modified() != null
                && metadata.modified().getEpochSecond() >= 0
                && metadata.modified().getEpochSecond() <= LAST_SECOND;
        out.putUInt((mode ? PERMISSIONS : 0) | (time ? TIMES : 0));
        if (mode) {
            out.putUInt(metadata.mode());
        }
        if (time) {
            out.putUInt(now);
            out.putUInt(metadata.modified().getEpochSecond());
        }
    }

    Entry.Kind kind() {
        return switch (mode & TYPE) {
            case 0x8000 -> Entry.Kind.FILE;
            case 0x4000 -> Entry.Kind.DIRECTORY;
            case 0xa000 -> Entry.Kind.SYMLINK;
            default -> Entry.Kind.OTHER;
        };
    }

    Entry entry(StoragePath path) {
        return new Entry(
                path,
                kind(),
                kind() == Entry.Kind.FILE ? size : 0,
                Instant.ofEpochSecond(modified),
                mode == 0 ? FileMetadata.UNKNOWN : mode & 0777,
                "");
    }
}
