package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.StoragePath;
import ciel.transfer.pace.Backoff;
import ciel.transfer.pace.Timetable;
import ciel.transfer.posix.PosixBackend;
import ciel.transfer.servers.FaultProxy;
import ciel.transfer.servers.LocalSshd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Over a link that resets, stalls and cuts. */
@Timeout(120)
class LinkTest {
    private static final MoverSettings SETTINGS = MoverSettings.DEFAULT
            .lanes(4)
            .chunk(256 << 10)
            .retry(40, new Backoff(Duration.ofMillis(20), Duration.ofMillis(300)));

    @TempDir
    private Path temp;

    private Path from;
    private Path to;
    private LocalSshd sshd;

    @BeforeEach
    void start() throws Exception {
        sshd = new LocalSshd("restrict,command=\"internal-sftp\"");
        from = Files.createDirectories(temp.resolve("from"));
        to = Files.createDirectories(temp.resolve("to"));
        Random random = new Random(1);
        for (int i = 0; i < 6; i++) {
            byte[] content = new byte[1_500_000 + i];
            random.nextBytes(content);
            Files.write(from.resolve("f" + i), content);
        }
    }

    @AfterEach
    void stop() throws Exception {
        sshd.close();
    }

    private Backend through(FaultProxy proxy, String timeout) throws Exception {
        sshd.pinAlso(proxy.port());
        Map<String, String> settings = sshd.settings();
        settings.put("ssh.timeout", timeout);
        return Backends.open(LocalSshd.url(proxy.port(), from), settings);
    }

    private MoverReport pull(Backend source) throws Exception {
        return pull(source, () -> {});
    }

    /** Does something to the link once, when the first megabyte has come through and before the last. */
    private MoverReport pull(Backend source, Runnable act) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (Backend b = new PosixBackend(to)) {
            return new Mover(source, b, SETTINGS.bandwidth(Timetable.parse("3M")), temp.resolve("state"), p -> {
                        if (p.bytesSent() > 1_000_000 && done.compareAndSet(false, true)) {
                            act.run();
                        }
                    })
                    .run(Planner.folder(source, StoragePath.ROOT));
        }
    }

    private void assertArrived(MoverReport report) throws Exception {
        assertTrue(report.complete(), report.toString());
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(Files.readAllBytes(from.resolve("f" + i)), Files.readAllBytes(to.resolve("f" + i)));
        }
        assertEquals(6, Files.list(to).count());
    }

    @Test
    void connectionsCutAfterTwoMegabyte_allArrives() throws Exception {
        try (FaultProxy proxy = new FaultProxy(sshd.port(), 1, Double.POSITIVE_INFINITY)) {
            Backend source = through(proxy, "10");
            proxy.cutAfter(2_000_000);
            MoverReport report = pull(source);
            source.close();
            assertArrived(report);
            assertTrue(report.retries() > 0);
        }
    }

    @Test
    void aResetOfEverythingInTheMiddle_allArrives() throws Exception {
        try (FaultProxy proxy = new FaultProxy(sshd.port(), 1, 6e6);
                Backend source = through(proxy, "10")) {
            // Stalled first, for longer than the lanes have bytes to hand on: so each of them is waiting for the link
            // when it breaks.
            MoverReport report = pull(source, () -> {
                proxy.stall(true);
                Thread.ofVirtual().start(() -> {
                    LockSupport.parkNanos(2_000_000_000L);
                    proxy.resetAll();
                    proxy.stall(false);
                });
            });
            assertArrived(report);
            assertTrue(report.retries() > 0);
        }
    }

    @Test
    void aSilentLinkIsGivenUpAfterItsTimeout_andTriedAgain() throws Exception {
        try (FaultProxy proxy = new FaultProxy(sshd.port(), 1, 6e6);
                Backend source = through(proxy, "2")) {
            MoverReport report = pull(source, () -> {
                proxy.stall(true);
                Thread.ofVirtual().start(() -> {
                    LockSupport.parkNanos(6_000_000_000L);
                    proxy.stall(false);
                });
            });
            assertArrived(report);
            assertTrue(report.retries() > 0, "the stall was longer than the timeout");
        }
    }
}
