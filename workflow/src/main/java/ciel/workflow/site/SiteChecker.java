package ciel.workflow.site;

import ciel.sites.Site;
import ciel.workflow.gate.GateClient;
import ciel.workflow.gate.GateException;
import ciel.workflow.site.SshCommand.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tries everything that a campaign needs of a site, one thing after the other, by doing it: a failing line names its
 * remedy.
 * Nothing is left behind at the site; a job is only tested ({@code sbatch --test-only}).
 */
public final class SiteChecker {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration CERTIFICATE_WARNING = Duration.ofDays(2);
    /** Clocks farther apart than this confuse times of jobs and of acknowledgements. */
    private static final long SKEW_WARNING_MS = 5_000;

    private static final long SKEW_LIMIT_MS = 120_000;
    /** About a focal plane: 189 CCDs of 85 MB. */
    private static final long ROOM_BYTES = 16_000_000_000L;

    private static final long ROOM_INODES = 2_000;
    /** The first packet of SFTP version 3, and the type of its answer (draft-ietf-secsh-filexfer-02, 4). */
    private static final byte[] SFTP_INIT = {0, 0, 0, 5, 1, 0, 0, 0, 3};

    private static final byte SFTP_VERSION = 2;
    private static final Pattern CERTIFICATE_END = Pattern.compile("Valid: from \\S+ to (\\S+)");

    private final Site site;
    private final Site.Connection connection;
    private final SshCommand ssh;
    private final InstantSource clock;
    private final String version;
    private final Consumer<SiteCheck> found;
    private final List<SiteCheck> all = new ArrayList<>();

    /**
     * @param site    with a connection
     * @param version of this Ciel
     * @param clock   of this machine
     * @param found   told each line as it is found
     */
    public SiteChecker(Site site, String version, InstantSource clock, Consumer<SiteCheck> found) {
        this.site = site;
        this.connection = site.connection();
        this.ssh = new SshCommand(connection);
        this.version = version;
        this.clock = clock;
        this.found = found;
    }

    private void note(SiteCheck check) {
        all.add(check);
        found.accept(check);
    }

    /** Tries everything. @return every line @throws IOException when the ssh client cannot be started */
    public List<SiteCheck> run() throws IOException {
        note(key());
        if (connection.certificate() != null) {
            note(certificate());
        }
        Answer login = SshCommand.run(ssh.session(List.of("-T"), "true"), null, PATIENCE);
        SiteCheck reached = login(login);
        note(reached);
        if (reached.status() == SiteCheck.Status.FAILED) {
            for (String name : List.of(
                    "restriction", "gate", "clock", "room", "scheduler", "account", "job", "licences", "engine")) {
                note(SiteCheck.skipped(name, "there is no login"));
            }
            return all;
        }
        restriction();
        try (GateClient gate = GateClient.open(ssh.gate(), PATIENCE)) {
            through(gate);
        } catch (GateException e) {
            note(SiteCheck.failed(
                    "gate",
                    e.getMessage(),
                    connection.restricted()
                            ? "run ciel site install, and put the line that it prints into authorized_keys there"
                            : "run ciel site install"));
        }
        purge();
        return all;
    }

    private SiteCheck key() {
        String name = "key";
        if (connection.identity() == null) {
            return connection.restricted()
                    ? SiteCheck.warning(
                            name,
                            "no connection.identity: ssh's agent and configuration choose the key",
                            "name the campaign's own key in the site file, so that no other key is tried")
                    : SiteCheck.ok(name, "ssh's agent and configuration choose the key");
        }
        Path file = Path.of(SshCommand.file(connection.identity()));
        if (!Files.isReadable(file)) {
            return SiteCheck.failed(name, file + " cannot be read", "make a key: ssh-keygen -t ed25519 -f " + file);
        }
        return SiteCheck.ok(name, file.toString());
    }

