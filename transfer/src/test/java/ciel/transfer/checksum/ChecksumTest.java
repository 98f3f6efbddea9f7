package ciel.transfer.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static Map<Algorithm, String> of(byte[] bytes) throws Exception {
        return Digests.of(Channels.newChannel(new ByteArrayInputStream(bytes)), EnumSet.allOf(Algorithm.class));
    }

    @Test
    void knownAnswers() throws Exception {
        // adler32: RFC 1950 sums of "Wikipedia" worked by hand; crc32c: RFC 3720 B.4 and the usual check value; sha256:
        // FIPS 180-4 example.
        assertEquals(
                "11e60398", of("Wikipedia".getBytes(StandardCharsets.US_ASCII)).get(Algorithm.ADLER32));
        assertEquals(
                "e3069283", of("123456789".getBytes(StandardCharsets.US_ASCII)).get(Algorithm.CRC32C));
        assertEquals("8a9136aa", of(new byte[32]).get(Algorithm.CRC32C));
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                of("abc".getBytes(StandardCharsets.US_ASCII)).get(Algorithm.SHA256));
        assertEquals("00000001", of(new byte[0]).get(Algorithm.ADLER32));
        assertEquals("00000000", of(new byte[0]).get(Algorithm.CRC32C));
    }

    @Test
    void combinedPartsEqualTheWhole_anySplit() {
        Random random = new Random(5);
        for (int trial = 0; trial < 300; trial++) {
            byte[] bytes = new byte[random.nextInt(200_000) + 1];
            if (trial % 3 == 0) {
                java.util.Arrays.fill(bytes, (byte) 0xff);
            } else {
                random.nextBytes(bytes);
            }
            Partial whole = partial(bytes, 0, bytes.length);
            Partial sum = Partial.EMPTY;
            int at = 0;
            while (at < bytes.length) {
                int n = Math.min(bytes.length - at, random.nextInt(random.nextBoolean() ? 70_000 : 3));
                sum = sum.then(partial(bytes, at, n));
                at += n;
            }
            assertEquals(whole, sum, "trial " + trial);
        }
    }

    @Test
    void lengthsOverFourGigabyteCombine() {
        // 2^33 zero bytes, by doubling, against the closed form of adler32: a stays 1, b = n modulo 65521.
        Partial zeros = partial(new byte[1], 0, 1);
        for (int i = 0; i < 33; i++) {
            zeros = zeros.then(zeros);
        }
        assertEquals(1L << 33, zeros.length());
        assertEquals((1L << 33) % 65521 << 16 | 1, zeros.adler32());
        Partial split = Partial.EMPTY;
        Partial piece = partial(new byte[1 << 20], 0, 1 << 20);
        for (int i = 0; i < 1 << 13; i++) {
            split = split.then(piece);
        }
        assertEquals(zeros, split);
    }

    private static Partial partial(byte[] bytes, int offset, int length) {
        Digests d = new Digests(EnumSet.of(Algorithm.ADLER32, Algorithm.CRC32C));
        d.update(ByteBuffer.wrap(bytes, offset, length));
        return d.partial();
    }
}
