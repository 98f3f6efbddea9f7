package ciel.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibCommandTest {
    @TempDir
    Path dir;

    private Captured calib(String... words) {
        String[] all = new String[words.length + 4];
        all[0] = "calib";
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--out";
        all[words.length + 2] = dir.toString();
        all[words.length + 3] = "--json";
        return Captured.ciel(all);
    }

    private static Header header(JsonNode exposure) throws Exception {
        for (JsonNode file : exposure.path("detectors").get(0).path("files")) {
            if (file.path("path").asText().endsWith(".fits.fz")) {
                try (Fits fits = new Fits(file.path("path").asText())) {
                    return fits.readHDU().getHeader();
                }
            }
        }
        throw new AssertionError("no raw file: " + exposure);
    }

    @Test
    void aPairOfFlatsHasOneGroupAndTheSameTimeAndOtherBits() throws Exception {
        Captured done = calib("flat", "--ramp", "500:1000:2", "--physics", "fast", "--detector", "R22_S11");
        assertEquals(0, done.code(), done.err());
        JsonNode all = new ObjectMapper().readTree(done.out());
        assertEquals(4, all.size());
        Header one = header(all.get(0));
        Header two = header(all.get(1));
        Header three = header(all.get(2));
        assertAll(
                () -> assertEquals("FLAT", one.getStringValue("IMGTYPE")),
                () -> assertEquals(0.25, one.getDoubleValue("EXPTIME")),
                () -> assertEquals(0.25, one.getDoubleValue("SHUTTIME")),
                () -> assertEquals(0.25, two.getDoubleValue("EXPTIME")),
                () -> assertEquals(0.5, three.getDoubleValue("EXPTIME")),
                () -> assertEquals(one.getStringValue("GROUPID"), two.getStringValue("GROUPID")),
                () -> assertTrue(!one.getStringValue("GROUPID").equals(three.getStringValue("GROUPID"))),
                () -> assertEquals(2, two.getIntValue("CURINDEX")),
                () -> assertEquals(2, two.getIntValue("MAXINDEX")),
                () -> assertEquals("20260105", one.getStringValue("DAYOBS")),
                () -> assertEquals("MC_S_20260105_000002", two.getStringValue("OBSID")),
                () -> assertEquals("r_57", one.getStringValue("FILTER")),
                () -> assertEquals("LOCAL", one.getStringValue("TRACKSYS")));
        long first = all.get(0).path("detectors").get(0).path("electrons").asLong();
        long second = all.get(1).path("detectors").get(0).path("electrons").asLong();
        double pixels = 4096.0 * 4004;
        assertTrue(first != second);
        // cosmic rays come on top
        assertEquals(500, first / pixels, 1);
        assertEquals(500, second / pixels, 1);
    }

    @ParameterizedTest
    @CsvSource({"bias, BIAS, 0", "dark, DARK, 30"})
    void biasesAndDarksHaveNoLight(String kind, String type, double time) throws Exception {
        Captured done = calib(kind, "-n", "1", "--detector", "R01_S00", "--set", "cosmic_rays.enabled=false");
        assertEquals(0, done.code(), done.err());
        JsonNode exposure = new ObjectMapper().readTree(done.out()).get(0);
        Header header = header(exposure);
        assertAll(
                () -> assertEquals(type, header.getStringValue("IMGTYPE")),
                () -> assertEquals(time, header.getDoubleValue("EXPTIME")),
                () -> assertEquals(0, header.getDoubleValue("SHUTTIME")),
                () -> assertEquals(
                        0, exposure.path("detectors").get(0).path("electrons").asLong()));
    }

    @Test
    void aSeriesGoesOnWhereItWasCut() throws Exception {
        assertEquals(0, calib("bias", "-n", "1").code());
        Map<Path, byte[]> before = new HashMap<>();
        try (var files = Files.list(dir)) {
            for (Path file : files.toList()) {
                before.put(file, Files.readAllBytes(file));
            }
        }
        Captured again = calib("bias", "-n", "2", "--resume");
        assertEquals(0, again.code(), again.err());
        JsonNode all = new ObjectMapper().readTree(again.out());
        assertTrue(all.get(0).path("detectors").get(0).path("kept").asBoolean());
        assertTrue(!all.get(1).path("detectors").get(0).path("kept").asBoolean());
        for (var each : before.entrySet()) {
            assertEquals(-1, java.util.Arrays.mismatch(each.getValue(), Files.readAllBytes(each.getKey())));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'flut', 'must be bias, dark or flat'",
        "'bias --level 5', 'for flats'",
        "'flat --exposure-time 5', 'for darks'",
        "'flat --ramp 5:1:3', 'FROM:TO:N'",
        "'flat --ramp 5', 'FROM:TO:N'",
        "'flat --level -3', 'at most 1e6'",
        "'flat --band q', 'u, g, r, i, z or y'",
        "'flat --day 20261301', 'YYYYMMDD'",
        "'bias -n 0', '1 to 10000'"
    })
    void saysWhatIsWrong(String line, String problem) {
        Captured refused = calib(line.split(" "));
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains(problem), refused.err());
    }
}