    private SiteCheck certificate() throws IOException {
        String name = "certificate";
        String file = SshCommand.file(connection.certificate());
        Answer answer = SshCommand.run(List.of("ssh-keygen", "-L", "-f", file), null, PATIENCE);
        if (answer.code() != 0) {
            return SiteCheck.failed(name, file + ": " + answer.complaint(), "get a certificate from the site");
        }
        Matcher end = CERTIFICATE_END.matcher(answer.out());
        if (!end.find()) {
            return SiteCheck.ok(name, "no end (valid for ever)");
        }
        LocalDateTime until = LocalDateTime.parse(end.group(1)); // ssh-keygen prints local time
        Duration left = Duration.between(clock.instant(), until.atZone(ZoneId.systemDefault()));
        if (left.isNegative()) {
            return SiteCheck.failed(name, "ended at " + until, "get a new certificate from the site");
        }
        return left.compareTo(CERTIFICATE_WARNING) < 0
                ? SiteCheck.warning(
                        name, "ends at " + until, "get a new certificate before then; a daemon waits for it")
                : SiteCheck.ok(name, "ends at " + until);
    }

    private SiteCheck login(Answer answer) {
        String name = "login";
        String said = answer.complaint();
        String all = answer.err();
        if (all.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")) {
            return SiteCheck.failed(
                    name,
                    "the host key of " + connection.host() + " is another than the pinned one",
                    "compare it with the fingerprint that the site publishes; if it is right, ssh-keygen -R "
                            + connection.host() + " and pin the new one");
        }
        if (all.contains("Host key verification failed") || all.contains("host key is known for")) {
            return SiteCheck.failed(
                    name,
                    "the host key of " + connection.host() + " is not pinned",
                    "connect once by hand (ssh " + ssh.target()
                            + ") and compare the fingerprint with the one that the site publishes");
        }
        if (all.contains("Permission denied")) {
            return SiteCheck.failed(
                    name,
                    "the site refuses the key: " + said,
                    "put the public key into ~/.ssh/authorized_keys there, or unlock the agent (ssh-add -l "
                            + "shows its keys)");
        }
        if (answer.code() == 255 || answer.code() < 0) {
            return SiteCheck.failed(
                    name,
                    said.isEmpty()
                            ? "no answer from " + connection.host() + " within " + PATIENCE.toSeconds() + " s"
                            : said,
                    "see that the host name is right, that this machine is registered with the site, and that "
                            + "the network allows ssh");
        }
        return SiteCheck.ok(name, "ssh to " + ssh.target() + " works");
    }

    /** Proves that the key can do nothing but run the gate, by trying what it must not do. */
    private void restriction() throws IOException {
        String name = "restriction";
        List<String> open = openings(List.of());
        boolean certified = false;
        Path certificate =
                Path.of(SshCommand.file(connection.identity() == null ? "" : connection.identity()) + "-cert.pub");
        if (open.isEmpty()
                && connection.certificate() == null
                && connection.identity() != null
                && Files.exists(certificate)) {
            // ssh takes the plain key first, unless the certificate is named; whoever holds the key may name it
            open = openings(List.of("-o", "CertificateFile=" + certificate));
            certified = !open.isEmpty();
        }
        certified |= connection.certificate() != null;
        if (open.isEmpty()) {
            note(SiteCheck.ok(name, "the key gets no shell, no sftp, no forwarding and no terminal"));
        } else if (connection.restricted()) {
            note(SiteCheck.failed(
                    name,
                    "the key gets " + String.join(", ", open) + " although it should only run the gate"
                            + (certified ? "; a certificate bypasses the line of its key in authorized_keys" : ""),
                    certified
                            ? "use a key without certificate, or ask the site for a certificate with "
                                    + "force-command; or say door: plain"
                            : "put " + gateLine() + " into authorized_keys there; or say door: plain"));
        } else {
            note(SiteCheck.warning(
                    name,
                    "the login gets " + String.join(", ", open) + ": whoever steals this key has the account",
                    "where the site allows it, use a key of its own with " + gateLine()));
        }
    }

    /** @return what a session of this key can do beside the gate */
    private List<String> openings(List<String> options) throws IOException {
        List<String> open = new ArrayList<>();
        // the sum shows that a shell ran it: an echo of the words would not
        Answer shell = SshCommand.run(session(options, "-T", "echo ciel-$((40+2))-shell"), null, PATIENCE);
        if (shell.out().contains("ciel-42-shell")) {
            open.add("a shell");
        }
        List<String> sftp = new ArrayList<>(options);
        sftp.addAll(List.of("-T", "-s"));
        byte[] answer = SshCommand.firstBytes(ssh.session(sftp, "sftp"), SFTP_INIT, 5, PATIENCE);
        if (answer.length == 5 && answer[4] == SFTP_VERSION) {
            open.add("sftp");
        }
        List<String> forward = new ArrayList<>(options);
        forward.addAll(List.of("-W", "127.0.0.1:" + sshPort()));
        byte[] greeting = SshCommand.firstBytes(ssh.session(forward), new byte[0], 4, PATIENCE);
        if (new String(greeting, StandardCharsets.US_ASCII).equals("SSH-")) {
            open.add("forwarding of ports");
        }
        Answer terminal = SshCommand.run(session(options, "-tt", "true"), null, PATIENCE);
        if (!terminal.err().contains("PTY allocation request failed") && terminal.code() != 255) {
            open.add("a terminal");
        }
        return open;
    }

