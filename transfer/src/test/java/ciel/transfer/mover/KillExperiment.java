package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.servers.FastJvm;
import ciel.transfer.servers.Servers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Moves files between a folder and a {@link Site}, and kills the mover or the site's server with kill -9 at random
 * moments, until it has done so a given number of times. Several workers do so at
 * once, each with a site and folders of its own. A round is a set of files that has to arrive, in as many lives of
 * the mover as it takes.
 *
 * <p>After each kill: nothing wrong or partial under a final name. After each life: the destination was given no byte
 * of a chunk that the ledger had as sent, and at most one chunk a lane for each
 * kill of the server in it. After each round: every file once, the same; no temporary is left; and the
 * bytes of all lives together are at most those of the files
 * and one chunk for each lane and kill.
 */
final class KillExperiment {
    private static final Pattern RETRIES = Pattern.compile("retries=([0-9]+)");
    /** A place that the mover reaches through the backend under test, and that this machine sees as a folder. */
    interface Site extends AutoCloseable {
        String url();

        /** The same place; emptied before each round. */
        Path folder();

        default Map<String, String> settings() {
            return Map.of();
        }

        /** Variables of the mover's process. */
        default Map<String, String> environment() {
            return Map.of();
        }

        /** Whether there is a process to kill but the mover. */
        default boolean hasServer() {
            return true;
        }

        /** kill -9 of what the mover talks to. */
        default void kill(Random random) throws Exception {
            throw new UnsupportedOperationException();
        }

        /** Lets it come back. */
        default void start() throws Exception {
            throw new UnsupportedOperationException();
        }

        /** Whether a file that is sent to it goes on in its middle; if not, the whole file counts as a chunk. */
        default boolean resumesPush() {
            return true;
        }

        /** Fewer where each costs much. */
        default int files() {
            return 20;
        }

        /** Looks after a round at what only this site has. @param filled files that are not empty */
        default void check(boolean push, int files, int filled, int kills) throws Exception {
            // nothing more to see
        }

        @Override
        void close() throws Exception;
    }

    /** Opens a site in a folder of its own. */
    interface Opener {
        Site open(FastJvm jvm, Path folder) throws Exception;
    }

    private static final int CHUNK = 128 << 10;
    private static final int LANES = 3;
    private static final String RATE = "5M";
    private static final int KILLS_OF_A_ROUND = 6;
    /**
     * From so many kills of a worker on it is worth while to make an archive for a faster start; with fewer, half of
     * the files do.
     */
    private static final int MANY = 20;

    private static final int[] SIZES = {0, 1, 1_500_000, CHUNK, 300_000, 4096, CHUNK + 1, 1_000_000, 700_000, 100_000};
    private static final String TEMPORARY = "\\..*\\.part-[0-9a-f]+";

    private final String label;
    private final boolean push;
    private final int wanted;
    private final long seed;
    private final FastJvm jvm;
    private final Path folder;
    private boolean many;
    private int left;
    private int ofMover;
    private int ofServer;
    private int rounds;
    private int early;
    private long again;
    private long allowed;
    private long unit;
    private boolean failed;
    /**
     * How long an undisturbed run takes; kills come within this time, and it adapts so that most of them find somebody
     * alive.
     */
    private double fullMillis;

    /**
     * @param label  of the backend
     * @param push   whether files go to the site; else they come from it
     * @param wanted number of kills
     * @param folder for everything
     */
    KillExperiment(String label, boolean push, int wanted, long seed, FastJvm jvm, Path folder) {
        this.label = label;
        this.push = push;
        this.wanted = wanted;
        this.left = wanted;
        this.seed = seed;
        this.jvm = jvm;
        this.folder = folder;
    }

