package ciel.transfer.xrootd.protocol;

import java.io.IOException;

/** The server's answer that it could not or would not (kXR_error). The connection is as good as before. */
public final class ServerError extends IOException {
    /** Error codes (section 2.4.4.1 of the specification). */
    public static final int ARGUMENT_INVALID = 3000;

    public static final int ARGUMENT_TOO_LONG = 3002;
    public static final int FILE_LOCKED = 3003;
    public static final int FILE_SYSTEM = 3005;
    public static final int INVALID_REQUEST = 3006;
    public static final int NO_SPACE = 3009;
    public static final int NOT_AUTHORIZED = 3010;
    public static final int NOT_FOUND = 3011;
    public static final int UNSUPPORTED = 3013;
    public static final int NOT_A_FILE = 3015;
    public static final int IS_DIRECTORY = 3016;
    public static final int EXISTS = 3018;
    public static final int CHECKSUM = 3019;
    public static final int OVER_QUOTA = 3021;
    public static final int SIGNATURE = 3022;
    public static final int DECRYPTION = 3023;
    public static final int READ_ONLY = 3025;
    public static final int NO_ATTRIBUTE = 3027;
    public static final int TLS_REQUIRED = 3028;
    public static final int AUTHENTICATION = 3030;
    public static final int IMPOSSIBLE = 3031;

    private final int code;

    ServerError(int code, String text) {
        super(text + " (error " + code + ")");
        this.code = code;
    }

    /** @return one of the above, or another */
    public int code() {
        return code;
    }
}
