package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edge roll-off through a whole rendering: sky and a star at the edge of a detector. */
class EdgesTest {
    private static final int WIDTH = 4072;
    private static final int HEIGHT = 2000;

    @TempDir
    private Path folder;

    @Test
    void theSkyFallsOffAndAStarIsMoved() throws IOException {
        Path scene = Files.writeString(
                folder.resolve("scene.csv"),
                "id,x,y,mag,flux,type,n,hlr,q,beta,g1,g2\n0,12.0,1000.0,16,400000,star,0,0,1,0,0,0\n");
        Settings settings = Rendering.settings(
                List.of(
                        "cosmic_rays.enabled=false",
                        "readout.enabled=false",
                        "output.png=false",
                        "psf.model=none",
                        "psf.gaussian_fwhm=0.3"),
                "sensor.edge_shift=2",
                "sky.electrons=200");
        Rendering.render(scene, folder.resolve("out"), 2, settings, "R44_SW0");
        int[] electrons = Rendering.electrons(folder.resolve("out"), "R44_SW0");
        double[] column = new double[12];
        for (int y = 100; y < 900; y++) {
            for (int x = 0; x < column.length; x++) {
                column[x] += electrons[y * WIDTH + WIDTH - 1 - x] / 800.0;
            }
        }
        for (int k = 0; k < column.length; k++) {
            double expected = 200 * (1 - 2 * (Math.exp(-k / 3.0) - Math.exp(-(k + 1) / 3.0)));
            assertEquals(expected, column[k], 5 * Math.sqrt(expected / 800), "column " + k + " from the edge");
        }
        double rows = 0;
        for (int x = 100; x < 900; x++) {
            rows += electrons[(HEIGHT - 1) * WIDTH + x] / 800.0;
        }
        assertEquals(200 * (1 - 2 * (1 - Math.exp(-1 / 3.0))), rows, 2);
        double n = 0;
        double sum = 0;
        for (int y = 993; y < 1006; y++) {
            for (int x = 5; x < 18; x++) {
                double q = electrons[y * WIDTH + x] - 200;
                n += q;
                sum += q * (x + 0.5);
            }
        }
        double p = sum / n;
        assertEquals(11.5, p + 2 * Math.exp(-p / 3), 0.01, "the star is found at " + p + " px");
    }

    @Test
    void edgesThatWouldHaveNoPixelsAreRefusedBeforeWork() {
        Settings settings = Rendering.settings(List.of("sensor.edge_shift=3"));
        InputException error = assertThrows(InputException.class, () -> SensorSettings.of(settings));
        assertTrue(error.getMessage().contains("sensor.edge_length"), error.getMessage());
        assertEquals("edge_rolloff", Physics.summary(Rendering.settings(List.of("sensor.edge_shift=2"))));
    }
}
