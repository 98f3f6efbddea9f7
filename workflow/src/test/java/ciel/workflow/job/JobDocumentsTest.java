package ciel.workflow.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Units files, job descriptions and exit files. */
class JobDocumentsTest {
    private static final String SHA = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @Test
    void aUnitsFileIsReadBackAndEachTaskHasItsUnits() {
        List<UnitSpec> units = List.of(
                new UnitSpec(1, "R22_S11"),
                new UnitSpec(1, "R01_S00"),
                new UnitSpec(2, "R22_S11"),
                new UnitSpec(3, "R44_SW0"),
                new UnitSpec(9, "R22_S11"));
        UnitsFile file = new UnitsFile(SHA, 2, 120, units);
        assertEquals(file, UnitsFile.parse(file.lines()));
        assertEquals(3, file.tasks());
        assertEquals(units.subList(2, 4), file.task(1));
        assertEquals(units.subList(4, 5), file.task(2));
        assertEquals(List.of(), file.task(3));
        // the gate's pattern of a unit
        assertTrue(file.lines().stream().allMatch(line -> line.matches("[A-Za-z0-9][A-Za-z0-9_.:,=/+-]{0,199}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ciel-units=2,spec=x,each=1,warning=0",
                "1/R22_S11",
                "HEAD",
                "HEAD\n1/R22",
                "HEAD\n1/R22_S11\n1/R22_S11",
                "HEAD\n-1/R22_S11",
                "HEAD\n1/../R22_S11",
                "HEAD\n\n1/R22_S11"
            })
    void aUnitsFileThatIsNoneIsRefused(String text) {
        String file = text.replace("HEAD", "ciel-units=1,spec=" + SHA + ",each=1,warning=60");
        assertThrows(IllegalArgumentException.class, () -> UnitsFile.parse(List.of(file.split("\n", -1))));
    }

    private static JobSpec spec() {
        return JobSpec.of(
                "dc2",
                "1.0",
                "fast",
                Map.of("sky.enabled", "false", "psf.fwhm", "0.7"),
                "auto",
                true,
                List.of(
                        new JobSpec.Visit(7, 42L, List.of(new JobSpec.Input("cat.txt", SHA, 10)), null),
                        new JobSpec.Visit(8, null, List.of(new JobSpec.Input("cat8.txt.gz", SHA, 10)), null),
                        new JobSpec.Visit(9, null, List.of(new JobSpec.Input("opsim.db", SHA, 10)), "/sky/cat.yaml")));
    }

    @Test
    void aDescriptionIsReadBackAndHasOneForm() {
        assertEquals(spec(), JobSpec.parse(spec().json()));
        assertArrayEquals(spec().json(), JobSpec.parse(spec().json()).json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "",
                "[]",
                "{\"format\":\"ciel-job\",\"version\":2,\"campaign\":\"c\"}",
                "{\"format\":\"ciel-job\",\"version\":1,\"campaign\":\"../c\"}",
                "{\"format\":\"ciel-job\",\"version\":1,\"campaign\":\"c\",\"unknown\":1}",
                "{\"format\":\"ciel-job\",\"version\":1,\"campaign\":\"c\",\"visits\":[{\"visit\":1,\"files\":[]}]}",
                "{\"format\":\"ciel-job\",\"version\":1,\"campaign\":\"c\",\"visits\":[{\"visit\":1,\"sky\":\"../s.yaml\","
                        + "\"files\":[{\"name\":\"o.db\",\"sha256\":\"" + SHA + "\",\"bytes\":1}]}]}"
            })
    void aDescriptionThatIsNoneIsRefusedInOneLineWithoutNamesOfClasses(String json) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> JobSpec.parse(json.getBytes(StandardCharsets.UTF_8)));
        assertTrue(
                !refused.getMessage().contains("ciel.workflow")
                        && !refused.getMessage().contains("\n"),
                refused.getMessage());
    }

    @Test
    void damagedDocumentsAreRefusedAndNothingElseIsThrown() {
        Random random = new Random(11);
        byte[] whole = spec().json();
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] damaged = whole.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                JobSpec.parse(damaged);
                UnitReport.parse(damaged);
            } catch (IllegalArgumentException e) {
                refused++;
            }
        }
        assertTrue(refused > 4000, refused + " of 5000 refused");
    }
}
