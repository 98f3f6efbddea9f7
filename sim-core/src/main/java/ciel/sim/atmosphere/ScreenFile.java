package ciel.sim.atmosphere;

import ciel.sim.InputException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Screens of a visit in a file, for several processes of a machine: the first makes it, the others read it. A head of
 * {@value #HEAD} bytes says which atmosphere it is and what the sum of the rest is; then the gradients as 32-bit
 * integers. All numbers are little-endian.
 */
public final class ScreenFile {
    private static final long MAGIC = 0x325243534C454943L; // CIELSCR2: strips of 16 lines
    private static final int HEAD = 64;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ScreenFile() {}

    /** What screens are made from. */
    public record Key(long seed, Turbulence turbulence, double wavelength, int bits) {
        private ByteBuffer head(long sum) {
            ByteBuffer head = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
            CRC32C layers = new CRC32C();
            for (Turbulence.Layer layer : turbulence.layers()) {
                layers.update(ByteBuffer.allocate(8).putDouble(0, layer.weight()));
            }
            head.putLong(MAGIC).putLong(seed).putDouble(turbulence.r0()).putDouble(turbulence.outerScale());
            head.putDouble(wavelength)
                    .putInt(bits)
                    .putInt((int) layers.getValue())
                    .putLong(sum);
            return head.rewind();
        }
    }

    /**
     * Reads the screens of a file, or makes them and the file where there is none.
     *
     * @throws InputException where the file holds other screens, is damaged, or cannot be read or written
     */
    public static int[] readOrMake(Path file, ScreenLoops loops, Key key, int threads) {
        try {
            if (Files.exists(file)) {
                return read(file, key);
            }
            int[] gradients =
                    PhaseScreens.make(loops, key.seed(), key.turbulence(), key.wavelength(), key.bits(), threads);
            write(file, key, gradients);
            return gradients;
        } catch (IOException e) {
            throw new InputException(
                    "psf.screens " + file, "cannot be read or written: " + e, "choose another file", e);
        }
    }

    private static int[] read(Path file, Key key) throws IOException {
        int length = key.turbulence().layers().size() << 2 * key.bits();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            if (channel.size() != HEAD + 4L * length) {
                throw damaged(file, "has " + channel.size() + " bytes, not " + (HEAD + 4L * length));
            }
            MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            MemorySegment body = all.asSlice(HEAD);
            long sum = all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 48);
            if (all.asSlice(0, HEAD).mismatch(MemorySegment.ofBuffer(key.head(sum))) >= 0) {
                throw new InputException(
                        "psf.screens " + file,
                        "holds the screens of another visit, seed, seeing or outer scale",
                        "choose another file, or remove it");
            }
            CRC32C crc = new CRC32C();
            crc.update(body.asByteBuffer());
            if (crc.getValue() != sum) {
                throw damaged(file, "does not have the check sum of its head");
            }
            int[] gradients = new int[length];
            MemorySegment.copy(body, INT, 0, gradients, 0, length);
            return gradients;
        }
    }

    private static InputException damaged(Path file, String what) {
        return new InputException("psf.screens " + file, what, "remove it; it is made again");
    }

    /** The file appears whole or not at all, also when two processes make it at once: they make the same. */
    private static void write(Path file, Key key, int[] gradients) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment all = channel.map(MapMode.READ_WRITE, 0, HEAD + 4L * gradients.length, arena);
            MemorySegment body = all.asSlice(HEAD);
            MemorySegment.copy(gradients, 0, body, INT, 0, gradients.length);
            CRC32C crc = new CRC32C();
            crc.update(body.asByteBuffer());
            MemorySegment.copy(MemorySegment.ofBuffer(key.head(crc.getValue())), 0, all, 0, HEAD);
            all.force();
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
