package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ciel.sim.atmosphere.PointSpread;
import ciel.sim.photon.EdgeRolloff;
import ciel.sim.photon.PhotonPath;
import ciel.sim.photon.Pixels;
import ciel.sim.photon.SourceTableBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation: places and widths of pixels against d = p + A exp(-p / L), written out here. */
class EdgeRolloffTest {
    private static final int WIDTH = 203;
    private static final int HEIGHT = 151;

    private static PhotonPath path(double shift, double length) {
        return PhotonPath.of(
                PointSpread.none().tables(), null, List.of(EdgeRolloff.of(WIDTH, HEIGHT, shift, length), new Pixels()));
    }

    /** Even light: the first column has 0.433 of it with 2 px over 3 px, and the guard ring takes 2 px at each side. */
    @ParameterizedTest
    @CsvSource({"2, 3", "0.05, 8", "4.9, 5", "0.0004, 0.1"})
    void evenLightFallsOffAtAllFourEdges(double shift, double length) {
        SourceTableBuilder builder = new SourceTableBuilder(11, WIDTH, HEIGHT, path(shift, length));
        int photons = 3_000_000;
        double[] box = {WIDTH + 20, 0, 0, HEIGHT + 20};
        builder.addBox(
                new SourceTableBuilder.Source(
                        5, photons, 1, WIDTH / 2.0, HEIGHT / 2.0, new double[] {0, 0, 0, 0}, null, null),
                box);
        int[] charge =
                EngineConformance.Image.of(new ScalarEngine(1), builder.build()).charge();
        double[] columns = new double[WIDTH];
        double[] rows = new double[HEIGHT];
        for (int k = 0; k < charge.length; k++) {
            columns[k % WIDTH] += charge[k];
            rows[k / WIDTH] += charge[k];
        }
        double density = photons / box[0] / box[3];
        for (int k = 0; k < 20; k++) {
            double outer = k + shift * Math.exp(-k / length);
            double inner = k + 1 + shift * Math.exp(-(k + 1) / length);
            double column = density * (inner - outer) * (HEIGHT - 2 * shift);
            double row = density * (inner - outer) * (WIDTH - 2 * shift);
            assertEquals(column, columns[k], 5 * Math.sqrt(column) + 1, "column " + k);
            assertEquals(column, columns[WIDTH - 1 - k], 5 * Math.sqrt(column) + 1, "column -" + k);
            assertEquals(row, rows[k], 5 * Math.sqrt(row) + 1, "row " + k);
            assertEquals(row, rows[HEIGHT - 1 - k], 5 * Math.sqrt(row) + 1, "row -" + k);
            assertEquals(inner - outer, EdgeRolloff.widths(WIDTH, shift, length)[WIDTH - 1 - k], 1e-9);
        }
    }

    @Test
    void aStarNearTheEdgeIsMovedTowardsIt() {
        for (double distance : new double[] {2.01, 3, 5.5, 9, 30}) {
            SourceTableBuilder builder = new SourceTableBuilder(11, WIDTH, HEIGHT, path(2, 3));
            builder.addPoint(new SourceTableBuilder.Source(
                    5, 1, 1, WIDTH - distance - 0.5, 75, new double[] {0, 0, 0, 0}, null, null));
            Photon photon = new Photon(builder.build());
            ScalarStep[] steps = ScalarSteps.of(builder.build(), new int[0]);
            photon.begin(0, 0);
            for (ScalarStep step : steps) {
                step.move(photon);
            }
            double p = WIDTH - (photon.x + photon.integer(ciel.sim.photon.SourceTable.I_X));
            assertEquals(distance, p + 2 * Math.exp(-p / 3), 1e-3, "distance of " + distance + " px at " + p);
        }
    }

    @Test
    void pixelsWithoutWidthAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> EdgeRolloff.of(WIDTH, HEIGHT, 3, 3));
        assertThrows(IllegalArgumentException.class, () -> EdgeRolloff.of(WIDTH, HEIGHT, 0, 3));
        assertThrows(IllegalArgumentException.class, () -> new EdgeRolloff(new float[EdgeRolloff.NODES]));
    }
}
