package ciel.transfer.xrootd;

import ciel.transfer.xrootd.protocol.Connection;
import ciel.transfer.xrootd.protocol.FileStatus;
import ciel.transfer.xrootd.protocol.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes to one open file with many requests under way. After {@link #finish} the connection is in step again, whatever
 * the server or the source said.
 */
final class XrootdWriter {
    private static final int AHEAD = 32;

    private final XrootdConnections.Lane lane;
    private final int handle;
    private final Duration patience;
    private final Set<Integer> underWay = new HashSet<>();
    private IOException first;
    private int sizeAsked;
    private long size = -1;

    XrootdWriter(XrootdConnections.Lane lane, int handle, Duration patience) {
        this.lane = lane;
        this.handle = handle;
        this.patience = patience;
    }

    /**
     * @return number of bytes sent; less than length if the source ended, or if something went wrong, which {@link
     * #finish} then says
     */
    long copy(ReadableByteChannel source, long offset, long length) throws IOException {
        ByteBuffer piece = lane.piece();
        long done = 0;
        while (done < length && first == null) {
            piece.clear().position(Connection.HEAD_ROOM).limit((int)
                    Math.min(piece.capacity(), Connection.HEAD_ROOM + length - done));
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

    int ask(Request request) throws IOException {
        int id = lane.connection.send(request);
        underWay.add(id);
        return id;
    }

    private void settle() throws IOException {
        Connection.Settled answer = lane.connection.settle(underWay, patience);
        if (answer.refusal() != null) {
            first = first == null ? answer.refusal() : first;
        } else if (answer.id() == sizeAsked) {
            size = FileStatus.of(answer.content()).size();
        }
    }

    /**
     * Puts the bytes on disk if wanted and if all went well, asks for the size of the file and closes it.
     *
     * @return the first thing that went wrong, or null
     */
    IOException finish(boolean sync) throws IOException {
        if (sync && first == null) {
            ask(Request.sync(handle));
        }
        sizeAsked = ask(Request.stat(handle));
        ask(Request.close(handle));
        while (!underWay.isEmpty()) {
            settle();
        }
        return first;
    }

    /** @return size of the file at the end (byte) */
    long size() {
        return size;
    }
}
