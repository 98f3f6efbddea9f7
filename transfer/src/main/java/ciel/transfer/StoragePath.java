package ciel.transfer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A path below the root of a backend: zero or more {@link FileName}s. It cannot be absolute, cannot hold {@code ..},
 * and is at most 4096 bytes; so whatever a manifest
 * or a remote listing says, nothing outside the root can be named.
 */
public final class StoragePath implements Comparable<StoragePath> {
    /** Longest path (byte), slashes included; PATH_MAX of Linux. */
    public static final int MAX_BYTES = 4096;
    /** The root of the backend itself. */
    public static final StoragePath ROOT = new StoragePath(List.of());

    private final List<FileName> names;

    private StoragePath(List<FileName> names) {
        this.names = names;
    }

    /**
     * @param text names joined by single slashes, UTF-8; empty for the root
     * @return the path
     * @throws UnsafePathException if a name is not allowed, or the path is absolute
     */
    public static StoragePath of(String text) throws UnsafePathException {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param bytes names joined by single slashes; empty for the root
     * @return the path
     * @throws UnsafePathException if a name is not allowed, or the path is absolute
     */
    public static StoragePath ofBytes(byte[] bytes) throws UnsafePathException {
        if (bytes.length == 0) {
            return ROOT;
        }
        if (bytes.length > MAX_BYTES) {
            throw new UnsafePathException("[path] a path of " + bytes.length + " bytes; at most " + MAX_BYTES + " fit");
        }
        if (bytes[0] == '/') {
            throw new UnsafePathException("[path] '" + FileName.display(bytes)
                    + "' is absolute; paths are relative to the root of the transfer");
        }
        List<FileName> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                byte[] name = new byte[i - start];
                System.arraycopy(bytes, start, name, 0, name.length);
                try {
                    names.add(FileName.ofBytes(name));
                } catch (UnsafePathException e) {
                    throw new UnsafePathException(e.getMessage() + " (in '" + FileName.display(bytes) + "')");
                }
                start = i + 1;
            }
        }
        return new StoragePath(List.copyOf(names));
    }

    /**
     * @param text percent-encoded names joined by slashes
     * @return the path
     * @throws UnsafePathException if a name is not allowed
     */
    public static StoragePath ofUri(String text) throws UnsafePathException {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        if (text.indexOf('%') < 0) {
            return ofBytes(in);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%'
                    && i + 2 < in.length
                    && HexFormat.isHexDigit(in[i + 1])
                    && HexFormat.isHexDigit(in[i + 2])) {
                bytes.write(HexFormat.fromHexDigits("" + (char) in[i + 1] + (char) in[i + 2]));
                i += 2;
            } else {
                bytes.write(in[i]);
            }
        }
        return ofBytes(bytes.toByteArray());
    }

    /** @return this path with one more name */
    public StoragePath resolve(FileName name) {
        FileName[] all = names.toArray(new FileName[names.size() + 1]);
        all[names.size()] = name;
        return new StoragePath(List.of(all));
    }

    /** @return this path followed by the other */
    public StoragePath resolve(StoragePath other) {
        List<FileName> all = new ArrayList<>(names);
        all.addAll(other.names);
        return new StoragePath(List.copyOf(all));
    }

    /** @return this path with another last name; not for the root */
    public StoragePath sibling(FileName name) {
        return parent().resolve(name);
    }

    /** @return the directory this is in; the root's is the root */
    public StoragePath parent() {
        return names.isEmpty() ? this : new StoragePath(names.subList(0, names.size() - 1));
    }

    /** @return whether this is a name in that directory itself */
    public boolean isIn(StoragePath directory) {
        int n = directory.names.size();
        if (names.size() != n + 1) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            if (!names.get(i).equals(directory.names.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** @return last name; not for the root */
    public FileName name() {
        return names.getLast();
    }

    /** @return the names in order */
    public List<FileName> names() {
        return names;
    }

    /** @return whether this is the root */
    public boolean isRoot() {
        return names.isEmpty();
    }

    /** @return names joined by slashes, as bytes */
    public byte[] bytes() {
        int n = Math.max(0, names.size() - 1);
        for (int i = 0; i < names.size(); i++) {
            n += names.get(i).length();
        }
        byte[] out = new byte[n];
        int at = 0;
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                out[at++] = '/';
            }
            at += names.get(i).copyTo(out, at);
        }
        return out;
    }

    /** @return the path as text, if every name is UTF-8 */
    public Optional<String> text() {
        StringBuilder out = new StringBuilder();
        for (FileName name : names) {
            Optional<String> text = name.text();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            out.append(out.isEmpty() ? "" : "/").append(text.get());
        }
        return Optional.of(out.toString());
    }

    /** @return one character a byte (ISO 8859-1), which loses nothing whatever the bytes are */
    public String latin1() {
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    /** @return percent-encoded, slashes kept (RFC 3986 unreserved characters stay) */
    public String uri() {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes()) {
            char c = (char) (b & 0xff);
            if (c == '/' || c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    @Override
    public int compareTo(StoragePath other) {
        int n = Math.min(names.size(), other.names.size());
        for (int i = 0; i < n; i++) {
            int c = names.get(i).compareTo(other.names.get(i));
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(names.size(), other.names.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoragePath p && names.equals(p.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return FileName.display(bytes());
    }
}
