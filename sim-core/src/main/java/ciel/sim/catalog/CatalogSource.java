package ciel.sim.catalog;

import ciel.sim.InputException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a catalog: of a file, or of standard input where the name is {@code -}. Compressed ones (gzip) are known
 * by their content, whatever the name ends in; a byte-order mark of UTF-8 is skipped.
 */
public final class CatalogSource {
    /** The name that means standard input. */
    public static final Path STANDARD_INPUT = Path.of("-");

    /** Standard input is kept in memory, since a catalog is read twice: the limit of a Java array, less a little. */
    private static final int MAX_STANDARD_INPUT = Integer.MAX_VALUE - 64;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final int BUFFER = 1 << 16;

    private static InputStream standardInput;
    private static byte[] standardContent;
    private static byte[] spooledContent;
    private static Path spooled;

    private CatalogSource() {}

    /** @return whether a catalog of this name comes from standard input */
    public static boolean isStandardInput(Path file) {
        return file.equals(STANDARD_INPUT);
    }

    /** @return how messages call it */
    static String name(Path file) {
        return isStandardInput(file) ? "standard input" : file.toString();
    }

    /** @return size (bytes) as it lies on disk, compressed or not; 0 where it is not known */
    static long size(Path file) {
        try {
            return isStandardInput(file) ? content().length : Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** @return standard input as a whole; read once, however often it is asked for */
    static synchronized byte[] content() {
        if (standardInput != System.in) {
            try {
                byte[] read = System.in.readNBytes(MAX_STANDARD_INPUT);
                if (read.length == MAX_STANDARD_INPUT) {
                    throw new InputException(
                            "standard input", "has more than 2 GB", "write the catalog to a file and give its name");
                }
                standardContent = read;
                standardInput = System.in;
            } catch (IOException e) {
                throw new InputException(
                        "standard input", "cannot be read: " + e.getMessage(), "give a file instead of -", e);
            }
        }
        return standardContent;
    }

    /** @return a file with the bytes of the source; of standard input a temporary one, removed when the process ends */
    static synchronized Path onDisk(Path file) {
        if (!isStandardInput(file)) {
            return file;
        }
        byte[] bytes = content();
        try {
            if (spooledContent != bytes) {
                Path temporary = Files.createTempFile("ciel-standard-input", "");
                temporary.toFile().deleteOnExit();
                spooled = Files.write(temporary, bytes);
                spooledContent = bytes;
            }
            return spooled;
        } catch (IOException e) {
            throw new InputException(
                    "standard input",
                    "cannot be kept in a temporary file: " + e.getMessage(),
                    "give a file instead of -, or set java.io.tmpdir",
                    e);
        }
    }

    /**
     * @param counted told how many bytes of the source were taken, before decompression
     * @return the text, decompressed, without its byte-order mark
     * @throws IOException where the source cannot be opened, or begins as gzip does and is damaged there
     */
    static InputStream open(Path file, Counter counted) throws IOException {
        InputStream raw = isStandardInput(file) ? new ByteArrayInputStream(content()) : Files.newInputStream(file);
        try {
            BufferedInputStream in = new BufferedInputStream(new Counting(raw, counted), BUFFER);
            in.mark(2);
            boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            return withoutMark(gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream withoutMark(BufferedInputStream in) throws IOException {
        in.mark(BYTE_ORDER_MARK.length);
        if (!java.util.Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.reset();
        }
        return in;
    }

    /** @return up to so many bytes of the beginning, decompressed; fewer where the file ends or is damaged */
    static byte[] beginning(Path file, int bytes) {
        byte[] head = new byte[bytes];
        int filled = 0;
        try (InputStream in = open(file, count -> {})) {
            int read = 0;
            while (filled < bytes && read >= 0) {
                filled += read;
                read = in.read(head, filled, bytes - filled);
            }
        } catch (IOException e) {
            // what was read before the damage says enough; the reader will find the damage and say where
        }
        return java.util.Arrays.copyOf(head, filled);
    }

    /** @return a text of the beginning, each byte a character */
    static String beginningAsText(Path file, int bytes) {
        return new String(beginning(file, bytes), StandardCharsets.ISO_8859_1);
    }

    /** Told how many bytes were read. */
    @FunctionalInterface
    interface Counter {
        void read(long bytes);
    }

    private static final class Counting extends FilterInputStream {
        private final Counter counter;

        Counting(InputStream in, Counter counter) {
            super(in);
            this.counter = counter;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                counter.read(1);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                counter.read(count);
            }
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
