package ciel.transfer.ssh;

import java.io.IOException;

/** A status other than success, as the SFTP server answered it (draft-ietf-secsh-filexfer-02, section 7). */
final class SftpStatus extends IOException {
    static final int OK = 0;
    static final int EOF = 1;
    static final int NO_SUCH_FILE = 2;
    static final int PERMISSION_DENIED = 3;
    static final int FAILURE = 4;
    static final int BAD_MESSAGE = 5;
    static final int NO_CONNECTION = 6;
    static final int CONNECTION_LOST = 7;
    static final int OP_UNSUPPORTED = 8;
    /** These are of later versions; some servers of version 3 answer them nevertheless. */
    static final int NO_SUCH_PATH = 10;

    static final int FILE_ALREADY_EXISTS = 11;
    static final int WRITE_PROTECT = 12;
    static final int NO_SPACE_ON_FILESYSTEM = 14;
    static final int QUOTA_EXCEEDED = 15;
    private static final String[] NAMES = {
        "ok",
        "eof",
        "no such file",
        "permission denied",
        "failure",
        "bad message",
        "no connection",
        "connection lost",
        "op unsupported",
        "invalid handle",
        "no such path",
        "file already exists",
        "write protect",
        "no media",
        "no space on filesystem",
        "quota exceeded"
    };
    private static final long serialVersionUID = 1;

    private final int code;

    SftpStatus(int code, String said) {
        super(name(code) + (said.isEmpty() ? "" : ": " + said));
        this.code = code;
    }

    int code() {
        return code;
    }

    /** @return what the protocol calls it */
    static String name(int code) {
        return code >= 0 && code < NAMES.length ? NAMES[code] : "status " + code;
    }
}
