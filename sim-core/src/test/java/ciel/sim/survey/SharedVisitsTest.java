package ciel.sim.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.SharedData;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.VisitGeometry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the tables of public surveys beside the project. */
class SharedVisitsTest {
    @Test
    void sequenceNumbersOf2173Visits() throws Exception {
        Path file = SharedData.file("inputs/opsim/seqnum_reference.db");
        int rows = 0;
        // the reference has no positions, so it is completed in memory
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro&immutable=1");
                ResultSet r = c.createStatement().executeQuery("SELECT * FROM observations")) {
            Path whole = java.nio.file.Files.createTempFile("seqnum", ".db");
            try {
                try (Connection copy = DriverManager.getConnection("jdbc:sqlite:" + whole)) {
                    copy.createStatement()
                            .executeUpdate(
                                    "CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL, "
                                            + "observationStartMJD REAL, numExposures INTEGER, seqnum_ref INTEGER)");
                    copy.setAutoCommit(false);
                    var insert = copy.prepareStatement("INSERT INTO observations VALUES (?, 0, 0, ?, ?, ?)");
                    while (r.next()) {
                        insert.setLong(1, r.getLong("observationId"));
                        insert.setDouble(2, r.getDouble("observationStartMJD"));
                        insert.setInt(3, r.getInt("numExposures"));
                        insert.setInt(4, r.getInt("seqnum_ref"));
                        insert.executeUpdate();
                    }
                    copy.commit();
                }
                VisitTable table = VisitTable.open(whole);
                try (Connection copy = DriverManager.getConnection("jdbc:sqlite:" + whole);
                        ResultSet reference = copy.createStatement()
                                .executeQuery("SELECT observationId, seqnum_ref FROM observations")) {
                    Map<Long, SurveyVisit> visits = new HashMap<>();
                    table.forEach(VisitSelection.ALL, v -> visits.put(v.id(), v));
                    while (reference.next()) {
                        SurveyVisit v = visits.get(reference.getLong(1));
                        assertEquals(reference.getInt(2), table.sequenceNumber(v, 0), "visit " + v.id());
                        rows++;
                    }
                }
            } finally {
                java.nio.file.Files.delete(whole);
            }
        }
        assertEquals(2173, rows);
    }

    @Test
    void snapsOfTheSmallDatabases() throws Exception {
        for (Map<String, String> row : SharedData.csv(SharedData.file("inputs/opsim/expected_small_opsim.csv"))) {
            VisitTable table = VisitTable.open(SharedData.file("opsim/" + row.get("db")));
            Visit visit = table.exposure(Long.parseLong(row.get("observationId")), Integer.parseInt(row.get("snap")))
                    .visit();
            assertEquals(Integer.parseInt(row.get("seqnum")), visit.sequenceNumber(), row.toString());
            assertEquals(Double.parseDouble(row.get("exptime")), visit.exposureTime(), 1e-9, row.toString());
            assertEquals(Double.parseDouble(row.get("mjd_mid")), visit.mjd(), 1e-9, row.toString());
            assertEquals(
                    Integer.parseInt(row.get("dayobs")),
                    table.visit(visit.observationId()).dayObs(),
                    row.toString());
        }
    }

    @Test
    void visit22184IsAsTheDatabaseHasIt() {
        VisitTable table = VisitTable.open(SharedData.file("opsim/small_opsim.db"));
        assertEquals(1.0763250938907971, table.visit(22184).airmass());
        Visit v = table.exposure(22184, 0).visit();
        assertEquals(65.00821243449612, v.ra());
        assertEquals(-33.20121826915378, v.dec());
        assertEquals(0.5833528497734382, v.rawSeeing());
        assertEquals(Band.Z, v.band());
        assertEquals(15, v.exposureTime());
        assertEquals(60248.33830784654 + 7.5 / 86400, v.mjd(), 1e-10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "g0_summaryallprops.db", "g1_v17_v20.db", "g2_v21_v30.db", "g3_v32_v34.db", "g4_v35_v40.db",
                "g5_v41_v43.db", "g6_v50.db", "consdb_visit1.db", "dp1_visit.ecsv", "dp1_visit.fits"
            })
    void everyGenerationIsReadAndCanBeDrawn(String name) {
        VisitTable table = VisitTable.open(SharedData.file("inputs/opsim/" + name));
        List<SurveyVisit> visits = table.select(VisitSelection.ALL);
        assertFalse(visits.isEmpty());
        int drawable = 0;
        for (SurveyVisit v : visits) {
            assertTrue(v.band().isPresent(), v.toString());
            Visit visit = table.exposure(v.id(), 0).visit();
            assertEquals(v.band().get(), visit.band());
            assertTrue(visit.exposureTime() == 15 || visit.exposureTime() == 30, v.toString());
            drawable++;
        }
        assertEquals(visits.size(), drawable);
    }

    @Test
    void aTableWithoutRotatorGivesTheRotationThatItHas() {
        VisitTable table = VisitTable.open(SharedData.file("inputs/opsim/consdb_visit1.db"));
        for (SurveyVisit v : table.select(VisitSelection.ALL)) {
            Visit visit = table.exposure(v.id(), 0).visit();
            double computed = VisitGeometry.of(visit).rotSkyPos();
            assertEquals(0, Math.IEEEremainder(computed - v.rotSkyPos(), 360), 0.01, v.toString());
            assertEquals(v.sequence(), visit.sequenceNumber());
        }
    }

    @Test
    void otherUnitsAreConverted() {
        VisitTable table = VisitTable.open(SharedData.file("inputs/opsim/other_units.ecsv"));
        SurveyVisit v = table.select(VisitSelection.ALL).getFirst();
        assertEquals(225.08238046388033, v.ra(), 1e-9);
        assertEquals(-39.95571150270496, v.dec(), 1e-9);
        assertTrue(table.columns().contains("fwhm_1"));
    }
}
