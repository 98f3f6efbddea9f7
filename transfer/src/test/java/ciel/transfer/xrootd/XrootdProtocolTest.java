package ciel.transfer.xrootd;

import static ciel.transfer.servers.ScriptedXrootd.CLOSE;
import static ciel.transfer.servers.ScriptedXrootd.DIRLIST;
import static ciel.transfer.servers.ScriptedXrootd.LOGIN;
import static ciel.transfer.servers.ScriptedXrootd.OPEN;
import static ciel.transfer.servers.ScriptedXrootd.QUERY;
import static ciel.transfer.servers.ScriptedXrootd.READ;
import static ciel.transfer.servers.ScriptedXrootd.STAT;
import static ciel.transfer.servers.ScriptedXrootd.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.ConflictException;
import ciel.transfer.DeniedException;
import ciel.transfer.IntegrityException;
import ciel.transfer.NotFoundException;
import ciel.transfer.Retryability;
import ciel.transfer.SourceChangedException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.UnsupportedException;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.transfer.servers.ScriptedXrootd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that a real XRootD server does not give on demand: elsewhere, later, no, and nonsense. */
@Timeout(60)
class XrootdProtocolTest {
    private static final Map<String, String> QUICK = Map.of("xrootd.timeout", "2", "xrootd.connections", "2");
    private static final StoragePath F = path("f");

    private static StoragePath path(String text) {
        try {
            return StoragePath.of(text);
        } catch (UnsafePathException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Backend open(ScriptedXrootd server) throws TransferException {
        return Backends.open(server.url(), QUICK);
    }

    private static boolean isF(ScriptedXrootd.Asked a) {
        return a.text().startsWith("/d/f");
    }

    private static byte[] noise(int seed, int bytes) {
        byte[] out = new byte[bytes];
        new Random(seed).nextBytes(out);
        return out;
    }

    private static ReadableByteChannel channel(byte[] bytes) {
        return Channels.newChannel(new ByteArrayInputStream(bytes));
    }

    @Test
    void aRedirectionIsFollowed_withWhatTheServerWantsSaidToTheOther() throws Exception {
        try (ScriptedXrootd other =
                        new ScriptedXrootd((a, out) -> a.code() == STAT && out.ok(a, "7 1234 48 1700000000"));
                ScriptedXrootd first = new ScriptedXrootd((a, out) -> a.code() == STAT
                        && isF(a)
                        && out.redirect(a, other.port(), "127.0.0.1?cap=a&b=1?secret-of-login"));
                Backend b = open(first)) {
            assertEquals(1234, b.stat(F).orElseThrow().size());
            assertEquals("/d/f?cap=a&b=1", other.asked(STAT).getFirst().text());
            assertEquals("secret-of-login", other.asked(LOGIN).getFirst().text());
            assertFalse(
                    first.asked().stream().anyMatch(a -> a.text().contains("cap=")),
                    "the first server is asked as before");
        }
    }

    @Test
    void aRenameThatIsRedirectedKeepsBothItsNames() throws Exception {
        int mv = 3009;
        try (ScriptedXrootd other = new ScriptedXrootd((a, out) -> false);
                ScriptedXrootd first = new ScriptedXrootd(
                        (a, out) -> a.code() == STAT && !a.text().equals("/d")
                                ? out.error(a, 3011, "no")
                                : a.code() == mv && out.redirect(a, other.port(), "127.0.0.1?x=1"));
                Backend b = open(first)) {
            b.commit(path("old name"), path("new name"));
            ScriptedXrootd.Asked a = other.asked(mv).getFirst();
            assertEquals("/d/old name?x=1 /d/new name", a.text());
            assertEquals("/d/old name?x=1".length(), a.parameters().getShort(14));
        }
    }

    @Test
    void serversThatSendEachOtherRoundAndRoundAreLeftAfterAWhile() throws Exception {
        int[] ports = new int[2];
        try (ScriptedXrootd a = new ScriptedXrootd(
                        (q, out) -> q.code() == STAT && isF(q) && out.redirect(q, ports[1], "127.0.0.1"));
                ScriptedXrootd b = new ScriptedXrootd(
                        (q, out) -> q.code() == STAT && isF(q) && out.redirect(q, ports[0], "[127.0.0.1]"));
                Backend backend = open(a)) {
            ports[0] = a.port();
            ports[1] = b.port();
            TransientException e = assertThrows(TransientException.class, () -> backend.stat(F));
            assertTrue(e.getMessage().contains("at most 8"), e.getMessage());
            assertEquals(9, a.asked(STAT).size() + b.asked(STAT).size() - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,127.0.0.1", "70000,127.0.0.1", "-1,root://127.0.0.1:1//x", "1094,a b", "1094,''"})
    void aRedirectionToNowhereIsAnErrorOfTheServer(int port, String host) throws Exception {
        try (ScriptedXrootd server =
                        new ScriptedXrootd((a, out) -> a.code() == STAT && isF(a) && out.redirect(a, port, host));
                Backend b = open(server)) {
            TransientException e = assertThrows(TransientException.class, () -> b.stat(F));
            assertTrue(e.getMessage().contains("no address"), e.getMessage());
        }
    }

    @Test
    void aShortWaitIsWaited_aLongOneIsHandedOn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> a.code() == STAT
                        && isF(a)
                        && (a.text().endsWith("long")
                                ? out.wait(a, 300)
                                : asked.incrementAndGet() < 3 && out.wait(a, 0)));
                Backend b = open(server)) {
            assertTrue(b.stat(F).isPresent());
            assertEquals(3, asked.get());
            TransientException e = assertThrows(TransientException.class, () -> b.stat(path("f-long")));
            assertEquals(Optional.of(Duration.ofSeconds(300)), e.retryAfter());
        }
    }

    @Test
    void aServerThatAlwaysSaysLaterIsLeftInTheEnd() throws Exception {
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> a.code() == STAT && isF(a) && out.wait(a, 0));
                Backend b = open(server)) {
            assertThrows(TransientException.class, () -> b.stat(F));
        }
    }

