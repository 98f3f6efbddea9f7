package ciel.transfer.xrootd;

import ciel.transfer.ConflictException;
import ciel.transfer.NotFoundException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.xrootd.protocol.Opened;
import ciel.transfer.xrootd.protocol.Request;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/**
 * A file on its way at an XRootD server. Each range opens it on its own connection, by force: the server lets one writer in at a time unless told otherwise, and may take a connection of ours that broke
 * for another writer. The first to open it makes it.
 */
final class RootTemporary implements Temporary {
    private final RootClient client;
    private final byte[] remote;
    private final StoragePath path;
    private final long size;
    private final String what;
    private volatile boolean made;
    private volatile boolean synced;

    RootTemporary(RootClient client, byte[] remote, StoragePath path, long size, String what) {
        this.client = client;
        this.remote = remote;
        this.path = path;
        this.size = size;
        this.what = what;
    }

    @Override
    public StoragePath path() {
        return path;
    }

    private RootClient.Reply open(String act) throws TransferException {
        if (!made) {
            try {
                RootClient.Reply reply = client.exchange(act, Request.openNew(remote));
                made = true;
                return reply;
            } catch (ConflictException e) {
                // an earlier process made it, or another lane just now
                made = true;
            }
        }
        try {
            return client.exchange(act, Request.openToUpdate(remote));
        } catch (NotFoundException e) {
            return client.exchange(act, Request.openNew(remote));
        }
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
        boolean whole = offset == 0 && length == size;
        synced = false;
        long done = write("writing " + what, whole, writer -> writer.copy(source, offset, length));
        synced = whole;
        return done;
    }

    @Override
    public void sync() throws TransferException {
        if (!synced) {
            write("syncing " + what, true, writer -> 0);
            synced = true;
        }
    }

    /** Something done to the open file. */
    private interface Act {
        long on(RootWriter writer) throws IOException;
    }

    private long write(String act, boolean sync, Act doing) throws TransferException {
        RootClient.Reply reply = open(act);
        RootConnections.Lane lane = reply.lane();
        boolean inStep = false;
        IOException said;
        long done;
        try {
            Opened file = Opened.of(reply.content());
            RootWriter writer = new RootWriter(lane, file.handle(), client.patience(size));
            if (file.status().size() > size) {
                writer.ask(Request.truncate(file.handle(), size));
            }
            done = doing.on(writer);
            said = writer.finish(sync);
            inStep = true;
        } catch (IOException e) {
            throw RootErrors.of(act, e);
        } finally {
            if (inStep) {
                client.connections().give(lane);
            } else {
                client.connections().drop(lane);
            }
        }
        if (said != null) {
            throw RootErrors.of(act, said);
        }
        return done;
    }

    @Override
    public void close() {
        // each range had its own handle
    }
}
