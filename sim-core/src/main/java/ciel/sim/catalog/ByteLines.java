package ciel.sim.catalog;

import ciel.sim.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * The lines of a text file as stretches of one byte buffer; compressed files are decompressed on the way ({@link
 * CatalogSource}). Everything that can be wrong with the file ends as an {@link InputException} with file and line. Not
 * for sharing between threads.
 */
final class ByteLines implements AutoCloseable {
    /**
     * Longest line taken, in bytes: a hundred times what any catalog needs, and small enough that a binary file is
     * refused at once.
     */
    static final int MAX_LINE = 65_536;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private final String name;
    private final byte[] buffer = new byte[4 * MAX_LINE];
    private int start;
    private int end;
    private int filled;
    private int next;
    private long line;
    private boolean finished;
    private InputStream in;
    private long taken;

    private ByteLines(String name) {
        this.name = name;
    }

    /**
     * @param file    a file, or {@link CatalogSource#STANDARD_INPUT}
     * @param context where the file was named: itself, or the "file:line" that includes it
     * @throws InputException when there is no such readable file, or its gzip header is damaged
     */
    static ByteLines open(Path file, String context) {
        String name = CatalogSource.name(file);
        String said = context.equals(file.toString()) ? "" : name + " ";
        String where = said.isEmpty() ? name : context;
        if (!CatalogSource.isStandardInput(file)) {
            checkRegular(file, where, said);
        }
        ByteLines lines = new ByteLines(name);
        try {
            lines.in = CatalogSource.open(file, bytes -> lines.taken += bytes);
            return lines;
        } catch (NoSuchFileException e) {
            throw new InputException(where, said + "does not exist", "check the name", e);
        } catch (EOFException | ZipException e) {
            throw new InputException(
                    name + ":1", "the file begins as gzip does, and is damaged or cut short there", "copy it again", e);
        } catch (IOException e) {
            throw new InputException(where, said + "cannot be read: " + e.getMessage(), "check its permissions", e);
        }
    }

    private static void checkRegular(Path file, String where, String said) {
        if (!Files.exists(file)) {
            String name = file.toString();
            Path other = Path.of(name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz");
            throw new InputException(
                    where,
                    said + "does not exist",
                    Files.exists(other)
                            ? "there is a " + other
                            : "check the name; relative names are taken from "
                                    + (said.isEmpty() ? "the working directory" : "the main catalog's directory"));
        }
        if (!Files.isRegularFile(file)) {
            throw new InputException(
                    where,
                    said + "is " + (Files.isDirectory(file) ? "a directory" : "not a regular file"),
                    "name a catalog file");
        }
    }

    private static void closeQuietly(InputStream raw) {
        try {
            if (raw != null) {
                raw.close();
            }
        } catch (IOException e) {
            // the error that is on its way out says more
        }
    }

    /** Moves to the next line; false at the end of the file. */
    boolean next() {
        start = next;
        int from = start;
        while (true) {
            int newline = findNewline(from);
            if (newline >= 0) {
                end = newline;
                next = newline + 1;
                line++;
                return checkLength();
            }
            from = filled;
            if (finished) {
                end = filled;
                next = filled;
                if (start == filled) {
                    return false;
                }
                line++;
                return checkLength();
            }
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, filled - start);
                from -= start;
                filled -= start;
                start = 0;
            }
            if (filled - start > MAX_LINE) {
                line++;
                throw tooLong();
            }
            fill();
        }
    }

    private boolean checkLength() {
        if (end - start > MAX_LINE) {
            throw tooLong();
        }
        return true;
    }

    private InputException tooLong() {
        return InputException.atLine(
                name, line, "the line is longer than the limit of " + MAX_LINE + " bytes", "is this a text file?");
    }

    private void fill() {
        try {
            int count = in.read(buffer, filled, buffer.length - filled);
            if (count < 0) {
                finished = true;
            } else {
                filled += count;
            }
        } catch (EOFException e) {
            throw InputException.atLine(
                    name,
                    line + 1,
                    "the gzip data end here, before their end mark",
                    "the file was cut short: copy it again",
                    e);
        } catch (ZipException e) {
            throw InputException.atLine(
                    name,
                    line + 1,
                    "the gzip data are damaged from here (" + e.getMessage() + ")",
                    "copy the file again",
                    e);
        } catch (IOException e) {
            throw InputException.atLine(
                    name, line + 1, "reading failed: " + e.getMessage(), "check the file system", e);
        }
    }

    /** @return index of the first newline at or after {@code from}, or -1; eight bytes at a time */
    private int findNewline(int from) {
        int i = from;
        for (int limit = filled - 7; i < limit; i += 8) {
            long word = (long) LONGS.get(buffer, i) ^ NEWLINES;
            long zero = word - ONES & ~word & TOPS;
            if (zero != 0) {
                return i + (Long.numberOfTrailingZeros(zero) >>> 3);
            }
        }
        for (; i < filled; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** @return the live buffer; valid until the next call of {@link #next} */
    byte[] buffer() {
        return buffer;
    }

    /** @return index of the first byte of the line */
    int start() {
        return start;
    }

    /** @return one past the last byte of the line, its newline left out */
    int end() {
        return end;
    }

    /** @return number of the line, from 1 */
    long line() {
        return line;
    }

    /** @return name of the file */
    String name() {
        return name;
    }

    /** @return bytes of the source that were read so far, before decompression */
    long bytesTaken() {
        return taken;
    }

    @Override
    public void close() {
        closeQuietly(in);
    }
}
