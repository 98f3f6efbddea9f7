package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerturbationFileTest {
    @TempDir
    Path folder;

    private TelescopeState read(String text) throws IOException {
        return PerturbationFile.read(Files.writeString(folder.resolve("state.yaml"), text));
    }

    private static double[] land(Telescope telescope) {
        Ray ray = new Ray().enter(0.01, -0.005, 3, 1, 620);
        assertTrue(telescope.trace(ray));
        return new double[] {ray.x, ray.y};
    }

    @Test
    void anEmptyFileIsTheDesign() throws IOException {
        assertEquals(TelescopeState.DESIGN, read(""));
        assertEquals(TelescopeState.DESIGN, read("motions: []\n"));
    }

    /** The first ten degrees of freedom are those of the hexapods; the rest bend the mirrors as the modes' file says. */
    @Test
    void degreesOfFreedomAreMotionsAndFigures() throws IOException {
        Files.writeString(
                folder.resolve("modes.csv"), "# made up\nmode,surface,noll,nm\n1,M1,5,800\n1,M3,5,-120\n21,M2,4,300\n");
        StringBuilder values = new StringBuilder("30, 100, -50, 20, -10, 15, 0, 0, 5, 0, 0.25");
        for (int i = 11; i < 50; i++) {
            values.append(i == 30 ? ", -0.5" : ", 0");
        }
        TelescopeState state = read("degrees_of_freedom: {values: [" + values + "], modes: modes.csv}\n");
        double arcsec = Math.PI / 648_000;
        Telescope expected = Telescope.of(Band.R)
                .withFigure("M1", Map.of(5, 0.25 * 800e-9), Double.NaN, Double.NaN)
                .withFigure("M3", Map.of(5, -0.25 * 120e-9), Double.NaN, Double.NaN)
                .withFigure("M2", Map.of(4, -0.5 * 300e-9), Double.NaN, Double.NaN)
                .with("M2", new RigidMotion(100e-6, -50e-6, 30e-6, 20 * arcsec, -10 * arcsec, 0))
                .with("Camera", new RigidMotion(0, 0, 15e-6, 5 * arcsec, 0, 0));
        double[] a = land(state.stand(Telescope.of(Band.R), 0, 0));
        double[] b = land(expected);
        double[] design = land(Telescope.of(Band.R));
        assertEquals(b[0], a[0], 1e-12);
        assertEquals(b[1], a[1], 1e-12);
        assertTrue(Math.hypot(b[0] - design[0], b[1] - design[1]) > 1e-5);
    }

    /** Each mistake is refused with the file and what is wrong. */
    @Test
    void mistakesAreRefused() throws IOException {
        String[][] mistakes = {
            {"motions: [{optic: M4}]", "M4"},
            {"motions: [{optic: M2, shift: [0, 0, 1]}]", "shift"},
            {"motions: [{optic: M2, shift_mm: [0, 1]}]", "three numbers"},
            {"motions: [{optic: M2, shift_mm: [0, 0, 100]}]", "100"},
            {"motions: [{optic: M2, rotation_deg: [5, 0, 0]}]", "5"},
            {"motions: [{optic: M2, shift_mm: [0, 0, x]}]", "'x'"},
            {"figures: [{surface: M7, zernike_nm: {4: 1}}]", "M7"},
            {"figures: [{surface: M1, zernike_nm: {0: 1}}]", "'0'"},
            {"figures: [{surface: M1, zernike_nm: {99: 1}}]", "'99'"},
            {"figures: [{surface: M1, zernike_nm: {4: 1.0e+9}}]", "nm"},
            {"figures: [{surface: M1, zernike_nm: {4: 1}, outer_m: 1, inner_m: 2}]", "annulus"},
            {"figures: [{surface: M1}]", "zernike_nm"},
            {"degrees_of_freedom: {values: [1, 2]}", "2 numbers"},
            {"wishes: []", "wishes"},
            {"motions: [", "YAML"},
        };
        for (String[] mistake : mistakes) {
            String message = assertThrows(InputException.class, () -> read(mistake[0]), mistake[0])
                    .getMessage();
            assertTrue(message.contains("state.yaml") && message.contains(mistake[1]), message);
        }
        StringBuilder bent = new StringBuilder("degrees_of_freedom: {values: [0");
        for (int i = 1; i < 50; i++) {
            bent.append(i == 12 ? ", 1" : ", 0");
        }
        assertTrue(assertThrows(InputException.class, () -> read(bent + "]}"))
                .getMessage()
                .contains("modes"));
        Files.writeString(folder.resolve("bad.csv"), "mode,surface,noll,nm\n41,M1,4,1\n");
        assertTrue(assertThrows(InputException.class, () -> read(bent + "], modes: bad.csv}"))
                .getMessage()
                .contains("bad.csv:2"));
    }
}
