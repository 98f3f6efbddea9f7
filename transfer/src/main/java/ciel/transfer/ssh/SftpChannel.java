package ciel.transfer.ssh;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.channel.ChannelSubsystem;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.RemoteWindow;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * A channel of the SSH library that carries SFTP messages. Requests go out on the thread of who asks; the
 * connection's reading thread puts the data that come back into the buffer of
 * their request and sends nothing itself. What was taken from the window of the channel is given back with the next
 * request, since nothing comes without one.
 */
final class SftpChannel extends ChannelSubsystem {
    /** Bytes that the server may send before more are asked for, and the most that may be asked for at a time. */
    static final long WINDOW = 32L << 20;

    private static final long GIVE_BACK = WINDOW / 16;
    private static final int VERSION = 2;
    /** Length, type, number of the request; and the length of data. */
    private static final int HEAD = 9;

    private static final int DATA_HEAD = 13;
    /** What OpenSSH's own client accepts. */
    private static final int MOST = 256 << 10;

    private final Duration timeout;
    private final Map<Integer, SftpAnswer> awaited = new ConcurrentHashMap<>();
    private final SftpAnswer version = new SftpAnswer(null);
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicLong taken = new AtomicLong();
    private final Object sending = new Object();

    /** The message that is coming in; of the reading thread. */
    private final byte[] head = new byte[DATA_HEAD];

    private int headBytes;
    private int headWanted = HEAD;
    private SftpAnswer answer;
    private ByteBuffer body;
    private int left;

    SftpChannel(Duration timeout) {
        super("sftp");
        this.timeout = timeout;
        addCloseFutureListener(f -> {
            IOException e = new EOFException("the connection was closed");
            version.fail(e);
            awaited.values().forEach(a -> a.fail(e));
        });
    }

