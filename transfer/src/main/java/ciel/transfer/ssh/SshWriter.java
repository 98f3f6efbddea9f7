package ciel.transfer.ssh;

import ciel.transfer.FileMetadata;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes one range of a remote file, many requests ahead of their answers. */
final class SshWriter {
    private static final int MOST_AHEAD = 64;

    private final Sftp sftp;
    private final String path;
    private final FileMetadata made;
    private final SftpBlock block;
    private final Deque<SftpAnswer> unanswered = new ArrayDeque<>();
    private byte[] handle;

    /**
     * @param made what the file gets if it is made
     * @param most bytes in a request, the same for every writer of this channel
     */
    SshWriter(Sftp sftp, String path, FileMetadata made, int most) {
        this.sftp = sftp;
        this.path = path;
        this.made = made;
        this.block = sftp.block(most);
    }

    /** Opens the file, and makes it if it is not there. @return this */
    SshWriter open() throws IOException {
        handle = sftp.open(path, Sftp.WRITE | Sftp.CREATE, made).handle();
        return this;
    }

    /**
     * @param source left open
     * @return number of bytes that the server has written; less than {@code length} only if the source ended
     */
    long copy(ReadableByteChannel source, long offset, long length) throws IOException {
        long done = 0;
        try {
            while (done < length && block.fill(source, length - done, handle) > 0) {
                unanswered.add(sftp.write(block, handle, offset + done));
                done += block.bytes();
                while (!unanswered.isEmpty()
                        && (unanswered.size() >= MOST_AHEAD || unanswered.peek().isThere())) {
                    unanswered.poll().ok();
                }
            }
        } catch (IOException | RuntimeException e) {
            settle(handle);
            throw e;
        }
        SftpAnswer closed = sftp.close(handle);
        for (SftpAnswer answer : unanswered) {
            answer.ok();
        }
        closed.ok();
        return done;
    }

    /** After a failure: whoever tries again must not be overtaken by what is still under way. */
    private void settle(byte[] handle) {
        try {
            sftp.close(handle);
            for (SftpAnswer answer : unanswered) {
                try {
                    answer.ok();
                } catch (SftpStatus e) {
                    // the first one has been told
                }
            }
        } catch (IOException e) {
            // the connection is gone, which its next user finds out
        }
    }
}
