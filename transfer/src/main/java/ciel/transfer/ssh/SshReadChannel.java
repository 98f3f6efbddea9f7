package ciel.transfer.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A range of a remote file, several requests ahead. Not for use by several threads. */
final class SshReadChannel implements ReadableByteChannel {
    private final SshConnections connections;
    private final SshConnections.Lane lane;
    private final InputStream in;
    private final String what;
    private byte[] spare;
    private long left;
    private boolean open = true;
    private boolean broken;

    SshReadChannel(SshConnections connections, SshConnections.Lane lane, InputStream in, long length, String what) {
        this.connections = connections;
        this.lane = lane;
        this.in = in;
        this.left = length;
        this.what = what;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int want = (int) Math.min(left, target.remaining());
        if (want == 0) {
            return left == 0 ? -1 : 0;
        }
        try {
            int n;
            if (target.hasArray()) {
                n = in.read(target.array(), target.arrayOffset() + target.position(), want);
                if (n > 0) {
                    target.position(target.position() + n);
                }
            } else {
                if (spare == null) {
                    spare = new byte[1 << 18];
                }
                n = in.read(spare, 0, Math.min(want, spare.length));
                if (n > 0) {
                    target.put(spare, 0, n);
                }
            }
            left = n < 0 ? 0 : left - n;
            return n;
        } catch (IOException e) {
            broken = SshErrors.status(e) == null;
            throw SshErrors.of("reading " + what, e);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        try {
            if (broken) {
                connections.drop(lane);
            } else {
                in.close();
            }
        } catch (IOException e) {
            // What was read is read; a connection that cannot close a handle is of no more use.
            connections.drop(lane);
        } finally {
            connections.give(lane);
        }
    }
}
