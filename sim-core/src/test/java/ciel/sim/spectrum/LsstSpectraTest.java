package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LsstSpectraTest {
    private static final double AREA = 344_629.57;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeSpectra() throws IOException {
        write(folder.resolve("smooth.txt"), 100, 1500, 0.1, nm -> Math.pow(nm, -3));
        write(folder.resolve("break.txt"), 100, 1500, 0.1, nm -> nm < 400 ? 0.3 : 1.0);
        write(folder.resolve("forest.txt"), 100, 1500, 0.1, forest(7));
        write(folder.resolve("line.txt"), 100, 2500, 0.05, nm -> 1e-7 + Math.exp(-0.5 * Math.pow((nm - 500) / 0.1, 2)));
        Files.writeString(folder.resolve("short.txt"), "300 1\n600 1\n");
    }

    private static LsstSpectra spectra(Band band, SpectrumOptions options, SedLibrary library) {
        return LsstSpectra.of(Visits.of(band, 30), options, library);
    }

    /** Row 7: imsim.md, from the published total_*.dat of throughputs v1.9. */
    @ParameterizedTest
    @CsvSource({"U, 11922", "G, 77688", "R, 68913", "I, 58371", "Z, 40920", "Y, 16674"})
    void flatStarOfMagnitude20GivesThePublishedElectrons(Band band, double expected) {
        LsstSpectra spectra = spectra(
                band, SpectrumOptions.DEFAULTS.withBaselineDetector(true).withAirmass(1.2), SedLibrary.synthetic());
        ObjectSpectrum star = spectra.spectrum("flatSED/sky_flat.txt.gz", 20, 0, Dust.NONE, Dust.NONE);
        double electrons = spectra.electrons(star, 94);
        System.out.printf(
                "  flat AB 20 in %s: %.0f electrons, %.6f of %.0f%n",
                band.letter(), electrons, electrons / expected, expected);
        assertEquals(expected, electrons, 1e-3 * expected);
    }

    /** Row 46: table of imsim.md, from the published darksky.dat and hardware_*.dat at 0.1 nm. */
    @ParameterizedTest
    @CsvSource({"U, 48.2", "G, 493", "R, 1051", "I, 1689", "Z, 2534", "Y, 2890"})
    void darkSkyIsThePublishedOneThroughTheHardware(Band band, double expected) {
        LsstSpectra spectra =
                spectra(band, SpectrumOptions.DEFAULTS.withBaselineDetector(true), SedLibrary.synthetic());
        assertEquals(expected, spectra.skyElectrons(Throughputs.tables().darkSky(), 0), 2e-3 * expected);
    }

    @Test
    void darkSkyDoesNotDependOnTheAtmosphereAndGoesWithTime() {
        LsstSpectra one = spectra(Band.R, SpectrumOptions.DEFAULTS.withAirmass(2), SedLibrary.synthetic());
        LsstSpectra two = LsstSpectra.of(
                Visits.of(Band.R, 15), SpectrumOptions.DEFAULTS.withAtmosphere(false), SedLibrary.synthetic());
        assertEquals(
                one.skyElectrons(Throughputs.tables().darkSky(), 94),
                2 * two.skyElectrons(Throughputs.tables().darkSky(), 94),
                1e-9);
    }

    /** Row 8: a line at 500 nm stands at 750 nm for z = 0.5; the height that defines magnorm stays what it was. */
    @Test
    void redshiftStretchesAfterTheNormalisation() {
        Sed sed = Sed.of("line", new double[] {10, 499.5, 500, 500.5, 3000}, new double[] {1e-6, 1e-6, 1, 1e-6, 1e-6});
        double[] edges = new double[4001];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = 700 + i * 0.025;
        }
        double[] photons = new double[edges.length - 1];
        sed.photons(edges, 0.5, photons);
        double sum = 0;
        double mean = 0;
        double top = 0;
        for (int i = 0; i < photons.length; i++) {
            sum += photons[i];
            mean += photons[i] * (edges[i] + edges[i + 1]) / 2;
            top = Math.max(top, photons[i] / 0.025);
        }
        assertEquals(750, mean / sum, 0.01);
        assertEquals(10959.08, top, 0.03 * 10959.08);
        assertEquals(10959.08 * 0.5 * 1.5, sum, 2e-3 * sum);
    }

    @Test
    void redshiftedLineFallsIntoItsBin() {
        LsstSpectra spectra = spectra(Band.I, SpectrumOptions.DEFAULTS, new SedLibrary(List.of(folder), use -> {}));
        double[] probability =
                spectra.spectrum("line.txt", 20, 0.5, Dust.NONE, Dust.NONE).probability();
        int bin = (int) ((750 - spectra.lowNm()) / (spectra.highNm() - spectra.lowNm()) * VisitSpectra.IN_BAND);
        assertTrue(probability[bin] > 0.99, "bin " + bin + ": " + probability[bin]);
        assertEquals(750, spectra.wavelength(bin), 0.6);
    }

    /**
     * Probability x acceptance over 128 bins against an integration of SED x dust x optics x atmosphere x QE_D at
     * 0.025 nm that shares nothing with
     * {@link LsstSpectra} but the tables: every detector, spectra with breaks, forests and lines of 0.3 nm, with
     * redshift and dust (also row 19's
     * "photon reweighting reproduces the direct band").
     */
    @ParameterizedTest
    @EnumSource(Band.class)
    void sumOverBinsIsTheFineIntegralOnEveryDetector(Band band) throws IOException {
        SedLibrary library = new SedLibrary(List.of(folder), use -> {});
        LsstSpectra spectra = spectra(band, SpectrumOptions.DEFAULTS.withAirmass(1.43), library);
        double worst = 0;
        for (String name : List.of("smooth.txt", "break.txt", "forest.txt")) {
            for (double z : new double[] {0, 0.37, 1.1}) {
                Dust host = new Dust(z, 2.8);
                Dust galaxy = new Dust(1.5 - z, 3.4);
                double[] photons = fine(folder.resolve(name), z, host, galaxy);
                ObjectSpectrum spectrum = spectra.spectrum(name, 21, z, host, galaxy);
                double sum = 0;
                for (double p : spectrum.probability()) {
                    assertTrue(p >= 0);
                    sum += p;
                }
                assertEquals(1, sum, 1e-12);
                for (int d = 0; d < Throughputs.DETECTORS; d++) {
                    double expected = direct(band, 1.43, d, photons, Throughputs.FIRST_NM, Throughputs.LAST_NM);
                    double ratio = spectra.electrons(spectrum, d) / expected;
                    worst = Math.max(worst, Math.abs(ratio - 1));
                    assertEquals(1, ratio, 2e-4, band + " " + name + " z=" + z + " detector " + d);
                }
            }
        }
        System.out.printf(
                "  %s: bins against fine integral, worst of 189 detectors x 9 spectra %.1e%n", band.letter(), worst);
    }

    @Test
    void acceptanceIsAProbabilityAndSomeDetectorIsBestEverywhere() {
        for (Band band : Band.values()) {
            LsstSpectra spectra = spectra(band, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
            double[] best = new double[VisitSpectra.BINS];
            for (int d = 0; d < Throughputs.DETECTORS; d++) {
                double[] acceptance = spectra.acceptance(d);
                for (int k = 0; k < best.length; k++) {
                    assertTrue(acceptance[k] >= 0 && acceptance[k] <= 1, band + " " + d + " " + k);
                    best[k] = Math.max(best[k], acceptance[k]);
                }
            }
            for (int k = 0; k < VisitSpectra.IN_BAND; k++) {
                assertTrue(best[k] > 0.9, band + " bin " + k + ": " + best[k]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Band.class)
    void binsOfTheBandAreEqualAndTheOthersLieOutside(Band band) {
        LsstSpectra spectra = spectra(band, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        double width = (spectra.highNm() - spectra.lowNm()) / VisitSpectra.IN_BAND;
        for (int k = 0; k < VisitSpectra.IN_BAND; k++) {
            assertEquals(spectra.lowNm() + (k + 0.5) * width, spectra.wavelength(k), 1e-9);
        }
        for (int k = VisitSpectra.IN_BAND; k < VisitSpectra.BINS; k++) {
            double nm = spectra.wavelength(k);
            assertTrue(nm < spectra.lowNm() || nm > spectra.highNm(), band + " " + k + " " + nm);
            assertTrue(k == VisitSpectra.IN_BAND || nm > spectra.wavelength(k - 1));
        }
    }

    @Test
    void withoutOutOfBandLightTheLastBinsAreEmpty() {
        LsstSpectra cut = spectra(Band.U, SpectrumOptions.DEFAULTS.withOutOfBand(false), SedLibrary.synthetic());
        LsstSpectra whole = spectra(Band.U, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        ObjectSpectrum without = cut.spectrum("starSED/phoSimMLT/lte027.gz", 20, 0, Dust.NONE, Dust.NONE);
        ObjectSpectrum with = whole.spectrum("starSED/phoSimMLT/lte027.gz", 20, 0, Dust.NONE, Dust.NONE);
        double outside = 0;
        for (int k = VisitSpectra.IN_BAND; k < VisitSpectra.BINS; k++) {
            assertEquals(0, without.probability()[k]);
            outside += with.probability()[k];
        }
        assertTrue(outside > 0.1, "an M dwarf in u shines through the filter's red leak: " + outside);
        assertEquals(without.electrons(), with.electrons() * (1 - outside), 1e-9 * with.electrons());
    }

    @Test
    void baselineDetectorKeepsEveryPhoton() {
        LsstSpectra spectra =
                spectra(Band.Z, SpectrumOptions.DEFAULTS.withBaselineDetector(true), SedLibrary.synthetic());
        double[] light = spectra.flat(1, 17).probability();
        for (int k = 0; k < VisitSpectra.BINS; k++) {
            assertEquals(light[k] > 0 ? 1 : 0, spectra.acceptance(17)[k], 1e-15);
        }
    }

    @Test
    void detectorsDifferByAboutTenPercent() {
        LsstSpectra spectra = spectra(Band.U, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        ObjectSpectrum star = spectra.flat(1000, 94);
        assertEquals(1000, spectra.electrons(star, 94), 1e-9);
        assertTrue(Math.abs(spectra.electrons(star, 0) / 1000 - 1) > 0.02);
    }

    @Test
    void magnormScalesAndEqualSpectraShareTheirTable() {
        LsstSpectra spectra = spectra(Band.R, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        ObjectSpectrum one = spectra.spectrum("km20_5500.fits_g20_5680.gz", 20, 0, Dust.NONE, new Dust(0.1, 3.1));
        ObjectSpectrum two =
                spectra.spectrum("km20_5500.fits_g20_5680.gz", 22.5, 0, new Dust(0, 2.2), new Dust(0.1, 3.1));
        ObjectSpectrum other = spectra.spectrum("km20_5500.fits_g20_5680.gz", 20, 0, Dust.NONE, new Dust(0.2, 3.1));
        assertEquals(10, one.electrons() / two.electrons(), 1e-12);
        assertSame(one.probability(), two.probability());
        assertEquals(one.key(), two.key());
        assertNotEquals(one.key(), other.key());
    }

    @Test
    void manyThreadsInAnyOrderGetTheSameBits() throws Exception {
        List<double[]> serial = new ArrayList<>();
        LsstSpectra alone = spectra(Band.G, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        for (int i = 0; i < 300; i++) {
            serial.add(one(alone, i));
        }
        LsstSpectra shared = spectra(Band.G, SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        try (ExecutorService pool = Executors.newFixedThreadPool(7)) {
            List<Future<double[]>> results = new ArrayList<>();
            for (int i = 299; i >= 0; i--) {
                int index = i;
                results.add(pool.submit(() -> one(shared, index)));
            }
            for (int i = 0; i < 300; i++) {
                assertArrayEquals(serial.get(299 - i), results.get(i).get());
            }
        }
    }

    private static double[] one(LsstSpectra spectra, int i) {
        ObjectSpectrum s = spectra.spectrum(
                "galaxySED/Exp.2" + i % 10 + "E09.04Z.spec.gz",
                20,
                i / 40 * 0.1,
                new Dust(i % 3, 3.1),
                new Dust(0.1, 3.1));
        double[] out = Arrays.copyOf(s.probability(), VisitSpectra.BINS + 1);
        out[VisitSpectra.BINS] = s.electrons();
        return out;
    }

    @Test
    void aDropOutGalaxyHasNoPhotonsAndStillADistribution() {
        LsstSpectra spectra = spectra(Band.U, SpectrumOptions.DEFAULTS.withOutOfBand(false), SedLibrary.synthetic());
        ObjectSpectrum dark = spectra.spectrum("galaxySED/Inst.10E09.02Z.spec.gz", 20, 6, Dust.NONE, Dust.NONE);
        assertEquals(0, dark.electrons());
        double sum = 0;
        for (double p : dark.probability()) {
            sum += p;
        }
        assertEquals(1, sum, 1e-12);
    }

    @Test
    void numbersOutOfRangeAreExplained() {
        LsstSpectra spectra = spectra(Band.R, SpectrumOptions.DEFAULTS, new SedLibrary(List.of(folder), use -> {}));
        refused(() -> spectra.spectrum("flat", Double.NaN, 0, Dust.NONE, Dust.NONE), "magnorm NaN");
        refused(() -> spectra.spectrum("flat", 20, -1, Dust.NONE, Dust.NONE), "redshift -1.0");
        refused(() -> spectra.spectrum("flat", 20, Double.NaN, Dust.NONE, Dust.NONE), "redshift NaN");
        refused(() -> spectra.spectrum("flat", 20, 0, new Dust(-0.1, 3.1), Dust.NONE), "host dust Av = -0.1");
        refused(() -> spectra.spectrum("flat", 20, 0, Dust.NONE, new Dust(0.1, 1.9)), "Milky Way dust Rv = 1.9");
        refused(() -> spectra.spectrum("flat", 20, 0, Dust.NONE, new Dust(0.1, Double.NaN)), "Rv = NaN");
        refused(() -> spectra.spectrum("short.txt", 20, 0, Dust.NONE, Dust.NONE), "covers 300.0 to 600.0 nm");
        refused(() -> spectra(Band.R, SpectrumOptions.DEFAULTS.withAirmass(0.5), SedLibrary.synthetic()), "airmass");
    }

    private static void refused(Runnable what, String text) {
        InputException e = assertThrows(InputException.class, what::run);
        assertTrue(e.getMessage().contains(text), e.getMessage());
    }

    /** Continuum with 300 absorption and emission lines of sigma 0.3 to 1 nm. */
    private static DoubleUnaryOperator forest(long seed) {
        Random random = new Random(seed);
        double[] centre = new double[300];
        double[] sigma = new double[300];
        double[] depth = new double[300];
        for (int i = 0; i < centre.length; i++) {
            centre[i] = 120 + 1000 * random.nextDouble();
            sigma[i] = 0.3 + 0.7 * random.nextDouble();
            depth[i] = random.nextDouble() < 0.1 ? 2 * random.nextDouble() : -0.8 * random.nextDouble();
        }
        return nm -> {
            double f = Math.pow(nm / 500, -1.5);
            for (int i = 0; i < centre.length; i++) {
                double t = (nm - centre[i]) / sigma[i];
                if (Math.abs(t) < 6) {
                    f *= 1 + depth[i] * Math.exp(-t * t / 2);
                }
            }
            return f;
        };
    }

    private static void write(Path file, double from, double to, double step, DoubleUnaryOperator shape)
            throws IOException {
        StringBuilder text = new StringBuilder("# nm flambda\n");
        int n = (int) Math.round((to - from) / step);
        for (int i = 0; i <= n; i++) {
            double nm = from + i * step;
            text.append(nm).append(' ').append(shape.applyAsDouble(nm)).append('\n');
        }
        Files.writeString(file, text);
    }

    private static final double STEP = 0.025;

    /**
     * Photons nm^-1 s^-1 cm^-2 at magnorm 21 every 0.025 nm from 300 nm, with dust; written out anew from the
     * definitions.
     */
    private static double[] fine(Path file, double z, Dust host, Dust galaxy) throws IOException {
        List<String> lines = Files.readAllLines(file);
        double[] nm = new double[lines.size() - 1];
        double[] flux = new double[nm.length];
        for (int i = 0; i < nm.length; i++) {
            String[] t = lines.get(i + 1).split(" ");
            nm[i] = Double.parseDouble(t[0]);
            flux[i] = Double.parseDouble(t[1]);
        }
        double at500 = interpolate(nm, flux, 500) * 500;
        double scale = 10959.077 / at500 * Math.pow(10, -0.4 * 21);
        double[] out = new double[(int) Math.round((Throughputs.LAST_NM - Throughputs.FIRST_NM) / STEP) + 1];
        for (int i = 0; i < out.length; i++) {
            double observed = Throughputs.FIRST_NM + i * STEP;
            double rest = observed / (1 + z);
            double magnitudes = (host.av() > 0 ? host.av() * Cardelli1989.ratio(rest, host.rv()) : 0)
                    + (galaxy.av() > 0 ? galaxy.av() * Fitzpatrick2019.ratio(observed, galaxy.rv()) : 0);
            out[i] = scale * interpolate(nm, flux, rest) * rest * Math.pow(10, -0.4 * magnitudes);
        }
        return out;
    }

    private static double interpolate(double[] x, double[] y, double at) {
        double step = x[1] - x[0];
        int k = (int) Math.max(0, Math.min(x.length - 2, Math.floor((at - x[0]) / step)));
        return y[k] + (y[k + 1] - y[k]) * (at - x[k]) / (x[k + 1] - x[k]);
    }

    private static double direct(Band band, double airmass, int detector, double[] photons, double low, double high) {
        Throughputs tables = Throughputs.tables();
        double[] curve = tables.atmosphere(airmass);
        for (int i = 0; i < curve.length; i++) {
            curve[i] *= tables.optics(band)[i] * tables.efficiency(detector)[i];
        }
        double sum = 0;
        int perNm = (int) Math.round(1 / STEP);
        int first = (int) (low - Throughputs.FIRST_NM) * perNm;
        int last = (int) (high - Throughputs.FIRST_NM) * perNm;
        for (int i = first; i <= last; i++) {
            int k = Math.min(Throughputs.LENGTH - 2, i / perNm);
            double f = (double) (i - k * perNm) / perNm;
            double weight = i == first || i == last ? 0.5 : 1;
            sum += weight * photons[i] * ((1 - f) * curve[k] + f * curve[k + 1]);
        }
        return sum * STEP * AREA * 30;
    }
}
