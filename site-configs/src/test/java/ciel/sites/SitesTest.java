package ciel.sites;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SitesTest {
    @TempDir
    Path folder;

    static java.util.List<String> names() {
        return Sites.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyPackagedSiteFollowsTheSchema(String name) {
        assertEquals(name, Sites.load(name).name());
    }

    @Test
    void theIndexNamesEveryFile() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/ciel/sites"))) {
            assertEquals(
                    Sites.names(),
                    files.map(file -> file.getFileName().toString())
                            .filter(file -> file.endsWith(".yaml"))
                            .map(file -> file.replace(".yaml", ""))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void jeanZayIsAsDocumented() {
        Site site = Sites.load("idris");
        assertEquals(Map.of("login", "jean-zay.idris.fr", "transfer", "jean-zay-pp.idris.fr"), site.hosts());
        assertEquals(Boolean.FALSE, site.outbound());
        assertEquals(600, site.scheduler().defaultSeconds());
    }

    @Test
    void aFileOfTheUserIsReadWithItsSettings() throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.yaml"),
                "name: my\ntitle: Mine\nrole: compute\nsource: me\nsettings: {psf.fwhm: 0.7, sed.library: /x}\n");
        assertEquals(
                Map.of("psf.fwhm", "0.7", "sed.library", "/x"),
                Sites.load(file.toString()).settings());
    }

    @Test
    void aWrongFileIsExplained() throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.yaml"), "name: my\ntitle: Mine\nrole: kitchen\nsource: me\nhost: x\n");
        String message = assertThrows(SiteException.class, () -> Sites.load(file.toString()))
                .getMessage();
        assertTrue(message.contains("my.yaml") && message.contains("role") && message.contains("host"), message);
    }

    @Test
    void anUnknownSiteIsExplained() {
        String message =
                assertThrows(SiteException.class, () -> Sites.load("cern")).getMessage();
        assertTrue(message.contains("'cern'") && message.contains("idris"), message);
        assertTrue(assertThrows(SiteException.class, () -> Sites.load("none.yaml"))
                .getMessage()
                .contains("cannot be read"));
    }
}
