package ciel.transfer.xrootd;

import ciel.transfer.TransferException;
import ciel.transfer.xrootd.protocol.Connection;
import ciel.transfer.xrootd.protocol.Request;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * A range of an open file, several requests ahead; the last is followed by closing the file, so that closing costs no
 * time of its own. Not for use by several threads.
 */
final class XrootdReadChannel implements ReadableByteChannel {
    private static final int PIECE = 1 << 20;
    private static final int AHEAD = 16;

    /** One request under way. */
    private static final class Piece {
        private final int id;
        private int left;
        private boolean last;
        /** Content that came before that of an earlier request. */
        private ByteBuffer early = ByteBuffer.allocate(0);

        private Piece(int id, int length) {
            this.id = id;
            this.left = length;
        }
    }

    private final XrootdConnections connections;
    private final XrootdConnections.Lane lane;
    private final Connection connection;
    private final int handle;
    private final String act;
    private final Duration patience;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private final Set<Integer> closing = new HashSet<>();
    private Piece current;
    private long next;
    private long unasked;
    private boolean closeSent;
    private boolean ended;
    private boolean broken;
    private boolean open = true;

    /**
     * @param lane   kept until this is closed
     * @param offset first byte
     * @param length number of bytes, no more than the file has
     */
    XrootdReadChannel(
            XrootdConnections connections,
            XrootdConnections.Lane lane,
            int handle,
            long offset,
            long length,
            String act,
            Duration patience) {
        this.connections = connections;
        this.lane = lane;
        this.connection = lane.connection;
        this.handle = handle;
        this.next = offset;
        this.unasked = length;
        this.act = act;
        this.patience = patience;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        try {
            while (!ended) {
                askAhead();
                Piece head = pieces.peek();
                if (head == null) {
                    ended = true;
                } else if (head.early.hasRemaining()) {
                    int n = Math.min(target.remaining(), head.early.remaining());
                    target.put(head.early.slice(head.early.position(), n));
                    head.early.position(head.early.position() + n);
                    return n;
                } else if (head == current && connection.left() > 0) {
                    int before = target.position();
                    connection.read(target);
                    head.left -= target.position() - before;
                    return target.position() - before;
                } else if (head.last) {
                    pieces.poll();
                    // A short answer is the end of the file, which has become shorter since it was opened.
                    ended = head.left > 0;
                } else {
                    advance();
                }
            }
            return -1;
        } catch (IOException e) {
            broken = true;
            throw XrootdErrors.of(act, e);
        }
    }

    private void askAhead() throws IOException {
        while (unasked > 0 && pieces.size() < AHEAD) {
            int length = (int) Math.min(PIECE, unasked);
            pieces.add(new Piece(connection.sendRead(handle, next, length), length));
            next += length;
            unasked -= length;
        }
        if (unasked == 0) {
            sendClose();
        }
    }

    private void sendClose() throws IOException {
        if (!closeSent) {
            closeSent = true;
            closing.add(connection.send(Request.close(handle)));
        }
    }

    /** Takes the next answer; content that is not due yet is kept. */
    private void advance() throws IOException {
        connection.next(patience);
        if (closing.remove(connection.id())) {
            if (!connection.isLast()) {
                throw connection.refusal();
            }
            return;
        }
        current = pieces.stream()
                .filter(p -> p.id == connection.id() && !p.last)
                .findFirst()
                .orElse(null);
        if (current == null) {
            throw new ProtocolException("an answer to request " + connection.id() + ", which was not asked");
        }
        if (!connection.isLast() && !connection.isPart()) {
            throw connection.refusal();
        }
        if (connection.left() > current.left) {
            throw new ProtocolException(
                    "an answer of " + connection.left() + " bytes where at most " + current.left + " were asked for");
        }
        current.last = connection.isLast();
        if (current != pieces.peek()) {
            keep(current);
        }
    }

    private void keep(Piece piece) throws IOException {
        ByteBuffer all =
                ByteBuffer.allocate(piece.early.remaining() + connection.left()).put(piece.early);
        piece.left -= connection.left();
        while (connection.left() > 0) {
            connection.read(all);
        }
        piece.early = all.flip();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws TransferException {
        if (!open) {
            return;
        }
        open = false;
        boolean inStep = false;
        try {
            // What was asked and not read would have to be waited for: a new connection is cheaper.
            if (!broken && pieces.stream().allMatch(p -> p.last) && (current == null || connection.left() == 0)) {
                sendClose();
                while (!closing.isEmpty()) {
                    connection.settle(closing, patience);
                }
                inStep = true;
            }
        } catch (IOException e) {
            // What was read is read; a connection that cannot close a file cannot be used any more.
            inStep = false;
        } finally {
            if (inStep) {
                connections.give(lane);
            } else {
                connections.drop(lane);
            }
        }
    }
}
