package ciel.transfer.xrootd;

import ciel.transfer.BackPressureException;
import ciel.transfer.ConflictException;
import ciel.transfer.FileMetadata;
import ciel.transfer.NotFoundException;
import ciel.transfer.Space;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.xrootd.protocol.Opened;
import ciel.transfer.xrootd.protocol.Request;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file on its way at an XRootD server. Each range opens it on its own connection, by force: the server lets one
 * writer in at a time unless told otherwise, and may take a connection of ours that broke
 * for another writer. The first to open it makes it, and the others wait for that.
 */
final class XrootdTemporary implements Temporary {
    private final XrootdBackend backend;
    private final XrootdClient client;
    private final FreshSums sums;
    private final byte[] remote;
    private final StoragePath path;
    private final long size;
    private final int mode;
    private final String what;
    private final ReentrantLock making = new ReentrantLock();
    private volatile boolean made;
    private volatile boolean synced;

    XrootdTemporary(
            XrootdBackend backend,
            XrootdClient client,
            FreshSums sums,
            byte[] remote,
            StoragePath path,
            long size,
            int mode,
            String what) {
        this.backend = backend;
        this.client = client;
        this.sums = sums;
        this.remote = remote;
        this.path = path;
        this.size = size;
        this.mode = mode;
        this.what = what;
    }

    @Override
    public StoragePath path() {
        return path;
    }

    private XrootdClient.Reply open(String act) throws TransferException {
        boolean again = false;
        while (true) {
            if (!made) {
                XrootdClient.Reply reply = make(act);
                if (reply != null) {
                    return reply;
                }
            }
            try {
                return client.exchange(act, Request.openToUpdate(remote));
            } catch (NotFoundException e) {
                if (again) {
                    throw e;
                }
                again = true;
                made = false;
            }
        }
    }

    /**
     * Makes the file, one lane at a time: the server makes it first and empties it then, and what another lane wrote
     * in between would be lost.
     *
     * @return the open file, or null if it is there already
     */
    private XrootdClient.Reply make(String act) throws TransferException {
        making.lock();
        try {
            if (made) {
                return null;
            }
            XrootdClient.Reply reply = client.exchange(act, Request.openNew(remote, mode));
            sums.made(path);
            made = true;
            return reply;
        } catch (ConflictException e) {
            // an earlier process made it
            sums.found(path);
            made = true;
            return null;
        } finally {
            making.unlock();
        }
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long offset, long length) throws TransferException {
        boolean whole = offset == 0 && length == size;
        synced = false;
        long done = write("writing " + what, source, offset, length, whole);
        synced = whole;
        return done;
    }

    @Override
    public void keep(FileMetadata metadata) throws TransferException {
        backend.keep(path, metadata);
    }

    @Override
    public void sync() throws TransferException {
        if (!synced) {
            write("syncing " + what, null, 0, 0, true);
            synced = true;
        }
    }

    private long write(String act, ReadableByteChannel source, long offset, long length, boolean sync)
            throws TransferException {
        XrootdClient.Reply reply = open(act);
        XrootdConnections.Lane lane = reply.lane();
        boolean inStep = false;
        XrootdWriter writer;
        IOException said;
        long done = 0;
        try {
            Opened file = Opened.of(reply.content());
            writer = new XrootdWriter(lane, file.handle(), client.patience(size));
            if (file.status().size() > size) {
                writer.ask(Request.truncate(file.handle(), size));
            }
            if (length > 0) {
                sums.written(path);
                done = writer.copy(source, offset, length);
            }
            said = writer.finish(sync);
            inStep = true;
        } catch (IOException e) {
            throw XrootdErrors.of(act, e);
        } finally {
            if (inStep) {
                client.connections().give(lane);
            } else {
                client.connections().drop(lane);
            }
        }
        if (said != null) {
            throw XrootdErrors.of(act, said);
        }
        if (done > 0 && writer.size() < offset + done) {
            throw lost(act, offset + done, writer.size());
        }
        return done;
    }

    /**
     * XRootD (5.5 and later) takes a write that the file system did in part, as it does when it becomes full, for done.
     */
    private TransferException lost(String act, long end, long there) throws TransferException {
        String text = act + ": the server confirmed the bytes up to " + end + ", but stored only " + there;
        Optional<Space> space = backend.space();
        return space.isPresent() && space.get().bytes() < XrootdConnections.PIECE
                ? new BackPressureException(
                        text + "; " + space.get().bytes() + " bytes are free there, free some, the transfer goes on")
                : new TransientException(text);
    }

    @Override
    public void close() {
        // each range had its own handle
    }
}
