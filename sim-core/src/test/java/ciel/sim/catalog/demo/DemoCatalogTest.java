package ciel.sim.catalog.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Footprint;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.catalog.ReadReport;
import ciel.sim.catalog.ReadReport.Type;
import ciel.sim.catalog.Shape;
import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SpectrumOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCatalogTest {
    private static final DemoCatalog.Options SMALL = DemoCatalog.Options.DEFAULT.withRadius(0.05);

    @TempDir
    private Path dir;

    private static byte[] bytes(DemoCatalog.Options options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DemoCatalog.write(out, options);
        return out.toByteArray();
    }

    private static List<String> lines(DemoCatalog.Options options) throws IOException {
        return new String(bytes(options), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> line.startsWith("object "))
                .toList();
    }

    @Test
    void sameOptions_giveTheSameBytes_andAnotherSeedOthers() throws IOException {
        assertArrayEquals(bytes(SMALL), bytes(SMALL));
        assertFalse(java.util.Arrays.equals(bytes(SMALL), bytes(SMALL.withSeed(2))));
    }

    @Test
    void thinning_keepsTheObjectsThatStay() throws IOException {
        List<String> full = lines(SMALL);
        List<String> half = lines(SMALL.withDensity(0.5));
        assertTrue(new TreeSet<>(full).containsAll(half));
        assertEquals(0.5, (double) half.size() / full.size(), 0.02);
    }

    @Test
    void catalog_isValid_andHoldsEveryKind() throws IOException {
        Path file = DemoCatalog.write(dir.resolve("new"), SMALL);
        InstanceCatalog catalog = InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT);
        assertEquals(DemoCatalog.visit(SMALL), catalog.visit());
        Footprint field = Footprint.cone(150.1, 2.2, 0.05 + 1e-7);
        Set<String> seds = new TreeSet<>();
        ReadReport report = catalog.forEach(Footprint.ALL, object -> {
            assertTrue(field.mayContain(object.ra(), object.dec()), object.toString());
            seds.add(object.sed());
        });
        assertTrue(report.notes().isEmpty(), report.notes().toString());
        assertEquals(1, report.objects(Type.STREAK));
        assertTrue(
                report.objects(Type.POINT) > 100
                        && report.objects(Type.SERSIC2D) > 3000
                        && report.objects(Type.KNOTS) > 100,
                report.toString());
        assertTrue(seds.size() > 20, seds.toString());
        assertEquals(file, DemoCatalog.write(dir.resolve("new"), SMALL));
        try (var files = Files.list(dir.resolve("new"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void galaxyCounts_areThoseOfTheScienceBook() throws IOException {
        assertEquals(
                46 * 0.31 * Math.log(10),
                GalaxyCounts.perSquareArcmin(25.0005) * 1000 - GalaxyCounts.perSquareArcmin(24.9995) * 1000,
                0.01);
        // to i = 25 in the field drawn: 45.4 per square arcmin, Poisson
        Brightness brightness = new Brightness(DemoCatalog.visit(SMALL));
        int[] count = new int[1];
        Path file = DemoCatalog.write(dir, SMALL.withRadius(0.1));
        InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT).forEach(Footprint.ALL, object -> {
            boolean whole =
                    object.shape() instanceof Shape.Sersic && !object.id().contains("_bulge");
            double i = object.magnorm()
                    + brightness.i(
                            object.sed(), object.redshift(), object.internal().av());
            count[0] += whole && i < 25 && i >= 23 ? 1 : 0;
        });
        double expected = (GalaxyCounts.perSquareArcmin(25) - GalaxyCounts.perSquareArcmin(23)) * 3600 * Math.PI * 0.01;
        assertEquals(expected, count[0], 4 * Math.sqrt(expected));
    }

    @Test
    void starCounts_areThoseOfBahcallAndSoneira() {
        StarCounts counts = new StarCounts(236.814, 42.103);
        for (double v : new double[] {14, 16, 18, 20}) {
            assertEquals(1, counts.perSquareDegree(0, v) / bahcallSoneira(v, 236.814, 42.103), 0.2, "V < " + v);
        }
    }

    /** Bahcall and Soneira (1980), eq. B1: stars per square degree brighter than V, good to 15 % of their model. */
    private static double bahcallSoneira(double v, double l, double b) {
        double sin = Math.sin(Math.toRadians(b));
        double cos = Math.cos(Math.toRadians(b));
        double cosL = Math.cos(Math.toRadians(l));
        double mu = v <= 12 ? 0.03 : v < 20 ? 0.0075 * (v - 12) + 0.03 : 0.09;
        double gamma = v <= 12 ? 0.36 : v < 20 ? 0.04 * (12 - v) + 0.36 : 0.04;
        double disc = 925
                * Math.pow(10, 0.035 * (v - 15.75))
                / Math.pow(1 + Math.pow(10, -0.132 * (v - 15.75)), 3)
                / Math.pow(sin * (1 - mu * cos / sin * cosL), 3 - 5 * gamma);
        double spheroid = 1050
                * Math.pow(10, 0.087 * (v - 17.5))
                / Math.pow(1 + Math.pow(10, -0.18 * (v - 17.5)), 2.5)
                / Math.pow(1 - cos * cosL, 1.45 - 0.2 * cos * cosL);
        return disc + spheroid;
    }

    @Test
    void redshiftsSizesAndShapes_haveTheirPublishedMoments() {
        Draws draws = new Draws(3, 9);
        GalaxyCounts counts = new GalaxyCounts();
        int n = 20_000;
        double z = 0;
        double e2 = 0;
        List<Double> scales = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            draws.of(k);
            z += GalaxyCounts.redshift(draws, 22);
            scales.add(GalaxyCounts.scaleLength(draws, 24));
            double q = counts.axisRatio(draws, false);
            e2 += Math.pow((1 - q) / (1 + q), 2);
        }
        assertEquals(3 * (0.0417 * 22 - 0.744), z / n, 0.01);
        scales.sort(null);
        assertEquals(Math.exp(-1.320 - 0.278), scales.get(n / 2), 0.003);
        // lensfit's prior: rms of one component 0.25
        assertEquals(0.253, Math.sqrt(e2 / n / 2), 0.01);
    }

    @Test
    void brightStar_hasTheMagnitudeThatWasAsked() throws IOException {
        List<SkyObject> stars = new ArrayList<>();
        Path file = DemoCatalog.write(dir, new DemoCatalog.Options(1, 0.06, 0, Band.G, 12.5));
        InstanceCatalog catalog = InstanceCatalog.open(file, InstanceCatalog.Options.DEFAULT);
        catalog.forEach(Footprint.ALL, stars::add);
        assertEquals(Band.G, catalog.visit().band());
        assertEquals(2, stars.size());
        LsstSpectra r = LsstSpectra.of(DemoCatalog.visit(SMALL), SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        double electrons = r.spectrum(stars.getFirst().sed(), stars.getFirst().magnorm(), 0, Dust.NONE, Dust.NONE)
                .electrons();
        assertEquals(
                12.5,
                -2.5
                        * Math.log10(electrons
                                / r.spectrum("flatSED", 0, 0, Dust.NONE, Dust.NONE)
                                        .electrons()),
                1e-4);
    }

    @Test
    void optionsOutOfRange_areRefused() {
        assertThrows(InputException.class, () -> SMALL.withRadius(10));
        assertThrows(InputException.class, () -> SMALL.withDensity(Double.NaN));
        assertThrows(InputException.class, () -> new DemoCatalog.Options(1, 0.1, 1, Band.R, 3));
    }

    @Test
    void catalog_hasTheModeThatTheUmaskLeaves(@TempDir Path folder) throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "");
        Path catalog = DemoCatalog.write(folder, new DemoCatalog.Options(1, 0.02, 0.2, Band.R, Double.NaN));
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(catalog));
        }
    }
}