    private List<String> session(List<String> options, String terminal, String words) {
        List<String> all = new ArrayList<>(options);
        all.add(terminal);
        return ssh.session(all, words);
    }

    private String gateLine() {
        return "restrict,command=\"" + SiteInstaller.gateCommand(connection) + "\"";
    }

    private int sshPort() {
        return connection.port() == null ? 22 : connection.port();
    }

    private void through(GateClient gate) throws IOException {
        long before = clock.millis();
        JsonNode hello = gate.call("hello", Map.of());
        long after = clock.millis();
        note(
                gate.version().equals(version)
                        ? SiteCheck.ok(
                                "gate",
                                "Ciel " + version + " answers as "
                                        + hello.path("user").asText() + " on "
                                        + hello.path("host").asText())
                        : SiteCheck.warning(
                                "gate",
                                "Ciel " + gate.version() + " is there, " + version + " here",
                                "run ciel site install to bring the same version there"));
        // the site's clock was read between the two
        long skew = Math.max(
                0,
                Math.max(
                        before - hello.path("clock").asLong(),
                        hello.path("clock").asLong() - after));
        String apart = "the clocks are " + skew / 1000.0 + " s apart";
        note(
                skew > SKEW_LIMIT_MS
                        ? SiteCheck.failed("clock", apart, "set the clock here (NTP), or tell the site of its own")
                        : skew > SKEW_WARNING_MS
                                ? SiteCheck.warning(
                                        "clock", apart, "set the clock here (NTP), or tell the site of its own")
                                : SiteCheck.ok("clock", apart));
        room(hello);
        if (site.scheduler() != null && "slurm".equals(site.scheduler().kind())) {
            slurm(gate);
        } else {
            note(SiteCheck.skipped("scheduler", "the site file names none"));
        }
        engine(gate);
    }

    private void room(JsonNode hello) {
        long bytes = hello.path("bytesFree").asLong();
        long inodes = hello.path("inodesFree").asLong(Long.MAX_VALUE);
        String text = bytes / 1_000_000_000 + " GB" + (inodes == Long.MAX_VALUE ? "" : " and " + inodes + " files")
                + " free in " + (connection.root() == null ? "the gate's folder" : connection.root());
        note(
                bytes < ROOM_BYTES || inodes < ROOM_INODES
                        ? SiteCheck.failed(
                                "room",
                                text + "; a focal plane needs " + ROOM_BYTES / 1_000_000_000 + " GB and " + ROOM_INODES
                                        + " files",
                                "free room, or ask for a larger quota")
                        : SiteCheck.ok("room", text));
    }

    private void slurm(GateClient gate) throws IOException {
        JsonNode answers = gate.call("site", Map.of());
        JsonNode partitions = answers.path("partitions");
        if (partitions.path("rc").asInt(-1) != 0) {
            note(SiteCheck.failed(
                    "scheduler",
                    "sinfo says: " + partitions.path("problem").asText("nothing"),
                    "see that Slurm runs, or name its folder in connection.slurm"));
            for (String name : List.of("account", "job", "licences")) {
                note(SiteCheck.skipped(name, "the scheduler does not answer"));
            }
            return;
        }
        List<String> names = new ArrayList<>();
        boolean up = false;
        for (JsonNode line : partitions.path("lines")) {
            String[] fields = line.asText().split("\\|");
            String name = fields[0].replace("*", "");
            names.add(name);
            up |= name.equals(connection.partition()) && fields.length > 1 && fields[1].equals("up");
        }
        String list = String.join(", ", names.stream().distinct().toList());
        if (connection.partition() == null) {
            note(SiteCheck.ok("scheduler", "Slurm answers; partitions: " + list));
        } else if (!names.contains(connection.partition())) {
            note(SiteCheck.failed(
                    "scheduler", "there is no partition " + connection.partition(), "choose one of: " + list));
        } else {
            note(
                    up
                            ? SiteCheck.ok("scheduler", "Slurm answers; partition " + connection.partition() + " is up")
                            : SiteCheck.warning(
                                    "scheduler",
                                    "partition " + connection.partition() + " is not up",
                                    "wait for the site, or choose one of: " + list));
        }
        account(answers.path("accounts"));
        job(gate);
        licences(answers.path("licenses"));
    }

