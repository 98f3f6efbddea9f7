package ciel.transfer.ssh;

import ciel.transfer.FileMetadata;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * The requests of SFTP version 3 and OpenSSH's extensions, as internal-sftp answers them
 * (draft-ietf-secsh-filexfer-02; OpenSSH's PROTOCOL). Each is sent at once and returns what will be
 * answered; the server answers in the order of the requests. The library's own client waits for every answer and
 * copies data four times.
 */
final class Sftp {
    /** Names travel as bytes: both ways, this loses nothing. */
    static final Charset NAMES = StandardCharsets.ISO_8859_1;

    static final int READ = 1;
    static final int WRITE = 2;
    static final int CREATE = 8;
    private static final String HARDLINK = "hardlink@openssh.com";
    private static final String FSYNC = "fsync@openssh.com";
    private static final String STATVFS = "statvfs@openssh.com";
    private static final String LIMITS = "limits@openssh.com";

    private final SftpChannel channel;
    private final Map<String, String> extensions;
    private final boolean openSsh;
    private SftpBlock block;

    private Sftp(SftpChannel channel, Map<String, String> extensions, boolean openSsh) {
        this.channel = channel;
        this.extensions = extensions;
        this.openSsh = openSsh;
    }

    /** Opens a channel on a connection. */
    static Sftp open(ClientSession session, Duration timeout) throws IOException {
        SftpChannel channel = new SftpChannel(timeout);
        session.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(timeout);
        try {
            String version = session.getServerVersion();
            return new Sftp(
                    channel,
                    channel.greet().within(timeout).extensions(),
                    version != null && version.startsWith("SSH-2.0-OpenSSH"));
        } catch (IOException e) {
            channel.close(true);
            throw new IOException("the server does not start its sftp subsystem: " + e.getMessage(), e);
        }
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    void close() {
        channel.close(true);
    }

    boolean canSync() {
        return "1".equals(extensions.get(FSYNC));
    }

    /** @return whether a rename cannot replace a file: OpenSSH does it by link and unlink, others may replace */
    boolean renamesExclusively() {
        return openSsh;
    }

    boolean canLink() {
        return "1".equals(extensions.get(HARDLINK));
    }

    boolean canStatvfs() {
        return "2".equals(extensions.get(STATVFS));
    }

    /** @return most data in a write request (byte), as far as the server says */
    int mostWritten() throws IOException {
        if (!"1".equals(extensions.get(LIMITS))) {
            return 32 << 10;
        }
        Buffer limits = ask(extended(LIMITS)).extended();
        limits.getLong();
        limits.getLong();
        long most = limits.getLong();
        return most == 0 ? 32 << 10 : (int) Math.min(most, 1 << 30);
    }

    private SftpAnswer ask(Buffer request) throws IOException {
        return channel.ask(request, null);
    }

    private static Buffer path(int type, String path) {
        Buffer out = SftpChannel.request(type);
        out.putString(path, NAMES);
        return out;
    }

    private static Buffer handle(int type, byte[] handle) {
        Buffer out = SftpChannel.request(type);
        out.putBytes(handle);
        return out;
    }

    private static Buffer extended(String name) {
        return path(200, name);
    }

    SftpAnswer open(String path, int flags) throws IOException {
        return open(path, flags, FileMetadata.NONE);
    }

    /** @param made what a file that is made by this gets; the server's umask applies */
    SftpAnswer open(String path, int flags, FileMetadata made) throws IOException {
        Buffer out = path(3, path);
        out.putUInt(flags);
        SftpAttributes.write(out, made, 0);
        return ask(out);
    }

    SftpAnswer keep(String path, FileMetadata metadata) throws IOException {
        Buffer out = path(9, path);
        SftpAttributes.write(out, metadata, now());
        return ask(out);
    }

    SftpAnswer keep(byte[] handle, FileMetadata metadata) throws IOException {
        Buffer out = handle(10, handle);
        SftpAttributes.write(out, metadata, now());
        return ask(out);
    }

    private static long now() {
        return System.currentTimeMillis() / 1000;
    }

    SftpAnswer close(byte[] handle) throws IOException {
        return ask(handle(4, handle));
    }

    /** @param sink has room for {@code length} bytes */
    SftpAnswer read(byte[] handle, long offset, int length, ByteBuffer sink) throws IOException {
        Buffer out = handle(5, handle);
        out.putLong(offset);
        out.putUInt(length);
        return channel.ask(out, sink);
    }

    SftpAnswer write(SftpBlock filled, byte[] handle, long offset) throws IOException {
        return channel.write(filled, handle, offset);
    }

    /**
     * @return the block of this channel, for {@link #write}; its data are of {@code most} bytes at most, the same each
     * time
     */
    SftpBlock block(int most) {
        if (block == null) {
            block = new SftpBlock(
                    channel.getSession(),
                    (int) Math.min(32 << 10, channel.getRemoteWindow().getPacketSize()),
                    most);
        }
        return block;
    }

    /** Nobody waits any more for answers of this. */
    void forget(SftpAnswer unwanted) {
        channel.forget(unwanted);
    }

    SftpAnswer lstat(String path) throws IOException {
        return ask(path(7, path));
    }

    SftpAnswer stat(String path) throws IOException {
        return ask(path(17, path));
    }

    SftpAnswer openDirectory(String path) throws IOException {
        return ask(path(11, path));
    }

    SftpAnswer readDirectory(byte[] handle) throws IOException {
        return ask(handle(12, handle));
    }

    SftpAnswer remove(String path) throws IOException {
        return ask(path(13, path));
    }

    SftpAnswer makeDirectory(String path) throws IOException {
        Buffer out = path(14, path);
        out.putUInt(0);
        return ask(out);
    }

    SftpAnswer removeDirectory(String path) throws IOException {
        return ask(path(15, path));
    }

    SftpAnswer rename(String from, String to) throws IOException {
        Buffer out = path(18, from);
        out.putString(to, NAMES);
        return ask(out);
    }

    SftpAnswer link(String from, String to) throws IOException {
        Buffer out = extended(HARDLINK);
        out.putString(from, NAMES);
        out.putString(to, NAMES);
        return ask(out);
    }

    SftpAnswer sync(byte[] handle) throws IOException {
        Buffer out = extended(FSYNC);
        out.putBytes(handle);
        return ask(out);
    }

    SftpAnswer statvfs(String path) throws IOException {
        Buffer out = extended(STATVFS);
        out.putString(path, NAMES);
        return ask(out);
    }
}
