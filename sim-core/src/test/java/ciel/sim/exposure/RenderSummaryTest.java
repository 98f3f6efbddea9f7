package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RenderSummaryTest {
    private static final RenderSummary.DetectorRow ROW = new RenderSummary.DetectorRow(
            "R22_S11", 2, 30, 40, List.of(new RenderSummary.OutputFile("out/e.fits", 5, "00000001", "ab")), false);

    private static RenderSummary summary(List<RenderSummary.Failure> failed) {
        return new RenderSummary(
                "scalar",
                "cpu",
                "T1",
                7,
                8,
                List.of(ROW),
                failed,
                new RenderSummary.Seconds(1, 2, 3, 4, 5, 6, 7),
                15,
                9,
                null);
    }

    @Test
    void deviceIsNamedWhereThereIsOne() {
        RenderSummary plain = summary(List.of());
        String json = new RenderSummary(
                        "opencl",
                        "gpu",
                        "T1",
                        7,
                        8,
                        plain.detectors(),
                        plain.failed(),
                        plain.seconds(),
                        15,
                        9,
                        new RenderSummary.DeviceUse(0.25, 1000))
                .toJson();
        assertEquals(
                "\"peakMemoryBytes\":9,\"deviceUse\":{\"seconds\":0.25,\"memoryBytes\":1000},\"detectorsAtOnce\":1,\"notes\":[]}",
                json.substring(json.indexOf("\"peakMemoryBytes")));
    }

    @Test
    void jsonHasTheDocumentedKeysInOrder() {
        assertEquals(
                "{\"engine\":\"scalar\",\"device\":\"cpu\",\"tier\":\"T1\",\"seed\":7,\"visit\":8,\"detectors\":[{\"name\":\"R22_S11\",\"objects\":2,"
                        + "\"photons\":30,\"electrons\":40,\"files\":[{\"path\":\"out/e.fits\",\"bytes\":5,\"adler32\":\"00000001\",\"sha256\":\"ab\"}]}],"
                        + "\"seconds\":{\"setup\":1.0,\"photons\":2.0,\"background\":3.0,\"readout\":4.0,\"write\":5.0,\"total\":6.0,\"cpu\":7.0},"
                        + "\"photonsPerSecond\":15.0,\"peakMemoryBytes\":9,\"detectorsAtOnce\":1,\"notes\":[]}",
                summary(List.of()).toJson());
    }

    @Test
    void failedDetectorsAreNamed() {
        String json = summary(List.of(new RenderSummary.Failure("R01_S00", "disk full")))
                .toJson();
        assertEquals(
                "[{\"name\":\"R01_S00\",\"error\":\"disk full\"}]",
                json.replaceAll(".*\"failed\":(\\[.*?\\]).*", "$1"));
    }
}
