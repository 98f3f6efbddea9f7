package ciel.workflow.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.Settings;
import ciel.sim.survey.VisitTable;
import ciel.transfer.checksum.Algorithm;
import ciel.transfer.checksum.Digests;
import ciel.workflow.campaign.Campaign;
import ciel.workflow.campaign.CampaignFile;
import ciel.workflow.campaign.CampaignVisit;
import ciel.workflow.campaign.CampaignVisits;
import ciel.workflow.campaign.SampleDatabase;
import ciel.workflow.job.JobCall;
import ciel.workflow.job.JobRunner;
import ciel.workflow.job.UnitSpec;
import ciel.workflow.job.UnitsFile;
import ciel.workflow.job.Warning;
import ciel.workflow.ledger.CampaignLedger;
import ciel.workflow.ledger.Ledgers;
import ciel.workflow.ledger.VisitRow;
import ciel.workflow.scheduler.JobName;
import ciel.workflow.stage.PortException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is brought to the site for visits of a database, and what a job makes of it. */
class InputsTest {
    @TempDir
    Path folder;

    private Campaign campaign;
    private VisitRow visit;

    @BeforeEach
    void enrolled() throws Exception {
        SampleDatabase.write(folder.resolve("opsim v5.db"));
        Files.writeString(folder.resolve("sky_cat.yaml"), "catalog_name: sky\nobject_types: {}\n");
        campaign = CampaignFile.load(Files.writeString(folder.resolve("campaign.yaml"), """
                campaign: opsim
                visits: {database: opsim v5.db, sky: sky_cat.yaml, where: note = 'b', night: 1}
                detectors: [R22_S11, R22_S12]
                render: {seed: 5}
                site: {name: local, root: work}
                destinations:
                  - {name: archive, folder: archive}
                """));
        List<CampaignVisit> visits = CampaignVisits.of(campaign);
        assertEquals(2, visits.size());
        try (CampaignLedger ledger = Ledgers.open(campaign.ledger())) {
            long id = ledger.enrol(
                    campaign, CampaignFile.text(campaign.file()), visits.iterator(), Instant.EPOCH, "test");
            visit = ledger.visits(List.of(1L, 2L)).getLast();
            assertEquals(1, id);
        }
    }

    private void put(Path file) {
        try (FileChannel in = FileChannel.open(file)) {
            Path to = Files.createDirectories(folder.resolve("site/inputs")).resolve(Digests.of(in, Algorithm.SHA256));
            if (!Files.exists(to)) {
                Files.copy(file, to);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private int inputs() throws IOException {
        try (var files = Files.list(folder.resolve("site/inputs"))) {
            return (int) files.count();
        }
    }

    @Test
    void theVisitsOfTheNightAreBroughtOnceAndTheJobDrawsTheVisitWithTheSkyOfTheSite() throws Exception {
        Inputs bringing = new Inputs("1.0");
        String spec = bringing.bring(campaign, visit, this::put);
        assertEquals(spec, bringing.bring(campaign, visit, this::put), "another job of the visit needs nothing new");
        assertEquals(
                spec, new Inputs("1.0").bring(campaign, visit, this::put), "nor after another start of the daemon");
        assertEquals(2, inputs(), "the night's visits, and the description of the job");

        Path root = folder.resolve("site");
        List<UnitSpec> units = List.of(new UnitSpec(72, "R22_S11"));
        Path list =
                Files.createDirectories(root.resolve("units")).resolve(new JobName("opsim", 1, 0, "00000000") + ".txt");
        Files.write(list, new UnitsFile(spec, 1, 0, units).lines());
        List<String> told = new ArrayList<>();
        AtomicReference<RenderRequest> asked = new AtomicReference<>();
        new JobRunner(
                        new JobCall(list, root, 0, "0", 0, 1, "1.0"),
                        Settings.defaults(),
                        (request, listener) -> {
                            asked.set(request);
                            throw new InputException("x", "ends here", "");
                        },
                        new Warning(InstantSource.system()),
                        InstantSource.system(),
                        told::add)
                .run();
        RenderRequest request = asked.get();
        assertNotNull(request, () -> String.join("; ", told));
        assertEquals(folder.resolve("sky_cat.yaml"), request.catalog());
        assertEquals(campaign.seed(72).getAsLong(), request.seed().getAsLong());
        assertEquals("sky_cat.yaml, visit 72 of opsim_v5.db", request.catalogName());
        assertEquals(Files.size(request.catalog()), request.catalogBytes());
        RenderRequest.VisitChoice chosen = request.visit().orElseThrow();
        assertEquals(
                VisitTable.open(folder.resolve("opsim v5.db")).exposure(72, 0).visit(),
                VisitTable.open(chosen.table())
                        .exposure(chosen.id(), chosen.snap())
                        .visit());
    }

    @Test
    void aDatabaseThatIsGoneOrHasLostTheVisitHoldsItsJobsAndNamesIt() throws Exception {
        Inputs bringing = new Inputs("1.0");
        bringing.bring(campaign, visit, this::put);
        SampleDatabase.add(folder.resolve("opsim v5.db"), "DELETE FROM observations WHERE observationId = 72");
        Files.setLastModifiedTime(
                folder.resolve("opsim v5.db"),
                java.nio.file.attribute.FileTime.from(Instant.parse("2031-01-01T00:00:00Z")));
        assertTrue(assertThrows(PortException.Refused.class, () -> bringing.bring(campaign, visit, this::put))
                .getMessage()
                .contains("has no visit 72"));
        Files.delete(folder.resolve("opsim v5.db"));
        assertTrue(assertThrows(PortException.Refused.class, () -> bringing.bring(campaign, visit, this::put))
                .getMessage()
                .contains("opsim v5.db: does not exist"));
    }
}
