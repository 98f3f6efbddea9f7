package ciel.transfer.mover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.transfer.globus.Globus;
import ciel.transfer.servers.FastJvm;
import ciel.transfer.servers.LocalGlobus;
import ciel.transfer.servers.LocalSshd;
import ciel.transfer.servers.LocalXrootd;
import ciel.transfer.servers.Servers;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * kill -9 of the mover, or of the server, at random moments: what must hold is in {@link KillExperiment}. {@code
 * CIEL_KILLS=N} kills for each backend, half of them each way where there are two
 * (default 6); {@code CIEL_KILL_SEED=S}; {@code CIEL_KILL_WORKERS=W} at a time each way (default 1); see
 * tests/long/transfer-kill.sh.
 *
 * <p>The mock backend is not here: its files are in the memory of the mover's own process and die with it, so nothing
 * is there to resume. Its faults are the business of {@link MoverTest}.
 */
@Timeout(3600)
class KillTest {
    private final int kills = Integer.parseInt(System.getenv().getOrDefault("CIEL_KILLS", "6"));
    private final long seed = Long.parseLong(System.getenv().getOrDefault("CIEL_KILL_SEED", "1"));
    private final int workers = Integer.parseInt(System.getenv().getOrDefault("CIEL_KILL_WORKERS", "1"));
    private Path folder;

    @BeforeEach
    void folder() throws Exception {
        folder = KillExperiment.open(Files.createTempDirectory(Path.of("/tmp"), "ciel-kill-"));
    }

    @AfterEach
    void clean() throws Exception {
        Servers.deleteTree(folder);
    }

    private String kill(String label, boolean push, int share, FastJvm jvm, KillExperiment.Opener opener)
            throws Exception {
        return new KillExperiment(label, push, share, seed, jvm, folder).run(opener, Math.clamp(share / 4, 1, workers));
    }

    /** From the site and to it, at the same time. */
    private void bothWays(String label, KillExperiment.Opener opener) throws Exception {
        FastJvm jvm = new FastJvm(folder);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Future<String> pull = pool.submit(() -> kill(label + " pull", false, (kills + 1) / 2, jvm, opener));
            Future<String> push = pool.submit(() -> kill(label + " push", true, kills / 2, jvm, opener));
            System.out.print(pull.get());
            System.out.print(push.get());
        }
    }

    @Test
    void posix() throws Exception {
        System.out.print(kill("posix", true, kills, new FastJvm(folder), (jvm, home) -> new Folder(home)));
    }

    @Test
    void ssh() throws Exception {
        bothWays("ssh", (jvm, home) -> new Ssh(home));
    }

    @Test
    void xrootdByWebDav() throws Exception {
        bothWays("xrootd (webdav)", (jvm, home) -> new Xrootd(false));
    }

    @Test
    void xrootdByItsOwnProtocol() throws Exception {
        bothWays("xrootd (root)", (jvm, home) -> new Xrootd(true));
    }

    @Test
    void globus() throws Exception {
        bothWays("globus", GlobusSite::new);
    }

    /** Both ends are in the mover's process. */
    private record Folder(Path home) implements KillExperiment.Site {
        @Override
        public String url() {
            return folder().toString();
        }

        @Override
        public Path folder() {
            return home.resolve("to");
        }

        @Override
        public boolean hasServer() {
            return false;
        }

        @Override
        public void close() {
            // a folder
        }
    }

    /** The sessions die, or the whole server. */
    private static final class Ssh implements KillExperiment.Site {
        private final LocalSshd sshd = new LocalSshd("restrict,command=\"internal-sftp\"");
        private final Path home;
        private boolean down;

        Ssh(Path home) throws Exception {
            this.home = home;
        }

        @Override
        public String url() {
            return sshd.url(folder());
        }

        @Override
        public Path folder() {
            return home.resolve("far");
        }

        @Override
        public Map<String, String> settings() {
            Map<String, String> settings = sshd.settings();
            settings.put("ssh.connections", "2");
            return settings;
        }

        @Override
        public void kill(Random random) throws Exception {
            down = random.nextBoolean();
            if (down) {
                sshd.kill();
            } else {
                sshd.killSessions();
            }
        }

        @Override
        public void start() throws Exception {
            if (down) {
                sshd.start();
            }
        }

        @Override
        public void close() throws Exception {
            sshd.close();
        }
    }

    private static final class Xrootd implements KillExperiment.Site {
        private final LocalXrootd server = new LocalXrootd();

        private final boolean ownProtocol;

        /** @param ownProtocol root://, else WebDAV */
        Xrootd(boolean ownProtocol) throws Exception {
            this.ownProtocol = ownProtocol;
            KillExperiment.open(folder());
        }

        @Override
        public String url() {
            return (ownProtocol ? server.rootUrl() : server.url()) + "/d";
        }

        @Override
        public Path folder() {
            return server.data().resolve("d");
        }

        @Override
        public void kill(Random random) throws Exception {
            server.kill();
        }

        @Override
        public void start() throws Exception {
            server.start();
        }

        @Override
        public boolean resumesPush() {
            return ownProtocol;
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    /** The service dies, and with it whatever it is carrying; it comes back with its tasks and begins them again. */
    private static final class GlobusSite implements KillExperiment.Site {
        private final LocalGlobus service;
        private int before;

        GlobusSite(FastJvm jvm, Path home) throws Exception {
            service = new LocalGlobus(jvm, home, 4_000_000);
        }

        @Override
        public String url() {
            return service.url();
        }

        @Override
        public Path folder() {
            return service.data();
        }

        @Override
        public Map<String, String> settings() {
            return service.settings();
        }

        @Override
        public Map<String, String> environment() {
            return service.environment();
        }

        @Override
        public int files() {
            return 8;
        }

        @Override
        public void kill(Random random) throws Exception {
            service.kill();
        }

        @Override
        public void start() throws Exception {
            service.start();
        }

        /**
         * One task carries each file, however often either end was killed. Reading back what was sent takes one more,
         * and a file that got its name in the moment of a kill is compared once
         * more.
         */
        @Override
        public void check(boolean push, int files, int filled, int kills) throws Exception {
            int sent = 0;
            int fetched = 0;
            try (Globus g = Globus.open(service.environment())) {
                List<? extends JsonNode> tasks = g.transfer()
                        .taskList("type:TRANSFER", "request_time ASC")
                        .take(100_000);
                for (JsonNode t : tasks.subList(before, tasks.size())) {
                    assertEquals("SUCCEEDED", t.path("status").asText(), t::toString);
                    boolean away = t.path("source_endpoint_id").asText().equals(service.stagingCollection());
                    sent += away ? 1 : 0;
                    fetched += away ? 0 : 1;
                }
                before = tasks.size();
            }
            assertEquals(push ? files : 0, sent, "tasks that send a file");
            assertTrue(
                    fetched >= filled && fetched <= filled + (push ? kills : 0),
                    fetched + " tasks that fetch a file, for " + filled + " files and " + kills + " kills");
            try (Stream<Path> s = Files.list(service.staging().resolve(".ciel-globus"))) {
                assertEquals(List.of(), s.toList(), "the staging folder is empty");
            }
        }

        @Override
        public void close() throws Exception {
            service.close();
        }
    }
}
