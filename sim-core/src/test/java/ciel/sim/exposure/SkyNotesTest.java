package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkyNotesTest {
    @TempDir
    private Path folder;

    private Optional<String> note(String from, String to, String... sets) throws IOException {
        Path file = Files.writeString(
                folder.resolve("cat.txt"),
                Rendering.HEADER.replaceFirst(from, to) + "object 1 60.5 -38.1 20 none 0 0 0 0 0 0 point none none\n");
        InstanceCatalog catalog = InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT);
        Settings settings = Rendering.settings(List.of(), sets);
        return SkyNotes.notModelled(RenderSettings.Sky.of(settings), catalog.visit(), catalog.header());
    }

    @Test
    void moonTwilightAndAirmass_areSaidInOneLine() throws IOException {
        String moon = note("moonalt .*", "moonalt 34.25").orElseThrow();
        assertTrue(moon.contains("the moon (34.3 deg above the horizon)"), moon);
        assertTrue(note("sunalt .*", "sunalt -12").orElseThrow().contains("twilight (the sun at -12.0 deg)"));
        Visit low = new Visit(1, 0, Band.R, 0, 0, 0, 0, 42, 0, 60143, 30, 0.7, 0, 1);
        RenderSettings.Sky sky = RenderSettings.Sky.of(Settings.defaults());
        String airmass = SkyNotes.notModelled(sky, low, Map.of()).orElseThrow();
        assertTrue(airmass.contains("the airmass of 1.4"), airmass);
        assertEquals(Optional.empty(), note("seed", "seed"), "dark, at an airmass of 1.24");
    }

    @Test
    void aSkyThatIsGivenOrSwitchedOff_needsNoNote() throws IOException {
        assertEquals(Optional.empty(), note("moonalt .*", "moonalt 34", "sky.electrons=900"));
        assertEquals(Optional.empty(), note("moonalt .*", "moonalt 34", "sky.enabled=false"));
    }
}