    @Override
    protected void doOpen() throws IOException {
        Buffer subsystem = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, 64);
        subsystem.putUInt(getRecipient());
        subsystem.putString(Channel.CHANNEL_SUBSYSTEM);
        subsystem.putBoolean(true);
        subsystem.putString(getSubsystem());
        addPendingRequest(Channel.CHANNEL_SUBSYSTEM, true);
        writePacket(subsystem);
    }

    /** @return the server's answer to our greeting: names and versions of its extensions */
    SftpAnswer greet() throws IOException {
        byte[] init = {0, 0, 0, 5, 1, 0, 0, 0, 3};
        synchronized (sending) {
            send(init, 0, init.length);
        }
        return version;
    }

    /** Begins a request, which {@link #ask} sends. */
    static Buffer request(int type) {
        Buffer out = new ByteArrayBuffer(256);
        out.putUInt(0);
        out.putByte((byte) type);
        out.putUInt(0);
        return out;
    }

    /**
     * @param request as begun by {@link #request}
     * @param sink    where data go, or null
     * @return what the server will answer
     */
    SftpAnswer ask(Buffer request, ByteBuffer sink) throws IOException {
        int id = ids.incrementAndGet();
        SftpAnswer expected = expect(id, sink);
        int length = request.available();
        request.wpos(0);
        request.putUInt(length - Integer.BYTES);
        request.wpos(Integer.BYTES + 1);
        request.putInt(id);
        synchronized (sending) {
            giveBack();
            send(request.array(), 0, length);
        }
        return expected;
    }

    /** Sends one write request, filled already. */
    SftpAnswer write(SftpBlock block, byte[] handle, long offset) throws IOException {
        int id = ids.incrementAndGet();
        SftpAnswer expected = expect(id, null);
        block.head(id, handle, offset);
        SshSocket socket = (SshSocket) getSession().getIoSession();
        RemoteWindow window = getRemoteWindow();
        synchronized (sending) {
            giveBack();
            socket.hold();
            try {
                for (int i = 0; i < block.packets(); i++) {
                    int n = block.length(i);
                    if (window.getSize() < n || getSession().getKexState() != KexState.DONE) {
                        socket.push();
                        waitForSpace();
                    }
                    if (window.getSize() < n) {
                        send(block.packet(i).array(), SftpBlock.PAYLOAD, n);
                    } else {
                        window.consume(n);
                        IoWriteFuture future = writePacket(block.take(i, getRecipient()));
                        check(future);
                        if (!future.isDone()) {
                            block.lose(i);
                        }
                    }
                }
            } finally {
                socket.release();
            }
        }
        return expected;
    }

    private SftpAnswer expect(int id, ByteBuffer sink) throws IOException {
        SftpAnswer expected = new SftpAnswer(sink);
        awaited.put(id, expected);
        if (isClosing()) {
            awaited.remove(id);
            throw new EOFException("the connection was closed");
        }
        return expected;
    }

    /** Nobody waits any more for answers of these; what still comes is thrown away. */
    void forget(SftpAnswer unwanted) {
        awaited.values().remove(unwanted);
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        RemoteWindow window = getRemoteWindow();
        for (int at = 0; at < length; ) {
            int n = (int) Math.min(length - at, Math.min(waitForSpace(), window.getPacketSize()));
            window.consume(n);
            Buffer packet = getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, n + 2 * Integer.BYTES);
            packet.putUInt(getRecipient());
            packet.putUInt(n);
            packet.putRawBytes(bytes, offset + at, n);
            check(writePacket(packet));
            at += n;
        }
    }

    private long waitForSpace() throws IOException {
        try {
            return getRemoteWindow().waitForSpace(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the server takes nothing");
        }
    }

    private static void check(IoWriteFuture future) throws IOException {
        if (future.getException() != null) {
            throw new IOException(future.getException().getMessage(), future.getException());
        }
    }

    private void giveBack() throws IOException {
        long n = taken.get();
        if (n >= GIVE_BACK) {
            taken.addAndGet(-n);
            getLocalWindow().release(n);
        }
    }

    @Override
    protected void doWriteData(byte[] data, int off, long len) throws IOException {
        taken.addAndGet(len);
        int at = off;
        int end = off + (int) len;
        while (at < end) {
            if (headBytes < headWanted) {
                int n = Math.min(headWanted - headBytes, end - at);
                System.arraycopy(data, at, head, headBytes, n);
                headBytes += n;
                at += n;
                if (headBytes == headWanted) {
                    begin();
                }
            } else {
                int n = Math.min(left, end - at);
                if (body != null) {
                    body.put(data, at, n);
                }
                left -= n;
                at += n;
            }
            if (headBytes == headWanted && left == 0) {
                finish();
            }
        }
    }

    private void begin() throws IOException {
        ByteBuffer in = ByteBuffer.wrap(head);
        int length = in.getInt(0);
        int type = in.get(4);
        if (length < HEAD - Integer.BYTES || length > MOST) {
            throw new StreamCorruptedException("an SFTP message of " + length + " bytes");
        }
        if (headWanted == HEAD) {
            if (type == VERSION && in.getInt(5) < 3) {
                throw new StreamCorruptedException("the server speaks version " + in.getInt(5) + " of SFTP, not 3");
            }
            answer = type == VERSION ? version : awaited.get(in.getInt(5));
            left = length + Integer.BYTES - HEAD;
            if ((type & 0xff) == SftpAnswer.DATA && left >= Integer.BYTES) {
                headWanted = DATA_HEAD;
                return;
            }
            body = ByteBuffer.wrap(new byte[left]);
        } else {
            left = in.getInt(HEAD);
            if (left != length + Integer.BYTES - DATA_HEAD
                    || answer != null
                            && (answer.sink() == null || left > answer.sink().remaining())) {
                throw new StreamCorruptedException("data of " + left + " bytes, more than were asked for");
            }
            body = answer == null ? null : answer.sink();
        }
    }

    private void finish() {
        if (answer != null) {
            // Only now: the connection may end in the middle of an answer, and who waits for it is to be told.
            awaited.remove(ByteBuffer.wrap(head).getInt(5));
            answer.complete(head[4] & 0xff, headWanted == HEAD ? new ByteArrayBuffer(body.array()) : null);
        }
        answer = null;
        body = null;
        headBytes = 0;
        headWanted = HEAD;
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int off, long len) {
        // what the server says to stderr is for its own log
        taken.addAndGet(len);
    }
}
