package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.Entry;
import ciel.transfer.HumanException;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.TransientException;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.pace.Backoff;
import ciel.transfer.posix.PosixBackend;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An outage parks the link: no file is given up, one message says why, and all goes on by itself. Time is virtual. */
@Timeout(120)
class OutageTest {
    private static final int FILES = 24;
    private static final int BYTES = 100_000;
    private static final double HOURS = 12;
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path temp;

    private Path from;
    private Path to;
    private final VirtualTime time = new VirtualTime();

    @BeforeEach
    void files() throws Exception {
        from = Files.createDirectories(temp.resolve("from"));
        to = Files.createDirectories(temp.resolve("to"));
        Random random = new Random(7);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[BYTES + i];
            random.nextBytes(content);
            Files.write(from.resolve("f" + i), content);
        }
    }

    /** What is wrong for twelve hours. */
    enum Outage {
        SERVER_DOWN(new TransientException("[ssh] connection refused")),
        TOKEN_EXPIRED(new HumanException("[http] the token has expired; run: ciel-token renew")),
        HOST_KEY_CHANGED(new HumanException("[ssh] the host key has changed; run: ssh-keyscan")),
        CERTIFICATE_ENDED(new HumanException("[ssh] the certificate has ended; run: idr_keygen")),
        QUOTA_FULL(new BackPressureException("[ssh] quota exceeded; free some, the transfer goes on"));

        private final TransferException error;

        Outage(TransferException error) {
            this.error = error;
        }
    }

    /** A destination that is out of order for some virtual hours, from a certain act on. */
    private final class Failing extends DelegatingBackend {
        private final Outage outage;
        private final AtomicInteger commits = new AtomicInteger();
        private volatile double began = -1;

        Failing(Backend to, Outage outage) {
            super(to);
            this.outage = outage;
        }

        private void act(boolean writes) throws TransferException {
            if (began >= 0 && time.hours() < began + HOURS && (writes || outage != Outage.QUOTA_FULL)) {
                throw outage.error;
            }
        }

        @Override
        public Optional<Entry> stat(StoragePath path) throws TransferException {
            act(false);
            return super.stat(path);
        }

        @Override
        public ReadableByteChannel read(StoragePath path, long offset, long length) throws TransferException {
            act(false);
            return super.read(path, offset, length);
        }

        @Override
        public Temporary writeTemporary(StoragePath target, String token, long size, int mode)
                throws TransferException {
            act(true);
            return new DelegatingTemporary(super.writeTemporary(target, token, size, mode)) {
                @Override
                public long transferFrom(ReadableByteChannel source, long offset, long length)
                        throws TransferException {
                    act(true);
                    return super.transferFrom(source, offset, length);
                }
            };
        }

        @Override
        public void commit(StoragePath temporary, StoragePath target) throws TransferException {
            if (commits.incrementAndGet() == FILES / 3) {
                began = time.hours();
            }
            act(true);
            super.commit(temporary, target);
        }
    }

    @ParameterizedTest
    @EnumSource
    void ofTwelveHours_givesUpNoFile_saysItOnce_andGoesOnByItself(Outage outage) throws Exception {
        List<LinkEvent> said = Collections.synchronizedList(new ArrayList<>());
        MoverSettings settings = MoverSettings.DEFAULT
                .chunk(65_536)
                .retry(3, new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30)))
                .waits(new MoverSettings.Waits(WEEK, WEEK, WEEK));
        try (Backend a = new PosixBackend(from);
                Failing b = new Failing(new PosixBackend(to), outage);
                Ledger ledger = new SqliteLedger(temp.resolve("state"));
                Link link = new Link("night", LinkSettings.DEFAULT.lanes(4, 4, 4), time);
                Transfers transfers = new Transfers(ledger)) {
            Transfer t = transfers.submit(
                    new TransferRequest(a, b, settings),
                    link,
                    Planner.folder(a, StoragePath.ROOT).items(),
                    new TransferListener() {
                        @Override
                        public void link(LinkEvent event) {
                            said.add(event);
                        }
                    });
            MoverReport report = t.await();
            assertEquals(List.of(), report.dead());
            assertEquals(FILES, report.moved(), report.toString());
            assertTrue(time.hours() >= HOURS, time.hours() + " hours have passed");
        }
        assertEquals(2, said.size(), said.toString());
        assertTrue(said.getFirst() instanceof LinkEvent.Parked p && p.reason().equals(outage.error.getMessage()));
        assertTrue(said.getLast() instanceof LinkEvent.Open);
        for (int i = 0; i < FILES; i++) {
            assertArrayEquals(Files.readAllBytes(from.resolve("f" + i)), Files.readAllBytes(to.resolve("f" + i)));
        }
    }

    @Test
    void aFileThatAlwaysFailsIsGivenUp_whenTheLinkWorks_andTheOthersArrive() throws Exception {
        try (Backend a = new PosixBackend(from);
                Backend b = new DelegatingBackend(new PosixBackend(to)) {
                    @Override
                    public void commit(StoragePath temporary, StoragePath target) throws TransferException {
                        if (target.toString().equals("f5")) {
                            throw new TransientException("[ssh] failure");
                        }
                        super.commit(temporary, target);
                    }
                };
                Ledger ledger = new SqliteLedger(temp.resolve("state"));
                Link link = new Link("night", LinkSettings.DEFAULT.lanes(4, 4, 4), time);
                Transfers transfers = new Transfers(ledger)) {
            Transfer t = transfers.submit(
                    new TransferRequest(a, b, MoverSettings.DEFAULT),
                    link,
                    Planner.folder(a, StoragePath.ROOT).items(),
                    TransferListener.NONE);
            MoverReport report = t.await();
            assertEquals(1, report.dead().size(), report.toString());
            assertEquals("f5", report.dead().getFirst().target().toString());
            assertEquals(
                    MoverSettings.DEFAULT.attempts(), report.dead().getFirst().attempts());
            assertEquals(FILES - 1, report.moved());
            assertTrue(time.hours() < 1, time.hours() + " hours");
        }
    }
}
