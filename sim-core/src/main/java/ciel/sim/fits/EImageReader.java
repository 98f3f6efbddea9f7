package ciel.sim.fits;

import ciel.sim.InputException;
import ciel.sim.camera.Detector;
import ciel.sim.camera.DetectorFormat;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the electrons of an e-image that {@link EImageWriter} wrote. */
public final class EImageReader {
    private static final int CARD = 80;
    private static final int CHUNK_PIXELS = 1 << 16;

    private EImageReader() {}

    /**
     * @param detector whose e-image it is
     * @return electrons, row by row from the bottom
     * @throws InputException when the file is not there or is not such an image
     */
    public static int[] read(Path file, Detector detector) {
        DetectorFormat format = detector.type().format();
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            skipHeader(in);
            int[] electrons = new int[format.width() * format.height()];
            byte[] bytes = new byte[CHUNK_PIXELS * Integer.BYTES];
            for (int from = 0; from < electrons.length; from += CHUNK_PIXELS) {
                int count = Math.min(CHUNK_PIXELS, electrons.length - from);
                in.readFully(bytes, 0, count * Integer.BYTES);
                ByteBuffer.wrap(bytes).asIntBuffer().get(electrons, from, count);
            }
            return electrons;
        } catch (EOFException e) {
            throw refusal(file, "ends too early for the pixels of " + detector.name(), e);
        } catch (IOException e) {
            throw refusal(file, "cannot be read", e);
        }
    }

    private static void skipHeader(InputStream in) throws IOException {
        while (true) {
            byte[] block = in.readNBytes(FitsBlock.SIZE);
            if (block.length < FitsBlock.SIZE) {
                throw new EOFException();
            }
            for (int card = 0; card < FitsBlock.SIZE; card += CARD) {
                if (new String(block, card, 8, StandardCharsets.US_ASCII).equals("END     ")) {
                    return;
                }
            }
        }
    }

    private static InputException refusal(Path file, String problem, IOException e) {
        return new InputException(file.toString(), problem, "render the detector again", e);
    }
}
