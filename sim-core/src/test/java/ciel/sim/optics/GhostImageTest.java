package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ghosts against batoid 0.9.0, which splits each ray at every surface (traceSplit on its LSST_r.yaml, 622.2 nm, with
 * coatings of reflectivities.csv).
 */
class GhostImageTest {
    private static final double NM = 622.2;
    private static final double[] U = {3.0, -2.0, 0.5, -3.4};
    private static final double[] V = {1.0, 2.5, -3.1, -0.7};
    /** What batoid lets through on the direct way, by which its fluxes are divided. */
    private static final double DIRECT = Math.pow(1 - 0.0134, 6) * Math.pow(1 - 0.02, 2) * (1 - 0.15);

    private static GhostPath path(String name) {
        return GhostPath.of(Band.R).stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Places of four rays (mm, x and y of the camera) as batoid has them. */
    @ParameterizedTest
    @CsvSource({
        "Filter_exit-Filter_entrance, 0, 0, 3.0115e-04, -6.789822741 -2.263274247 4.528870383 -5.661087979 "
                + "-1.131311292 7.014130013 7.727026662 1.590858430",
        "Detector-L3_exit, 0, 0, 1.5133e-03, -17.466501037 -5.822167012 11.659790845 -14.574738556 "
                + "-2.908925160 18.035335992 20.013354584 4.120396532",
        "Filter_exit-Filter_entrance, 0.012, -0.007, 3.0115e-04, 116.934086670 -74.447966415 128.265927811 "
                + "-77.837959472 122.604118134 -65.152507695 131.460989613 -70.592357937",
        "L2_exit-L1_entrance, 0.012, -0.007, 1.2808e-04, 5.172905965 -134.054604695 242.626090588 -203.346882744 "
                + "124.359325010 61.181132242 307.892151268 -54.672270166",
        "L3_exit-Filter_entrance, 0.012, -0.007, 1.8862e-04, 34.370450193 -77.784864827 138.270651010 "
                + "-107.118041372 86.910033075 8.165306156 166.574760866 -43.345437505",
        "Detector-Filter_exit, 0.012, -0.007, 2.1399e-03, 29.788399996 -83.004883062 147.998015215 -116.767060166 "
                + "89.498250472 14.717414522 180.552145385 -43.439920730",
        "Detector-L3_exit, 0.012, -0.007, 1.5133e-03, 103.365852580 -76.866621534 133.336155860 -85.681967151 "
                + "118.435631236 -52.184549741 141.822392804 -66.653824174"
    })
    void raysAndEnergiesAreThoseOfBatoid(String name, double tanX, double tanY, double flux, String places) {
        GhostPath path = path(name);
        assertEquals(flux / DIRECT, path.energy(), 1e-4 * path.energy(), name);
        String[] place = places.trim().split(" +");
        for (int i = 0; i < U.length; i++) {
            Ray ray = new Ray().enter(tanX, tanY, U[i], V[i], NM);
            assertFalse(Double.isNaN(Telescope.of(Band.R).traceGhost(ray, path.first(), path.second())));
            assertEquals(Double.parseDouble(place[2 * i]), 1e3 * ray.x, 1e-6, name + " x of ray " + i);
            assertEquals(Double.parseDouble(place[2 * i + 1]), 1e3 * ray.y, 1e-6, name + " y of ray " + i);
        }
    }

    /** Middle and standard deviation (mm) of 40,000 of batoid's rays over the annulus of the pupil; nothing stops them. */
    @ParameterizedTest
    @CsvSource({
        "Filter_exit-Filter_entrance, 0, 0, 0, 0, 5.577, 5.577, 19.19",
        "Detector-L3_exit, 0, 0, 0, 0, 14.491, 14.492, 50.68",
        "Detector-Filter_exit, 0, 0, 0, 0, 57.947, 57.948, 201.23",
        "Filter_exit-Filter_entrance, 0.012, -0.007, 123.715, -72.167, 5.584, 5.586, 19.21",
        "Detector-L3_exit, 0.012, -0.007, 121.270, -70.740, 14.914, 14.908, 52.15",
        "L3_exit-L3_entrance, 0.012, -0.007, 109.014, -63.591, 19.472, 19.259, 67.35"
    })
    void picturesHaveThePlaceTheSizeAndTheLightOfTheirRays(
            String name, double tanX, double tanY, double x, double y, double sigmaX, double sigmaY, double across) {
        GhostImage image = GhostImage.trace(Telescope.of(Band.R), path(name), new double[] {tanX, tanY}, NM);
        assertNotNull(image);
        double sum = 0;
        double[] mean = new double[2];
        double[] square = new double[2];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < image.weights().length; k++) {
            double w = image.weights()[k];
            double[] at = {
                image.focalX() + (k % image.columns() + 0.5) * image.cell(),
                image.focalY() + (k / image.columns() + 0.5) * image.cell()
            };
            sum += w;
            for (int axis = 0; axis < 2; axis++) {
                mean[axis] += w * at[axis];
                square[axis] += w * at[axis] * at[axis];
            }
            if (w > 0) {
                low = Math.min(low, at[1]);
                high = Math.max(high, at[1]);
            }
        }
        assertEquals(image.open(), sum, 1e-9);
        // M1's hole is larger than the annulus; off the axis M2 and M3 stop a few percent
        assertTrue(sum > (tanX == 0 ? 0.995 : 0.95) && sum <= 1, name + " open " + sum);
        double off = tanX == 0 ? 0.002 : 0.03; // of the size, by what is stopped
        // the focal plane's x runs along the camera's y
        assertEquals(y, mean[0] / sum, off * across, name + " x");
        assertEquals(x, mean[1] / sum, off * across, name + " y");
        for (int axis = 0; axis < 2; axis++) {
            double m = mean[axis] / sum;
            double sigma = Math.sqrt(square[axis] / sum - m * m);
            assertEquals(axis == 0 ? sigmaY : sigmaX, sigma, (tanX == 0 ? 0.005 : 0.03) * sigmaX, name);
        }
        assertEquals(across, high - low, 0.02 * across, name + " across");
    }
}