    private void account(JsonNode accounts) {
        if (connection.account() == null) {
            note(SiteCheck.skipped("account", "the site file names none; jobs are charged to the default account"));
            return;
        }
        if (accounts.path("rc").asInt(-1) != 0) {
            note(SiteCheck.warning(
                    "account",
                    "sacctmgr says: " + accounts.path("problem").asText("nothing"),
                    "look at the site's own command for accounts; the test of a job below is what counts"));
            return;
        }
        List<String> names = new ArrayList<>();
        accounts.path("lines").forEach(line -> names.add(line.asText().split("\\|", -1)[0]));
        note(
                names.contains(connection.account())
                        ? SiteCheck.ok("account", "jobs may be charged to " + connection.account())
                        : SiteCheck.failed(
                                "account",
                                "this user may not charge jobs to " + connection.account(),
                                names.isEmpty()
                                        ? "ask the site for an account"
                                        : "choose one of: "
                                                + String.join(
                                                        ", ",
                                                        names.stream()
                                                                .distinct()
                                                                .toList())));
    }

    private void job(GateClient gate) throws IOException {
        Map<String, String> options = new java.util.TreeMap<>(Map.of("time", "00:10:00", "cpus-per-task", "1"));
        if (connection.account() != null) {
            options.put("account", connection.account());
        }
        if (connection.partition() != null) {
            options.put("partition", connection.partition());
        }
        if (!connection.licenses().isEmpty()) {
            options.put("licenses", String.join(",", connection.licenses()));
        }
        try {
            JsonNode answer = gate.call(
                    "submit",
                    Map.of(
                            "script",
                            "check.sh",
                            "name",
                            "ciel-site-check",
                            "units",
                            List.of("check"),
                            "options",
                            options,
                            "test",
                            true));
            note(
                    answer.path("rc").asInt(-1) == 0
                            ? SiteCheck.ok("job", "Slurm would take a job of 10 minutes")
                            : SiteCheck.failed(
                                    "job",
                                    "sbatch --test-only says: "
                                            + answer.path("problem").asText("nothing"),
                                    "correct account, partition or licences in the site file"));
        } catch (GateException e) {
            note(SiteCheck.failed("job", e.getMessage(), "run ciel site install, which brings the job scripts there"));
        }
    }

    private void licences(JsonNode licences) {
        if (connection.licenses().isEmpty()) {
            note(SiteCheck.skipped("licences", "the site file names none"));
            return;
        }
        String text = licences.path("lines").toString();
        List<String> missing = connection.licenses().stream()
                .filter(name -> !text.contains("LicenseName=" + name + " "))
                .toList();
        note(
                missing.isEmpty()
                        ? SiteCheck.ok("licences", String.join(", ", connection.licenses()))
                        : SiteCheck.failed(
                                "licences",
                                "the scheduler does not have " + String.join(", ", missing),
                                "correct connection.licenses in the site file"));
    }

    private void engine(GateClient gate) throws IOException {
        try {
            JsonNode answer = gate.call("engines", Map.of());
            note(
                    answer.path("rc").asInt(-1) == 0
                            ? SiteCheck.ok("engine", "the engines of the login node pass their self-test")
                            : SiteCheck.failed(
                                    "engine",
                                    "ciel engines says there: "
                                            + answer.path("problem").asText("nothing"),
                                    "run ciel engines there by hand"));
        } catch (GateException e) {
            note(SiteCheck.warning("engine", e.getMessage(), "run ciel engines there by hand"));
        }
    }

    /** What the site says of its scratch: nothing can be tried, but a campaign has to know. */
    private void purge() {
        for (Site.Storage storage : site.storage()) {
            if (storage.purgeDays() != null) {
                note(SiteCheck.warning(
                        "purge",
                        storage.name() + ": files that nobody used for "
                                + storage.purgeDays().longValue() + " days are deleted",
                        "let a campaign fetch its images well before that"));
            }
        }
    }
}
