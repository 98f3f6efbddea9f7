package ciel.transfer.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on loopback that makes a link of it: a delay each way, a rate shared by all connections of one
 * direction, and on command a stall, a reset of everything, or connections
 * cut after so many bytes. The kernel here has no network emulation, so this is it.
 */
public final class FaultProxy implements AutoCloseable {
    private static final int PIECE = 64 << 10;
    private static final int IN_FLIGHT = 64 << 20;

    private final ServerSocket listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    private final int target;
    private final long delayNanos;
    private final Rate up;
    private final Rate down;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long cutAfter = Long.MAX_VALUE;
    private volatile boolean stalled;
    private volatile boolean refusing;

    private record Piece(byte[] bytes, int length, long due) {}

    /** A token bucket: when may the next bytes pass. */
    private static final class Rate {
        private final double nanosPerByte;
        private long next = System.nanoTime();

        Rate(double bytesPerSecond) {
            nanosPerByte = 1e9 / bytesPerSecond;
        }

        synchronized long reserve(int bytes) {
            next = Math.max(next, System.nanoTime()) + (long) (bytes * nanosPerByte);
            return next;
        }
    }

    /**
     * @param target         port on loopback
     * @param delayMillis    each way
     * @param bytesPerSecond each way, infinite for no limit
     */
    public FaultProxy(int target, double delayMillis, double bytesPerSecond) throws IOException {
        this.target = target;
        this.delayNanos = (long) (delayMillis * 1e6);
        this.up = new Rate(bytesPerSecond);
        this.down = new Rate(bytesPerSecond);
        Thread.ofPlatform().daemon().name("proxy").start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Cuts every connection, with a reset, after it has carried so many bytes in one direction. */
    public void cutAfter(long bytes) {
        cutAfter = bytes;
    }

    /** Holds everything back, or lets it go on. */
    public void stall(boolean now) {
        stalled = now;
    }

    /** Resets what comes in. */
    public void refuse(boolean now) {
        refusing = now;
    }

    /** Resets every connection. */
    public void resetAll() {
        open.forEach(FaultProxy::reset);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket a = listener.accept();
                if (refusing) {
                    reset(a);
                    continue;
                }
                Socket b = new Socket(InetAddress.getLoopbackAddress(), target);
                a.setTcpNoDelay(true);
                b.setTcpNoDelay(true);
                open.add(a);
                open.add(b);
                pump(a, b, up);
                pump(b, a, down);
            } catch (IOException e) {
                // the target is down, or we are closing: whoever called sees the end of its connection
            }
        }
    }

    private static void reset(Socket s) {
        try {
            s.setSoLinger(true, 0);
            s.close();
        } catch (IOException e) {
            // it is gone
        }
    }

    private void pump(Socket from, Socket to, Rate rate) {
        LinkedBlockingQueue<Piece> line = new LinkedBlockingQueue<>();
        Semaphore room = new Semaphore(IN_FLIGHT);
        Thread.ofPlatform().daemon().start(() -> {
            long carried = 0;
            try {
                InputStream in = from.getInputStream();
                while (true) {
                    byte[] bytes = new byte[PIECE];
                    int n = in.read(bytes);
                    if (n < 0) {
                        break;
                    }
                    carried += n;
                    if (carried > cutAfter) {
                        reset(from);
                        reset(to);
                        break;
                    }
                    room.acquireUninterruptibly(n);
                    line.add(new Piece(bytes, n, System.nanoTime() + delayNanos));
                }
            } catch (IOException e) {
                reset(to);
            }
            line.add(new Piece(null, 0, System.nanoTime() + delayNanos));
        });
        Thread.ofPlatform().daemon().start(() -> {
            try {
                OutputStream out = to.getOutputStream();
                for (Piece p = line.take(); p.bytes() != null; p = line.take()) {
                    waitUntil(p.due());
                    waitUntil(rate.reserve(p.length()));
                    while (stalled && !to.isClosed()) {
                        LockSupport.parkNanos(5_000_000);
                    }
                    out.write(p.bytes(), 0, p.length());
                    room.release(p.length());
                }
                to.shutdownOutput();
            } catch (IOException | InterruptedException e) {
                reset(from);
                reset(to);
            }
            room.release(IN_FLIGHT / 2);
        });
    }

    private static void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        resetAll();
    }
}
