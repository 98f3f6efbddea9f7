package ciel.workflow.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns whose visits are rows of an observing database. */
class DatabaseVisitsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        SampleDatabase.write(folder.resolve("opsim.db"));
        Files.writeString(folder.resolve("sky_cat.yaml"), "catalog_name: sky\nobject_types: {}\n");
    }

    private Campaign campaign(String visits) throws IOException {
        return campaign(visits, "local");
    }

    private Campaign campaign(String visits, String site) throws IOException {
        return CampaignFile.load(Files.writeString(
                folder.resolve("campaign.yaml"), """
                campaign: opsim
                visits:
                %s
                detectors: [R22_S11]
                site: {name: %s, root: %s/work}
                destinations:
                  - {name: archive, folder: archive}
                """.formatted(visits.indent(2).stripTrailing(), site, folder)));
    }

    private List<Long> ids(String visits) throws IOException {
        return CampaignVisits.of(campaign(visits)).stream()
                .map(CampaignVisit::observationId)
                .toList();
    }

    private String error(String visits) {
        return assertThrows(InputException.class, () -> CampaignVisits.of(campaign(visits)))
                .getMessage()
                .replace(folder + "/", "");
    }

    @Test
    void selectionsAreThoseOfCielVisits() throws Exception {
        assertEquals(List.of(70L, 71L, 72L, 80L), ids("database: opsim.db\nsky: sky_cat.yaml"));
        assertEquals(List.of(70L, 72L), ids("database: opsim.db\nsky: sky_cat.yaml\nband: gi"));
        assertEquals(List.of(80L), ids("database: opsim.db\nsky: sky_cat.yaml\nnight: 2"));
        assertEquals(List.of(80L), ids("database: opsim.db\nsky: sky_cat.yaml\nnight: 2..3"));
        assertEquals(
                List.of(71L, 72L),
                ids("database: opsim.db\nsky: sky_cat.yaml\nwhere: seeingFwhm500 > 0.7 AND night = 1"));
        assertEquals(List.of(80L), ids("database: opsim.db\nsky: sky_cat.yaml\narea: [150.1, 2.2, 1.75]"));
        assertEquals(List.of(80L), ids("database: opsim.db\nsky: sky_cat.yaml\narea: 150.1,2.2,1.75"));
        CampaignVisit first = CampaignVisits.of(campaign("database: opsim.db\nsky: sky_cat.yaml"))
                .getFirst();
        assertEquals(Band.G, first.band());
        assertEquals(60676.1 + 7.5 / 86400, first.mjd(), 1e-9);
        assertEquals(56, first.ra());
        assertEquals(60675, first.night());
    }

    @Test
    void aTableInEcsvIsReadAsWell() throws Exception {
        Files.writeString(folder.resolve("visits.ecsv"), SampleDatabase.ECSV);
        assertEquals(List.of(5L, 6L), ids("database: visits.ecsv\nsky: sky_cat.yaml"));
        assertEquals(List.of(6L), ids("database: visits.ecsv\nsky: sky_cat.yaml\nwhere: exp_time > 20"));
    }

    @Test
    void mistakesAreNamedWithLineAndRemedy() throws IOException {
        assertEquals(
                "campaign.yaml:3:3: none.db: does not exist (check the name)",
                error("database: none.db\nsky: sky_cat.yaml"));
        assertEquals(
                "campaign.yaml:4:3: none.yaml does not exist (paths begin at " + folder + ")",
                error("database: opsim.db\nsky: none.yaml"));
        assertEquals(
                "campaign.yaml:5:3: no visit is selected of the 4 in opsim.db"
                        + " (ciel visits lists them, with the same conditions as options)",
                error("database: opsim.db\nsky: sky_cat.yaml\nnight: 99"));
        String where = error("database: opsim.db\nsky: sky_cat.yaml\nwhere: airmas < 2");
        assertTrue(
                where.startsWith("campaign.yaml:5:3: where 'airmas < 2': ")
                        && where.contains("columns of observations:"),
                where);
        assertEquals(
                "campaign.yaml:5:3: area '1,2': is not RA,DEC,RADIUS in degrees (for example 150.1,2.2,1.75)",
                error("database: opsim.db\nsky: sky_cat.yaml\narea: '1,2'"));
        Files.writeString(folder.resolve("scene.csv"), "x,y,flux\n1,2,3\n");
        assertTrue(error("database: opsim.db\nsky: scene.csv")
                .startsWith("campaign.yaml:4:3: scene.csv is a scene table"));
        assertTrue(error("database: opsim.db\nsky: opsim.db").contains("is an SQLite database"));
        assertTrue(error("database: opsim.db\nsky: sky_cat.yaml\nband: x").contains("'x' is no band"));
        assertTrue(error("database: opsim.db").contains("visits.database has no visits.sky beside it"));
        assertTrue(error("catalogs: [a.txt]\ndatabase: opsim.db\nsky: sky_cat.yaml")
                .contains("both catalogs and a database"));
        assertTrue(error("catalogs: [a.txt]\nband: g").contains("visits.band has no effect without visits.database"));
        assertTrue(error("sky: sky_cat.yaml").contains("neither catalogs nor a database"));
    }

    @Test
    void aVisitThatCannotBeDrawnOrStandsTwiceIsRefused() throws Exception {
        SampleDatabase.add(
                folder.resolve("opsim.db"),
                "INSERT INTO observations SELECT * FROM observations WHERE observationId = 71");
        assertTrue(error("database: opsim.db\nsky: sky_cat.yaml").contains("has two rows with the visit 71"));
        SampleDatabase.add(
                folder.resolve("opsim.db"),
                "UPDATE observations SET observationId = 75, altitude = NULL WHERE rowid = (SELECT MAX(rowid) FROM observations)");
        String message = error("database: opsim.db\nsky: sky_cat.yaml");
        assertTrue(message.startsWith("campaign.yaml:3:3: opsim.db: visit 75: has no altitude"), message);
    }

    @Test
    void atAnotherMachineTheCatalogOfTheSkyIsNamedByItsPathThere() throws Exception {
        Files.writeString(folder.resolve("hpc.yaml"), """
                extends: idris
                name: my-idris
                connection: {host: jz, root: /scratch/me, install: /opt/ciel, account: abc@cpu, partition: cpu_p1}
                """);
        String relative = assertThrows(
                        InputException.class, () -> campaign("database: opsim.db\nsky: sky_cat.yaml", "hpc.yaml"))
                .getMessage();
        assertTrue(relative.contains("campaign.yaml:4:") && relative.contains("it must begin with /"), relative);
        Campaign there = campaign("database: opsim.db\nsky: /lustre/dc2/sky_cat.yaml", "hpc.yaml");
        assertEquals(4, CampaignVisits.of(there).size());
    }

    @Test
    void theTemplateShowsADatabaseAndIsRightWithIt() throws Exception {
        String text = CampaignFile.template("t")
                .replace("  catalogs: [catalogs/*.txt]", "  # ")
                .replaceAll("(?m)^  # (database|sky|where|band|night|area):", "  $1:");
        Campaign c = CampaignFile.load(Files.writeString(folder.resolve("template.yaml"), text));
        VisitSelection.Database database = (VisitSelection.Database) c.visits();
        assertTrue(database.selection().where().isPresent()
                && database.selection().nights().isPresent()
                && database.selection().area().isPresent());
    }
}
