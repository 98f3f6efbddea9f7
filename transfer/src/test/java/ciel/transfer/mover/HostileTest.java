package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.BackPressureException;
import ciel.transfer.Backend;
import ciel.transfer.Backends;
import ciel.transfer.DelegatingBackend;
import ciel.transfer.StoragePath;
import ciel.transfer.Temporary;
import ciel.transfer.TransferException;
import ciel.transfer.UnsafePathException;
import ciel.transfer.manifest.Manifest;
import ciel.transfer.manifest.ManifestJson;
import ciel.transfer.manifest.PublishedFile;
import ciel.transfer.manifest.Publisher;
import ciel.transfer.mock.MockProvider;
import ciel.transfer.posix.PosixBackend;
import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.LocalXrootd;
import java.io.ByteArrayInputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a careless or hostile world does to files. */
@Timeout(60)
class HostileTest {
    private static final MoverSettings QUICK = MoverTest.QUICK;
    /** A mover that hangs; XRootD asks its clients to wait for 30 s now and then, and for longer if asked too early. */
    private static final long LONGEST_SECONDS = 120;

    @TempDir
    private Path temp;

    private Path from;
    private Path to;
    private Path state;

    @BeforeEach
    void folders() throws Exception {
        from = Files.createDirectories(temp.resolve("from"));
        to = Files.createDirectories(temp.resolve("to"));
        state = temp.resolve("state");
    }

    @AfterEach
    void unmount() throws Exception {
        MockProvider.forget("h");
        if (Files.exists(temp.resolve("small"))) {
            new ProcessBuilder("umount", "-l", temp.resolve("small").toString())
                    .start()
                    .waitFor();
        }
    }

    private static byte[] noise(int seed, int bytes) {
        byte[] out = new byte[bytes];
        new Random(seed).nextBytes(out);
        return out;
    }

    private List<Path> finalFiles() throws Exception {
        try (Stream<Path> all = Files.walk(to)) {
            return all.filter(Files::isRegularFile)
                    .filter(p -> !p.getFileName().toString().contains(".part-"))
                    .toList();
        }
    }

    private MoverReport move(Plan plan, Backend a, Backend b) throws Exception {
        return new Mover(a, b, QUICK, state, p -> {}).run(plan);
    }

