package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.Backend;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.HumanException;
import ciel.transfer.StoragePath;
import ciel.transfer.TransferException;
import ciel.transfer.credentials.BearerToken;
import ciel.transfer.credentials.Credential;
import ciel.transfer.ledger.Ledger;
import ciel.transfer.ledger.SqliteLedger;
import ciel.transfer.pace.Parking;
import ciel.transfer.pace.Timetable;
import ciel.transfer.posix.PosixBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A credential that ends in the middle of a transfer of many hours. Time is virtual. */
@Timeout(120)
class CredentialTest {
    private static final int FILES = 20;
    private static final int BYTES = 100_000;
    /** Five hours and a half for all files. */
    private static final String RATE = "100";

    private static final Duration LIFE = Duration.ofHours(2);
    private static final double RENEWED_AFTER_HOURS = 3;
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path temp;

    private final VirtualTime time = new VirtualTime();
    private final List<CredentialWarning> warned = Collections.synchronizedList(new ArrayList<>());
    private final List<LinkEvent> said = Collections.synchronizedList(new ArrayList<>());
    private volatile double parkedAt = -1;

    private static void write(Path file, Instant end) throws Exception {
        String part = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("{\"exp\":" + end.getEpochSecond() + "}").getBytes());
        Path fresh = Files.createTempFile(
                file.getParent(),
                "token",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, part + "." + part + ".sign");
        Files.move(fresh, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    /** The credential of a file, which a person renews some hours after the link was parked. */
    private record Renewed(Credential file, Runnable person) implements Credential {
        @Override
        public String name() {
            return file.name();
        }

        @Override
        public Optional<Instant> end() throws TransferException {
            person.run();
            return file.end();
        }

        @Override
        public Duration warning() {
            // Longer than a file takes at this rate, after each of which the link looks.
            return Duration.ofHours(1);
        }

        @Override
        public String remedy() {
            return file.remedy();
        }
    }

    /** A server that refuses whoever comes with a credential that has ended. */
    private final class Strict extends DelegatingBackend {
        private final Credential credential;

        Strict(Backend to, Credential credential) {
            super(to);
            this.credential = credential;
        }

        @Override
        public List<Credential> credentials() {
            return List.of(credential);
        }

        @Override
        public void commit(StoragePath temporary, StoragePath target) throws TransferException {
            if (!time.now().isBefore(credential.end().orElseThrow())) {
                throw new HumanException("[server] 401");
            }
            super.commit(temporary, target);
        }
    }

    @Test
    void isWarnedOf_parksTheLinkAtItsEnd_andANewFileLetsAllGoOn() throws Exception {
        Path from = Files.createDirectories(temp.resolve("from"));
        Path to = Files.createDirectories(temp.resolve("to"));
        Random random = new Random(3);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[BYTES];
            random.nextBytes(content);
            Files.write(from.resolve("f" + i), content);
        }
        Path file = temp.resolve("token");
        Instant end = time.now().plus(LIFE);
        write(file, end);
        Credential token =
                new Renewed(BearerToken.of(Map.of("http.token_file", file.toString()), "http.token_file"), () -> {
                    if (parkedAt >= 0 && time.hours() >= parkedAt + RENEWED_AFTER_HOURS) {
                        try {
                            write(file, time.now().plus(WEEK));
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                        parkedAt = -1;
                    }
                });
        try (Backend a = new PosixBackend(from);
                Backend b = new Strict(new PosixBackend(to), token);
                Ledger ledger = new SqliteLedger(temp.resolve("state"));
                Link link =
                        new Link("night", LinkSettings.DEFAULT.lanes(1, 1, 1).bandwidth(Timetable.parse(RATE)), time);
                Transfers transfers = new Transfers(ledger)) {
            Transfer t = transfers.submit(
                    new TransferRequest(a, b, MoverSettings.DEFAULT.waits(new MoverSettings.Waits(WEEK, WEEK, WEEK))),
                    link,
                    Planner.folder(a, StoragePath.ROOT).items(),
                    new TransferListener() {
                        @Override
                        public void link(LinkEvent event) {
                            said.add(event);
                            if (event instanceof LinkEvent.Parked) {
                                parkedAt = time.hours();
                            }
                        }

                        @Override
                        public void credential(CredentialWarning warning) {
                            warned.add(warning);
                        }
                    });
            MoverReport report = t.await();
            assertEquals(List.of(), report.dead());
            assertEquals(FILES, report.moved());
            assertEquals(0, report.retries(), "no file has lost a try");
        }
        assertEquals(1, warned.size(), warned.toString());
        assertEquals(end.getEpochSecond(), warned.getFirst().end().getEpochSecond());
        assertTrue(warned.getFirst().sentence().contains(file.toString()), warned.toString());
        assertEquals(2, said.size(), said.toString());
        LinkEvent.Parked parked = assertInstanceOf(LinkEvent.Parked.class, said.getFirst());
        assertEquals(Parking.Cause.HUMAN, parked.cause());
        assertTrue(parked.reason().contains(file.toString()), "it says what to do: " + parked.reason());
        assertInstanceOf(LinkEvent.Open.class, said.getLast());
        assertTrue(
                time.hours() > LIFE.toHours() + RENEWED_AFTER_HOURS,
                time.hours() + " hours: it has waited for the person");
        for (int i = 0; i < FILES; i++) {
            assertArrayEquals(Files.readAllBytes(from.resolve("f" + i)), Files.readAllBytes(to.resolve("f" + i)));
        }
    }
}
