package ciel.transfer.webdav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransientException;
import ciel.transfer.servers.FaultProxy;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.TestAuthority;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real XRootD server behind a proxy that stalls: no request may hang, and none may end because it takes long. */
@Timeout(60)
class WebDavStallTest {
    private static final int LARGE = 200 << 20;
    private static LocalXrootd server;
    private static Path authority;

    @TempDir
    private static Path temp;

    @BeforeAll
    static void startServer() throws Exception {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "ciel-xrd-");
        TestAuthority certificates = new TestAuthority(folder);
        certificates.issue("here", "ip:127.0.0.1");
        authority = Files.copy(certificates.authority(), temp.resolve("ca.pem"));
        server = new LocalXrootd(
                folder,
                "xrd.tls FOLDER/here.pem FOLDER/here.key\nxrd.tlsca certfile FOLDER/ca.pem\n"
                        + "http.httpsmode auto\n");
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static Backend open(FaultProxy proxy, String scheme, Path directory) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("http.timeout", "1"));
        if (scheme.equals("https")) {
            settings.put("http.ca", authority.toString());
        }
        return Backends.open(scheme + "://127.0.0.1:" + proxy.port() + directory, settings);
    }

    /** Zeros, and something that happens when so many have been taken. */
    private static ReadableByteChannel zeros(long total, long when, Runnable what) {
        return Channels.newChannel(new InputStream() {
            private long done;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] b, int off, int len) {
                if (done >= total) {
                    return -1;
                }
                int n = (int) Math.min(Math.min(len, 1 << 16), total - done);
                if (done < when && done + n >= when) {
                    what.run();
                }
                done += n;
                return n;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aPutThatIsNotTakenEnds_andTheNextOneArrives(String scheme) throws Exception {
        Path directory = server.newDirectory("put-" + scheme);
        try (FaultProxy proxy = new FaultProxy(server.port(), 0, Double.POSITIVE_INFINITY);
                Backend b = open(proxy, scheme, directory)) {
            StoragePath target = StoragePath.of("f");
            Temporary t = b.writeTemporary(target, "0123456789abcdef", LARGE);
            TransientException e = assertThrows(
                    TransientException.class,
                    () -> t.transferFrom(zeros(LARGE, 1 << 20, () -> proxy.stall(true)), 0, LARGE));
            assertTrue(e.getMessage().contains("took no byte for 1 s"), e.getMessage());
            proxy.stall(false);
            Temporary again = b.writeTemporary(target, "fedcba9876543210", 1 << 20);
            assertEquals(1 << 20, again.transferFrom(zeros(1 << 20, -1, null), 0, 1 << 20));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aGetThatBringsNothingEnds_andTheNextOneIsRead(String scheme) throws Exception {
        Path directory = server.newDirectory("get-" + scheme);
        byte[] content = new byte[8 << 20];
        new java.util.Random(1).nextBytes(content);
        Files.write(directory.resolve("f"), content);
        try (FaultProxy proxy = new FaultProxy(server.port(), 0, Double.POSITIVE_INFINITY);
                Backend b = open(proxy, scheme, directory)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            try (ReadableByteChannel in = b.read(StoragePath.of("f"), 0, content.length)) {
                in.read(buffer);
                proxy.stall(true);
                TransientException e = assertThrows(TransientException.class, () -> {
                    while (in.read(buffer.clear()) >= 0) {
                        // what is under way still comes
                    }
                });
                assertTrue(e.getMessage().contains("no byte came from the server for 1 s"), e.getMessage());
            }
            proxy.stall(false);
            assertArrayEquals(
                    content,
                    Channels.newInputStream(b.read(StoragePath.of("f"), 0, content.length))
                            .readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void whatTakesLongerThanTheLimitArrivesAllTheSame(String scheme) throws Exception {
        Path directory = server.newDirectory("slow-" + scheme);
        int size = 3 << 20;
        byte[] content = new byte[size];
        try (FaultProxy proxy = new FaultProxy(server.port(), 0, Double.POSITIVE_INFINITY);
                Backend b = open(proxy, scheme, directory)) {
            long begun = System.nanoTime();
            // A source of 1 MiB/s: three times the limit, and something moves all the time.
            ReadableByteChannel slow = zeros(size, -1, null);
            ReadableByteChannel paced = new ReadableByteChannel() {
                private long done;

                @Override
                public int read(ByteBuffer into) throws java.io.IOException {
                    long due = begun + done * 1_000_000_000L / (1 << 20);
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        java.util.concurrent.locks.LockSupport.parkNanos(left);
                    }
                    int n = slow.read(into);
                    done += Math.max(0, n);
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
            Temporary t = b.writeTemporary(StoragePath.of("f"), "0123456789abcdef", size);
            assertEquals(size, t.transferFrom(paced, 0, size));
            assertTrue(System.nanoTime() - begun > 2_000_000_000L);
            b.commit(t.path(), StoragePath.of("f"));
        }
        try (FaultProxy proxy = new FaultProxy(server.port(), 0, 1 << 20);
                Backend b = open(proxy, scheme, directory)) {
            assertArrayEquals(
                    content,
                    Channels.newInputStream(b.read(StoragePath.of("f"), 0, size))
                            .readAllBytes());
        }
    }
}
