package ciel.sim.survey;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged tables are read, or refused with their name; nothing else is ever thrown. */
class MutatedVisitsTest {
    private static final int MUTANTS = 400;

    @TempDir
    Path folder;

    @Test
    void databases() throws Exception {
        Path file = folder.resolve("visits.db");
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement s = c.createStatement()) {
            s.executeUpdate("PRAGMA page_size = 512");
            s.executeUpdate(
                    "CREATE TABLE observations (observationId INTEGER, fieldRA REAL, fieldDec REAL,"
                            + " observationStartMJD REAL, visitExposureTime REAL, numExposures INTEGER, filter TEXT, note TEXT)");
            for (int i = 0; i < 60; i++) {
                s.executeUpdate("INSERT INTO observations VALUES (" + i + ", 10, -30, 60676.1, 30, 1, 'r', 'a note')");
            }
        }
        mutate(Files.readAllBytes(file), "m.db");
    }

    @Test
    void ecsv() throws Exception {
        String rows = IntStream.range(0, 20)
                .mapToObj(i -> i + ",10.5,-30.0,60676.1,\"a \"\"b\"\"\",\"[0.7,0.8]\"")
                .collect(Collectors.joining("\n"));
        String table = """
                # %ECSV 1.0
                # ---
                # delimiter: ','
                # datatype:
                # - {name: visit, datatype: int64}
                # - {name: ra, unit: deg, datatype: float64}
                # - {name: dec, unit: arcmin, datatype: float64}
                # - {name: obsStartMJD, unit: d, datatype: float64}
                # - {name: target, datatype: string}
                # - {name: fwhm, datatype: string, subtype: 'float64[2]'}
                visit,ra,dec,obsStartMJD,target,fwhm
                """ + rows;
        mutate(table.getBytes(java.nio.charset.StandardCharsets.UTF_8), "m.ecsv");
    }

    private void mutate(byte[] whole, String name) throws Exception {
        Random random = new Random(11);
        Path mutant = folder.resolve(name);
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            byte[] bytes = whole.clone();
            switch (i % 3) {
                case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> {
                    int from = random.nextInt(bytes.length);
                    for (int k = from; k < Math.min(bytes.length, from + 1 + random.nextInt(40)); k++) {
                        bytes[k] = (byte) random.nextInt(256);
                    }
                }
                default -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            Files.write(mutant, bytes);
            try {
                VisitTable table = VisitTable.open(mutant);
                List<SurveyVisit> visits = table.select(VisitSelection.ALL);
                if (!visits.isEmpty()) {
                    table.sequenceNumber(visits.getFirst(), 0);
                }
            } catch (InputException e) {
                assertTrue(e.getMessage().contains(name), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > MUTANTS / 10, "refused: " + refused);
    }
}
