package ciel.transfer.xrootd.protocol;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An open file; the handle is good on the connection that opened it.
 *
 * @param handle four bytes of the server's own
 * @param status what the file was when it was opened
 */
public record Opened(int handle, FileStatus status) {
    /** Handle, compression block size and type, before the status. */
    private static final int STATUS = 12;

    /**
     * @param answer to an open request
     * @return what it says
     * @throws ProtocolException if it is of another form
     */
    public static Opened of(byte[] answer) throws ProtocolException {
        if (answer.length <= STATUS) {
            throw new ProtocolException(
                    "an answer of " + answer.length + " bytes to open; more than " + STATUS + " were expected");
        }
        return new Opened(
                ByteBuffer.wrap(answer).getInt(), FileStatus.of(Arrays.copyOfRange(answer, STATUS, answer.length)));
    }
}
