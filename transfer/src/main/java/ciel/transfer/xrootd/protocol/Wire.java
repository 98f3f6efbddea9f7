package ciel.transfer.xrootd.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A socket, plain at first, on which no wait is endless: whoever keeps the connections calls {@link #giveUpIfSilent}
 * now and then. For use by one thread at a time.
 */
final class Wire implements ReadableByteChannel {
    private static final int TLS_PIECE = 64 << 10;

    private final SocketChannel channel;
    private final Endpoint endpoint;
    private SSLSocket tls;
    private InputStream in;
    private OutputStream out;
    private byte[] spare;
    private long patience;
    private volatile boolean waiting;
    private volatile long due;
    private volatile boolean gaveUp;

    private Wire(SocketChannel channel, Endpoint endpoint, Duration patience) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.patience = patience.toNanos();
    }

    /** @return a connection to the first of the host's addresses that answers */
    static Wire connect(Endpoint endpoint, Duration timeout) throws IOException {
        IOException last = null;
        for (InetAddress address : InetAddress.getAllByName(endpoint.host())) {
            SocketChannel channel = SocketChannel.open();
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                channel.socket().connect(new InetSocketAddress(address, endpoint.port()), (int)
                        Math.min(Integer.MAX_VALUE, timeout.toMillis()));
                return new Wire(channel, endpoint, timeout);
            } catch (IOException e) {
                channel.close();
                last = e;
            }
        }
        throw last;
    }

    /**
     * Goes on encrypted, trusting the platform's authorities if none are given. The server's certificate must be
     * trusted and be for this host.
     */
    void startTls(SSLContext context) throws IOException {
        SSLSocketFactory factory =
                context == null ? (SSLSocketFactory) SSLSocketFactory.getDefault() : context.getSocketFactory();
        SSLSocket socket = (SSLSocket) factory.createSocket(channel.socket(), endpoint.host(), endpoint.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        begin();
        try {
            socket.startHandshake();
        } catch (IOException e) {
            throw explain(e);
        } finally {
            waiting = false;
        }
        in = socket.getInputStream();
        out = socket.getOutputStream();
        spare = new byte[TLS_PIECE];
        tls = socket;
    }

    boolean isEncrypted() {
        return tls != null;
    }

    boolean isLoopback() throws IOException {
        return channel.getRemoteAddress() instanceof InetSocketAddress a
                && a.getAddress().isLoopbackAddress();
    }

    /** @param patience longest silence from now on */
    void patience(Duration patience) {
        this.patience = patience.toNanos();
    }

    private void begin() {
        due = System.nanoTime() + patience;
        waiting = true;
    }

    /** Closes the connection under a thread that has waited too long; called by another. */
    void giveUpIfSilent(long now) {
        if (waiting && now - due > 0) {
            gaveUp = true;
            close();
        }
    }

    private IOException explain(IOException e) {
        if (!gaveUp) {
            return e;
        }
        SocketTimeoutException silent = new SocketTimeoutException(
                "the server was silent for " + Duration.ofNanos(patience).toSeconds() + " s");
        silent.initCause(e);
        return silent;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        begin();
        try {
            if (tls == null) {
                return channel.read(target);
            }
            int n = in.read(spare, 0, Math.min(spare.length, target.remaining()));
            if (n > 0) {
                target.put(spare, 0, n);
            }
            return n;
        } catch (IOException e) {
            throw explain(e);
        } finally {
            waiting = false;
        }
    }

    /** Writes all of it. */
    void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                begin();
                if (tls == null) {
                    channel.write(bytes);
                } else {
                    int n = Math.min(spare.length, bytes.remaining());
                    bytes.get(spare, 0, n);
                    out.write(spare, 0, n);
                }
            }
        } catch (IOException e) {
            throw explain(e);
        } finally {
            waiting = false;
        }
    }

    /** @return whether the server neither closed the connection nor said anything while nothing was asked */
    boolean isQuiet() {
        try {
            channel.configureBlocking(false);
            int n = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return n == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Says farewell as TLS wants it; only while nothing is being waited for. */
    void leave() {
        try {
            if (tls != null) {
                begin();
                tls.close();
            }
        } catch (IOException e) {
            // then without
        } finally {
            waiting = false;
            close();
        }
    }

    /** Ends it at once, without the farewell of TLS, for which one might have to wait. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone
        }
    }
}
