package ciel.transfer.xrootd;

import ciel.transfer.xrootd.protocol.Connection;
import ciel.transfer.xrootd.protocol.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Writes to one open file with many requests under way. After {@link #finish} the connection is in step again, whatever the server or the source said. */
final class RootWriter {
    private static final int AHEAD = 32;

    private final RootConnections.Lane lane;
    private final int handle;
    private final Duration patience;
    private final Set<Integer> underWay = new HashSet<>();
    private IOException first;

    RootWriter(RootConnections.Lane lane, int handle, Duration patience) {
        this.lane = lane;
        this.handle = handle;
        this.patience = patience;
    }

    /** @return number of bytes sent; less than length if the source ended, or if something went wrong, which {@link #finish} then says */
    long copy(ReadableByteChannel source, long offset, long length) throws IOException {
        ByteBuffer piece = lane.piece();
        long done = 0;
        while (done < length && first == null) {
            piece.clear().position(Connection.HEAD_ROOM).limit((int) Math.min(piece.capacity(), Connection.HEAD_ROOM + length - done));
            boolean more = fill(piece, source);
            int n = piece.position() - Connection.HEAD_ROOM;
            if (n > 0 && first == null) {
                underWay.add(lane.connection.sendWrite(handle, offset + done, piece.flip()));
                done += n;
            }
            if (!more) {
                break;
            }
            while (underWay.size() >= AHEAD) {
                settle();
            }
        }
        return done;
    }

    /** @return whether the source may have more */
    private boolean fill(ByteBuffer piece, ReadableByteChannel source) {
        try {
            while (piece.hasRemaining()) {
                if (source.read(piece) < 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            first = e;
            return false;
        }
    }

    void ask(Request request) throws IOException {
        underWay.add(lane.connection.send(request));
    }

    private void settle() throws IOException {
        IOException said = lane.connection.settle(underWay, patience);
        if (first == null) {
            first = said;
        }
    }

    /** Puts the bytes on disk if wanted and if all went well, and closes the file. @return the first thing that went wrong, or null */
    IOException finish(boolean sync) throws IOException {
        if (sync && first == null) {
            ask(Request.sync(handle));
        }
        ask(Request.close(handle));
        while (!underWay.isEmpty()) {
            settle();
        }
        return first;
    }
}
