package ciel.workflow.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.gate.GateMain;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.ledger.JobRow;
import ciel.workflow.ledger.JobState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs of units at a render site, on this machine and behind a gate. */
@Timeout(60)
class SiteLogsTest {
    private static final UnitSpec UNIT = new UnitSpec(7, "R22_S11");

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void site() throws Exception {
        root = Files.createDirectories(folder.resolve("site"));
        Files.writeString(folder.resolve("hpc.yaml"), """
                extends: idris
                name: my-idris
                connection: {host: jz, root: %s, install: /opt/ciel, account: abc@cpu, partition: cpu_p1}
                """.formatted(root));
    }

    private Campaign campaign(String site) throws Exception {
        return CampaignFile.load(Files.writeString(folder.resolve("c.yaml"), """
                campaign: c
                visits: {catalogs: [a.txt]}
                detectors: [R22_S11]
                site: {name: %s, root: %s}
                destinations: [{name: archive, folder: archive}]
                """.formatted(site, root)));
    }

    private static JobRow job() {
        return new JobRow(
                1,
                1,
                1,
                1,
                "c-1-a1-00000000",
                JobState.ENDED,
                null,
                "17",
                null,
                Instant.EPOCH,
                null,
                null,
                1,
                0,
                0,
                1,
                1,
                "",
                1);
    }

    /** A gate as ssh starts it. */
    private static List<String> gate(Path root) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GateMain.class.getName(),
                root.toString());
    }

    private void bothWays(Optional<String> wanted) throws Exception {
        SiteLogs logs = new SiteLogs(campaign -> gate(root));
        assertEquals(wanted, logs.read(campaign("local"), job(), UNIT), "on this machine");
        assertEquals(wanted, logs.read(campaign("hpc.yaml"), job(), UNIT), "through a gate");
    }

    private Path log(String path, String text) throws Exception {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void theLogOfAUnitIsShownAndElseThatOfItsJob() throws Exception {
        bothWays(Optional.empty());
        log("logs/c-1-a1-00000000-17.out", "slurmstepd: killed\n");
        bothWays(Optional.of("slurmstepd: killed\n"));
        log("logs/c-1/7_R22_S11.log", "it ended\n");
        bothWays(Optional.of("it ended\n"));
    }

    @Test
    void onlyTheEndOfALongLogIsRead() throws Exception {
        log("logs/c-1/7_R22_S11.log", "a line of thirty characters....\n".repeat(100_000) + "the end\n");
        String text = new SiteLogs(campaign -> gate(root))
                .read(campaign("hpc.yaml"), job(), UNIT)
                .orElseThrow();
        assertTrue(text.endsWith("the end\n") && text.startsWith("a line of") && text.length() <= 16_384);
    }

    @Test
    void aLinkThatLeadsOutOfTheFolderIsNotFollowed() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "canary-02f7");
        Files.createDirectories(root.resolve("logs/c-1"));
        Files.createSymbolicLink(root.resolve("logs/c-1/7_R22_S11.log"), secret);
        String text = new SiteLogs(campaign -> gate(root))
                .read(campaign("hpc.yaml"), job(), UNIT)
                .orElse("");
        assertTrue(!text.contains("canary") && text.contains("cannot be read now"), text);
    }

    @Test
    void aSiteThatDoesNotAnswerIsSaid() throws Exception {
        String text = new SiteLogs(campaign -> List.of("sh", "-c", "echo ssh: connection refused >&2; exit 255"))
                .read(campaign("hpc.yaml"), job(), UNIT)
                .orElseThrow();
        assertTrue(text.startsWith("The log lies at my-idris: logs/c-1/7_R22_S11.log"), text);
        assertTrue(text.contains("connection refused"), text);
    }
}
