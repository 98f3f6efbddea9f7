package ciel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.catalog.demo.DemoCatalog;
import ciel.sim.exposure.Settings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
    @TempDir
    Path folder;

    private static Captured config(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "config";
        System.arraycopy(args, 0, all, 1, args.length);
        return Captured.ciel(all);
    }

    @Test
    void everySettingIsListedWithValueUnitAndOrigin() {
        Captured list = config("--set", "psf.fwhm=0.65");
        assertEquals(ExitCode.DONE, list.code(), list.err());
        for (Settings.Row row : Settings.defaults().with("psf.fwhm=0.65").rows()) {
            assertTrue(list.out().contains("\n" + row.key() + " ") || list.out().startsWith(row.key()), row.key());
            assertTrue(list.out().contains(row.about()), row.key());
        }
        assertTrue(list.out().matches("(?s).*psf.fwhm +0.65 arcsec +\\(--set\\).*"), list.out());
    }

    @Test
    void oneSettingIsExplainedWithRangeChoicesAndAuto() {
        String fwhm = config("psf.fwhm").out();
        assertTrue(
                fwhm.contains("value:   auto")
                        && fwhm.contains("from default")
                        && fwhm.contains("the visit's seeing")
                        && fwhm.contains("a number, > 0, <= 60 arcsec, or auto"),
                fwhm);
        assertTrue(config("psf.model").out().contains("one of kolmogorov, vonkarman"));
        assertTrue(config("output.added_keywords").out().contains("--set output.added_keywords.NAME=VALUE"));
        String group = config("psf").out();
        assertTrue(group.contains("psf.model") && !group.contains("sky.enabled"), group);
    }

    @Test
    void whatIsNotASettingIsRefusedWithTheNearestName() {
        Captured run = config("psf.fhwm");
        assertEquals(ExitCode.INPUT, run.code());
        assertTrue(run.err().contains("did you mean psf.fwhm?"), run.err());
        assertEquals(ExitCode.INPUT, config("--set", "psf.fhwm=1").code());
    }

    @Test
    void autoIsDerivedForACatalog() throws IOException {
        Path catalog = DemoCatalog.write(folder, DemoCatalog.Options.DEFAULT.withRadius(0.01));
        String fwhm = config("psf.fwhm", "--catalog", catalog.toString()).out();
        assertTrue(fwhm.matches("(?s).*for .*: 0\\.[0-9]{4} arcsec\n.*"), fwhm);
        String all = config("--catalog", catalog.toString()).out();
        assertTrue(
                all.matches("(?s).*sky\\.electrons +auto electrons per pixel \\(default\\) = [0-9.]+ electrons.*"),
                all);
        Path scene = Files.writeString(folder.resolve("s.csv"), "x,y,flux\n");
        String table = config("psf.fwhm", "--catalog", scene.toString()).out();
        assertTrue(table.contains("has to be given"), table);
        assertFalse(config("psf.fwhm", "--set", "psf.fwhm=1", "--catalog", scene.toString())
                .out()
                .contains("has to be given"));
    }

    @Test
    void theDefaultOfACatalogIsFullPhysics() throws IOException {
        Path catalog = DemoCatalog.write(folder, DemoCatalog.Options.DEFAULT.withRadius(0.01));
        String rays = config("optics.rays", "--catalog", catalog.toString()).out();
        assertTrue(rays.contains("value:   true, from default of an instance catalog"), rays);
        assertTrue(config("optics.rays").out().contains("value:   false, from default"));
        Path scene = Files.writeString(folder.resolve("s.csv"), "x,y,flux\n");
        assertTrue(config("optics.rays", "--catalog", scene.toString()).out().contains("value:   false"));
    }

    @Test
    void jsonHasRangeChoicesAndOrigin() throws IOException {
        JsonNode rows = new ObjectMapper()
                .readTree(config("psf", "--json", "--set", "psf.fwhm=1").out());
        for (JsonNode row : rows) {
            assertTrue(row.path("key").asText().startsWith("psf.") && row.has("default") && row.has("type"), "" + row);
        }
        JsonNode model = rows.get(0);
        assertEquals("psf.model", model.path("key").asText());
        assertTrue(model.path("choices").size() > 3);
        JsonNode fwhm = rows.get(1);
        assertEquals("--set", fwhm.path("origin").asText());
        assertEquals(60, fwhm.path("max").asInt());
    }
}
