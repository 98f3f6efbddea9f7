package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.exposure.RenderRequest;
import ciel.sim.exposure.RenderSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir
    Path folder;

    @Test
    void theDemoMakesItsCatalogAndSaysWhereThePictureIs() {
        RenderRequest[] seen = new RenderRequest[1];
        Path out = folder.resolve("a/b");
        Captured terminal = Captured.terminal(false);
        int code = Runner.run(
                terminal.terminal(),
                "demo",
                new DemoCommand(terminal.terminal(), (request, listener) -> {
                    seen[0] = request;
                    return new RenderSummary(
                            "scalar",
                            "cpu",
                            "T1",
                            7,
                            8,
                            List.of(new RenderSummary.DetectorRow(
                                    "R22_S11",
                                    2,
                                    30_000_000,
                                    40,
                                    List.of(new RenderSummary.OutputFile("a/b/p.png", 5_000, "00000001", "ab")),
                                    false)),
                            List.of(),
                            new RenderSummary.Seconds(1, 2, 3, 4, 5, 6, 7),
                            15,
                            9,
                            null);
                }),
                List.of("--out", out.toString(), "--engine", "scalar", "--set", "psf.fwhm=0.5"));
        assertEquals(ExitCode.DONE, code, terminal.err());
        assertTrue(Files.exists(seen[0].catalog()) && seen[0].catalog().startsWith(out));
        assertEquals(List.of("R22_S11"), seen[0].detectors());
        assertEquals("scalar", seen[0].engine());
        assertEquals(0.5, seen[0].settings().optionalNumber("psf.fwhm").orElseThrow());
        assertTrue(seen[0].settings().flag("output.overwrite"), "a second demo replaces the first");
        assertTrue(
                terminal.out().contains("2 objects, 30.0 M photons in 6.0 s")
                        && terminal.out().contains("Look at a/b/p.png"),
                terminal.out());
    }
}
