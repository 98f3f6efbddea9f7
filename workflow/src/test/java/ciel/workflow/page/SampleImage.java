package ciel.workflow.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/** A FITS image of a sky with some stars: 32-bit integers, {@value #SIDE} pixels square. */
final class SampleImage {
    static final int SIDE = 1200;
    private static final int BLOCK = 2880;

    private SampleImage() {}

    static Path write(Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        int[] pixels = new int[SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (int) (800 + 28 * random.nextGaussian());
        }
        for (int star = 0; star < 300; star++) {
            int x = 20 + random.nextInt(SIDE - 40);
            int y = 20 + random.nextInt(SIDE - 40);
            double peak = 200 * Math.pow(10, 2.5 * random.nextDouble() * random.nextDouble());
            for (int j = -20; j <= 20; j++) {
                for (int i = -20; i <= 20; i++) {
                    pixels[(y + j) * SIDE + x + i] += (int) (peak * Math.pow(1 + (i * i + j * j) / 8.0, -2.5));
                }
            }
        }
        String header = "";
        for (String card : new String[] {
            "SIMPLE  =                    T",
            "BITPIX  =                   32",
            "NAXIS   =                    2",
            String.format(Locale.ROOT, "NAXIS1  = %20d", SIDE),
            String.format(Locale.ROOT, "NAXIS2  = %20d", SIDE),
            "END"
        }) {
            header += String.format(Locale.ROOT, "%-80s", card);
        }
        int data = pixels.length * Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(BLOCK + (data + BLOCK - 1) / BLOCK * BLOCK);
        out.put(String.format(Locale.ROOT, "%-" + BLOCK + "s", header).getBytes(StandardCharsets.US_ASCII));
        out.asIntBuffer().put(pixels);
        return Files.write(file, out.array());
    }
}
