package ciel.transfer.xrootd;

import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.xrootd.protocol.Access;
import ciel.transfer.xrootd.protocol.Connection;
import ciel.transfer.xrootd.protocol.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections to one server, and to those that it names. One serves one act at a time. Broken ones are dropped; the
 * next act opens another.
 */
final class XrootdConnections implements AutoCloseable {
    /** Data of one write request (byte). */
    static final int PIECE = 1 << 20;

    private static final long WATCH_NANOS = 200_000_000;

    /** A connection that is lent to one act. */
    static final class Lane {
        final Connection connection;
        private boolean busy = true;
        private ByteBuffer piece;

        private Lane(Connection connection) {
            this.connection = connection;
        }

        /** @return a buffer of this lane's own for one write */
        ByteBuffer piece() {
            if (piece == null) {
                piece = ByteBuffer.allocateDirect(Connection.HEAD_ROOM + PIECE);
            }
            return piece;
        }
    }

    private final Access access;
    private final int most;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<Endpoint, Integer> connecting = new HashMap<>();
    private final Set<Connection> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    XrootdConnections(XrootdSettings settings) {
        this.access = settings.access();
        this.most = settings.connections();
        Thread.ofVirtual().name("xrootd-watch").start(this::watch);
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(WATCH_NANOS);
            watched.forEach(Connection::giveUpIfSilent);
        }
        watched.forEach(Connection::close);
    }

    /**
     * @param endpoint   where to
     * @param loginToken what another server wants said there at login; may be empty
     * @param secure     whether it must be encrypted
     */
    Lane take(Endpoint endpoint, String loginToken, boolean secure) throws TransferException {
        while (true) {
            Lane idle = idle(endpoint, secure);
            if (idle == null) {
                return connect(endpoint, loginToken, secure);
            }
            if (idle.connection.isAlive()) {
                return idle;
            }
            drop(idle);
        }
    }

    /** @return a connection that is free, or null if another may be opened */
    private Lane idle(Endpoint endpoint, boolean secure) throws TransientException {
        synchronized (lanes) {
            while (true) {
                if (closed) {
                    throw new TransientException("[" + endpoint + "] the connection was closed");
                }
                int here = connecting.getOrDefault(endpoint, 0);
                for (Lane lane : lanes) {
                    if (lane.connection.endpoint().equals(endpoint)) {
                        here++;
                        if (!lane.busy && (lane.connection.isEncrypted() || !secure)) {
                            lane.busy = true;
                            return lane;
                        }
                    }
                }
                if (here < most) {
                    connecting.merge(endpoint, 1, Integer::sum);
                    return null;
                }
                try {
                    lanes.wait(1000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new TransientException("[" + endpoint + "] interrupted", e);
                }
            }
        }
    }

    private Lane connect(Endpoint endpoint, String loginToken, boolean secure) throws TransferException {
        Lane lane = null;
        List<Connection> begun = new ArrayList<>(1);
        try {
            lane = new Lane(Connection.open(endpoint, secure ? access.securely() : access, loginToken, c -> {
                begun.add(c);
                watched.add(c);
            }));
            return lane;
        } catch (IOException e) {
            throw XrootdErrors.of("[" + endpoint + "] connecting", e);
        } finally {
            synchronized (lanes) {
                connecting.merge(endpoint, -1, Integer::sum);
                if (lane != null) {
                    if (closed) {
                        lane.connection.close();
                    }
                    lanes.add(lane);
                }
                lanes.notifyAll();
            }
            if (lane == null) {
                watched.removeAll(begun);
            }
        }
    }

    void give(Lane lane) {
        synchronized (lanes) {
            lane.busy = false;
            lanes.notifyAll();
        }
    }

    /** An error of the connection itself: nobody else should use it. */
    void drop(Lane lane) {
        lane.connection.close();
        watched.remove(lane.connection);
        synchronized (lanes) {
            lanes.remove(lane);
            lanes.notifyAll();
        }
    }

    @Override
    public void close() {
        List<Lane> all;
        synchronized (lanes) {
            closed = true;
            all = List.copyOf(lanes);
            lanes.clear();
            lanes.notifyAll();
        }
        for (Lane lane : all) {
            if (lane.busy) {
                lane.connection.close();
            } else {
                lane.connection.leave();
            }
        }
    }
}
