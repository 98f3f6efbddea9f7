package ciel.transfer.checksum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.Adler32;
import java.util.zip.CRC32C;

/** Several checksums of one stream of bytes, computed as it passes. Not for use by several threads. */
public final class Digests {
    private final Adler32 adler32;
    private final CRC32C crc32c;
    private final MessageDigest sha256;
    private final Set<Algorithm> algorithms;
    private long length;

    /** @param algorithms which to compute; may be empty */
    public Digests(Set<Algorithm> algorithms) {
        this.algorithms = algorithms.isEmpty() ? Set.of() : EnumSet.copyOf(algorithms);
        adler32 = algorithms.contains(Algorithm.ADLER32) ? new Adler32() : null;
        crc32c = algorithms.contains(Algorithm.CRC32C) ? new CRC32C() : null;
        sha256 = algorithms.contains(Algorithm.SHA256) ? sha256() : null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** @param bytes the next bytes, position to limit; the position is left as it is */
    public void update(ByteBuffer bytes) {
        length += bytes.remaining();
        if (adler32 != null) {
            adler32.update(bytes.duplicate());
        }
        if (crc32c != null) {
            crc32c.update(bytes.duplicate());
        }
        if (sha256 != null) {
            sha256.update(bytes.duplicate());
        }
    }

    /** @return number of bytes so far */
    public long length() {
        return length;
    }

    /** @return the combinable ones as they stand, for {@link Partial} */
    public Partial partial() {
        return new Partial(length, adler32 == null ? 1 : adler32.getValue(), crc32c == null ? 0 : crc32c.getValue());
    }

    /** @return every checksum in hexadecimal digits; ends the computation */
    public Map<Algorithm, String> finish() {
        Map<Algorithm, String> out = new EnumMap<>(Algorithm.class);
        for (Algorithm a : algorithms) {
            out.put(
                    a,
                    switch (a) {
                        case ADLER32 -> hex(adler32.getValue());
                        case CRC32C -> hex(crc32c.getValue());
                        case SHA256 -> HexFormat.of().formatHex(sha256.digest());
                    });
        }
        return out;
    }

    /** @return eight hexadecimal digits, zero padded, lower case */
    public static String hex(long value) {
        return HexFormat.of().toHexDigits((int) value);
    }

    /**
     * @param in        read to its end; left open
     * @param algorithm which
     * @return the checksum in hexadecimal digits
     * @throws IOException if reading fails
     */
    public static String of(ReadableByteChannel in, Algorithm algorithm) throws IOException {
        return of(in, EnumSet.of(algorithm)).get(algorithm);
    }

    /**
     * @param in         read to its end; left open
     * @param algorithms which
     * @return the checksums in hexadecimal digits
     * @throws IOException if reading fails
     */
    public static Map<Algorithm, String> of(ReadableByteChannel in, Set<Algorithm> algorithms) throws IOException {
        Digests digests = new Digests(algorithms);
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
        while (in.read(buffer.clear()) >= 0) {
            digests.update(buffer.flip());
        }
        return digests.finish();
    }
}
