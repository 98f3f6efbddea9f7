package ciel.transfer.xrootd.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    /** Bytes that come in pieces of random lengths, as from a network. */
    private static final class Pieces implements ReadableByteChannel {
        private final byte[] bytes;
        private final Random random;
        private int at;

        Pieces(byte[] bytes, Random random) {
            this.bytes = bytes;
            this.random = random;
        }

        @Override
        public int read(ByteBuffer target) {
            if (at == bytes.length) {
                return -1;
            }
            int n = Math.min(
                    Math.min(1 + random.nextInt(random.nextBoolean() ? 12 : 70_000), bytes.length - at),
                    target.remaining());
            target.put(bytes, at, n);
            at += n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private record Answer(int id, int status, byte[] body) {
        byte[] frame() {
            return ByteBuffer.allocate(8 + body.length)
                    .putShort((short) id)
                    .putShort((short) status)
                    .putInt(body.length)
                    .put(body)
                    .array();
        }

        /** The same, said later by the server of itself. */
        byte[] lateFrame() {
            byte[] inner = frame();
            return new Answer(
                            0,
                            Status.ATTENTION,
                            ByteBuffer.allocate(8 + inner.length)
                                    .putInt(Status.LATE_ANSWER)
                                    .putInt(0)
                                    .put(inner)
                                    .array())
                    .frame();
        }
    }

    private static byte[] noise(Random random, int bytes) {
        byte[] out = new byte[bytes];
        random.nextBytes(out);
        return out;
    }

    @Test
    void answersComeOutAsTheyWereSaid_howeverTheyAreCut_lateOnesToo() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Answer> said = new ArrayList<>();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            for (int i = 0; i < 20; i++) {
                int[] statuses = {Status.OK, Status.OK_SO_FAR, Status.ERROR, Status.WAIT, Status.REDIRECT};
                Answer a = new Answer(
                        random.nextInt(0x10000),
                        statuses[random.nextInt(statuses.length)],
                        noise(random, random.nextInt(4) == 0 ? random.nextInt(200_000) : random.nextInt(30)));
                said.add(a);
                wire.writeBytes(random.nextInt(4) == 0 ? a.lateFrame() : a.frame());
                if (random.nextInt(5) == 0) {
                    wire.writeBytes(new Answer(0, Status.ATTENTION, noise(random, random.nextInt(40))).frame());
                }
            }
            FrameReader reader = new FrameReader(new Pieces(wire.toByteArray(), random));
            for (Answer a : said) {
                reader.next();
                assertEquals(a.id(), reader.id());
                assertEquals(a.status(), reader.status());
                assertEquals(a.body().length, reader.left());
                switch (random.nextInt(3)) {
                    case 0 -> assertArrayEquals(a.body(), reader.body());
                    case 1 -> {
                        ByteBuffer out = ByteBuffer.allocate(a.body().length);
                        while (reader.left() > 0) {
                            out.limit(Math.min(out.capacity(), out.position() + 1 + random.nextInt(5000)));
                            reader.read(out);
                        }
                        assertArrayEquals(a.body(), out.array());
                    }
                    default -> {
                        // what nobody reads is passed over
                    }
                }
            }
            assertThrows(EOFException.class, reader::next);
        }
    }

    @Test
    void noiseEndsInAnError_andTakesNoMemoryForLengthsThatItOnlyClaims() {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int seed = 0; seed < 3000; seed++) {
                Random random = new Random(seed);
                byte[] bytes = noise(random, random.nextInt(3000));
                // Some of it looks like answers, so that more than the first length is read.
                for (int i = 0; i + 8 < bytes.length; i += 8 + random.nextInt(60)) {
                    ByteBuffer.wrap(bytes)
                            .putShort(i + 2, (short) (random.nextBoolean() ? Status.ATTENTION : random.nextInt(8)))
                            .putInt(i + 4, random.nextInt(70) - 3);
                }
                FrameReader reader = new FrameReader(new Pieces(bytes, random));
                assertThrows(IOException.class, () -> {
                    while (true) {
                        reader.next();
                        assertTrue(reader.left() >= 0);
                        if (random.nextBoolean()) {
                            reader.body();
                        }
                    }
                });
            }
        });
    }

    @Test
    void aLengthBelowZeroOrOverTheLimitIsRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] negative = ByteBuffer.allocate(8).putInt(4, -5).array();
        assertThrows(ProtocolException.class, new FrameReader(new Pieces(negative, new Random(1)))::next);
        byte[] huge = ByteBuffer.allocate(8).putInt(4, Integer.MAX_VALUE).array();
        FrameReader reader = new FrameReader(new Pieces(huge, new Random(1)));
        reader.next();
        assertTrue(
                assertThrows(ProtocolException.class, reader::body).getMessage().contains("at most"));
    }

    @Test
    void aLateAnswerMustFitItsMessage_andMayNotWrapAnother() {
        byte[] longer = new Answer(7, Status.OK, new byte[10]).lateFrame();
        ByteBuffer.wrap(longer).putInt(8 + 8 + 4, 11);
        assertThrows(ProtocolException.class, new FrameReader(new Pieces(longer, new Random(1)))::next);
        byte[] nested = new Answer(7, Status.ATTENTION, new byte[20]).lateFrame();
        assertThrows(ProtocolException.class, new FrameReader(new Pieces(nested, new Random(1)))::next);
    }

    @Test
    void aServerThatOnlyTalksIsNotListenedToForEver() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 2000; i++) {
            wire.writeBytes(new Answer(0, Status.ATTENTION, "blah".getBytes(StandardCharsets.US_ASCII)).frame());
        }
        assertThrows(ProtocolException.class, new FrameReader(new Pieces(wire.toByteArray(), new Random(1)))::next);
    }

    @Test
    void listingsAreReadOrRefused_whateverIsInThem() {
        String dot = ".\n0 0 0 0\n";
        assertListing(List.of("a", "b c"), dot + "a\n1 5 16 1700000000\nb c\n2 6 16 1700000000 1 2 0644 me us\0");
        assertListing(List.of(), dot.strip());
        assertListing(List.of("1 2 3 4"), dot + "1 2 3 4\n9 5 16 1700000000");
        assertListing(
                List.of("new\nline", "\nlead", "next"),
                dot + "new\nline\n1 5 16 1700000000\n\nlead\n1 5 16 1700000000\nnext\n3 3 3 3");
        for (String bad :
                new String[] {"a\nb\nc", "a\n1 5 16 1700000000", dot + "a", dot + "a\n1 99999999999999999999 16 1"}) {
            assertThrows(
                    ProtocolException.class,
                    () -> DirectoryListing.parse(bad.getBytes(StandardCharsets.ISO_8859_1)),
                    bad);
        }
        Random random = new Random(3);
        byte[] start = (dot + "a\n1 5 16 1700000000\nbcd\n2 6 16 1700000000\ne\n7 8 19 17")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = start.clone();
            for (int k = random.nextInt(4); k >= 0; k--) {
                mutated[random.nextInt(mutated.length)] =
                        (byte) (random.nextBoolean() ? "\n 019-".charAt(random.nextInt(6)) : random.nextInt(256));
            }
            try {
                assertTrue(DirectoryListing.parse(mutated).stream()
                        .allMatch(item -> item.status().size() >= 0));
            } catch (ProtocolException e) {
                assertTrue(e.getMessage().startsWith("a listing"), e.getMessage());
            }
        }
    }

    private static void assertListing(List<String> names, String answer) {
        try {
            assertEquals(
                    names,
                    DirectoryListing.parse(answer.getBytes(StandardCharsets.ISO_8859_1)).stream()
                            .map(DirectoryListing.Item::name)
                            .toList());
        } catch (ProtocolException e) {
            throw new AssertionError(answer, e);
        }
    }
}
