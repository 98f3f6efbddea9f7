package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;
import ciel.sim.optics.Astrometry;
import ciel.sim.sky.Direction;
import ciel.sim.sky.SkyModel;
import ciel.sim.sky.SunMoon;
import ciel.sim.spectrum.Throughputs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file is made by src/test/golden/sky_grid.py, which prints what astropy-healpix 2 interpolates in it. */
class SkyGridTest {
    private static final double MJD = 61_087.166666667;
    private static final Map<String, Double> DARK =
            Map.of("moonalt", -45.0, "dist2moon", 130.0, "moonphase", 10.0, "sunalt", -40.0);
    /** [place][right ascension, declination, r magnitude at MJD] */
    private static final double[][] PLACES = {
        {150.1, 2.2, 21.422003},
        {10.0, -30.0, 21.210667},
        {359.0, -75.0, 21.073015},
        {200.0, -89.5, 21.069851},
        {33.3, -41.9, 21.255626}
    };

    @TempDir
    private Path dir;

    private static Path file() throws URISyntaxException {
        return Path.of(
                SkyGridTest.class.getResource("/ciel/sim/sky/61087_61088.h5").toURI());
    }

    private static Visit visit(double mjd, double ra, double dec, Band band) {
        return new Visit(1, 0, band, ra, dec, 0, 112, 54.6, 26.8, mjd, 30, 0.65, 871, 1);
    }

    private static SkyModel open(Path grid, Visit visit, Map<String, Double> header) {
        return VisitSky.of(Rendering.settings(List.of("sky.model=grid", "sky.grid=" + grid)), visit, header);
    }

    private static SkyModel open(Path grid, Visit visit) {
        return open(grid, visit, DARK);
    }

    private static double[] spectrum(SkyModel model, double ra, double dec) {
        return spectrum(model, ra, dec, MJD);
    }

    private static double[] spectrum(SkyModel model, double ra, double dec, double mjd) {
        double sun = SunMoon.at(mjd, Astrometry.LATITUDE, Astrometry.LONGITUDE).sunLongitude();
        return model.parts(new Direction(54.6, 26.8).onEcliptic(ra, dec, sun)).total();
    }

    /** AB magnitude through the whole throughput with the air of an airmass of 1.2. */
    private static double magnitude(double[] spectrum, Band band) {
        Throughputs tables = Throughputs.tables();
        double[] air = tables.atmosphere(1.2);
        double light = 0;
        double ab = 0;
        for (int i = 0; i < spectrum.length; i++) {
            double nm = Throughputs.FIRST_NM + i;
            double s = tables.optics(band)[i] * tables.baselineDetector()[i] * air[i] * nm;
            light += s * spectrum[i];
            ab += s * 2.99792458e17 / (nm * nm);
        }
        return -2.5 * StrictMath.log10(light / ab) - 48.6;
    }

    @Test
    void theLevelIsLinearInTimeAndBetweenPixels() throws Exception {
        for (double[] place : PLACES) {
            SkyModel model = open(file(), visit(MJD, place[0], place[1], Band.R));
            assertEquals("grid", model.name());
            assertEquals(place[2], magnitude(spectrum(model, place[0], place[1]), Band.R), 2e-6);
        }
        SkyModel blue = open(file(), visit(MJD, 10, -30, Band.U));
        assertEquals(21.210667 + 1.6, magnitude(spectrum(blue, 10, -30), Band.U), 2e-6);
    }

    @Test
    void aFolderIsSearchedForTheFileOfTheTime() throws Exception {
        Files.copy(file(), dir.resolve("61087_61088.h5"));
        Files.writeString(dir.resolve("60000_60100.h5"), "another half year");
        SkyModel model = open(dir, visit(MJD, 10, -30, Band.R));
        assertEquals(21.210667, magnitude(spectrum(model, 10, -30), Band.R), 2e-6);
        InputException none = assertThrows(InputException.class, () -> open(dir, visit(62000, 10, -30, Band.R)));
        assertTrue(none.getMessage().contains("no file MJD0_MJD1.h5 with mjd 62000"), none.getMessage());
    }

    @Test
    void whereItHasNoSkyTheVisitIsRefused() throws Exception {
        InputException masked = assertThrows(InputException.class, () -> open(file(), visit(MJD, 10, 70, Band.R)));
        assertTrue(masked.getMessage().contains("has no sky at RA 10.00, Dec 70.00"), masked.getMessage());
        InputException early = assertThrows(InputException.class, () -> open(file(), visit(61_087.1, 10, -30, Band.R)));
        assertTrue(early.getMessage().contains("from mjd 61087.16000 to 61087.30500"), early.getMessage());
        InputException day = assertThrows(
                InputException.class, () -> open(file(), visit(61_087.25, 10, -30, Band.R), Map.of("sunalt", -6.0)));
        assertTrue(day.getMessage().contains("the sun at -6.0 deg"), day.getMessage());
        // in the night the nearest map is taken, as upstream
        double late = magnitude(spectrum(open(file(), visit(61_087.29, 10, -30, Band.R)), 10, -30, 61_087.29), Band.R);
        assertEquals(21.210667 + 0.05 * (4 - 1.0 / 3 - 1), late, 2e-6);
    }

    @Test
    void damagedFilesAndWrongNamesAreRefused() throws IOException, URISyntaxException {
        Path text = Files.writeString(dir.resolve("text.h5"), "no HDF5");
        assertTrue(assertThrows(InputException.class, () -> open(text, visit(MJD, 10, -30, Band.R)))
                .getMessage()
                .contains("cannot be read as HDF5"));
        assertTrue(assertThrows(InputException.class, () -> open(dir.resolve("none.h5"), visit(MJD, 10, -30, Band.R)))
                .getMessage()
                .contains("does not exist"));
        assertTrue(assertThrows(
                        InputException.class,
                        () -> VisitSky.of(
                                Rendering.settings(List.of("sky.model=grid")), visit(MJD, 10, -30, Band.R), DARK))
                .getMessage()
                .contains("sky.grid names no file"));
        byte[] whole;
        try (InputStream in = Files.newInputStream(file())) {
            whole = in.readAllBytes();
        }
        for (int k = 0; k < 60; k++) {
            byte[] bytes = k % 2 == 0 ? java.util.Arrays.copyOf(whole, whole.length * k / 60) : whole.clone();
            if (k % 2 == 1) {
                bytes[k * whole.length / 60] ^= (byte) 0x55;
            }
            Path damaged = Files.write(dir.resolve(k + ".h5"), bytes);
            try {
                magnitude(spectrum(open(damaged, visit(MJD, 10, -30, Band.R)), 10, -30), Band.R);
            } catch (InputException e) {
                assertTrue(e.getMessage().contains(".h5") || e.getMessage().contains("sky.grid"), e.getMessage());
            }
        }
    }
}
