package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.pace.Backoff;
import ciel.transfer.servers.FaultProxy;
import ciel.transfer.servers.LocalXrootd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over a link to a real XRootD server that resets, stalls and cuts, in both directions. */
@Timeout(120)
class XrootdLinkTest {
    private static final int LANES = 4;
    private static final int CHUNK = 256 << 10;
    private static final int FILES = 6;
    private static final int BYTES = 1_500_000;
    /** Of the link (byte/s): so slow that something is on its way at any moment. */
    private static final double RATE = 2.5e6;

    private static final MoverSettings SETTINGS = MoverSettings.DEFAULT
            .lanes(LANES)
            .chunk(CHUNK)
            .retry(40, new Backoff(Duration.ofMillis(20), Duration.ofMillis(300)));

    @TempDir
    private Path temp;

    private LocalXrootd server;
    private Path from;
    private Path to;

    @BeforeEach
    void start() throws Exception {
        server = new LocalXrootd();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /**
     * Moves files through the proxy, and when the first megabyte has come through does something to the link, twice a
     * second until the mover has noticed.
     */
    private MoverReport move(boolean push, FaultProxy proxy, String timeout, Runnable act) throws Exception {
        Path far = server.newDirectory("far");
        Path near = Files.createDirectories(temp.resolve("near"));
        from = push ? near : far;
        to = push ? far : near;
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[BYTES];
            random.nextBytes(content);
            Files.write(from.resolve("f" + i), content);
        }
        try (Backend a = Backends.open(server.rootUrl(proxy.port()) + "/far", Map.of("xrootd.timeout", timeout));
                Backend b = Backends.open(near.toString(), Map.of())) {
            Backend source = push ? b : a;
            return new Mover(source, push ? a : b, SETTINGS, temp.resolve("state"), p -> {
                        if (p.bytesSent() > 1_000_000 && p.retries() == 0) {
                            act.run();
                        }
                    })
                    .run(Planner.folder(source, StoragePath.ROOT));
        }
    }

    private void assertArrived(MoverReport report) throws Exception {
        assertTrue(report.complete(), report.toString());
        assertTrue(report.retries() > 0, "the link broke");
        for (int i = 0; i < FILES; i++) {
            assertArrayEquals(Files.readAllBytes(from.resolve("f" + i)), Files.readAllBytes(to.resolve("f" + i)));
        }
        assertEquals(FILES, Files.list(to).count(), "no temporary is left");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void connectionsCutAfterTwoMegabyte_allArrives(boolean push) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.rootPort(), 1, RATE)) {
            // Nine megabyte over four connections: one of them carries more. A whole file passes, because one may have
            // to be read back whole.
            proxy.cutAfter(2_000_000);
            assertArrived(move(push, proxy, "10", () -> {}));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResetOfEverythingInTheMiddle_allArrives_andAtMostOneChunkALaneIsSentAgain(boolean push) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.rootPort(), 1, RATE)) {
            AtomicInteger resets = new AtomicInteger();
            MoverReport report = move(push, proxy, "10", () -> {
                resets.incrementAndGet();
                proxy.resetAll();
            });
            assertArrived(report);
            assertTrue(
                    report.bytesSent() <= (long) FILES * BYTES + (long) resets.get() * LANES * CHUNK,
                    "sent " + report.bytesSent() + " with " + resets + " resets");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSilentLinkIsGivenUpAfterItsTimeout_andTriedAgain(boolean push) throws Exception {
        try (FaultProxy proxy = new FaultProxy(server.rootPort(), 1, RATE)) {
            AtomicBoolean stalled = new AtomicBoolean();
            assertArrived(move(push, proxy, "2", () -> {
                if (stalled.compareAndSet(false, true)) {
                    proxy.stall(true);
                    Thread.ofVirtual().start(() -> {
                        LockSupport.parkNanos(6_000_000_000L);
                        proxy.stall(false);
                    });
                }
            }));
        }
    }
}
