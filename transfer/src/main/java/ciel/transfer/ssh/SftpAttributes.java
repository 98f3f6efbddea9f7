package ciel.transfer.ssh;

import ciel.transfer.Entry;
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
    private static final long SIZE = 1;
    private static final long OWNER = 2;
    private static final long PERMISSIONS = 4;
    private static final long TIMES = 8;
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

    Entry.Kind kind() {
        return switch (mode & TYPE) {
            case 0x8000 -> Entry.Kind.FILE;
            case 0x4000 -> Entry.Kind.DIRECTORY;
            case 0xa000 -> Entry.Kind.SYMLINK;
            default -> Entry.Kind.OTHER;
        };
    }

    Entry entry(StoragePath path) {
        return new Entry(path, kind(), kind() == Entry.Kind.FILE ? size : 0, Instant.ofEpochSecond(modified), "");
    }
}
