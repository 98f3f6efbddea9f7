package ciel.sim.readout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.photon.ChargeMap;
import ciel.sim.photon.Philox;
import ciel.sim.spectrum.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import nom.tam.fits.BinaryTable;
import nom.tam.fits.BinaryTableHDU;
import nom.tam.fits.Fits;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.PoissonDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CosmicRaysTest {
    @TempDir
    Path folder;

    /** Two events: a cross of 5 pixels, and 2 pixels far from the first. */
    private Path smallLibrary() throws Exception {
        BinaryTable table = new BinaryTable();
        table.addColumn(new short[] {7, 7, 7, 9, 9});
        table.addColumn(new short[] {10, 9, 10, 3, 23});
        table.addColumn(new short[] {20, 21, 22, 5, 5});
        table.addColumn(new int[][] {{100}, {70, 500, 80}, {90}, {1000}, {3000}});
        BinaryTableHDU hdu = (BinaryTableHDU) Fits.makeHDU(table);
        String[] names = {"fp_id", "x0", "y0", "pixel_values"};
        for (int i = 0; i < names.length; i++) {
            hdu.setColumnName(i, names[i], null);
        }
        hdu.addValue("NUM_PIX", 1_000_000, "pixels");
        hdu.addValue("EXPTIME", 100.0, "s");
        Path file = folder.resolve("library.fits");
        try (Fits fits = new Fits()) {
            fits.addHDU(hdu);
            fits.write(file.toFile());
        }
        return file;
    }

    @Test
    void library_depositsWholeFootprints() throws Exception {
        CosmicRayLibrary library = CosmicRayLibrary.read(smallLibrary());
        assertEquals(2, library.size());
        assertEquals(1_000_000, library.referencePixels());
        assertEquals(100, library.exposureTime());
        Map<String, Integer> cross = new HashMap<>();
        library.deposit(0, 50, 60, (x, y, e) -> cross.merge(x + "," + y, e, Integer::sum));
        assertEquals(Map.of("50,60", 100, "49,61", 70, "50,61", 500, "51,61", 80, "50,62", 90), cross);
    }

    /**
     * Acceptance row 50: the mean number scales with time and pixels; numbers over 1000 exposures are Poisson; charge
     * is conserved.
     */
    @Test
    void number_isPoisson_withTheMeanOfRateTimeAndSize() {
        double mean = CosmicRays.DEFAULT_RATE * 30 * (4096.0 * 4004 / CosmicRayParticles.REFERENCE_PIXELS);
        assertEquals(6.04, mean, 0.005);
        // A source that only counts, so that 1000 CCDs take no time: the number does not depend on the footprints.
        long[] counts = new long[20];
        double sum = 0;
        PoissonDistribution law = new PoissonDistribution(mean);
        for (int seed = 0; seed < 1000; seed++) {
            int n = PoissonDraw.deviate(
                    new EventRandom(new Philox(seed, Philox.Domain.COSMIC_RAYS), 0, 94).word(), (float) mean);
            counts[Math.min(n, 19)]++;
            sum += n;
        }
        assertEquals(mean, sum / 1000, 4 * Math.sqrt(mean / 1000));
        double chi = 0;
        int bins = 0;
        double rest = 1000;
        for (int k = 1; k <= 12; k++) {
            double expected = 1000 * law.probability(k);
            chi += (counts[k] - expected) * (counts[k] - expected) / expected;
            rest -= expected;
            bins++;
        }
        long outside =
                counts[0] + counts[13] + counts[14] + counts[15] + counts[16] + counts[17] + counts[18] + counts[19];
        chi += (outside - rest) * (outside - rest) / rest;
        double p = 1 - new ChiSquaredDistribution(bins).cumulativeProbability(chi);
        assertTrue(p > 0.01, "chi2 " + chi + " over " + bins);
    }

    @Test
    void exposure_hasThatNumber_andConservesCharge() {
        CosmicRaySource source = new CosmicRayParticles(40);
        long events = 0;
        for (int seed = 0; seed < 40; seed++) {
            int[] data = new int[400 * 300];
            CosmicRays.Summary s = CosmicRays.add(
                    data, 400, 300, source, 0.2 * CosmicRayParticles.REFERENCE_PIXELS / 120_000, 30, seed, 94);
            assertEquals(s.electrons(), Arrays.stream(data).asLongStream().sum());
            events += s.events();
        }
        assertEquals(240, events, 4 * Math.sqrt(240));
    }

    @Test
    void onlyWhatFallsOffTheChipIsLost() throws Exception {
        CosmicRayLibrary library = CosmicRayLibrary.read(smallLibrary());
        int[] data = new int[30 * 30];
        long lost = 0;
        long kept = 0;
        long whole = 0;
        for (int seed = 0; seed < 50; seed++) {
            CosmicRays.Summary s = CosmicRays.add(data, 30, 30, library, 1e6 / 900, 3, seed, 1);
            lost += s.lost();
            kept += s.electrons();
            Philox philox = new Philox(seed, Philox.Domain.COSMIC_RAYS);
            for (int event = 1; event <= s.events(); event++) {
                EventRandom random = new EventRandom(philox, event, 1);
                random.word();
                random.word();
                whole += random.below(2) == 0 ? 840 : 4000;
            }
        }
        assertTrue(lost > 0);
        assertEquals(kept, Arrays.stream(data).asLongStream().sum());
        assertEquals(whole, kept + lost, "every event has its 840 or 4000 electrons, on the chip or off it");
    }

    @Test
    void sameSeedAndDetector_sameElectrons() {
        CosmicRaySource source = new CosmicRayParticles(40);
        ChargeMap a = new ChargeMap(500, 400);
        ChargeMap b = new ChargeMap(500, 400);
        ChargeMap c = new ChargeMap(500, 400);
        CosmicRays.add(a.data(), a.width(), a.height(), source, 20, 30, 5, 94);
        CosmicRays.add(b.data(), b.width(), b.height(), source, 20, 30, 5, 94);
        CosmicRays.add(c.data(), c.width(), c.height(), source, 20, 30, 5, 95);
        assertTrue(a.total() > 0);
        assertArrayEquals(a.data(), b.data());
        assertFalse(Arrays.equals(a.data(), c.data()));
    }

    /**
     * Validation against the published statistics of imSim's library (imsim.md 1.15): charge median 7134, mean 12,028
     * e-; pixels median 7, mean 16.3.
     */
    @Test
    void particles_haveThePublishedStatistics() {
        double[][] s = statistics(new CosmicRayParticles(37), 6000);
        assertEquals(7134, median(s[0]), 700, "median charge");
        assertEquals(12_028, Arrays.stream(s[0]).average().orElseThrow(), 1400, "mean charge");
        assertEquals(7, median(s[1]), 2, "median pixels");
        assertEquals(16.3, Arrays.stream(s[1]).average().orElseThrow(), 2, "mean pixels");
        assertEquals(41, s[1][(int) (0.9 * s[1].length)], 6, "90 % of the events have fewer pixels");
    }

    /** Quantiles of Landau's distribution from scipy 1.x: pi/2 * landau.ppf(q) + ln(pi/2). */
    @Test
    void landau_hasItsQuantiles() {
        EventRandom random = new EventRandom(new Philox(8, Philox.Domain.COSMIC_RAYS), 1, 0);
        double[] landau = new double[400_000];
        for (int i = 0; i < landau.length; i++) {
            landau[i] = random.landau();
        }
        Arrays.sort(landau);
        assertEquals(-1.4983, landau[20_000], 0.02);
        assertEquals(-0.2046, landau[100_000], 0.02);
        assertEquals(1.3558, landau[200_000], 0.03);
        assertEquals(4.4584, landau[300_000], 0.08);
        assertEquals(22.450, landau[380_000], 0.8);
    }

    /** [0] charge, [1] pixels of each event, sorted, counting pixels of 50 e- and more as the library does. */
    private static double[][] statistics(CosmicRaySource source, int events) {
        Philox philox = new Philox(3, Philox.Domain.COSMIC_RAYS);
        double[][] s = new double[2][events];
        for (int event = 0; event < events; event++) {
            Map<Long, Integer> pixels = new HashMap<>();
            source.deposit(
                    new EventRandom(philox, event + 1, 0),
                    2000,
                    2000,
                    (x, y, e) -> pixels.merge((long) y << 32 | x & 0xFFFFFFFFL, e, Integer::sum));
            for (int e : pixels.values()) {
                if (e >= 50) {
                    s[0][event] += e;
                    s[1][event]++;
                }
            }
        }
        Arrays.sort(s[0]);
        Arrays.sort(s[1]);
        return s;
    }

    private static double median(double[] sorted) {
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    @Test
    void libraryOf2017_isRead() {
        Path file = SharedData.file("sensor/cosmic_rays_itl_2017.fits.gz");
        CosmicRayLibrary library = CosmicRayLibrary.read(file);
        assertEquals(1764, library.size());
        assertEquals(16_288_000, library.referencePixels());
        assertEquals(1500, library.exposureTime());
        double[] charge = new double[library.size()];
        double[] pixels = new double[library.size()];
        for (int i = 0; i < charge.length; i++) {
            int k = i;
            library.deposit(i, 0, 0, (x, y, e) -> {
                charge[k] += e;
                pixels[k]++;
            });
        }
        Arrays.sort(charge);
        Arrays.sort(pixels);
        assertEquals(7134, median(charge), 0.5);
        assertEquals(12_028, Arrays.stream(charge).average().orElseThrow(), 1);
        assertEquals(7, median(pixels));
        assertEquals(16.33, Arrays.stream(pixels).average().orElseThrow(), 0.01);
    }

    @Test
    void badInput_isRefused() throws Exception {
        assertThrows(InputException.class, () -> new CosmicRayParticles(91));
        assertThrows(
                InputException.class, () -> CosmicRays.add(new int[4], 2, 2, new CosmicRayParticles(0), -1, 30, 1, 1));
        assertThrows(
                InputException.class,
                () -> CosmicRays.add(new int[4], 2, 2, new CosmicRayParticles(0), Double.NaN, 30, 1, 1));
        assertThrows(InputException.class, () -> CosmicRayLibrary.read(folder.resolve("none.fits")));
        Path text = folder.resolve("text.fits");
        Files.writeString(text, "no FITS at all");
        assertThrows(InputException.class, () -> CosmicRayLibrary.read(text));
        byte[] bytes = Files.readAllBytes(smallLibrary());
        Path cut = folder.resolve("cut.fits");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        assertThrows(InputException.class, () -> CosmicRayLibrary.read(cut));
    }
}
