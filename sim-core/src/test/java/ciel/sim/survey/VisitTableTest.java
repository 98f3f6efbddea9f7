package ciel.sim.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitTableTest {
    @TempDir
    Path folder;

    private Path database(String name, String... sql) throws Exception {
        Path file = folder.resolve(name);
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement s = c.createStatement()) {
            for (String one : sql) {
                s.executeUpdate(one);
            }
        }
        return file;
    }

    private Path opsim() throws Exception {
        return database(
                "a b%20#1.db",
                "CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL, observationStartMJD REAL,"
                        + " visitExposureTime REAL, visitTime REAL, numExposures INTEGER, filter TEXT, rotTelPos REAL,"
                        + " rotSkyPos REAL, paraAngle REAL, altitude REAL, azimuth REAL, seeingFwhm500 REAL, night INTEGER,"
                        + " note TEXT)",
                "INSERT INTO observations VALUES (7, 359.5, -30, 60676.1, 30, 34, 2, 'r', 10, 20, -10, 60, 90, 0.7, 1, 'a, b')",
                "INSERT INTO observations VALUES (8, 0.5, -30, 60676.2, 30, 31, 1, 'i_39', 10, 20, 50, 60, 90, 0.7, 1, 'x')",
                "INSERT INTO observations VALUES (9, 40, -30, 60677.2, 30, 31, 1, 'v', 10, 20, -10, 60, 90, NULL, 2, NULL)");
    }

    @Test
    void timesOfSnapsFollowFromTheVisit() throws Exception {
        VisitTable table = VisitTable.open(opsim());
        Visit first = table.exposure(7, 0).visit();
        Visit second = table.exposure(7, 1).visit();
        assertEquals(15, first.exposureTime());
        assertEquals(60676.1 + 7.5 / 86400, first.mjd(), 1e-10);
        assertEquals(60676.1 + (17 + 7.5) / 86400, second.mjd(), 1e-10);
        assertEquals(0, first.sequenceNumber());
        assertEquals(1, second.sequenceNumber());
        assertEquals(2, table.exposure(8, 0).visit().sequenceNumber());
        assertEquals(7, first.seed());
        assertTrue(second.seed() != first.seed() && second.seed() >= 0);
        assertTrue(assertThrows(InputException.class, () -> table.exposure(7, 2))
                .getMessage()
                .contains("snap 2"));
    }

    @Test
    void bothSpellingsOfAFilterSelectTheSameVisits() throws Exception {
        VisitTable table = VisitTable.open(opsim());
        VisitSelection i = new VisitSelection(Optional.empty(), Set.of(Band.I), Optional.empty(), Optional.empty());
        assertEquals(List.of(8L), table.select(i).stream().map(SurveyVisit::id).toList());
        assertTrue(assertThrows(InputException.class, () -> table.exposure(9, 0))
                .getMessage()
                .contains("'v'"));
    }

    @Test
    void selectionsByConditionNightAndArea() throws Exception {
        VisitTable table = VisitTable.open(opsim());
        assertEquals(
                List.of(7L),
                ids(
                        table,
                        new VisitSelection(
                                Optional.of("note LIKE '%,%' -- a comment"),
                                Set.of(),
                                Optional.empty(),
                                Optional.empty())));
        assertEquals(
                List.of(9L),
                ids(
                        table,
                        new VisitSelection(
                                Optional.empty(),
                                Set.of(),
                                Optional.of(VisitSelection.nights("20250101")),
                                Optional.empty())));
        assertEquals(
                List.of(7L, 8L),
                ids(
                        table,
                        new VisitSelection(
                                Optional.empty(),
                                Set.of(),
                                Optional.of(VisitSelection.nights("0..1")),
                                Optional.empty())));
        assertEquals(
                List.of(7L, 8L),
                ids(
                        table,
                        new VisitSelection(
                                Optional.empty(),
                                Set.of(),
                                Optional.empty(),
                                Optional.of(VisitSelection.area("0,-30,1")))));
        for (String bad : List.of("1; DROP TABLE observations", "nothing = 1", "(", "note = 'x")) {
            assertThrows(
                    InputException.class,
                    () -> table.select(
                            new VisitSelection(Optional.of(bad), Set.of(), Optional.empty(), Optional.empty())));
        }
        assertEquals(3, table.select(VisitSelection.ALL).size());
    }

    private static List<Long> ids(VisitTable table, VisitSelection selection) {
        return table.select(selection).stream().map(SurveyVisit::id).toList();
    }

    @Test
    void aVisitThatObeysNoRelationOfAnglesIsSaid() throws Exception {
        VisitTable table = VisitTable.open(opsim());
        assertEquals(List.of(), table.exposure(7, 0).notes());
        assertTrue(table.exposure(8, 0).notes().getFirst().contains("neither"));
    }

    @Test
    void aNightOfItsOwnHasTheSameExposuresAndAlwaysTheSameBytes() throws Exception {
        VisitTable table = VisitTable.open(opsim());
        for (SurveyVisit visit : table.select(VisitSelection.ALL).subList(0, 2)) {
            Path day = folder.resolve("day-" + visit.id() + ".db");
            table.writeDay(visit, day);
            VisitTable small = VisitTable.open(day);
            assertEquals(List.of(7L, 8L), ids(small, VisitSelection.ALL));
            assertEquals(table.columns(), small.columns());
            assertEquals(
                    table.exposure(visit.id(), 0).visit(),
                    small.exposure(visit.id(), 0).visit());
            assertEquals(
                    table.exposure(visit.id(), 0).header(),
                    small.exposure(visit.id(), 0).header());
        }
        assertEquals(
                -1, Files.mismatch(folder.resolve("day-7.db"), folder.resolve("day-8.db")), "bytes of the same night");
        // a view has no declared types, an affinity decides how numbers are compared
        Path text = database(
                "text.db",
                "CREATE TABLE visits (visit_id INTEGER, ra REAL, dec REAL, obs_start_mjd REAL, exp_time TEXT, band TEXT)",
                "INSERT INTO visits VALUES (1, 10, -30, 60676.2, '30', 'r')");
        VisitTable typed = VisitTable.open(text);
        typed.writeDay(typed.visit(1), folder.resolve("typed.db"));
        assertEquals(typed.visit(1), VisitTable.open(folder.resolve("typed.db")).visit(1));
    }

    @Test
    void aVisitThatCannotBeDrawnIsFoundWithoutTheNumberInItsNight() throws Exception {
        VisitTable table = VisitTable.open(opsim());
        table.requireDrawable(table.visit(7), 0);
        assertTrue(assertThrows(InputException.class, () -> table.requireDrawable(table.visit(9), 0))
                .getMessage()
                .contains("'v'"));
    }

    @Test
    void aDatabaseIsNotTouched() throws Exception {
        Path file = opsim();
        byte[] before = Files.readAllBytes(file);
        VisitTable.open(file).select(VisitSelection.ALL);
        org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void whatIsNoTableOfVisitsIsRefusedByName() throws Exception {
        Path other = database("other.db", "CREATE TABLE things (a INTEGER, ra REAL)");
        String message =
                assertThrows(InputException.class, () -> VisitTable.open(other)).getMessage();
        assertTrue(message.contains("observationId") && message.contains("things"), message);
        Path text = Files.writeString(folder.resolve("text.txt"), "hello");
        assertThrows(InputException.class, () -> VisitTable.open(text));
        Path old = folder.resolve("minion.db");
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + old);
                Statement s = c.createStatement()) {
            s.executeUpdate("CREATE TABLE Summary (obsHistID INTEGER, expMJD REAL, fieldRA REAL, fieldDec REAL)");
        }
        String radians =
                assertThrows(InputException.class, () -> VisitTable.open(old)).getMessage();
        assertTrue(radians.contains("OpSim 3 or older") && radians.contains("observationStartMJD"), radians);
        assertThrows(InputException.class, () -> VisitTable.open(folder.resolve("missing.db")));
        assertThrows(InputException.class, () -> VisitTable.open(folder));
    }

    @Test
    void ecsvWithUnitsQuotesAndArrays() throws IOException {
        Path file = Files.writeString(folder.resolve("t.ecsv"), """
                # %ECSV 1.0
                # ---
                # delimiter: ','
                # datatype:
                # - {name: visit, datatype: int64}
                # - {name: ra, unit: rad, datatype: float64}
                # - {name: dec, unit: arcmin, datatype: float64}
                # - {name: obsStartMJD, unit: d, datatype: float64}
                # - {name: target, datatype: string}
                # - {name: fwhm, datatype: string, subtype: 'float64[2]'}
                # schema: astropy-2.0
                visit,ra,dec,obsStartMJD,target,fwhm
                5,3.14159265358979312,-1800.0,60676.1,"a ""b"", c","[0.7,0.8]"
                """);
        VisitTable table = VisitTable.open(file);
        SurveyVisit v = table.visit(5);
        assertEquals(180, v.ra(), 1e-12);
        assertEquals(-30, v.dec(), 1e-12);
        assertEquals("a \"b\", c", v.target());
        assertTrue(table.columns().contains("fwhm_1"));
        assertEquals(
                List.of(5L),
                ids(
                        table,
                        new VisitSelection(
                                Optional.of("fwhm_1 > 0.75"), Set.of(), Optional.empty(), Optional.empty())));
    }
}