    @Test
    void anAnswerThatIsPromisedComesByItself() throws Exception {
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> a.code() == QUERY
                        && isF(a)
                        && out.later(a, 5)
                        && out.say(0, 4001, ByteBuffer.allocate(12).putInt(5002).array())
                        && out.late(a, "adler32 ab12\0".getBytes(StandardCharsets.US_ASCII)));
                Backend b = open(server)) {
            assertEquals("0000ab12", b.checksum(F, Algorithm.ADLER32));
        }
    }

    @Test
    void aServerThatIsTooBusyToSumIsNotWaitedFor_theBytesAreRead() throws Exception {
        byte[] content = noise(3, 1000);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> switch (a.code()) {
                    case QUERY -> isF(a) && count(now, most) && out.wait(a, 30);
                    case OPEN -> out.ok(a, "HNDL\0\0\0\0\0\0\0\0" + "5 " + content.length + " 48 1700000000\0");
                    case READ -> out.ok(a, asked(content, a));
                    case STAT -> isF(a) && out.ok(a, "5 " + content.length + " 48 1700000000\0");
                    default -> false;
                });
                Backend b = Backends.open(server.url(), Map.of());
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            String expected = Digests.of(channel(content), Algorithm.ADLER32);
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                StoragePath path = path("f" + i);
                all.add(pool.submit(() -> b.checksum(path, Algorithm.ADLER32)));
            }
            for (Future<String> f : all) {
                assertEquals(expected, f.get());
            }
            assertEquals(20, server.asked(QUERY).size() - 1);
            assertTrue(most.get() <= 4, "asked at a time: " + most.get());
        }
    }

    /** How many are being answered; each takes a while. */
    private static boolean count(AtomicInteger now, AtomicInteger most) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        now.decrementAndGet();
        return true;
    }

    @ParameterizedTest
    @CsvSource({
        "3009,BackPressureException",
        "3021,BackPressureException",
        "3010,DeniedException",
        "3030,DeniedException",
        "3025,DeniedException",
        "3028,DeniedException",
        "3011,NotFoundException",
        "3018,ConflictException",
        "3002,UnsafePathException",
        "3016,UnsafePathException",
        "3013,UnsupportedException",
        "3019,IntegrityException",
        "3003,TransientException",
        "3005,TransientException",
        "3007,TransientException",
        "3012,TransientException",
        "3024,TransientException",
        "3034,TransientException",
        "4711,TransientException"
    })
    void errorsAreWhatTheirCodesSay(int code, String kind) throws Exception {
        List<Class<? extends TransferException>> kinds = List.of(
                BackPressureException.class,
                DeniedException.class,
                NotFoundException.class,
                ConflictException.class,
                UnsafePathException.class,
                UnsupportedException.class,
                IntegrityException.class,
                TransientException.class);
        try (ScriptedXrootd server = new ScriptedXrootd(
                        (a, out) -> a.code() == QUERY && isF(a) && out.error(a, code, "no \u001b[31m way\0"));
                Backend b = open(server)) {
            TransferException e = assertThrows(TransferException.class, () -> b.checksum(F, Algorithm.ADLER32));
            assertEquals(
                    kinds.stream()
                            .filter(k -> k.getSimpleName().equals(kind))
                            .findFirst()
                            .orElseThrow(),
                    e.getClass());
            assertTrue(e.getMessage().contains("'f'") && e.getMessage().contains("way"), e.getMessage());
            assertTrue(e.getMessage().chars().noneMatch(Character::isISOControl), "nothing that a terminal obeys");
            assertTrue(b.stat(F).isPresent(), "the connection is as good as before");
        }
    }

    @Test
    void nonsenseEndsTheConnection_notTheMover() throws Exception {
        AtomicInteger n = new AtomicInteger();
        List<ScriptedXrootd.Script> nonsense = List.of(
                (a, out) -> out.say(a.id() + 1, 0, new byte[3]),
                (a, out) -> out.say(a.id(), 4002, new byte[3]),
                (a, out) -> out.ok(a, "no stat"),
                (a, out) -> out.ok(a, ""),
                (a, out) -> out.say(a.id(), 1234, new byte[0]),
                (a, out) -> out.say(a.id(), 4004, new byte[2]),
                (a, out) -> out.say(a.id(), 4005, new byte[0]),
                (a, out) -> out.hangUp(),
                (a, out) -> out.say(a.id(), 0, new byte[5 << 20]));
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> a.code() == STAT
                        && isF(a)
                        && n.get() < nonsense.size()
                        && nonsense.get(n.get()).answer(a, out));
                Backend b = open(server)) {
            while (n.get() < nonsense.size()) {
                TransferException e = assertThrows(TransferException.class, () -> b.stat(F), "nonsense " + n.get());
                assertEquals(Retryability.TRANSIENT, e.retryability(), e.getMessage());
                n.incrementAndGet();
            }
            assertTrue(b.stat(F).isPresent());
        }
    }

    @Test
    void aSilentServerIsLeftAfterTheTimeout() throws Exception {
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> a.code() == STAT && isF(a));
                Backend b = open(server)) {
            long start = System.nanoTime();
            TransientException e = assertThrows(TransientException.class, () -> b.stat(F));
            assertTrue(e.getMessage().contains("silent for 2 s"), e.getMessage());
            assertTrue(System.nanoTime() - start >= 2_000_000_000L);
        }
    }

    @Test
    void aListingInPiecesIsOneListing_andNamesWithoutAPathAreRefused() throws Exception {
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> a.code() == DIRLIST
                        && out.part(a, ".\n0 0 0 0\na\n1 5 16".getBytes(StandardCharsets.US_ASCII))
                        && out.part(
                                a,
                                (" 1700000000\nqu?est\n1 5 16 1700000000\n../up\n1 5 16 1700000000\n..\n1 5 16 "
                                                + "1700000000\nnew\nline\n1 5 16 1700000000\n")
                                        .getBytes(StandardCharsets.US_ASCII))
                        && out.ok(a, "dir\n2 0 19 1700000000\0"));
                Backend b = open(server)) {
            assertEquals(
                    List.of("a", "dir"),
                    b.list(StoragePath.ROOT).entries().stream()
                            .map(e -> e.path().toString())
                            .toList());
            assertEquals(
                    4,
                    b.list(StoragePath.ROOT).refused().size(),
                    b.list(StoragePath.ROOT).refused().toString());
        }
    }

    /** A server with one file, which answers reads as it likes. */
    private static ScriptedXrootd fileOf(byte[] content, ScriptedXrootd.Script reads) throws IOException {
        return new ScriptedXrootd((a, out) -> switch (a.code()) {
            case OPEN -> out.ok(a, "HNDL\0\0\0\0\0\0\0\0" + "5 " + content.length + " 48 1700000000\0");
            case READ, CLOSE -> reads.answer(a, out);
            default -> false;
        });
    }

    private static byte[] asked(byte[] content, ScriptedXrootd.Asked a) {
        int offset = (int) a.parameters().getLong(4);
        return java.util.Arrays.copyOfRange(
                content,
                Math.min(content.length, offset),
                Math.min(content.length, offset + a.parameters().getInt(12)));
    }

    private static byte[] all(ReadableByteChannel in) throws IOException {
        try (in) {
            return Channels.newInputStream(in).readAllBytes();
        }
    }

    @Test
    void readsThatAreAnsweredOutOfOrderAndInPiecesComeOutInOrder() throws Exception {
        byte[] content = noise(1, 5 << 20);
        List<ScriptedXrootd.Asked> held = new ArrayList<>();
        try (ScriptedXrootd server = fileOf(content, (a, out) -> {
                    held.add(a);
                    if (a.code() != CLOSE) {
                        return true;
                    }
                    // All is asked for: the answers come backwards, the even ones in two pieces.
                    for (int i = held.size() - 1; i >= 0; i--) {
                        byte[] bytes = held.get(i).code() == CLOSE ? new byte[0] : asked(content, held.get(i));
                        int cut = i % 2 == 0 ? bytes.length / 3 : 0;
                        if (cut > 0) {
                            out.part(held.get(i), java.util.Arrays.copyOf(bytes, cut));
                        }
                        out.ok(held.get(i), java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
                    }
                    held.clear();
                    return true;
                });
                Backend b = open(server)) {
            assertArrayEquals(content, all(b.read(F, 0, content.length)));
            assertArrayEquals(java.util.Arrays.copyOfRange(content, 100, 3_000_100), all(b.read(F, 100, 3_000_000)));
            assertEquals(1, server.asked(LOGIN).size(), "one connection served all of it");
        }
    }

    @Test
    void aFileThatBecomesShorterEndsThere_andMoreThanWasAskedForIsRefused() throws Exception {
        byte[] content = noise(2, 3_000_000);
        try (ScriptedXrootd server = fileOf(
                        content,
                        (a, out) ->
                                a.code() == READ && out.ok(a, asked(java.util.Arrays.copyOf(content, 1_200_000), a)));
                Backend b = open(server)) {
            assertArrayEquals(java.util.Arrays.copyOf(content, 1_200_000), all(b.read(F, 0, content.length)));
        }
        try (ScriptedXrootd server = fileOf(
                        content,
                        (a, out) -> a.code() == READ
                                && out.ok(a, new byte[a.parameters().getInt(12) + 1]));
                Backend b = open(server)) {
            TransientException e = assertThrows(TransientException.class, () -> all(b.read(F, 0, 1000)));
            assertTrue(e.getMessage().contains("at most 1000"), e.getMessage());
        }
    }

    @Test
    void anErrorInTheMiddleOfWritesIsTold_andTheConnectionStaysInStep() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) ->
                        a.code() == WRITE && writes.incrementAndGet() == 3 && out.error(a, 3009, "no space"));
                Backend b = open(server);
                Temporary t = b.writeTemporary(F, "0123456789abcdef", 90 << 20)) {
            byte[] content = new byte[90 << 20];
            assertThrows(BackPressureException.class, () -> t.transferFrom(channel(content), 0, content.length));
            assertTrue(writes.get() < 90, "not all of it is sent after the server said no: " + writes.get());
            assertEquals(1, server.asked(CLOSE).size());
            assertTrue(b.stat(F).isPresent());
            assertEquals(1, server.asked(LOGIN).size());
        }
    }

    @ParameterizedTest
    @CsvSource({"10,BACK_PRESSURE", "1000000000,TRANSIENT"})
    void bytesThatTheServerTookAndDoesNotHaveAreMissed(long free, Retryability expected) throws Exception {
        try (ScriptedXrootd server = new ScriptedXrootd(
                        (a, out) -> a.code() == STAT && a.payload().length == 0 && out.ok(a, "5 1900 48 1700000000")
                                || a.code() == QUERY
                                        && a.text().equals("/d")
                                        && out.ok(a, "oss.cgroup=x&oss.free=" + free + "&oss.quota=-1"));
                Backend b = open(server);
                Temporary t = b.writeTemporary(F, "0123456789abcdef", 4000)) {
            TransferException e =
                    assertThrows(TransferException.class, () -> t.transferFrom(channel(new byte[2000]), 0, 2000));
            assertEquals(expected, e.retryability());
            assertTrue(e.getMessage().contains("2000") && e.getMessage().contains("1900"), e.getMessage());
            assertEquals(1900, t.transferFrom(channel(new byte[1900]), 0, 1900));
        }
    }

    /** A real server makes a new file and empties it then; whoever wrote in between would have written in vain. */
    @Test
    void whileOneLaneMakesTheFileNoOtherOpensIt() throws Exception {
        ScriptedXrootd[] self = new ScriptedXrootd[1];
        AtomicInteger opens = new AtomicInteger();
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> {
                    if (a.code() == OPEN && (a.parameters().getShort(2) & 0x0008) != 0) {
                        java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                        opens.set(self[0].asked(OPEN).size());
                    }
                    return false;
                });
                Backend b = Backends.open(server.url(), Map.of());
                Temporary t = b.writeTemporary(F, "0123456789abcdef", 4096);
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            self[0] = server;
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int offset = 1024 * i;
                all.add(pool.submit(() -> t.transferFrom(channel(new byte[1024]), offset, 1024)));
            }
            for (Future<Long> f : all) {
                assertEquals(1024, f.get());
            }
            assertEquals(1, opens.get(), "opened by others before it was made");
            assertEquals(4, server.asked(OPEN).size());
        }
    }

    @Test
    void anErrorOfTheSourceLeavesTheConnectionInStep() throws Exception {
        ReadableByteChannel broken = new ReadableByteChannel() {
            private int left = 3_000_000;

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (left == 0) {
                    throw new SourceChangedException("the source broke");
                }
                int n = Math.min(left, target.remaining());
                target.position(target.position() + n);
                left -= n;
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
        };
        try (ScriptedXrootd server = new ScriptedXrootd((a, out) -> false);
                Backend b = open(server);
                Temporary t = b.writeTemporary(F, "0123456789abcdef", 5_000_000)) {
            assertThrows(SourceChangedException.class, () -> t.transferFrom(broken, 0, 5_000_000));
            assertEquals(1, server.asked(CLOSE).size());
            assertTrue(b.stat(F).isPresent());
            assertEquals(1, server.asked(LOGIN).size());
        }
    }
}
