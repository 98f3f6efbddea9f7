package ciel.transfer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One name in a directory: 1 to 255 bytes, not {@code .} or {@code ..}, without {@code /}, NUL and control
 * characters. Bytes, not characters: POSIX names need not
 * be UTF-8, and a name is carried bit for bit. Spaces, quotes and a leading dash are ordinary.
 */
public final class FileName implements Comparable<FileName> {
    /** Longest name (byte); NAME_MAX of Linux file systems. */
    public static final int MAX_BYTES = 255;

    private final byte[] bytes;

    private FileName(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param text name, taken as UTF-8
     * @return the name
     * @throws UnsafePathException if it is not allowed
     */
    public static FileName of(String text) throws UnsafePathException {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param bytes name as the file system keeps it
     * @return the name
     * @throws UnsafePathException if it is not allowed
     */
    public static FileName ofBytes(byte[] bytes) throws UnsafePathException {
        if (bytes.length == 0) {
            throw new UnsafePathException("[path] an empty name; names have 1 to " + MAX_BYTES + " bytes");
        }
        if (bytes.length > MAX_BYTES) {
            throw new UnsafePathException("[path] name '" + display(Arrays.copyOf(bytes, 40)) + "...' has "
                    + bytes.length + " bytes; at most " + MAX_BYTES + " fit");
        }
        if (bytes[0] == '.' && (bytes.length == 1 || bytes.length == 2 && bytes[1] == '.')) {
            throw new UnsafePathException("[path] '" + display(bytes) + "' leads elsewhere; name the file itself");
        }
        for (byte b : bytes) {
            if (b == '/' || b >= 0 && b < 0x20 || b == 0x7f) {
                throw new UnsafePathException("[path] name '" + display(bytes) + "' holds "
                        + (b == '/' ? "a slash" : String.format("control character 0x%02x", b))
                        + "; rename the file, such names are not carried");
            }
        }
        return new FileName(bytes.clone());
    }

    /** @return the bytes, a copy */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Copies the bytes into an array. @return number of bytes */
    int copyTo(byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return bytes.length;
    }

    /** @return number of bytes */
    public int length() {
        return bytes.length;
    }

    /** @return the name as text, if it is UTF-8 */
    public Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * @return whether this is a file on its way ({@code .NAME.part-TOKEN}) or one of the mover's own directories
     * ({@code .ciel-...})
     */
    public boolean isInternal() {
        String s = new String(bytes, StandardCharsets.ISO_8859_1);
        return s.startsWith(".ciel-") || s.startsWith(".") && s.matches("(?s).*\\.part-[0-9a-f]{8,32}");
    }

    /**
     * Text for people: printable, never ambiguous about control characters; bytes that are not UTF-8 as {@code \xNN}.
     */
    static String display(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            for (byte b : bytes) {
                if (b >= 0x20 && b < 0x7f) {
                    out.append((char) b);
                } else {
                    out.append("\\x").append(HexFormat.of().toHexDigits(b));
                }
            }
            return out.toString();
        }
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    @Override
    public int compareTo(FileName other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileName n && Arrays.equals(bytes, n.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return display(bytes);
    }
}
