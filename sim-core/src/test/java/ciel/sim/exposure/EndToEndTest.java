package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.camera.Camera;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.VisitGeometry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import nom.tam.fits.Fits;
import nom.tam.fits.FitsFactory;
import nom.tam.util.FitsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Validation through the whole rendering: every kind of object, catalogs in pieces, fields at RA 0 and near the pole.
 * Light is measured on the e-image.
 */
class EndToEndTest {
    private static final String STAR = "starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 ";
    private static final Settings SHARP =
            Rendering.settings(Rendering.PHOTONS_ONLY, "psf.model=none", "psf.gaussian_fwhm=0", "output.truth=false");
    private static final int WIDTH = Camera.lsst().detector("R22_S11").width();

    @TempDir
    private Path dir;

    private DetectorWcs wcs(Path catalog) {
        return VisitGeometry.of(InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT)
                        .visit())
                .wcs(Camera.lsst().detector("R22_S11"));
    }

    private int[] image(String name, String lines) throws IOException {
        Path out = dir.resolve(name + "-out");
        Rendering.render(Rendering.catalog(dir, name + ".txt", lines), out, 2, SHARP, "R22_S11");
        return Rendering.electrons(out, "R22_S11");
    }

    /** Sum, mean position (FITS pixel) and second central moments (px^2) of the light. */
    private record Light(double sum, double x, double y, double xx, double yy, double xy) {
        static Light of(int[] electrons) {
            double s = 0;
            double x = 0;
            double y = 0;
            for (int i = 0; i < electrons.length; i++) {
                s += electrons[i];
                x += (double) electrons[i] * (i % WIDTH + 1);
                y += (double) electrons[i] * (i / WIDTH + 1);
            }
            x /= s;
            y /= s;
            double xx = 0;
            double yy = 0;
            double xy = 0;
            for (int i = 0; i < electrons.length; i++) {
                if (electrons[i] != 0) {
                    double dx = i % WIDTH + 1 - x;
                    double dy = i / WIDTH + 1 - y;
                    xx += electrons[i] * dx * dx;
                    yy += electrons[i] * dy * dy;
                    xy += electrons[i] * dx * dy;
                }
            }
            // a pixel spreads by 1/12 px^2
            return new Light(s, x, y, xx / s - 1 / 12.0, yy / s - 1 / 12.0, xy / s);
        }

        double large() {
            return (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
        }

        double small() {
            return (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
        }
    }

    @Test
    void plainGzippedAndSplitCatalogs_giveTheSamePixels() throws IOException {
        StringBuilder lines = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 40; i++) {
            lines.append(String.format(
                    Locale.ROOT,
                    "object %d %.7f %.7f 21 %spoint none none%n",
                    i,
                    60.49 + 0.2 * random.nextDouble() - 0.1,
                    -38.16 + 0.1 * random.nextDouble() - 0.05,
                    STAR));
        }
        int[] plain = image("plain", lines.toString());
        assertTrue(Light.of(plain).sum > 100_000);
        String[] halves = {lines.substring(0, lines.indexOf("object 20 ")), lines.substring(lines.indexOf("object 20 "))
        };
        Files.writeString(dir.resolve("first.txt"), halves[0]);
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(dir.resolve("second.txt.gz")))) {
            gzip.write(halves[1].getBytes(StandardCharsets.UTF_8));
        }
        assertArrayEquals(plain, image("split", "includeobj second.txt.gz\nincludeobj first.txt\n"));
        try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(dir.resolve("whole.txt.gz")))) {
            gzip.write((Rendering.HEADER + lines).getBytes(StandardCharsets.UTF_8));
        }
        Rendering.render(dir.resolve("whole.txt.gz"), dir.resolve("gz"), 1, SHARP, "R22_S11");
        assertArrayEquals(plain, Rendering.electrons(dir.resolve("gz"), "R22_S11"));
    }

    /** The mirror is clear from 2.558 m, nominal fluxes count from 2.55 m: 0.9963 of them arrive on the axis. */
    @Test
    void starOnTheAxis_hasTheLightThatTheOpenPupilLetsThrough() throws IOException {
        Path catalog = Rendering.catalog(
                dir,
                "axis.txt",
                "object 1 60.49045502638662697 -38.16437495898705379 14 " + STAR + "point none none\n");
        long open = Rendering.render(catalog, dir.resolve("axis"), 2, SHARP, "R22_S11")
                .photons();
        long all = Rendering.render(catalog, dir.resolve("all"), 2, SHARP.with("optics.vignetting=false"), "R22_S11")
                .photons();
        assertEquals(0.996275, (double) open / all, 5 * Math.sqrt(2.0 / all));
    }

    /** The field's hour angle stays, so that altitude and azimuth go with it; only what the catalog asks for moves. */
    @ParameterizedTest
    @CsvSource({"0.0, -38.16, 60150.35", "359.98, -20.0, 60150.35", "10.0, -89.7, 60143.42"})
    void fieldsAtRaZeroAndThePole_holdTheObjectsThatBruteForceFinds(double ra, double dec, double mjd)
            throws IOException {
        String header = Rendering.HEADER
                .replaceFirst("rightascension .*", "rightascension " + ra)
                .replaceFirst("declination .*", "declination " + dec)
                .replaceFirst("mjd .*", "mjd " + mjd);
        Random random = new Random(2);
        StringBuilder lines = new StringBuilder(header);
        double[][] sky = new double[3000][2];
        for (int i = 0; i < sky.length; i++) {
            double eta = 0.6 * random.nextDouble() - 0.3;
            double xi = 0.6 * random.nextDouble() - 0.3;
            double d = Math.max(-90, Math.min(90, dec + eta));
            double a = dec < -89 ? 360 * random.nextDouble() : (ra + xi / Math.cos(Math.toRadians(d)) + 360) % 360;
            sky[i] = new double[] {
                Double.parseDouble(String.format(Locale.ROOT, "%.9f", a)),
                Double.parseDouble(String.format(Locale.ROOT, "%.9f", d))
            };
            lines.append(String.format(
                    Locale.ROOT, "object %d %.9f %.9f 25 %spoint none none%n", i, sky[i][0], sky[i][1], STAR));
        }
        Path catalog = Files.writeString(dir.resolve("field.txt"), lines.toString());
        DetectorWcs wcs = wcs(catalog);
        int expected = 0;
        double[] at = new double[2];
        for (double[] s : sky) {
            wcs.toPixel(s[0], s[1], at);
            expected += at[0] >= -100 && at[0] <= WIDTH + 100 && at[1] >= -100 && at[1] <= 4004 + 100 ? 1 : 0;
        }
        // the header keeps the altitude of another field
        Settings anyAltitude = SHARP.with("catalog.altitude_tolerance=180");
        RenderSummary summary = Rendering.render(catalog, dir.resolve("field"), 2, anyAltitude, "R22_S11");
        assertTrue(expected > 100, expected + " objects");
        assertEquals(expected, summary.objects());
    }

    @Test
    void knots_areAGaussianCloudOfTheirHalfLightRadius() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 100; i++) { // 100 galaxies, one on the other: 5000 knots
            lines.append("object g")
                    .append(i)
                    .append(" 60.49 -38.16 21 ")
                    .append(STAR)
                    .append("knots 2.0 2.0 0 50 none none\n");
        }
        Light light = Light.of(image("knots", lines.toString()));
        double sigma = 2.0 / 1.17741 / 0.2;
        assertEquals(Math.sqrt(2) * sigma, Math.sqrt(light.xx + light.yy), 0.05 * Math.sqrt(2) * sigma, "rms radius");
    }

    @Test
    void streak_isABoxOfItsLengthAndWidth() throws IOException {
        Light light = Light.of(image("streak", "object t 60.49 -38.16 17 " + STAR + "streak 200 4 25 none none\n"));
        assertEquals(
                200 / 0.2 / Math.sqrt(12),
                Math.sqrt(light.large()),
                1 / Math.sqrt(12) + 0.002 * 1000 / Math.sqrt(12),
                "length");
        assertEquals(4 / 0.2 / Math.sqrt(12), Math.sqrt(light.small()), 1 / Math.sqrt(12), "width");
    }

    @Test
    void picture_hasItsMomentsAndItsAngle() throws IOException {
        float[][] pixels = new float[101][101];
        Random random = new Random(5);
        double s = 0;
        double[] m = new double[5];
        for (int y = 0; y < 101; y++) {
            for (int x = 0; x < 101; x++) { // an asymmetric smear
                double u = (x - 50) / 25.0;
                double v = (y - 50) / 12.0;
                pixels[y][x] = (float)
                        (Math.exp(-(u * u + v * v) / 2) * (1.5 + u) * (x > 10 && random.nextInt(3) > 0 ? 1 : 0.2));
                pixels[y][x] = Math.max(0, pixels[y][x]);
                s += pixels[y][x];
                m[0] += pixels[y][x] * (x - 50.0);
                m[1] += pixels[y][x] * (y - 50.0);
                m[2] += pixels[y][x] * (x - 50.0) * (x - 50.0);
                m[3] += pixels[y][x] * (y - 50.0) * (y - 50.0);
                m[4] += pixels[y][x] * (x - 50.0) * (y - 50.0);
            }
        }
        try (Fits fits = new Fits();
                FitsFile file = new FitsFile(dir.resolve("smear.fits").toFile(), "rw")) {
            fits.addHDU(FitsFactory.hduFactory(pixels));
            fits.write(file);
        }
        double rotation = 20;
        Light light = Light.of(
                image("picture", "object i 60.49 -38.16 17 " + STAR + "smear.fits 0.4 " + rotation + " none none\n"));
        double mx = m[0] / s;
        double my = m[1] / s;
        double xx = m[2] / s - mx * mx + 1 / 12.0;
        double yy = m[3] / s - my * my + 1 / 12.0;
        double xy = m[4] / s - mx * my;
        double large = (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
        double small = (xx + yy) / 2 - Math.hypot((xx - yy) / 2, xy);
        double scale = Math.pow(0.4 / 0.2001, 2);
        assertEquals(large * scale, light.large(), 0.01 * large * scale);
        assertEquals(small * scale, light.small(), 0.01 * small * scale);
        // where the centre of light goes: picture turned by minus its rotation, columns to the west, rows to the north
        double turn = Math.toRadians(-rotation);
        double west = 0.4 * (mx * Math.cos(turn) - my * Math.sin(turn));
        double north = 0.4 * (mx * Math.sin(turn) + my * Math.cos(turn));
        DetectorWcs wcs = wcs(dir.resolve("picture.txt"));
        double[] at = new double[2];
        wcs.toPixel(60.49 - west / 3600 / Math.cos(Math.toRadians(-38.16)), -38.16 + north / 3600, at);
        assertEquals(at[0], light.x, 0.5, "centre of light");
        assertEquals(at[1], light.y, 0.5, "centre of light");
    }

    @Test
    void lensing_brightensAndShearsARoundGalaxy() throws IOException {
        String galaxy =
                "object s 60.49 -38.16 17 starSED/kurucz/km20_5500.fits_g20_5680.gz 0 %s 0 0 sersic2d 2 2 0 0.5 "
                        + "none none\n";
        Light round = Light.of(image("round", galaxy.formatted("0 0 0")));
        Light lensed = Light.of(image("lensed", galaxy.formatted("0.05 0.02 0.03")));
        double mu = 1 / (0.97 * 0.97 - 0.0029);
        assertEquals(mu, lensed.sum / round.sum, 5 * Math.sqrt(2 / round.sum) * mu + 1e-4, "flux");
        // |e| of second moments of a sheared circle: 2 g / (1 + g^2)
        double g = Math.hypot(0.05, 0.02) / 0.97;
        assertEquals(
                2 * g / (1 + g * g),
                (lensed.large() - lensed.small()) / (lensed.large() + lensed.small()),
                2e-3,
                "shear");
        assertEquals(mu, Math.sqrt(lensed.large() * lensed.small() / (round.large() * round.small())), 0.01, "area");
    }
}
