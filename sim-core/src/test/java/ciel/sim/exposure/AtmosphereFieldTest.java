package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.atmosphere.Atmosphere;
import ciel.sim.atmosphere.PhaseScreens;
import ciel.sim.atmosphere.Turbulence;
import ciel.sim.camera.Camera;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.ScreenPlaces;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.photon.Pupil;
import ciel.sim.photon.Screens;
import ciel.sim.photon.SourcePlace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Acceptance rows 31 and 32: ellipticities over the field, as the screens make them, from the gradients that photons of
 * many times and points of the pupil meet.
 */
class AtmosphereFieldTest {
    private static final int BITS = 12;
    private static final int SAMPLES = 30_000;
    private static final long[] SEEDS = {1, 2};
    /** px: 0.16 deg */
    private static final double STEP = 2900;

    private static final int SIDE = 8;

    /** 400 MB each. */
    private static final Map<Long, int[]> MADE = new HashMap<>();

    @AfterAll
    static void forget() {
        MADE.clear();
    }

    @TempDir
    private Path dir;

    private Visit visit;
    private VisitGeometry geometry;

    @BeforeEach
    void visit() throws IOException {
        Path catalog = Rendering.catalog(dir, "c.txt", "object 1 60.49 -38.16 20 x 0 0 0 0 0 0 point none none\n");
        visit = InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT).visit();
        geometry = VisitGeometry.of(visit);
    }

    /** The screens that a star meets, whichever detector's coordinates it is given in. */
    private final class Field {
        private final Screens screens;
        private final ScreenPlaces places;
        private final double size;

        Field(long seed, String detector, double exposure) {
            double nm = visit.band().effectiveWavelength();
            double fwhm = visit.fwhmAtmosphere();
            size = Math.pow(fwhm / 2.355 / 206264.8, 2) * 2;
            Turbulence turbulence = Turbulence.draw(seed, fwhm, nm, OptionalDouble.empty());
            int[] gradients = MADE.computeIfAbsent(seed, s -> PhaseScreens.make(s, turbulence, nm, BITS, 2));
            Atmosphere air = Atmosphere.of(turbulence, gradients, new double[] {nm}, nm, 0.1);
            DetectorWcs wcs = geometry.wcs(Camera.lsst().detector(detector));
            double[] height = turbulence.layers().stream()
                    .mapToDouble(layer -> layer.height() / PhaseScreens.CELL)
                    .toArray();
            float[] wind = air.wind(exposure);
            places = new ScreenPlaces(wcs, height, BITS, wind);
            screens = new Screens(gradients, BITS, (float) (Pupil.OUTER_M / PhaseScreens.CELL), wind, places);
        }

        /** @return e1 and e2 of a star, with the size of the whole point spread function */
        double[] ellipticity(double x, double y) {
            float[] floats = new float[Screens.FLOATS];
            places.fill(new SourcePlace(x, y, new double[] {5, 0, 0, 5}), floats, 0);
            double[] sum = new double[5];
            int mask = (1 << BITS) - 1;
            for (int n = 0; n < SAMPLES; n++) {
                // points of a sequence that is even in all three: golden ratio's relatives
                double t = (0.5 + n * 0.8191725133961645) % 1;
                double radius =
                        Math.sqrt(Pupil.SQUARE_INNER + Pupil.SQUARE_SPAN * ((0.5 + n * 0.6710436067037893) % 1));
                double angle = 2 * Math.PI * ((0.5 + n * 0.5497004779019703) % 1);
                double u = radius * Math.cos(angle) * screens.radius();
                double v = radius * Math.sin(angle) * screens.radius();
                long alongU = 0;
                long alongV = 0;
                for (int layer = 0; layer < Screens.LAYERS; layer++) {
                    int column = (int) (floats[4 + 2 * layer] + t * screens.wind()[2 * layer] + u) & mask;
                    int line = (int) (floats[5 + 2 * layer] + t * screens.wind()[2 * layer + 1] + v) & mask;
                    int node = screens.gradients()[(layer << 2 * BITS) + (line << BITS) + column];
                    alongU += (short) node;
                    alongV += node >> 16;
                }
                double a = alongU * 1e-9;
                double b = alongV * 1e-9;
                sum[0] += a;
                sum[1] += b;
                sum[2] += a * a;
                sum[3] += b * b;
                sum[4] += a * b;
            }
            double uu = sum[2] / SAMPLES - Math.pow(sum[0] / SAMPLES, 2);
            double vv = sum[3] / SAMPLES - Math.pow(sum[1] / SAMPLES, 2);
            double uv = sum[4] / SAMPLES - sum[0] * sum[1] / SAMPLES / SAMPLES;
            return new double[] {(uu - vv) / size, 2 * uv / size};
        }
    }

    @Test
    void starsThatAreNeighboursOverAGapBetweenTwoDetectorsHaveTheSameShape() {
        double product = 0;
        double left = 0;
        double right = 0;
        for (long seed : SEEDS) {
            Field one = new Field(seed, "R22_S11", 30);
            Field other = new Field(seed, "R22_S12", 30);
            for (int k = 0; k < 12; k++) {
                // 100 px, 20 arcsec: the right edge of one is 26 px from the left edge of the other, and a gap of 129
                // px
                double y = 150 + 340 * k;
                double[] a = one.ellipticity(4090, y);
                double[] b = other.ellipticity(-35, y);
                for (int e = 0; e < 2; e++) {
                    product += a[e] * b[e];
                    left += a[e] * a[e];
                    right += b[e] * b[e];
                }
            }
        }
        double correlation = product / Math.sqrt(left * right);
        System.out.printf("ellipticities 20 arcsec apart on two detectors: correlation %.3f%n", correlation);
        assertTrue(correlation > 0.5, "correlation " + correlation);
    }

    @Test
    void ellipticitiesAreAFewPercentAndForgetEachOtherWithinADegree() {
        double[] product = new double[SIDE];
        double[] pairs = new double[SIDE];
        double square = 0;
        for (long seed : SEEDS) {
            Field field = new Field(seed, "R22_S11", 15);
            double[][][] e = new double[SIDE][SIDE][];
            double[] mean = new double[2];
            for (int n = 0; n < SIDE * SIDE; n++) {
                double x = 2048 + STEP * (n % SIDE - (SIDE - 1) / 2.0);
                double y = 2002 + STEP * (n / SIDE - (SIDE - 1) / 2.0);
                e[n / SIDE][n % SIDE] = field.ellipticity(x, y);
                mean[0] += e[n / SIDE][n % SIDE][0] / (SIDE * SIDE);
                mean[1] += e[n / SIDE][n % SIDE][1] / (SIDE * SIDE);
            }
            for (int i = 0; i < SIDE; i++) {
                for (int j = 0; j < SIDE; j++) {
                    square += e[i][j][0] * e[i][j][0] + e[i][j][1] * e[i][j][1];
                    for (int lag = 0; lag + j < SIDE; lag++) {
                        for (int k = 0; k < 2; k++) {
                            product[lag] += (e[i][j][k] - mean[k]) * (e[i][j + lag][k] - mean[k])
                                    + (e[j][i][k] - mean[k]) * (e[j + lag][i][k] - mean[k]);
                            pairs[lag] += 2;
                        }
                    }
                }
            }
        }
        double rms = Math.sqrt(square / (2 * SEEDS.length * SIDE * SIDE));
        StringBuilder text = new StringBuilder();
        int half = 0;
        for (int lag = 0; lag < SIDE; lag++) {
            double correlation = product[lag] / pairs[lag] / (product[0] / pairs[0]);
            text.append(String.format(" %.2f deg %.2f,", lag * STEP * 0.2 / 3600, correlation));
            if (half == 0 && correlation < 0.5) {
                half = lag;
            }
        }
        System.out.printf("rms ellipticity in 15 s %.4f; correlation%s%n", rms, text);
        assertTrue(rms > 0.01 && rms < 0.05, "rms " + rms);
        // on a grid of 0.16 deg: below a half at 0.16 deg at the earliest, at 1 deg at the latest
        assertTrue(half >= 1 && half <= 6, "half at " + half * 0.16 + " deg");
    }
}
