package ciel.transfer.ssh;

import ciel.transfer.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A range of a remote file, several requests ahead: more while what comes next has to be waited for, fewer while it
 * lies ready. Not for use by several threads.
 */
final class SshReadChannel implements ReadableByteChannel {
    private static final int LEAST_AHEAD = 4;
    private static final int LEAST_REQUEST = 4096;
    private static final int MOST_AHEAD = (int) (SftpChannel.WINDOW / 2 / Buffers.BYTES);

    private record Piece(SftpAnswer answer, long offset, int length) {}

    private final SshConnections connections;
    private final SshConnections.Lane lane;
    private final byte[] handle;
    private int request;
    private final String what;
    private final long end;
    private final Deque<Piece> ahead = new ArrayDeque<>();
    private int mostAhead = LEAST_AHEAD;
    private long asked;
    private ByteBuffer here;
    private boolean open = true;
    private boolean broken;

    /** @param request most bytes in a request, at most {@link Buffers#BYTES} */
    SshReadChannel(
            SshConnections connections,
            SshConnections.Lane lane,
            byte[] handle,
            long offset,
            long length,
            int request,
            String what) {
        this.connections = connections;
        this.lane = lane;
        this.handle = handle;
        this.asked = offset;
        this.end = offset + length;
        this.request = request;
        this.what = what;
    }

    /** Sends the first requests, so that data are on their way before they are asked for. @return this */
    SshReadChannel begin() throws IOException {
        lookAhead();
        return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        try {
            while (here == null || !here.hasRemaining()) {
                if (!next()) {
                    return -1;
                }
            }
        } catch (IOException e) {
            broken = SshErrors.status(e) == null;
            throw SshErrors.of("reading " + what, e);
        }
        int n = Math.min(target.remaining(), here.remaining());
        target.put(target.position(), here, here.position(), n);
        target.position(target.position() + n);
        here.position(here.position() + n);
        return n;
    }

    private boolean next() throws IOException {
        if (here != null) {
            Buffers.give(here);
            here = null;
        }
        lookAhead();
        Piece piece = ahead.poll();
        if (piece == null) {
            return false;
        }
        if (!piece.answer.isThere()) {
            mostAhead = Math.min(MOST_AHEAD, mostAhead + 1);
        } else if (ahead.size() >= LEAST_AHEAD && ahead.peekLast().answer.isThere()) {
            mostAhead = Math.max(LEAST_AHEAD, mostAhead - 1);
        }
        ByteBuffer data;
        try {
            data = piece.answer.data();
        } catch (IOException e) {
            ahead.addFirst(piece);
            throw e;
        }
        if (data == null || !data.hasRemaining()) {
            Buffers.give(piece.answer.sink());
            forget();
            asked = end;
            return false;
        }
        here = data;
        int missing = piece.length - data.remaining();
        if (missing > 0) {
            // The server gave less than was asked for: the rest comes before what follows.
            ahead.addFirst(ask(piece.offset + data.remaining(), missing));
            request = Math.max(LEAST_REQUEST, data.remaining());
        }
        return true;
    }

    private void lookAhead() throws IOException {
        while (asked < end && ahead.size() < mostAhead && (ahead.size() < LEAST_AHEAD || !Buffers.isPlenty())) {
            int n = (int) Math.min(request, end - asked);
            ahead.add(ask(asked, n));
            asked += n;
        }
    }

    private Piece ask(long offset, int length) throws IOException {
        ByteBuffer sink = Buffers.take();
        try {
            return new Piece(lane.sftp.read(handle, offset, length, sink.limit(length)), offset, length);
        } catch (IOException e) {
            Buffers.lose();
            throw e;
        }
    }

    private void forget() {
        for (Piece p : ahead) {
            lane.sftp.forget(p.answer);
            Buffers.lose();
        }
        ahead.clear();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        if (here != null) {
            Buffers.give(here);
        }
        forget();
        if (broken) {
            connections.drop(lane);
        } else {
            try {
                lane.sftp.close(handle);
            } catch (IOException e) {
                // What was read is read; a connection that cannot close a handle cannot be used any more.
                connections.drop(lane);
            }
        }
        connections.give(lane);
    }
}
