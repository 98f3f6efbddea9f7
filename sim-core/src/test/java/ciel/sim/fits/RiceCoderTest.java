package ciel.sim.fits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import nom.tam.fits.compression.algorithm.rice.RiceCompressOption;
import nom.tam.fits.compression.algorithm.rice.RiceCompressor.IntRiceCompressor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte for byte what nom-tam-fits writes, and what it reads back. */
class RiceCoderTest {
    private static final int GUARD = 16;

    private static byte[] coded(int[] pixels) {
        byte[] out = new byte[RiceCoder.most(pixels.length) + GUARD];
        Arrays.fill(out, (byte) 0x5A);
        int end = new RiceCoder(out).row(pixels, 0, pixels.length, 3);
        assertTrue(end - 3 <= RiceCoder.most(pixels.length), (end - 3) + " bytes");
        return Arrays.copyOfRange(out, 3, end);
    }

    private static RiceCompressOption option() {
        return new RiceCompressOption().setBlockSize(RiceCoder.BLOCK).setBytePix(Integer.BYTES);
    }

    private static byte[] library(int[] pixels) {
        ByteBuffer out = ByteBuffer.allocate(RiceCoder.most(pixels.length) + 4 * GUARD);
        new IntRiceCompressor(option()).compress(IntBuffer.wrap(pixels), out);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static int[] decoded(byte[] code, int length) {
        IntBuffer pixels = IntBuffer.allocate(length);
        new IntRiceCompressor(option()).decompress(ByteBuffer.wrap(code), pixels);
        return pixels.array();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 64, 576, 1000})
    void bytesAreThoseOfTheLibrary(int length) {
        SplittableRandom random = new SplittableRandom(length);
        for (int spread = 0; spread <= 24; spread++) {
            int[] pixels = new int[length];
            for (int i = 0; i < length; i++) {
                pixels[i] = 26_000 + (spread == 0 ? 0 : random.nextInt(-(1 << spread) / 2, (1 << spread) / 2 + 1));
                if (random.nextInt(50) == 0) {
                    pixels[i] += random.nextInt(200_000);
                }
            }
            if (length % RiceCoder.BLOCK
                    == 0) { // of a last block that is short it chooses another, equally right split
                assertArrayEquals(library(pixels), coded(pixels), "spread 2^" + spread);
            }
            assertArrayEquals(pixels, decoded(coded(pixels), length), "spread 2^" + spread);
        }
    }

    @Test
    void anyPixelsComeBack() {
        SplittableRandom random = new SplittableRandom(3);
        int[] awkward = {0, -1, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 262_143, -5, 1 << 24, 1 << 25, 1 << 26};
        for (int turn = 0; turn < 3000; turn++) {
            int[] pixels = new int[1 + random.nextInt(100)];
            int calm = random.nextInt(1, 33);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = random.nextInt(calm) == 0
                        ? random.nextBoolean() ? random.nextInt() : awkward[random.nextInt(awkward.length)]
                        : i == 0 ? 5 : pixels[i - 1] + random.nextInt(3) - 1;
            }
            assertArrayEquals(pixels, decoded(coded(pixels), pixels.length), Arrays.toString(pixels));
        }
    }
}
