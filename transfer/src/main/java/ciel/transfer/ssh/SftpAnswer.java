package ciel.transfer.ssh;

import ciel.transfer.Space;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.util.buffer.Buffer;

/** What a server will answer to one request. Sent first and asked later, so that many may be under way. */
final class SftpAnswer {
    private static final int VERSION = 2;
    private static final int STATUS = 101;
    private static final int HANDLE = 102;
    static final int DATA = 103;
    private static final int NAME = 104;
    private static final int ATTRS = 105;
    private static final int EXTENDED_REPLY = 201;
    /** The heartbeats notice a server that is gone; this one is there, and its disk is not. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A name in a directory, as bytes in ISO 8859-1. */
    record Name(String name, SftpAttributes attributes) {}

    private final ByteBuffer sink;
    private int type;
    private Buffer body;
    private IOException failure;

    /** @param sink where data go; null if none are expected */
    SftpAnswer(ByteBuffer sink) {
        this.sink = sink;
    }

    ByteBuffer sink() {
        return sink;
    }

    synchronized void complete(int answerType, Buffer answerBody) {
        type = answerType;
        body = answerBody;
        notifyAll();
    }

    synchronized void fail(IOException e) {
        if (type == 0) {
            failure = e;
            notifyAll();
        }
    }

    synchronized boolean isThere() {
        return type != 0 || failure != null;
    }

    /** Waits no longer than this. @return this */
    SftpAnswer within(Duration patience) throws IOException {
        await(patience);
        return this;
    }

    private synchronized void await(Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (type == 0 && failure == null) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IOException("no answer for " + patience.toSeconds() + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the server");
            }
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private Buffer body(int wanted) throws IOException {
        await(PATIENCE);
        if (type == STATUS) {
            int code = body.getInt();
            String said = body.available() > 0 ? body.getString() : "";
            if (code != SftpStatus.OK || wanted != STATUS) {
                throw new SftpStatus(code, said);
            }
        } else if (type != wanted) {
            throw new IOException("the server answered with message " + type + " instead of " + wanted);
        }
        return body;
    }

    /** @return name and version of each extension, of the answer to the greeting */
    Map<String, String> extensions() throws IOException {
        Buffer in = body(VERSION);
        Map<String, String> out = new HashMap<>();
        while (in.available() > 0) {
            out.put(in.getString(), in.getString());
        }
        return out;
    }

    void ok() throws IOException {
        body(STATUS);
    }

    byte[] handle() throws IOException {
        return body(HANDLE).getBytes();
    }

    SftpAttributes attributes() throws IOException {
        return SftpAttributes.read(body(ATTRS));
    }

    Buffer extended() throws IOException {
        return body(EXTENDED_REPLY);
    }

    /**
     * @return of {@code statvfs} (OpenSSH's PROTOCOL, section 4.4): f_bsize, f_frsize, f_blocks, f_bfree, f_bavail,
     * f_files, f_ffree, f_favail, 64 bits each
     */
    Space space() throws IOException {
        Buffer in = extended();
        in.getLong();
        long fragment = in.getLong();
        in.getLong();
        in.getLong();
        long bytes = in.getLong() * fragment;
        boolean counted = in.getLong() > 0;
        in.getLong();
        return new Space(bytes, counted ? in.getLong() : Long.MAX_VALUE);
    }

    /** @return names, or null at the end of the directory */
    List<Name> names() throws IOException {
        Buffer in;
        try {
            in = body(NAME);
        } catch (SftpStatus e) {
            if (e.code() == SftpStatus.EOF) {
                return null;
            }
            throw e;
        }
        List<Name> out = new ArrayList<>();
        for (long n = in.getUInt(); n > 0; n--) {
            String name = in.getString(Sftp.NAMES);
            in.getBytes();
            out.add(new Name(name, SftpAttributes.read(in)));
        }
        return out;
    }

    /** @return the sink, ready to be taken from; or null at the end of the file */
    ByteBuffer data() throws IOException {
        try {
            body(DATA);
        } catch (SftpStatus e) {
            if (e.code() == SftpStatus.EOF) {
                return null;
            }
            throw e;
        }
        return sink.flip();
    }
}