    /** @return one line of figures */
    String run(Opener opener, int workers) throws Exception {
        long started = System.nanoTime();
        many = wanted / workers >= MANY;
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            for (int i = 0; i < workers; i++) {
                int number = i;
                all.add(pool.submit(() -> {
                    boolean good = false;
                    try {
                        new Worker(number, opener).work();
                        good = true;
                    } finally {
                        end(good);
                    }
                    return null;
                }));
            }
        }
        for (Future<?> f : all) {
            try {
                f.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw (Exception) e.getCause();
            }
        }
        assertEquals(wanted, ofMover + ofServer);
        return String.format(
                "kill -9, %s: %d of the mover, %d of the server, in %d rounds (%d runs ended before the kill); "
                        + "0 wrong files; sent again %.1f chunks of %d bytes, at most %d may be; %.0f s%n",
                label,
                ofMover,
                ofServer,
                rounds,
                early,
                (double) again / unit,
                unit,
                allowed / unit,
                (System.nanoTime() - started) * 1e-9);
    }

    /** After a failure of one worker the others end too. */
    private synchronized void end(boolean good) {
        failed |= !good;
        left = failed ? 0 : left;
    }

    /** What dies next, if anything is to. The end that has been killed less often, so that both are. */
    private enum End {
        MOVER,
        SERVER
    }

    private synchronized End take(Random random, boolean hasServer) {
        if (left == 0) {
            return null;
        }
        left--;
        fullMillis *= 1.01;
        End end = !hasServer || ofMover < ofServer || ofMover == ofServer && random.nextBoolean()
                ? End.MOVER
                : End.SERVER;
        ofMover += end == End.MOVER ? 1 : 0;
        ofServer += end == End.SERVER ? 1 : 0;
        return end;
    }

    private synchronized void giveBack(End end) {
        left += failed ? 0 : 1;
        early++;
        fullMillis *= 0.95;
        ofMover -= end == End.MOVER ? 1 : 0;
        ofServer -= end == End.SERVER ? 1 : 0;
    }

    private synchronized void took(long millis) {
        fullMillis = fullMillis == 0 ? millis : Math.min(millis, fullMillis);
    }

    /** @param remaining part of the bytes that is still to be moved, 0 to 1 */
    private synchronized long window(double remaining) {
        return 200 + (long) (fullMillis * remaining);
    }

    private synchronized boolean more() {
        return left > 0;
    }

    private synchronized void round(long sentAgain, long mayBe, long unitOfRound) {
        rounds++;
        again += sentAgain;
        allowed += mayBe;
        unit = unitOfRound;
    }

    /** A process of the mover, and what it says. */
    private static final class Life implements AutoCloseable {
        final Process process;
        final StringBuffer said = new StringBuffer();
        final CompletableFuture<Boolean> ready = new CompletableFuture<>();
        final CompletableFuture<Void> silent = new CompletableFuture<>();

        Life(List<String> command, Map<String, String> environment) throws IOException {
            ProcessBuilder b = new ProcessBuilder(command).redirectErrorStream(true);
            b.environment().putAll(environment);
            process = b.start();
            Thread.ofVirtual().start(() -> {
                try (BufferedReader r = process.inputReader(StandardCharsets.UTF_8)) {
                    for (String s = r.readLine(); s != null; s = r.readLine()) {
                        said.append(s).append('\n');
                        if (s.equals("READY")) {
                            ready.complete(true);
                        }
                    }
                } catch (IOException e) {
                    said.append(e);
                }
                ready.complete(false);
                silent.complete(null);
            });
        }

        boolean endsWithin(long millis) throws Exception {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        }

        int end() throws Exception {
            assertTrue(process.waitFor(180, TimeUnit.SECONDS), () -> "the mover ends; it said " + said);
            silent.get(10, TimeUnit.SECONDS);
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private final class Worker {
        private final int number;
        private final Opener opener;
        private final Random random;
        private final Path home;
        private Site site;
        private Path from;
        private Path to;
        private Map<String, byte[]> files;
        private long need;
        private int serial;

        Worker(int number, Opener opener) {
            this.number = number;
            this.opener = opener;
            this.random = new Random(seed * 31 + label.hashCode() + 1_000_003L * number);
            this.home = folder.resolve(label.replace(' ', '-') + number);
        }

        void work() throws Exception {
            open(home);
            try (Site opened = opener.open(jvm, open(home.resolve("site")))) {
                site = opened;
                Path local = home.resolve("local");
                from = push ? local : site.folder();
                to = push ? site.folder() : local;
                undisturbed();
                while (more()) {
                    round();
                }
            }
        }

        private String archive() {
            return label.replace(' ', '-') + number;
        }

        private void fill() throws Exception {
            Servers.deleteTree(from);
            Servers.deleteTree(to);
            open(from);
            open(to);
            files = new TreeMap<>();
            for (int i = 0; i < (many ? site.files() : site.files() / 2); i++) {
                byte[] content = new byte[SIZES[i % SIZES.length]];
                random.nextBytes(content);
                String name = "d" + i % 3 + "/f" + i;
                open(from.resolve("d" + i % 3));
                Files.write(from.resolve(name), content);
                files.put(name, content);
            }
            need = files.values().stream().mapToLong(c -> c.length).sum();
            serial++;
        }

        private Path state() {
            return home.resolve("state" + serial);
        }

        private Life begin(List<String> java, Path counter) throws Exception {
            List<String> command = new ArrayList<>(java);
            String local = home.resolve("local").toString();
            command.addAll(List.of(
                    push ? local : site.url(),
                    push ? site.url() : local,
                    state().toString(),
                    RATE,
                    String.valueOf(CHUNK),
                    String.valueOf(LANES),
                    "count=" + counter));
            site.settings().forEach((k, v) -> command.add(k + "=" + v));
            return new Life(command, site.environment());
        }

        /**
         * One run without any kill: how long it takes, and that it sends each byte once. Later ones start from its
         * archive of classes.
         */
        private void undisturbed() throws Exception {
            fill();
            Path counter = home.resolve("undisturbed");
            Matcher retries;
            try (Life life = begin(
                    many ? jvm.training(archive(), MoverProcess.class) : jvm.command(archive(), MoverProcess.class),
                    counter)) {
                assertTrue(life.ready.get(60, TimeUnit.SECONDS), () -> label + ": " + life.said);
                long t = System.nanoTime();
                while (files.size() > finals().count() && life.process.isAlive()) {
                    Thread.sleep(5);
                }
                took((System.nanoTime() - t) / 1_000_000);
                assertEquals(0, life.end(), () -> label + ": " + life.said);
                retries = RETRIES.matcher(life.said);
                assertTrue(retries.find(), () -> label + " does not say what it tried again: " + life.said);
            }
            assertEquals(files.size(), look());
            // A loaded server may break a connection by itself; the mover counts that, and without it sends each byte
            // once.
            long beyond = CountingBackend.read(counter) - need;
            assertTrue(
                    beyond >= 0 && beyond <= Long.parseLong(retries.group(1)) * chunk(),
                    label + ": " + beyond + " bytes sent again by a run with " + retries.group());
            site.check(push, files.size(), filled(), 0);
        }

        private int filled() {
            return (int) files.values().stream().filter(c -> c.length > 0).count();
        }

        /**
         * @return most that is sent again for one break (byte): a chunk, or the largest file where a site takes a file
         * as one stream
         */
        private long chunk() {
            return push && !site.resumesPush()
                    ? files.values().stream().mapToLong(c -> c.length).max().orElseThrow()
                    : CHUNK;
        }

        private void round() throws Exception {
            fill();
            long chunk = chunk();
            long sent = 0;
            int kills = 0;
            for (int life = 0, code = -1; code != 0; life++) {
                Path counter = home.resolve("count" + serial + "-" + life);
                long open = need - writtenDown();
                int killsNow;
                try (Life now = begin(jvm.command(archive(), MoverProcess.class), counter)) {
                    killsNow = disturb(now, KILLS_OF_A_ROUND - kills);
                    code = now.end();
                    assertTrue(code == 0 || code == 137, label + " ended with " + code + ": " + now.said);
                }
                long sentNow = CountingBackend.read(counter);
                int ofServerNow = killsNow - (code == 137 ? 1 : 0);
                assertTrue(
                        chunk != CHUNK || sentNow <= open + ofServerNow * LANES * CHUNK,
                        label + ": life " + life + " has sent " + sentNow + " bytes, though only " + open
                                + " were not written down as sent before, and the server was killed " + ofServerNow
                                + " times");
                kills += killsNow;
                sent += sentNow;
                look();
            }
            assertEquals(files.size(), look(), "every file has arrived");
            assertEquals(
                    List.of(),
                    paths(to)
                            .filter(p -> p.getFileName().toString().matches(TEMPORARY))
                            .toList(),
                    "no temporary is left");
            long mayBeSentAgain = kills * LANES * chunk;
            long sentAgain = sent - need;
            assertTrue(sentAgain >= 0, () -> label + ": fewer bytes were sent than there are");
            assertTrue(
                    sentAgain <= mayBeSentAgain,
                    label + ": " + sentAgain + " bytes were sent again after " + kills(kills) + ", at most "
                            + mayBeSentAgain + " may be (" + LANES + " lanes, chunks of " + chunk + " bytes)");
            assertTrue(chunk != CHUNK || writtenDown() == need, "every chunk is written down");
            site.check(push, files.size(), filled(), kills);
            KillExperiment.this.round(sentAgain, mayBeSentAgain, chunk);
            Servers.deleteTree(state());
        }

        private static String kills(int n) {
            return n + (n == 1 ? " kill" : " kills");
        }

        /** Kills one end or the other while the mover lives. @return number of kills */
        private int disturb(Life life, int most) throws Exception {
            int done = 0;
            while (done < most) {
                End end = take(random, site.hasServer());
                if (end == null) {
                    return done;
                }
                boolean tooLate;
                if (end == End.MOVER && random.nextInt(8) == 0) {
                    // while it starts
                    tooLate = life.endsWithin(random.nextInt(300));
                } else {
                    // From the beginning to just after the end, by what is still to be done.
                    tooLate = !life.ready.get(120, TimeUnit.SECONDS)
                            || life.endsWithin(random.nextLong(window(1 - (double) arrived() / need)));
                }
                if (tooLate) {
                    giveBack(end);
                    return done;
                }
                done++;
                if (end == End.MOVER) {
                    life.process.toHandle().destroyForcibly();
                    return done;
                }
                site.kill(random);
                Thread.sleep(random.nextInt(200));
                look();
                site.start();
            }
            return done;
        }

        private long arrived() throws IOException {
            long bytes = 0;
            for (Path p : finals().toList()) {
                bytes += Files.size(p);
            }
            return bytes;
        }

        private Stream<Path> finals() throws IOException {
            return paths(to).filter(p -> !p.getFileName().toString().matches(TEMPORARY));
        }

        /** Nothing wrong is under a final name. @return number of final files */
        private int look() throws IOException {
            int found = 0;
            for (Path p : finals().toList()) {
                String name = to.relativize(p).toString();
                assertNotNull(files.get(name), () -> "an unknown file: " + name);
                assertArrayEquals(
                        files.get(name), Files.readAllBytes(p), () -> "wrong content under the final name " + name);
                found++;
            }
            return found;
        }

        /** @return bytes that the ledger says are sent, of files that have arrived or are under way */
        private long writtenDown() throws SQLException {
            if (!Files.exists(state().resolve("ledger.db"))) {
                return 0;
            }
            try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + state().resolve("ledger.db"));
                    Statement s = ledger.createStatement();
                    ResultSet r = s.executeQuery("SELECT (SELECT count(*) FROM sqlite_master WHERE name = 'chunk')")) {
                if (!r.next() || r.getInt(1) == 0) {
                    return 0;
                }
                try (ResultSet sums = s.executeQuery("SELECT (SELECT coalesce(sum(length), 0) FROM chunk) + (SELECT "
                        + "coalesce(sum(length), 0) FROM file_copy WHERE state = 10)")) {
                    sums.next();
                    return sums.getLong(1);
                }
            }
        }
    }

    /** The files below a folder. While the mover is at work temporaries vanish. */
    private static Stream<Path> paths(Path folder) throws IOException {
        List<Path> out = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                out.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return out.stream();
    }

    /** A folder that the server may write to, whoever it runs as. */
    static Path open(Path d) throws IOException {
        Files.createDirectories(d);
        Files.setPosixFilePermissions(d, PosixFilePermissions.fromString("rwxrwxrwx"));
        return d;
    }
}
