package ciel.transfer.xrootd.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One thing that can be asked: a code, 16 bytes of parameters and a payload. Paths are absolute and bytes; a question
 * mark in one would end it.
 */
public final class Request {
    /** Size of a request without its payload (byte). */
    static final int HEADER = 24;

    static final int PROTOCOL_VERSION = 0x520;

    private static final int AUTH = 3000;
    private static final int QUERY = 3001;
    private static final int CLOSE = 3003;
    private static final int DIRLIST = 3004;
    private static final int PROTOCOL = 3006;
    private static final int LOGIN = 3007;
    private static final int CHMOD = 3002;
    private static final int MKDIR = 3008;
    private static final int MV = 3009;
    private static final int OPEN = 3010;
    private static final int READ = 3013;
    private static final int RM = 3014;
    private static final int RMDIR = 3015;
    private static final int SYNC = 3016;
    private static final int STAT = 3017;
    private static final int WRITE = 3019;
    private static final int TRUNCATE = 3028;

    private static final int ABLE_TLS = 0x02;
    private static final int WANT_TLS = 0x04;
    private static final int EXPECT_LOGIN = 0x03;
    /** Asks for answers that come later by themselves, and says that we can do TLS. */
    private static final int CLIENT_VERSION = 5;

    private static final int OPEN_FORCE = 0x0004;
    private static final int OPEN_NEW = 0x0008;
    private static final int OPEN_READ = 0x0010;
    private static final int OPEN_UPDATE = 0x0020;
    private static final int OPEN_MAKE_PATH = 0x0100;
    private static final int OPEN_RETURN_STAT = 0x0400;
    private static final int NEW_FILE_MOST = 0755;
    private static final int OWNER_WRITES = 0600;
    private static final int DIRECTORY_MODE = 0755;

    private static final int WITH_STAT = 2;
    private static final int QUERY_CHECKSUM = 3;
    private static final int QUERY_SPACE = 5;
    private static final int QUERY_CONFIG = 7;

    private final int code;
    private final byte[] parameters;
    private final byte[] payload;
    /**
     * Length of the path at the beginning of the payload with what follows its question mark, or -1 if there is none:
     * there a redirection adds what is to be said to the next server.
     */
    private final int pathLength;

    private Request(int code, byte[] parameters, byte[] payload, int pathLength) {
        this.code = code;
        this.parameters = parameters;
        this.payload = payload;
        this.pathLength = pathLength;
    }

    private static ByteBuffer parameters() {
        return ByteBuffer.allocate(16);
    }

    private static Request ofPath(int code, ByteBuffer parameters, byte[] path) {
        return new Request(code, parameters.array(), path, path.length);
    }

    private static Request ofHandle(int code, int handle) {
        return new Request(code, parameters().putInt(0, handle).array(), new byte[0], -1);
    }

    static Request protocol(boolean wantTls) {
        return new Request(
                PROTOCOL,
                parameters()
                        .putInt(0, PROTOCOL_VERSION)
                        .put(4, (byte) (wantTls ? ABLE_TLS | WANT_TLS : ABLE_TLS))
                        .put(5, (byte) EXPECT_LOGIN)
                        .array(),
                new byte[0],
                -1);
    }

    static Request login(int pid, String user, String token) {
        byte[] name = user.replaceAll("[^A-Za-z0-9._-]", "_").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer p = parameters().putInt(0, pid).put(14, (byte) CLIENT_VERSION);
        p.put(4, name, 0, Math.min(8, name.length));
        return new Request(LOGIN, p.array(), token.getBytes(StandardCharsets.ISO_8859_1), -1);
    }

    static Request auth(String protocol, byte[] credentials) {
        byte[] name = protocol.getBytes(StandardCharsets.US_ASCII);
        return new Request(
                AUTH, parameters().put(12, name, 0, Math.min(4, name.length)).array(), credentials, -1);
    }

    /** @return size, kind and time of what is there; links are followed by the server */
    public static Request stat(byte[] path) {
        return ofPath(STAT, parameters(), path);
    }

    /** @return the same of an open file */
    public static Request stat(int handle) {
        return new Request(STAT, parameters().putInt(12, handle).array(), new byte[0], -1);
    }

    /** @return names of a directory, each with what {@link #stat} would say */
    public static Request list(byte[] directory) {
        return ofPath(DIRLIST, parameters().put(15, (byte) WITH_STAT), directory);
    }

    /** @return a directory, and those on the way to it */
    public static Request makeDirectories(byte[] path) {
        return ofPath(MKDIR, parameters().put(0, (byte) 1).putShort(14, (short) DIRECTORY_MODE), path);
    }

    /** @return a file removed */
    public static Request remove(byte[] path) {
        return ofPath(RM, parameters(), path);
    }