    /** Does something to the world when so many bytes have been sent. */
    private MoverReport moveAnd(long afterBytes, MoverSettings settings, Runnable act) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            return new Mover(a, b, settings, state, p -> {
                        if (p.bytesSent() >= afterBytes
                                && p.state().equals("running")
                                && done.compareAndSet(false, true)) {
                            act.run();
                        }
                    })
                    .run(Planner.folder(a, StoragePath.ROOT));
        }
    }

    private static void flip(Path p, long offset) {
        try (RandomAccessFile file = new RandomAccessFile(p.toFile(), "rw")) {
            file.seek(offset);
            int b = file.read();
            file.seek(offset);
            file.write(b ^ 1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aByteFlippedOnTheDestinationsDiskBeforeTheCheckIsFoundAndSentAgain() throws Exception {
        byte[] content = noise(1, 3_000_000);
        Files.write(from.resolve("f"), content);
        // One lane sends the chunks in order, in about two seconds: the flip comes when the first is on disk and later
        // ones are still being sent, before anything is read back.
        MoverReport report =
                moveAnd(200_000, QUICK.lanes(1).bandwidth(ciel.transfer.pace.Timetable.parse("1500k")), () -> {
                    try (Stream<Path> all = Files.list(to)) {
                        flip(all.findFirst().orElseThrow(), 1000);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
        assertTrue(report.complete(), report.toString());
        assertEquals(1, report.damaged());
        assertArrayEquals(content, Files.readAllBytes(to.resolve("f")));
    }

    /** As a backend does that sends the whole file again for one bad chunk, and this time spoils another. */
    @Test
    void afterABadChunkEverythingIsReadBackOnceMore() throws Exception {
        byte[] content = noise(1, 3_000_000);
        Files.write(from.resolve("f"), content);
        long[] spoilt = {2_500_000, 1000};
        AtomicInteger syncs = new AtomicInteger();
        try (Backend a = new PosixBackend(from);
                Backend b = new DelegatingBackend(new PosixBackend(to)) {
                    @Override
                    public Temporary writeTemporary(StoragePath target, String token, long size, int mode)
                            throws TransferException {
                        return new DelegatingTemporary(super.writeTemporary(target, token, size, mode)) {
                            @Override
                            public void sync() throws TransferException {
                                super.sync();
                                int n = syncs.getAndIncrement();
                                if (n < spoilt.length) {
                                    flip(to.resolve(path().name().text().orElseThrow()), spoilt[n]);
                                }
                            }
                        };
                    }
                }) {
            MoverReport report =
                    new Mover(a, b, QUICK.chunk(1_000_000), state, p -> {}).run(Planner.folder(a, StoragePath.ROOT));
            assertTrue(report.complete(), report.toString());
            assertEquals(2, report.damaged());
        }
        assertArrayEquals(content, Files.readAllBytes(to.resolve("f")));
    }

    @Test
    void aSourceTruncatedSinceThePlanDoesNotArrive() throws Exception {
        Files.write(from.resolve("f"), noise(1, 500_000));
        Files.write(from.resolve("g"), noise(2, 500_000));
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            Plan plan = Planner.folder(a, StoragePath.ROOT);
            Files.write(from.resolve("f"), noise(1, 400_000));
            MoverReport report = move(plan, a, b);
            assertEquals(1, report.dead().size());
            assertTrue(
                    report.dead().getFirst().reason().contains("400000 bytes, the plan says 500000"),
                    report.dead().toString());
            assertEquals(List.of(to.resolve("g")), finalFiles());
            assertEquals(5, report.exitCode());
        }
    }

    @Test
    void aSourceThatEndsWhileItIsReadDoesNotArrive() throws Exception {
        MockProvider.forget("h");
        try (Backend good = Backends.open("mock://h", Map.of());
                Backend cut = Backends.open("mock://h?fault=read:2-:cut", Map.of());
                Backend b = new PosixBackend(to)) {
            Files.write(from.resolve("f"), noise(1, 500_000));
            try (Backend a = new PosixBackend(from)) {
                move(Planner.folder(a, StoragePath.ROOT), a, good);
            }
            state = temp.resolve("second");
            MoverReport report = move(Planner.folder(cut, StoragePath.ROOT), cut, b);
            assertEquals(1, report.dead().size());
            assertTrue(
                    report.dead().getFirst().reason().contains("cut while it was read"),
                    report.dead().toString());
            assertEquals(List.of(), finalFiles());
        }
    }

    @Test
    void aFileReplacedWhileItIsReadDoesNotArrive() throws Exception {
        Files.write(from.resolve("f"), noise(1, 3_000_000));
        MoverReport report = moveAnd(200_000, QUICK.bandwidth(ciel.transfer.pace.Timetable.parse("1500k")), () -> {
            try {
                Files.write(from.resolve("next"), noise(2, 3_000_000));
                Files.move(from.resolve("next"), from.resolve("f"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertEquals(1, report.dead().size());
        assertTrue(
                report.dead().getFirst().reason().contains("replaced while it was read"),
                report.dead().toString());
        assertEquals(0, Files.list(to).count(), "neither file nor temporary");
        assertTrue(moveAnd(Long.MAX_VALUE, QUICK, () -> {}).complete(), "at rest it is moved by the next run");
        assertArrayEquals(noise(2, 3_000_000), Files.readAllBytes(to.resolve("f")));
    }

    private Manifest publish() throws Exception {
        try (Publisher publisher = new Publisher(from)) {
            for (int i = 0; i < 3; i++) {
                try (PublishedFile file = publisher.create(StoragePath.of("visit/f" + i))) {
                    file.write(ByteBuffer.wrap(noise(i, 200_000)));
                    publisher.publish(file);
                }
            }
            return publisher.finish(StoragePath.of("manifest.json"), "visit", Map.of("seed", 42));
        }
    }

    @Test
    void aManifestArrivesLast_andOnlyIfAllItListsHas() throws Exception {
        Manifest manifest = publish();
        assertEquals(manifest, ManifestJson.read(Files.readAllBytes(from.resolve("manifest.json")), "m"));
        Files.write(from.resolve("visit/f1"), noise(99, 200_000));
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            MoverReport report = move(Planner.manifest(a, manifest, StoragePath.of("manifest.json")), a, b);
            assertEquals(2, report.dead().size(), report.dead().toString());
            assertTrue(
                    report.dead().getFirst().reason().contains("the manifest says"),
                    report.dead().toString());
            assertFalse(Files.exists(to.resolve("manifest.json")));
            assertFalse(Files.exists(to.resolve("visit/f1")));
            assertEquals(2, report.moved());
            Files.write(from.resolve("visit/f1"), noise(1, 200_000));
            assertTrue(move(Planner.manifest(a, manifest, StoragePath.of("manifest.json")), a, b)
                    .complete());
            assertTrue(Files.exists(to.resolve("manifest.json")));
        }
    }

    /** Someone publishes anew, under the same name and with the same size, while the plan is carried out. */
    @Test
    void aManifestThatChangesBetweenPlanAndCopyDoesNotArrive() throws Exception {
        publish();
        StoragePath path = StoragePath.of("manifest.json");
        byte[] planned = Files.readAllBytes(from.resolve("manifest.json"));
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            Plan plan = Planner.manifest(a, planned, path);
            byte[] other = planned.clone();
            other[planned.length - 2] ^= 1;
            Files.write(from.resolve("manifest.json"), other);
            MoverReport report = move(plan, a, b);
            assertEquals(1, report.dead().size(), report.dead().toString());
            assertTrue(
                    report.dead().getFirst().reason().contains("when the plan was made"),
                    report.dead().toString());
            assertFalse(Files.exists(to.resolve("manifest.json")));
            Files.write(from.resolve("manifest.json"), planned);
            assertTrue(move(Planner.manifest(a, planned, path), a, b).complete());
            assertArrayEquals(planned, Files.readAllBytes(to.resolve("manifest.json")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "a/../../b", "new\\nline", "."})
    void aManifestThatLeadsOutIsRefusedAsAWhole(String path) {
        String json = "{\"format\":\"ciel-manifest\",\"version\":1,\"files\":[{\"path\":\"" + path
                + "\",\"bytes\":1,\"adler32\":\"00620062\"}]}";
        assertThrows(UnsafePathException.class, () -> ManifestJson.read(json.getBytes(StandardCharsets.UTF_8), "m"));
    }

    @Test
    void oddNamesArrive_deceptiveOnesAreRefusedAndTold() throws Exception {
        for (String name :
                List.of("with space", "quo'te\"s", "-rf", "--delete", "$(id)", "`id`", "a;b|c&d", "gr\u00fc\u00dfe")) {
            Files.write(Path.of(URI.create(from.toUri() + StoragePath.of(name).uri())), noise(name.hashCode(), 1000));
        }
        byte[] raw = {'r', (byte) 0xff, (byte) 0xc3, 'x'};
        Path notUtf8 =
                Path.of(URI.create(from.toUri() + StoragePath.ofBytes(raw).uri()));
        Files.write(notUtf8, noise(7, 1000));
        Files.write(Path.of(URI.create(from.toUri() + "new%0Aline")), noise(8, 1000));
        Files.write(Path.of(URI.create(from.toUri() + "nfc-%C3%A9")), noise(9, 1000));
        Files.write(Path.of(URI.create(from.toUri() + "nfc-e%CC%81")), noise(10, 1000));
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "not yours");
        Files.createSymbolicLink(from.resolve("link"), outside.resolve("secret"));
        Files.createSymbolicLink(from.resolve("linkdir"), outside);
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            MoverReport report = move(Planner.folder(a, StoragePath.ROOT), a, b);
            assertEquals(11, report.moved(), report.toString());
            assertEquals(3, report.refused().size(), report.refused().toString());
            assertEquals(5, report.exitCode());
            assertTrue(report.refused().stream().noneMatch(r -> r.contains("\n")));
            assertArrayEquals(
                    noise(7, 1000),
                    Files.readAllBytes(Path.of(
                            URI.create(to.toUri() + StoragePath.ofBytes(raw).uri()))));
            assertFalse(Files.exists(to.resolve("link")) || Files.exists(to.resolve("linkdir")));
        }
    }

    @Test
    void aLinkAtTheDestinationIsNotWrittenThrough() throws Exception {
        Path outside = Files.createDirectories(temp.resolve("outside"));
        Files.createDirectories(from.resolve("d"));
        Files.write(from.resolve("d/f"), noise(1, 1000));
        Files.createSymbolicLink(to.resolve("d"), outside);
        try (Backend a = new PosixBackend(from);
                Backend b = new PosixBackend(to)) {
            MoverReport report = move(Planner.folder(a, StoragePath.ROOT), a, b);
            assertEquals(1, report.dead().size());
            assertTrue(report.dead().getFirst().reason().contains("symbolic link"));
            assertEquals(0, Files.list(outside).count());
        }
    }

    /**
     * A tmpfs of 8 MiB and 40 inodes. Needs root, as CI is; elsewhere only who says CIEL_SKIP_SERVERS=tmpfs goes
     * without.
     */
    private Path small() throws Exception {
        ciel.transfer.servers.Servers.mayBeSkipped("tmpfs");
        Path small = Files.createDirectories(temp.resolve("small"));
        Process p = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=40", "none", small.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, p.waitFor(), "mounting a tmpfs needs root: " + said);
        return small;
    }

    private void fillsUpAndGoesOn(Backend destination, Path small, Runnable free) throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        try (Backend a = new PosixBackend(from)) {
            Plan plan = Planner.folder(a, StoragePath.ROOT);
            FutureTask<MoverReport> run = new FutureTask<>(() -> new Mover(a, destination, QUICK, state, p -> {
                        if (p.state().startsWith("waiting")) {
                            seen.set(p.state());
                        }
                    })
                    .run(plan));
            // A thread of its own: a mover that hangs must not keep the tests after it from their pool's thread.
            Thread.ofPlatform().daemon().start(run);
            try {
                waitsAndGoesOn(run, seen, small, free);
            } finally {
                run.cancel(true);
            }
        }
    }

    private void waitsAndGoesOn(FutureTask<MoverReport> run, AtomicReference<String> seen, Path small, Runnable free)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (seen.get().isEmpty() && System.nanoTime() < end && !run.isDone()) {
            Thread.sleep(20);
        }
        assertTrue(
                seen.get().contains("free"),
                "it waits and says why: '" + seen.get() + "' " + (run.isDone() ? run.get() : ""));
        try (Stream<Path> all = Files.walk(small)) {
            for (Path p : all.filter(Files::isRegularFile)
                    .filter(p -> p.getFileName().toString().startsWith("f"))
                    .toList()) {
                assertArrayEquals(
                        Files.readAllBytes(from.resolve(p.getFileName().toString())),
                        Files.readAllBytes(p),
                        "what is there is whole");
            }
        }
        free.run();
        MoverReport report = run.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        assertTrue(report.complete(), report.toString());
        for (Path p : Files.list(from).toList()) {
            assertArrayEquals(Files.readAllBytes(p), Files.readAllBytes(small.resolve(p.getFileName())));
        }
    }

    private static void delete(Path... files) {
        for (Path f : files) {
            try {
                Files.deleteIfExists(f);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void sixMegabyte() throws Exception {
        for (int i = 0; i < 12; i++) {
            Files.write(from.resolve("f" + i), noise(i, 500_000));
        }
    }

    @Test
    void aFullDiskPausesTheTransfer_andItGoesOnByItself() throws Exception {
        Path small = small();
        sixMegabyte();
        Files.write(small.resolve("other"), new byte[5_000_000]);
        try (Backend b = new PosixBackend(small)) {
            fillsUpAndGoesOn(b, small, () -> delete(small.resolve("other")));
        }
    }

    @Test
    void aFullDiskBehindSshPausesTheTransferToo() throws Exception {
        Path small = small();
        sixMegabyte();
        Files.write(small.resolve("other"), new byte[5_000_000]);
        try (LocalSshd sshd = new LocalSshd("restrict,command=\"internal-sftp\"");
                Backend b = sshd.open(small)) {
            fillsUpAndGoesOn(b, small, () -> delete(small.resolve("other")));
        }
    }

    /** What is below {@link #temp} is for others too then. */
    private LocalXrootd exporting(Path small) throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new LocalXrootd("all.export " + small + "\n");
    }

    private static Backend open(LocalXrootd server, Path exported) throws Exception {
        return Backends.open("root://127.0.0.1:" + server.rootPort() + "/" + exported, Map.of());
    }

    @Test
    void aFullDiskBehindXrootdPausesTheTransferToo() throws Exception {
        Path small = small();
        sixMegabyte();
        Files.write(small.resolve("other"), new byte[5_000_000]);
        try (LocalXrootd server = exporting(small);
                Backend b = open(server, small)) {
            fillsUpAndGoesOn(b, small, () -> delete(small.resolve("other")));
        }
    }

    /** XRootD says yes to a write of which the file system did a part only. */
    @ParameterizedTest
    @ValueSource(strings = {"root", "http"})
    void whatAFullXrootdServerSwallowedIsNotTakenForWritten(String scheme) throws Exception {
        Path small = small();
        Files.write(small.resolve("other"), new byte[8_000_000]);
        try (LocalXrootd server = exporting(small);
                Backend b = scheme.equals("root")
                        ? open(server, small)
                        : Backends.open("http://127.0.0.1:" + server.port() + small, Map.of());
                Temporary t = b.writeTemporary(StoragePath.of("f"), "0123456789abcdef", 600_000)) {
            assertThrows(
                    BackPressureException.class,
                    () -> t.transferFrom(Channels.newChannel(new ByteArrayInputStream(noise(1, 600_000))), 0, 600_000));
            Files.delete(small.resolve("other"));
            assertEquals(
                    600_000,
                    t.transferFrom(Channels.newChannel(new ByteArrayInputStream(noise(1, 600_000))), 0, 600_000));
            assertArrayEquals(
                    noise(1, 600_000), Files.readAllBytes(small.resolve(t.path().toString())));
        }
    }

    @Test
    void noInodesLeftBehindXrootdPausesTheTransferToo() throws Exception {
        Path small = small();
        Path[] others = fewInodes(small);
        try (LocalXrootd server = exporting(small);
                Backend b = open(server, small)) {
            fillsUpAndGoesOn(b, small, () -> delete(others));
        }
    }

    private Path[] fewInodes(Path small) throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.write(from.resolve("f" + i), noise(i, 100));
        }
        Path[] others = new Path[30];
        for (int i = 0; i < others.length; i++) {
            others[i] = Files.createFile(small.resolve("other" + i));
        }
        return others;
    }

    @Test
    void noInodesLeftPausesTheTransferToo() throws Exception {
        Path small = small();
        Path[] others = fewInodes(small);
        try (Backend b = new PosixBackend(small)) {
            fillsUpAndGoesOn(b, small, () -> delete(others));
        }
    }

    @Test
    void aDiskThatFillsWithoutSayingSoBeforehandPausesTheTransferToo() throws Exception {
        sixMegabyte();
        MockProvider.forget("h");
        try (Backend a = new PosixBackend(from);
                Backend b = Backends.open("mock://h?fault=write:5-10:full&fault=space:1-:slow", Map.of())) {
            MoverReport report = move(Planner.folder(a, StoragePath.ROOT), a, b);
            assertTrue(report.complete(), report.toString());
            assertEquals(0, report.retries(), "waiting for room costs no retry");
        }
    }
}
