package ciel.transfer.xrootd.protocol;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names and statuses of a directory, a line each in turn; the first pair is a dot and zeros, by which the server says
 * that statuses follow. A name may hold a newline: then more than one line comes
 * before the status, and is given back as one name.
 */
public final class DirectoryListing {
    /**
     * One name.
     *
     * @param name   one character a byte (ISO 8859-1)
     * @param status what it is
     */
    public record Item(String name, FileStatus status) {}

    private DirectoryListing() {}

    /**
     * @param answer to {@link Request#list}
     * @return its names, in no order
     * @throws ProtocolException if it is of another form
     */
    public static List<Item> parse(byte[] answer) throws ProtocolException {
        List<String> lines = Connection.lines(answer);
        List<Item> items = new ArrayList<>();
        if (lines.isEmpty()) {
            return items;
        }
        if (lines.size() < 2 || !lines.get(0).equals(".")) {
            throw new ProtocolException("a listing without sizes; the server is older than XRootD 4");
        }
        List<String> name = new ArrayList<>();
        for (String line : lines.subList(2, lines.size())) {
            Optional<FileStatus> status = name.isEmpty() ? Optional.empty() : FileStatus.parse(line);
            if (status.isPresent()) {
                items.add(new Item(String.join("\n", name), status.get()));
                name.clear();
            } else {
                name.add(line);
            }
        }
        if (!name.isEmpty()) {
            throw new ProtocolException("a listing that ends after a name");
        }
        return items;
    }
}