    /** @return an empty directory removed */
    public static Request removeDirectory(byte[] path) {
        return ofPath(RMDIR, parameters(), path);
    }

    /** @return another name; a file that has it is replaced by servers on POSIX file systems */
    public static Request rename(byte[] from, byte[] to) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(from);
        both.write(' ');
        both.writeBytes(to);
        return new Request(MV, parameters().putShort(14, (short) from.length).array(), both.toByteArray(), from.length);
    }

    /**
     * @param force also while others have it open, or while a connection of ours that is dead has it open as far
     *      as the server knows
     * @return a file opened to read
     */
    public static Request openToRead(byte[] path, boolean force) {
        return open(path, OPEN_READ | (force ? OPEN_FORCE : 0), 0);
    }

    /** @return a file opened to write at any offset, with what it holds kept; it must be there */
    public static Request openToUpdate(byte[] path) {
        return open(path, OPEN_UPDATE | OPEN_FORCE, 0);
    }

    /**
     * @param mode permissions of the source; its owner can read and write it nevertheless, others can never write it
     * @return a file made, with the directories on the way, and opened to write; it must not be there
     */
    public static Request openNew(byte[] path, int mode) {
        return open(path, OPEN_UPDATE | OPEN_NEW | OPEN_MAKE_PATH | OPEN_FORCE, mode & NEW_FILE_MOST | OWNER_WRITES);
    }

    /** @return permissions of a file or directory set, 0 to 0777 */
    public static Request changeMode(byte[] path, int mode) {
        return ofPath(CHMOD, parameters().putShort(14, (short) mode), path);
    }

    private static Request open(byte[] path, int options, int mode) {
        return ofPath(
                OPEN, parameters().putShort(0, (short) mode).putShort(2, (short) (options | OPEN_RETURN_STAT)), path);
    }

    static Request read(int handle, long offset, int length) {
        return new Request(
                READ,
                parameters()
                        .putInt(0, handle)
                        .putLong(4, offset)
                        .putInt(12, length)
                        .array(),
                new byte[0],
                -1);
    }

    /** @return bytes put on disk */
    public static Request sync(int handle) {
        return ofHandle(SYNC, handle);
    }

    /** @return an open file cut or extended */
    public static Request truncate(int handle, long size) {
        return new Request(
                TRUNCATE, parameters().putInt(0, handle).putLong(4, size).array(), new byte[0], -1);
    }

    /** @return an open file closed */
    public static Request close(int handle) {
        return ofHandle(CLOSE, handle);
    }

    /**
     * @param path      of a file
     * @param algorithm as the server names it, such as adler32
     * @return its checksum, computed by the server
     */
    public static Request checksum(byte[] path, String algorithm) {
        byte[] both = Arrays.copyOf(path, path.length + 10 + algorithm.length());
        System.arraycopy(
                ("?cks.type=" + algorithm).getBytes(StandardCharsets.US_ASCII),
                0,
                both,
                path.length,
                10 + algorithm.length());
        return ofPath(QUERY, parameters().putShort(0, (short) QUERY_CHECKSUM), both);
    }

    /** @return room where a path is */
    public static Request space(byte[] path) {
        return ofPath(QUERY, parameters().putShort(0, (short) QUERY_SPACE), path);
    }

    /** @return a value of the server's configuration, such as chksum */
    public static Request config(String name) {
        return new Request(
                QUERY,
                parameters().putShort(0, (short) QUERY_CONFIG).array(),
                name.getBytes(StandardCharsets.US_ASCII),
                -1);
    }

    /** Puts the header of a write before its data, which begin at byte {@link #HEADER} of the buffer. */
    static void putWrite(ByteBuffer frame, int id, int handle, long offset) {
        frame.putShort(0, (short) id)
                .putShort(2, (short) WRITE)
                .putInt(4, handle)
                .putLong(8, offset)
                .putInt(16, 0)
                .putInt(20, frame.limit() - HEADER);
    }

    /** @return the same for the server that was named by another, with what that one wants said behind the path */
    public Request withOpaque(String opaque) {
        if (opaque.isEmpty() || pathLength < 0) {
            return this;
        }
        boolean first = new String(payload, 0, pathLength, StandardCharsets.ISO_8859_1).indexOf('?') < 0;
        byte[] more = ((first ? "?" : "&") + opaque).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(payload, 0, pathLength);
        out.writeBytes(more);
        out.write(payload, pathLength, payload.length - pathLength);
        byte[] p = parameters.clone();
        if (code == MV) {
            ByteBuffer.wrap(p).putShort(14, (short) (pathLength + more.length));
        }
        return new Request(code, p, out.toByteArray(), pathLength + more.length);
    }

    ByteBuffer frame(int id) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putShort((short) id)
                .putShort((short) code)
                .put(parameters)
                .putInt(payload.length)
                .put(payload)
                .flip();
    }
}
