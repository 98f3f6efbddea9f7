package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.InputException;
import ciel.sim.camera.Camera;
import ciel.sim.camera.Detector;
import ciel.sim.catalog.InstanceCatalog;
import ciel.sim.optics.DetectorWcs;
import ciel.sim.optics.TelescopeState;
import ciel.sim.optics.VisitGeometry;
import ciel.sim.optics.Weather;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The air of {@code atmosphere.*}, and the air that disperses. */
class WeatherSettingsTest {
    private static final String DETECTOR = "R43_S21";

    @TempDir
    private Path dir;

    @Test
    void packagedAirIsThatOfImsimsCoordinates() {
        assertEquals(Weather.CERRO_PACHON, WeatherSettings.of(Settings.defaults()));
    }

    @Test
    void imsimsPhotonsPassItsAir_unlessTheAirIsSet() {
        Settings packaged = Settings.defaults();
        assertEquals(Weather.DISPERSION_OF_IMSIM, WeatherSettings.dispersing(packaged));
        assertEquals(
                Weather.DISPERSION_OF_IMSIM, WeatherSettings.dispersing(packaged.with("atmosphere.pressure=72.70")));
        assertEquals(
                Weather.CERRO_PACHON, WeatherSettings.dispersing(packaged.with("optics.dispersion_air=telescope")));
        for (String set :
                new String[] {"atmosphere.pressure=74", "atmosphere.temperature=275", "atmosphere.water_vapour=0.4"}) {
            Settings settings = packaged.with(set);
            assertEquals(WeatherSettings.of(settings), WeatherSettings.dispersing(settings), set);
            assertEquals(
                    Weather.DISPERSION_OF_IMSIM,
                    WeatherSettings.dispersing(settings.with("optics.dispersion_air=imsim")));
        }
    }

    @Test
    void waterIsGivenByItsPartialPressure_asFarAsAirHoldsIt() {
        Settings dispersion = Settings.defaults()
                .with(
                        "test",
                        Map.of(
                                "atmosphere.pressure", "69.328",
                                "atmosphere.temperature", "293.15",
                                "atmosphere.water_vapour", "1.067"));
        Weather air = WeatherSettings.of(dispersion);
        assertEquals(1.067, air.vapourPressure(), 1e-12);
        // saturated air of 20 C holds 2.339 kPa (CRC Handbook, vapour pressure of water); the ratio is that of water to
        // dry air, as in SOFA
        assertEquals(1.067 / (69.328 - 1.067) / (2.339 / (69.328 - 2.339)), air.relativeHumidity(), 0.003);
        assertEquals(
                0,
                WeatherSettings.of(dispersion.with("atmosphere.water_vapour=0")).relativeHumidity());
        InputException wet = assertThrows(
                InputException.class, () -> WeatherSettings.of(dispersion.with("atmosphere.water_vapour=2.4")));
        assertTrue(wet.getMessage().contains("2.4 kPa") && wet.getMessage().contains("293.15 K"), wet.getMessage());
        assertThrows(InputException.class, () -> Settings.defaults().with("atmosphere.pressure=727"));
        assertThrows(InputException.class, () -> Settings.defaults().with("atmosphere.temperature=7"));
    }

    /**
     * A star at the edge of the field, in thin and in thick air: it lies where the coordinates of that air put it, and
     * its light is drawn out along the vertical in proportion to the air.
     */
    @Test
    void coordinatesAndDispersionFollowTheSameAir() throws IOException {
        double[] thick = star("72.7");
        double[] thin = star("54.525");
        // refraction across 1.7 deg of field is 3.3" here; a quarter of it is 4 px
        assertTrue(Math.hypot(thick[0] - thin[0], thick[1] - thin[1]) > 2, "the star moves with the air");
        assertEquals(0.75 * 0.75, thin[2] / thick[2], 0.02, "variance along the vertical goes as the pressure squared");
    }

    /** @return x and y (px) of the star, and what dispersion adds to the variance along the vertical (px^2) */
    private double[] star(String pressure) throws IOException {
        String line = "object 1 %.9f %.9f %s starSED/kurucz/km20_5500.fits_g20_5680.gz 0 0 0 0 0 0 point none none%n";
        Path any = Rendering.catalog(dir, "any.txt", String.format(Locale.ROOT, line, 60.49, -38.16, "20"));
        Detector detector = Camera.lsst().detector(DETECTOR);
        DetectorWcs usual = VisitGeometry.of(InstanceCatalog.open(any, InstanceCatalog.Options.DEFAULT)
                        .visit())
                .wcs(detector);
        double[] sky = new double[2];
        usual.toSky(2036, 2000, sky);
        Path catalog = Rendering.catalog(dir, "star.txt", String.format(Locale.ROOT, line, sky[0], sky[1], "17.5"));
        Settings settings = Rendering.settings(
                Rendering.PHOTONS_ONLY,
                "psf.model=none",
                "psf.gaussian_fwhm=0.35",
                "spectrum.out_of_band=false",
                "optics.vignetting=false",
                "atmosphere.pressure=" + pressure,
                "optics.dispersion_air=telescope",
                "output.truth=false");
        VisitGeometry geometry = VisitGeometry.of(
                InstanceCatalog.open(catalog, InstanceCatalog.Options.DEFAULT).visit(),
                WeatherSettings.of(settings),
                TelescopeState.DESIGN,
                Camera.lsst());
        double[] expected = new double[2];
        geometry.wcs(detector).toPixel(sky[0], sky[1], expected);
        double[] variance = new double[2];
        double[] centre = new double[2];
        for (int k = 0; k < 2; k++) {
            Path out = dir.resolve("out-" + pressure + "-" + k);
            Rendering.render(
                    catalog,
                    out,
                    2,
                    settings.with(k == 0 ? "optics.dispersion=false" : "optics.dispersion=true"),
                    DETECTOR);
            double[] moments = moments(Rendering.electrons(out, DETECTOR), detector.width(), expected);
            variance[k] = moments[2];
            if (k == 0) {
                centre = moments;
                assertEquals(expected[0], moments[0], 0.02, "x in air of " + pressure + " kPa");
                assertEquals(expected[1], moments[1], 0.02, "y in air of " + pressure + " kPa");
            } else {
                assertTrue(manifest(out).contains("\"atmosphere.pressure\" : \"" + pressure + "\""));
            }
        }
        return new double[] {centre[0], centre[1], variance[1] - variance[0]};
    }

    private static String manifest(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return Files.readString(files.filter(f -> f.getFileName().toString().startsWith("manifest"))
                    .findFirst()
                    .orElseThrow());
        }
    }

    /** @return centroid (FITS pixels) and the sum of both variances within 12 px */
    private static double[] moments(int[] electrons, int width, double[] at) {
        int x0 = (int) Math.round(at[0]) - 1;
        int y0 = (int) Math.round(at[1]) - 1;
        double n = 0;
        double[] sum = new double[4];
        for (int y = y0 - 12; y <= y0 + 12; y++) {
            for (int x = x0 - 12; x <= x0 + 12; x++) {
                double q = electrons[y * width + x];
                n += q;
                sum[0] += q * (x - x0);
                sum[1] += q * (y - y0);
                sum[2] += q * (x - x0) * (x - x0);
                sum[3] += q * (y - y0) * (y - y0);
            }
        }
        double mx = sum[0] / n;
        double my = sum[1] / n;
        return new double[] {x0 + 1 + mx, y0 + 1 + my, sum[2] / n - mx * mx + sum[3] / n - my * my};
    }
}
