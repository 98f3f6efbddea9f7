package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.spectrum.Air;
import ciel.sim.spectrum.SpectrumOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of air, optics and detector, from the text of a user to electrons. */
class SpectrumSettingsTest {
    @TempDir
    private Path dir;

    private long electrons(String name, String... settings) throws IOException {
        Path catalog = Rendering.catalog(
                dir, "c.txt", "object 1 60.49 -38.16 17 flatSED/sed_flat.txt.gz 0 0 0 0 0 0 point none none");
        Path out = dir.resolve(name);
        Rendering.render(catalog, out, 1, Rendering.settings(Rendering.PHOTONS_ONLY, settings), "R22_S11");
        return Arrays.stream(Rendering.electrons(out, "R22_S11")).asLongStream().sum();
    }

    @Test
    void cloudsTakeTheirPartOfTheElectrons_andSoDoesAFilter() throws IOException {
        long clear = electrons("clear");
        double cloudy = electrons("cloudy", "atmosphere.clouds=1");
        assertEquals(Math.pow(10, -0.4), cloudy / clear, 5 * Math.sqrt(2.0 / cloudy), clear + " electrons");
        double hazy = electrons("hazy", "atmosphere.aerosol=0.3");
        assertEquals(0.73, hazy / clear, 0.03, "0.26 x 550/620 x airmass 1.25 optical depths");
        Files.writeString(dir.resolve("half.dat"), "300 0.3\n1150 0.3\n");
        double flat = electrons("flat", "throughput.optics=" + dir.resolve("half.dat"));
        assertTrue(flat > clear, "from 300 to 1150 nm: " + flat / clear);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "atmosphere.aerosol=0.1",
                "atmosphere.aerosol_exponent=1.3",
                "atmosphere.precipitable_water=1",
                "atmosphere.ozone=300"
            })
    void airIsDescribedOnce(String setting) throws IOException {
        Path air = Files.writeString(dir.resolve("air.dat"), "300 0.9\n1150 0.9\n");
        Settings file = Rendering.settings(List.of(), "throughput.atmosphere=" + air);
        assertEquals(Air.TABLE, SpectrumSettings.of(file).air());
        InputException e = assertThrows(InputException.class, () -> SpectrumSettings.of(file.with(setting)));
        assertTrue(e.getMessage().contains("throughput.atmosphere"), e.getMessage());
    }

    @Test
    void withoutSettingsNothingIsChanged() {
        SpectrumOptions options = SpectrumSettings.of(Settings.defaults());
        assertEquals(SpectrumOptions.DEFAULTS, options);
        assertEquals(1, SpectrumSettings.skyClouds(Settings.defaults()));
        assertEquals(
                0.1, SpectrumSettings.skyClouds(Rendering.settings(List.of(), "sky.clouds=2.5")), 1e-12, "2.5 mag");
    }
}
