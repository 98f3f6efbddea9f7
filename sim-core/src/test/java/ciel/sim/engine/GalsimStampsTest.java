package ciel.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.SharedData;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.atmosphere.Seeing;
import ciel.sim.engine.ShotProfiles.Component;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nom.tam.fits.Fits;
import nom.tam.fits.ImageHDU;
import nom.tam.util.ArrayFuncs;
import org.junit.jupiter.api.Test;

/** Validation: photons in pixels against noiseless images by GalSim 2.8.4 with tight accuracy, chi-square per pixel. */
class GalsimStampsTest {
    private static final int SIZE = 64;
    private static final double SCALE = 5;

    private record Shot(PointSpread psf, List<Component> components) {}

    private static Map<String, Shot> profiles() {
        PointSpread none = PointSpread.none();
        PointSpread kolmogorov = PointSpread.seeing(new Seeing.Kolmogorov(0.7), 0.7, 0, null, 620);
        List<Component> star = List.of(Component.point());
        Map<String, Shot> shots = new LinkedHashMap<>();
        shots.put("gaussian", new Shot(PointSpread.gaussian(0.7), star));
        shots.put(
                "gaussian_sheared",
                new Shot(
                        none,
                        List.of(Component.sheared(
                                0.5, 0.35, 0.2, -0.1, 1)))); // a Gaussian's half-light radius is half its FWHM
        shots.put("moffat2.5", new Shot(PointSpread.moffat(0.7, 2.5), star));
        shots.put("moffat3.5", new Shot(PointSpread.moffat(0.7, 3.5), star));
        shots.put("kolmogorov", new Shot(kolmogorov, star));
        shots.put(
                "vonkarman",
                new Shot(
                        PointSpread.seeing(
                                new Seeing.VonKarman(622.2, 0.15 * Math.pow(622.2 / 500, 1.2), 25),
                                0.7,
                                0,
                                null,
                                622.2),
                        star));
        shots.put("exponential", sersic(none, 1, 0, 0));
        // shear(q, beta): g = (1 - q) / (1 + q) at 2 beta
        shots.put("exponential_sheared", sersic(none, 1, 0.5 / 1.5 * 0.5, 0.5 / 1.5 * Math.sqrt(0.75)));
        for (double n : new double[] {0.5, 1, 1.5, 2, 2.5, 3, 4}) {
            shots.put("sersic_n" + (n == Math.rint(n) ? "" + (int) n : "" + n), sersic(none, n, 0, 0));
        }
        shots.put("devaucouleurs", sersic(none, 4, 0, 0));
        shots.put("sersic_n1_x_kolmogorov", sersic(kolmogorov, 1, 0.15, 0.05));
        shots.put("sersic_n2.5_x_kolmogorov", sersic(kolmogorov, 2.5, 0.15, 0.05));
        shots.put("sersic_n4_x_kolmogorov", sersic(kolmogorov, 4, 0.15, 0.05));
        shots.put(
                "bulge_disk_x_kolmogorov",
                new Shot(
                        kolmogorov,
                        List.of(
                                Component.sheared(4, 0.5, 0.05, 0.1, 0.3),
                                Component.sheared(1, 0.9, 0.15, -0.1, 0.7))));
        return shots;
    }

    private static Shot sersic(PointSpread psf, double n, double g1, double g2) {
        return new Shot(psf, List.of(Component.sheared(n, 0.6, g1, g2, 1)));
    }

    @Test
    void photonsInPixels_areGalsimsProfiles() throws Exception {
        JsonNode list = new ObjectMapper()
                .readTree(SharedData.file("galsim/stamps.json").toFile())
                .path("profiles");
        double[][][] stamps;
        try (Fits fits = new Fits(SharedData.file("galsim/stamps_hiacc.fits").toFile())) {
            stamps = (double[][][]) ArrayFuncs.convertArray(((ImageHDU) fits.readHDU()).getKernel(), double.class);
        }
        Map<String, Shot> shots = profiles();
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (JsonNode entry : list) {
            Shot shot = shots.remove(entry.path("name").asText());
            if (shot == null) {
                continue;
            }
            compared++;
            int[] image = ShotProfiles.image(SIZE, SCALE, shot.psf, ShotProfiles.PHOTONS, shot.components);
            double[][] stamp = stamps[entry.path("index").asInt()];
            double chi2 = 0;
            int pixels = 0;
            for (int i = 0; i < SIZE * SIZE; i++) {
                double expected = stamp[i / SIZE][i % SIZE] * ShotProfiles.PHOTONS / 1e5;
                if (expected > 5) {
                    chi2 += (image[i] - expected) * (image[i] - expected) / expected;
                    pixels++;
                }
            }
            double limit = 1 + 5 * Math.sqrt(2.0 / pixels);
            System.out.printf(
                    "%-26s chi-square per pixel %.3f over %d px (limit %.3f)%n",
                    entry.path("name").asText(), chi2 / pixels, pixels, limit);
            if (!(chi2 / pixels < limit)) {
                wrong.add(entry.path("name").asText() + ": " + chi2 / pixels);
            }
            assertTrue(pixels > 100);
        }
        assertTrue(wrong.isEmpty(), wrong.toString());
        assertEquals(0, shots.size(), "profiles without a stamp: " + shots.keySet());
        assertEquals(20, compared);
    }
}
