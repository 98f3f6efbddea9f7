package ciel.transfer.ssh;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import jdk.net.ExtendedSocketOptions;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.closeable.AbstractCloseable;

/**
 * A connection whose bytes are read by one thread of its own and written by whoever has something to send, at once.
 * The library's asynchronous sockets hand every packet to
 * another thread and back, which costs more than the cipher. Packets between {@link #hold()} and {@link #release()}
 * leave in as few writes as possible: the server then wakes up less often, too.
 */
final class SshSocket extends AbstractCloseable implements IoSession {
    private static final int IN = 128 << 10;
    private static final int OUT = 320 << 10;
    /** Most bytes in one write, so that a slow connection is told from one that takes nothing. */
    private static final int SLICE = 128 << 10;
    /**
     * Reads that are acknowledged at once. An OpenSSH server sends its small packets by Nagle's algorithm, so that
     * after logging in, and again for the first answer of a channel, it would wait
     * 40 ms for our system's delayed acknowledgement. The system forgets this option by itself (tcp(7)), hence each
     * time.
     */
    private static final int HURRIED = 256;

    private static final AtomicLong IDS = new AtomicLong();
    private static final IoWriteFuture WRITTEN = AbstractIoWriteFuture.fulfilled("written", Boolean.TRUE);

    private final long id = IDS.incrementAndGet();
    private final IoService service;
    private final IoHandler handler;
    private final SocketChannel channel;
    private final SocketAddress local;
    private final SocketAddress remote;
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer out = ByteBuffer.allocateDirect(OUT);
    private final Set<Thread> holders = new HashSet<>();
    private volatile long writingSince;

    SshSocket(IoService service, IoHandler handler, SocketChannel channel) throws IOException {
        this.service = service;
        this.handler = handler;
        this.channel = channel;
        this.local = channel.getLocalAddress();
        this.remote = channel.getRemoteAddress();
    }

    void startReading() {
        Thread.ofPlatform().daemon().name("ssh-" + id).start(this::read);
    }

    private void read() {
        ByteBuffer in = ByteBuffer.allocateDirect(IN);
        Readable readable = Readable.readable(in);
        try {
            boolean canHurry = channel.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
            for (int i = 0; ; i++) {
                if (canHurry && i < HURRIED) {
                    channel.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
                }
                if (channel.read(in.clear()) < 0) {
                    break;
                }
                in.flip();
                handler.messageReceived(this, readable);
            }
            close(true);
        } catch (Exception e) {
            failed(e);
        }
    }

    /** The library says why, to whoever waits. */
    private void failed(Exception e) {
        if (isClosing()) {
            return;
        }
        try {
            handler.exceptionCaught(this, e);
        } catch (Exception more) {
            log.debug("{}: {}", this, more.toString());
        }
        close(true);
    }

    /**
     * From now on this thread's packets are kept back, until {@link #release()}, or until another thread sends one or
     * there are many.
     */
    void hold() {
        writing.lock();
        holders.add(Thread.currentThread());
        writing.unlock();
    }

    /** Sends what was kept back so far: to be called before anything that may wait for the server. */
    void push() throws IOException {
        writing.lock();
        try {
            send();
        } finally {
            writing.unlock();
        }
    }

    /** Ends a {@link #hold()}, and sends what was kept back. */
    void release() throws IOException {
        writing.lock();
        try {
            holders.remove(Thread.currentThread());
            send();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) {
        writing.lock();
        try {
            if (isClosing()) {
                throw new ClosedChannelException();
            }
            for (int n = buffer.available(); n > 0; n = buffer.available()) {
                int part = Math.min(n, out.remaining());
                out.put(buffer.array(), buffer.rpos(), part);
                buffer.rpos(buffer.rpos() + part);
                if (!out.hasRemaining()) {
                    send();
                }
            }
            if (!holders.contains(Thread.currentThread())) {
                send();
            }
            return WRITTEN;
        } catch (IOException e) {
            failed(e);
            return AbstractIoWriteFuture.fulfilled("not written", e);
        } finally {
            writing.unlock();
        }
    }

    private void send() throws IOException {
        out.flip();
        try {
            int end = out.limit();
            while (out.position() < end) {
                out.limit(Math.min(end, out.position() + SLICE));
                writingSince = System.nanoTime();
                channel.write(out);
            }
        } finally {
            writingSince = 0;
            out.clear();
        }
    }

    /**
     * Closes the connection if it has taken nothing for so long: the heartbeats that would notice wait behind the same
     * write.
     */
    void checkProgress(long nanos) {
        long since = writingSince;
        if (since != 0 && System.nanoTime() - since > nanos) {
            failed(new SocketTimeoutException("the connection takes nothing any more"));
        }
    }

    @Override
    protected CloseFuture doCloseGracefully() {
        return null;
    }

    @Override
    protected void doCloseImmediately() {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("{}: closing: {}", this, e.toString());
        }
        super.doCloseImmediately();
        try {
            handler.sessionClosed(this);
        } catch (Exception e) {
            log.debug("{}: closing: {}", this, e.toString());
        }
        attributes.clear();
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public SocketAddress getLocalAddress() {
        return local;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return null;
    }

    @Override
    public Object getAttribute(Object key) {
        return attributes.get(key);
    }

    @Override
    public Object setAttribute(Object key, Object value) {
        return attributes.put(key, value);
    }

    @Override
    public Object setAttributeIfAbsent(Object key, Object value) {
        return attributes.putIfAbsent(key, value);
    }

    @Override
    public Object removeAttribute(Object key) {
        return attributes.remove(key);
    }

    @Override
    public IoService getService() {
        return service;
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void suspendRead() {
        // only forwarded ports ask for it, and nothing is forwarded
    }

    @Override
    public void resumeRead() {
        // as above
    }

    @Override
    public String toString() {
        return "SshSocket[" + remote + "]";
    }
}
