package ciel.transfer.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * One write request, laid out in the packets that carry it: data are read from the source to where they are
 * encrypted. Used again for the next. Not for use by several threads.
 */
final class SftpBlock {
    /** Where the payload begins in a packet: after the packet's own head, the message type, channel and length. */
    static final int PAYLOAD = SshConstants.SSH_PACKET_HEADER_LEN + 1 + 2 * Integer.BYTES;
    /** Length, type, number; length of the handle; offset, length of the data. */
    private static final int HEAD = 9 + Integer.BYTES + Long.BYTES + Integer.BYTES;

    private static final int WRITE = 6;

    private final Session session;
    private final int packetBytes;
    private final int most;
    private final Buffer[] packets;
    private int headBytes;
    private int bytes;

    /**
     * @param packetBytes most payload of a packet (byte)
     * @param most        most data in a request (byte)
     */
    SftpBlock(Session session, int packetBytes, int most) {
        this.session = session;
        this.packetBytes = packetBytes;
        this.most = most;
        this.packets = new Buffer[Math.ceilDiv(HEAD + 256 + most, packetBytes)];
    }

    /**
     * Fills the block.
     *
     * @param source left open
     * @param length most bytes
     * @param handle of the file they are for
     * @return number of bytes; less than length, and than a full block, only if the source ended
     */
    int fill(ReadableByteChannel source, long length, byte[] handle) throws IOException {
        headBytes = HEAD + handle.length;
        bytes = 0;
        int wanted = (int) Math.min(length, most);
        while (bytes < wanted) {
            int at = headBytes + bytes;
            int room = Math.min(packetBytes - at % packetBytes, wanted - bytes);
            int n = source.read(ByteBuffer.wrap(packet(at / packetBytes).array(), PAYLOAD + at % packetBytes, room));
            if (n < 0) {
                break;
            }
            bytes += n;
        }
        return bytes;
    }

    int bytes() {
        return bytes;
    }

    int packets() {
        return Math.ceilDiv(headBytes + bytes, packetBytes);
    }

    /** @return payload of packet {@code i} (byte) */
    int length(int i) {
        return Math.min(packetBytes, headBytes + bytes - i * packetBytes);
    }

    Buffer packet(int i) {
        if (packets[i] == null) {
            packets[i] = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, packetBytes + 2 * Integer.BYTES);
        }
        return packets[i];
    }

    /** The library still has this packet: another is made for the next block. */
    void lose(int i) {
        packets[i] = null;
    }

    void head(int id, byte[] handle, long offset) {
        ByteBuffer.wrap(packet(0).array(), PAYLOAD, headBytes)
                .putInt(headBytes - Integer.BYTES + bytes)
                .put((byte) WRITE)
                .putInt(id)
                .putInt(handle.length)
                .put(handle)
                .putLong(offset)
                .putInt(bytes);
    }

    /** @return packet {@code i}, ready to be encrypted */
    Buffer take(int i, long recipient) {
        Buffer packet = packet(i);
        session.prepareBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, packet);
        packet.putUInt(recipient);
        packet.putUInt(length(i));
        packet.wpos(PAYLOAD + length(i));
        return packet;
    }
}
