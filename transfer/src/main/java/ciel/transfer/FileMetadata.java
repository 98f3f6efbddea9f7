package ciel.transfer;

import java.time.Instant;

/**
 * What a file or directory gets besides its bytes.
 *
 * @param mode     permissions to be given exactly, 0 to 0777 (octal; bits for set-user-id, set-group-id and sticky are
 *     never carried), or {@link #UNKNOWN}: those given when it was made stay
 * @param modified time of last change, or null: the time of writing stays
 */
public record FileMetadata(int mode, Instant modified) {
    /** No permissions are known or wanted. */
    public static final int UNKNOWN = -1;
    /** Permissions of a file whose source does not say any: the server's umask decides. */
    public static final int NEW_FILE = 0666;
    /** Nothing to be kept. */
    public static final FileMetadata NONE = new FileMetadata(UNKNOWN, null);

    /** Checks the mode. */
    public FileMetadata {
        if (mode != UNKNOWN && (mode & ~0777) != 0) {
            throw new IllegalArgumentException("mode 0" + Integer.toOctalString(mode) + "; must be 0 to 0777");
        }
    }

    /** @return whether there is nothing to be kept */
    public boolean isEmpty() {
        return mode == UNKNOWN && modified == null;
    }
}
