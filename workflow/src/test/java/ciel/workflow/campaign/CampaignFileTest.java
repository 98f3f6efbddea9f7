package ciel.workflow.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.CielException;
import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CampaignFileTest {
    private static final String SMALL = """
            campaign: two-visits
            visits: {catalogs: ['cat/*.txt']}
            detectors: [R22_S11, 0, R22_S11]
            site: {name: local, root: work}
            destinations:
              - {name: archive, folder: archive}
            """;

    @TempDir
    Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("campaign.yaml"), text);
    }

    private String error(String text) throws IOException {
        Path file = write(text);
        return assertThrows(InputException.class, () -> CampaignFile.load(file))
                .getMessage()
                .replace(folder + "/", "");
    }

    @Test
    void aSmallFileHasSensibleDefaults() throws IOException {
        Campaign c = CampaignFile.load(write(SMALL));
        assertEquals("two-visits", c.name());
        assertEquals(
                List.of("R01_S00", "R22_S11"),
                c.detectors().stream().map(d -> d.name()).toList());
        assertEquals(folder.resolve("work"), c.site().root());
        assertEquals("local", c.site().scheduler());
        assertFalse(c.site().remote());
        CampaignDestination d = c.destinations().getFirst();
        assertEquals(folder.resolve("archive"), d.folder());
        assertEquals(folder.resolve("archive/.incoming"), d.incoming());
        assertEquals(Layout.DEFAULT, d.layout());
        assertEquals(new Retention(true, Duration.ofDays(1), Duration.ofDays(30)), c.retention());
        assertEquals(new Attempts(3, 5, Duration.ofMinutes(5)), c.attempts());
        assertEquals(new LedgerAddress.Sqlite(folder.resolve("ledger/ledger.db")), c.ledger());
        assertTrue(c.seed(5).isEmpty());
    }

    @Test
    void anAddressWithAPasswordIsRefusedAndNotRepeated() throws IOException {
        for (String line : List.of(
                "    source: 'davs://me:canary-6b1f@door.example/images'",
                "    options: {http.proxy: 'http://me:canary-6b1f@proxy:3128'}",
                "    register: [{rucio: {url: 'ftp://me:canary-6b1f@rucio', scope: a, rse: b, account: c}}]")) {
            String message = error(SMALL.replace(
                    "  - {name: archive, folder: archive}", "  - name: archive\n    folder: archive\n" + line));
            assertTrue(
                    message.startsWith("campaign.yaml:8:") && message.contains("has an address with a password"),
                    message);
            assertFalse(message.contains("canary"), message);
        }
        String ledger = error(SMALL + "ledger: {postgres: 'jdbc:postgresql://me:canary-6b1f@db/ciel', user: me}");
        assertFalse(ledger.contains("canary"), ledger);
    }

    @Test
    void mailNamesAServerAndAFileWithThePassword() throws IOException {
        Notification.Mail mail = CampaignFile.load(write(SMALL
                        + "notify: {mail: {to: [a@b.c], from: d@e.f, server: 'smtp.e.f', user: me, password: secret}}"))
                .notification()
                .mail()
                .orElseThrow();
        assertEquals("smtp.e.f", mail.host());
        assertEquals(587, mail.port());
        assertEquals(folder.resolve("secret"), mail.password().orElseThrow());
        for (String wrong : List.of(
                "server: 'smtp.e.f:99999'",
                "server: 'smtp e f'",
                "server: smtp.e.f, user: me",
                "server: smtp.e.f, user: me, password: secret, tls: none",
                "server: smtp.e.f, tls: maybe")) {
            String message = error(SMALL + "notify: {mail: {to: [a@b.c], from: d@e.f, " + wrong + "}}");
            assertTrue(message.contains("notify.mail"), message);
        }
    }

    @Test
    void everythingIsRead() throws IOException {
        Files.writeString(folder.resolve("hpc.yaml"), """
                extends: idris
                name: my-idris
                connection: {host: jz, root: /scratch/me, install: /scratch/ciel, account: abc@cpu, partition: cpu_p1}
                """);
        Campaign c = CampaignFile.load(write("""
                campaign: all
                description: everything
                visits: {catalogs: [a.txt]}
                detectors: [all]
                render:
                  physics: full
                  engine: vector
                  seed: 42
                  products: [raw]
                  settings: {psf.fwhm: 0.7, sky.electrons: 800}
                site:
                  name: hpc.yaml
                  qos: qos_cpu-t3
                  group: DESC
                  job: {detectors: 40, memory: 160 GB, time: 10 h, warning: 10 min, queued: 30, running: 20}
                  allocation: {hours: 1e5, ends: 2027-06-30}
                destinations:
                  - name: lyon
                    site: cc-in2p3
                    folder: /sps/images
                    incoming: /sps/incoming
                    layout: "{campaign}/{night}/{visit}/{raft}/{number}/{file}"
                    share: {fraction: 0.4}
                    rate: 10 Gb/s
                    lanes: 16
                    options: {ssh.channels: 4}
                    register:
                      - butler: {export: exports}
                      - command: [./tell.sh, x]
                  - name: slac
                    folder: /sdf/images
                    source: root://door.example//images
                    share: {bands: [g, r], nights: [60676, 60700], visits: [1, 2]}
                    register:
                      - rucio: {url: "https://rucio", scope: desc, rse: SLAC, account: me, token: ~/token}
                retention: {purge: false, grace: 90 min}
                attempts: {render: 2, deliver: 9, backoff: 30 s}
                priority: 5
                notify: {command: [mailx], mail: {to: [a@b.c], from: d@e.f, server: localhost}}
                ledger: {postgres: "jdbc:postgresql://db/ciel", user: ciel}
                """));
        assertEquals(189, c.detectors().size());
        assertEquals("/scratch/me", c.site().root().toString());
        assertEquals("/scratch/ciel/current/ciel", c.site().program());
        assertEquals("abc@cpu", c.site().account().orElseThrow());
        assertEquals("slurm", c.site().scheduler());
        assertEquals(
                new JobShape(40, 40, 0, 160_000_000_000L, Duration.ofHours(10), Duration.ofMinutes(10), 30, 20),
                c.site().job());
        assertEquals(1e10, c.destinations().getFirst().rate().orElseThrow());
        assertEquals(List.of("--hint=nomultithread"), c.site().options());
        assertEquals(2, c.destinations().getFirst().register().size());
        assertEquals(
                new Share.Nights(60676, 60700),
                c.destinations().get(1).share().nights().orElseThrow());
        assertEquals(
                "root://door.example//images", c.destinations().get(1).source().orElseThrow());
        assertTrue(c.seed(5).getAsLong() != c.seed(6).getAsLong());
        assertEquals(c.seed(5), c.seed(5));
        assertEquals(new LedgerAddress.Postgres("jdbc:postgresql://db/ciel", "ciel"), c.ledger());
        assertEquals("0.7", c.rendering().settings().get("psf.fwhm"));
        assertEquals(
                "all/60676/7/R22/094/x.fits",
                c.destinations()
                        .getFirst()
                        .layout()
                        .path(
                                "all",
                                7,
                                ciel.sim.Band.R,
                                60676,
                                ciel.sim.camera.Camera.lsst().detector(94),
                                "x.fits"));
    }

    @Test
    void theFileThatInitWritesIsValid_andIsNeverReplaced() {
        Path file = folder.resolve("sub/My DR 1!.yaml");
        CampaignFile.init(file);
        assertEquals("My-DR-1", CampaignFile.load(file).name());
        assertTrue(assertThrows(InputException.class, () -> CampaignFile.init(file))
                .getMessage()
                .contains("is there already"));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPlaceAndTheNearestOne() throws IOException {
        assertTrue(error(SMALL.replace("root: work", "rot: work"))
                .startsWith("campaign.yaml:4:21: 'rot' is not a key of site (did you mean root? There are name, "));
        assertTrue(error(SMALL + "vists: x\n")
                .contains("campaign.yaml:7:1: 'vists' is not a key of a campaign (did you mean visits"));
    }

    @Test
    void eachMistakeIsExplained() throws IOException {
        check("detectors: [R22_S11, 0, R22_S11]", "detectors: [R99_S77]", "campaign.yaml:3:13", "R99_S77");
        check(
                "detectors: [R22_S11, 0, R22_S11]",
                "detectors: R22",
                "campaign.yaml:3:1",
                "detectors is 'R22'",
                "a list");
        check("name: local", "name: cern", "campaign.yaml:4:8", "'cern' is not a site", "idris");
        check("name: local", "name: cc-in2p3", "is one where images are kept");
        check("name: local, root: work", "name: idris", "nothing says how you reach it", "extends: idris");
        check("root: work}", "root: work, job: {cores: many}}", "site.job.cores is 'many'", "a whole number");
        check("root: work}", "root: work, job: {memory: 64}}", "site.job.memory is '64'", "a text: such as 64 GB");
        check("root: work}", "root: work, job: {memory: 64 parsecs}}", "'64 parsecs'", "64 GB or 512 MiB");
        check("root: work}", "root: work, job: {time: 5 min, warning: 9 min}}", "540 s) is not shorter", "300 s");
        check("root: work}", "root: work, job: {running: 9, queued: 2}}", "more than site.job.queued");
        check("root: work}", "root: work, allocation: {hours: 1, ends: 2027-02-30}}", "'2027-02-30'", "a day");
        check("archive}", "archive, rate: 10 GB/s}", "a rate in bits");
        check("archive}", "archive, layout: '{vist}/{file}'}", "{vist} is not a field; did you mean {visit}");
        check("archive}", "archive, layout: '../{file}'}", "begin with a dot");
        check("archive}", "archive, share: {fraction: 1.5}}", "destinations[1].share.fraction", "1");
        check("archive}", "archive, share: {nights: [2, 1]}}", "nights");
        check("archive}", "archive, register: [{butler: {export: x}, command: [y]}]}", "register[1] has 2 keys");
        check(
                "archive}",
                "archive}\n  - {name: archive, folder: archive}",
                "two destinations are named archive",
                "have the same folder");
        check(
                "archive}",
                "archive, share: {fraction: 0.6}}\n  - {name: b, folder: b, share: {fraction: 0.6}}",
                "add up to 1.2");
        check("campaign: two-visits", "campaign: two visits", "'two visits'", "letters, digits, single hyphens");
        check("campaign: two-visits\n", "", "the file has no key campaign");
        check("campaign: two-visits", "campaign: a\ncampaign: b", "Duplicate field 'campaign'");
        check("['cat/*.txt']", "[*.txt]", "campaign.yaml:2:", "stands in quotes");
        check("campaign: two-visits", "campaign: [", "this is not valid YAML");
        check("site: {", "render: {settings: {psf.fwm: 1}}\nsite: {", "psf.fwm: is not a setting", "psf.fwhm");
        check("site: {", "render: {settings: {psf.fwhm: -1}}\nsite: {", "psf.fwhm", "must be");
        check("site: {", "render: {physics: slow}\nsite: {", "render.physics is 'slow'", "fast, standard, full");
        check(
                "site: {",
                "ledger: {postgres: 'jdbc:postgresql://h/d?password=x', user: u}\nsite: {",
                "holds a password");
    }

    private void check(String from, String to, String... words) throws IOException {
        assertTrue(SMALL.contains(from), from);
        String message = error(SMALL.replace(from, to));
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }

    @Test
    void allMistakesAreSaidAtOnce_inTheOrderOfTheLines() throws IOException {
        List<String> lines = error(SMALL.replace("R22_S11, 0", "R99_S99, 9999").replace("name: local", "name: cern"))
                .lines()
                .toList();
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(0).startsWith("campaign.yaml:3:13"));
        assertTrue(lines.get(2).startsWith("campaign.yaml:4:8"));
    }

    @Test
    void visitsAreThoseOfTheCatalogs_andMissingOrRepeatedOnesAreRefused() throws IOException {
        Files.createDirectories(folder.resolve("cat"));
        for (int i = 3; i >= 1; i--) {
            Files.writeString(folder.resolve("cat/v" + i + ".txt"), header(100 + i));
        }
        Files.writeString(folder.resolve("cat/readme.md"), "no catalog");
        Campaign c = CampaignFile.load(write(SMALL));
        List<CampaignVisit> visits = CampaignVisits.of(c);
        assertEquals(
                List.of(101L, 102L, 103L),
                visits.stream().map(CampaignVisit::observationId).toList());
        assertEquals(60_676, visits.getFirst().night());
        assertEquals(folder.resolve("cat/v1.txt"), visits.getFirst().catalog());
        Campaign none = CampaignFile.load(write(SMALL.replace("cat/*.txt", "dog/*.txt")));
        String message = assertThrows(InputException.class, () -> CampaignVisits.of(none))
                .getMessage();
        assertTrue(message.contains("campaign.yaml:2:21: no file matches 'dog/*.txt'"), message);
        Files.writeString(folder.resolve("cat/v4.txt"), header(101));
        Campaign twice = CampaignFile.load(write(SMALL));
        assertTrue(assertThrows(InputException.class, () -> CampaignVisits.of(twice))
                .getMessage()
                .contains("is visit 101, and so is"));
    }

    private static String header(int id) {
        return """
                rightascension 10
                declination -30
                mjd 60676.7
                altitude 60
                azimuth 0
                filter 2
                rotskypos 0
                rottelpos 0
                dist2moon 90
                moonalt -30
                moondec 0
                moonphase 10
                moonra 0
                nsnap 1
                obshistid %d
                seed 1
                seeing 0.7
                sunalt -30
                vistime 30
                """.formatted(id);
    }

    @Test
    void sharesGiveEachVisitToOneDestination_inTheirProportions() {
        List<CampaignDestination> three = List.of(
                SampleCampaign.destination("fr", SampleCampaign.fraction(0.4)),
                SampleCampaign.destination("all", Share.ALL),
                SampleCampaign.destination("us", SampleCampaign.fraction(0.35)),
                SampleCampaign.destination("uk", SampleCampaign.fraction(0.25)));
        int[] counts = new int[4];
        for (CampaignVisit v : SampleCampaign.visits(20_000)) {
            long bits = Share.destinationsOf(three, v);
            assertEquals(2, Long.bitCount(bits));
            assertTrue((bits & 2) != 0);
            for (int d = 0; d < 4; d++) {
                counts[d] += (int) (bits >>> d & 1);
            }
        }
        // binomial: 5 sigma of 20,000 visits are 0.017
        assertEquals(0.4, counts[0] / 20_000.0, 0.017);
        assertEquals(0.35, counts[2] / 20_000.0, 0.017);
        assertEquals(0.25, counts[3] / 20_000.0, 0.017);
    }

    /** Whatever is done to a file: it is read, or refused with a place; never anything else. */
    @Test
    void aDamagedFileIsReadOrRefused() throws IOException {
        Random random = new Random(3);
        String sample = CampaignFile.template("x");
        String alphabet = "{}[]:,-#&*!|>'\"%@` \n\t0a\u0000\u00e9";
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(sample);
            for (int k = random.nextInt(4); k >= 0; k--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    default -> text.delete(at, Math.min(text.length(), at + random.nextInt(9)));
                }
            }
            Path file = write(text.toString());
            try {
                CampaignFile.load(file);
            } catch (CielException e) {
                assertEquals(3, e.exitCode(), e.getMessage());
                assertTrue(e.getMessage().contains("campaign.yaml"), e.getMessage());
            }
        }
    }
}
