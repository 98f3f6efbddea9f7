package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisitsCommandTest {
    @TempDir
    Path folder;

    private Path table() throws Exception {
        return Files.writeString(folder.resolve("visits.ecsv"), """
                # %ECSV 1.0
                # ---
                # datatype:
                # - {name: visit, datatype: int64}
                # - {name: band, datatype: string}
                # - {name: ra, unit: deg, datatype: float64}
                # - {name: dec, unit: deg, datatype: float64}
                # - {name: obsStartMJD, unit: d, datatype: float64}
                # - {name: expTime, unit: s, datatype: float64}
                visit band ra dec obsStartMJD expTime
                11 r 10.0 -30.0 60676.1 30.0
                12 i 20.0 -40.0 60677.1 nan
                """);
    }

    @Test
    void listsOneScreen() throws Exception {
        Captured shown = Captured.ciel("visits", table().toString(), "--band", "r");
        assertEquals(ExitCode.DONE, shown.code());
        assertTrue(shown.out().contains("1 visits") && shown.out().contains("-30.0000"), shown.out());
    }

    @Test
    void jsonHasNullWhereTheTableHasNothing() throws Exception {
        JsonNode root = new ObjectMapper()
                .readTree(Captured.ciel("visits", table().toString(), "--json").out());
        assertEquals(2, root.path("count").asInt());
        assertTrue(root.path("visits").get(1).path("exposureTime").isNull());
        assertEquals(
                "2025-01-01", root.path("visits").get(1).path("dayObs").asText().replaceFirst("(....)(..)", "$1-$2-"));
    }

    @Test
    void drawsAMap() throws Exception {
        Path png = folder.resolve("map.png");
        assertEquals(
                ExitCode.DONE,
                Captured.ciel("visits", table().toString(), "--png", png.toString())
                        .code());
        assertEquals(0x89, Files.readAllBytes(png)[0] & 0xFF);
    }

    @Test
    void aWrongConditionIsAnInputError() throws Exception {
        Captured wrong = Captured.ciel("visits", table().toString(), "--where", "airmass < 2");
        assertEquals(ExitCode.INPUT, wrong.code());
        assertTrue(wrong.err().contains("airmass"), wrong.err());
    }
}
