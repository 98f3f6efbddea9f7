package ciel.transfer.xrootd.protocol;

import java.net.ProtocolException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of a file: "id size flags mtime", and more that is not used. The id is made of device and inode.
 * Symbolic links have been followed.
 *
 * @param id       changes when the file is replaced by another
 * @param size     byte
 * @param flags    see the specification of kXR_stat
 * @param modified to the second
 */
public record FileStatus(String id, long size, int flags, Instant modified) {
    private static final int DIRECTORY = 2;
    private static final int OTHER = 4;
    private static final Pattern FORM =
            Pattern.compile("(-?[0-9]{1,20}) ([0-9]{1,18}) ([0-9]{1,9}) (-?[0-9]{1,11})( .*)?");

    /** @return whether it is a directory */
    public boolean isDirectory() {
        return (flags & DIRECTORY) != 0;
    }

    /** @return whether it is neither directory nor regular file */
    public boolean isOther() {
        return (flags & OTHER) != 0;
    }

    static Optional<FileStatus> parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches()
                ? Optional.of(new FileStatus(
                        m.group(1),
                        Long.parseLong(m.group(2)),
                        Integer.parseInt(m.group(3)),
                        Instant.ofEpochSecond(Long.parseLong(m.group(4)))))
                : Optional.empty();
    }

    /**
     * @param answer to {@link Request#stat}
     * @return what it says
     * @throws ProtocolException if it is of another form
     */
    public static FileStatus of(byte[] answer) throws ProtocolException {
        String text = String.join(" ", Connection.lines(answer));
        return parse(text)
                .orElseThrow(
                        () -> new ProtocolException("an answer to stat that is none, of " + answer.length + " bytes"));
    }
}
