package ciel.sim.optics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.fits.OpticsMaps;
import ciel.sim.fits.WholeFile;
import java.nio.file.Path;
import java.util.List;
import nom.tam.fits.BasicHDU;
import nom.tam.fits.Fits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Optical path differences beside Zemax's of LSST's baseline design 3.3 (LSSTDESC/imSim, tests/data: r band, 694 nm,
 * field 1.121, 1.231 deg, M2 100 um towards x) and beside batoid 0.9.0.
 */
class WavefrontTest {
    private static final double WAVELENGTH = 694;

    /** Annular Zernike coefficients of Zemax (waves), Noll 1 to 28. */
    private static final double[] ZEMAX = {
        2.30166655,
        -1.08213201,
        -0.65468508,
        0.11578109,
        0.04813039,
        0.10699797,
        0.11679934,
        0.01467262,
        0.11146828,
        -0.14669378,
        -0.08189235,
        0.00172028,
        0.01460946,
        0.00677425,
        0.00127911,
        -0.00649193,
        -0.01407066,
        0.02867198,
        -0.02146515,
        0.00092018,
        0.00147878,
        -0.01295544,
        0.01825709,
        -0.00161187,
        0.00056522,
        0.00300832,
        -0.00018738,
        0.00007359
    };

    private static Telescope shifted() {
        return Telescope.of(Band.R).with("M2", new RigidMotion(100e-6, 0, 0, 0, 0, 0));
    }

    private static Wavefront map(Telescope telescope, double thx, double thy) {
        return Wavefront.trace(
                telescope,
                StrictMath.tan(Math.toRadians(thx)),
                StrictMath.tan(Math.toRadians(thy)),
                WAVELENGTH,
                OpticsMaps.SIDE);
    }

    /** imSim's bar is 0.2 nm, or a thousandth. */
    @Test
    void annularZernikesAreZemaxs() {
        Wavefront map = map(shifted(), 1.121, 1.231);
        double worst = 0;
        for (int j = 1; j <= 28; j++) {
            double expected = ZEMAX[j - 1] * WAVELENGTH;
            assertEquals(expected, map.zernike(j), 0.2 + 1e-3 * Math.abs(expected), "AZ " + j);
            worst = Math.max(worst, Math.abs(expected - map.zernike(j)));
        }
        System.out.printf("  annular Zernikes beside Zemax: worst %.3f nm%n", worst);
    }

    /** Single rays of Zemax's map (nm), by column and row from 0, where the spider of its model does not stand. */
    @Test
    void raysAreZemaxs() {
        Wavefront map = map(shifted(), 1.121, 1.231);
        double[][] zemax = {
            {30, 127, 2791.066046}, {127, 30, 2279.597762}, {220, 127, 537.7845558}, {127, 220, 684.0870428},
            {60, 60, 2593.548094}, {60, 190, 1714.61028}, {190, 60, 1379.626196}, {190, 190, 518.980834}
        };
        for (double[] ray : zemax) {
            double own = map.nanometres()[(int) ray[1] * OpticsMaps.SIDE + (int) ray[0]];
            assertEquals(ray[2], own, 0.01, "ray " + ray[0] + " " + ray[1]);
        }
    }

    @Test
    void raysOnTheAxisAndOffItAreBatoids() {
        Wavefront axis = map(Telescope.of(Band.R), 0, 0);
        assertEquals(64.63235280307343, axis.nanometres()[127 * 255 + 30], 1e-3);
        assertEquals(60.21817000601004, axis.nanometres()[220 * 255 + 127], 1e-3);
        assertEquals(60.79419279103603, axis.nanometres()[60 * 255 + 190], 1e-3);
        Wavefront off = map(Telescope.of(Band.R), -0.7, 0.3);
        assertEquals(-232.21722500466058, off.nanometres()[127 * 255 + 30], 1e-3);
        assertEquals(1200.1022184904286, off.nanometres()[60 * 255 + 190], 1e-3);
        // rays that come through, of 65025
        assertEquals(31648, open(axis), 40);
        assertEquals(31595, open(off), 40);
        assertTrue(Double.isNaN(axis.nanometres()[0]) && Double.isNaN(axis.nanometres()[127 * 255 + 127]));
    }

    private static long open(Wavefront map) {
        return java.util.Arrays.stream(map.nanometres())
                .filter(v -> !Double.isNaN(v))
                .count();
    }

    /** A bump of 100 nm on M1 takes twice that from the path. */
    @Test
    void aFigureErrorShowsTwice() {
        Telescope bent = Telescope.of(Band.R).withFigure("M1", java.util.Map.of(6, 100e-9), 4.18, 4.18 * 0.612);
        double difference =
                map(bent, 0, 0).zernike(6) - map(Telescope.of(Band.R), 0, 0).zernike(6);
        assertEquals(195, Math.abs(difference), 5, "rays meet M1 at up to 12 deg");
    }

    @Test
    void filesHaveImsimsKeywords(@TempDir Path folder) throws Exception {
        Path opd = folder.resolve("opd.fits");
        OpticsMaps.opd(
                opd,
                Telescope.of(Band.R),
                List.of(new OpticsMaps.Field(0, 0), new OpticsMaps.Field(1.121, 1.231)),
                WAVELENGTH,
                WholeFile.Existing.REPLACE);
        try (Fits fits = new Fits(opd.toFile())) {
            BasicHDU<?>[] hdus = fits.read();
            assertEquals(2, hdus.length);
            var header = hdus[1].getHeader();
            assertEquals("nm", header.getStringValue("UNITS"));
            assertEquals(8.36 / 254, header.getDoubleValue("DX"), 1e-12);
            assertEquals(1.121, header.getDoubleValue("THX"));
            assertEquals(28, header.getIntValue("JMAX"));
            assertEquals(0.612, header.getDoubleValue("EPS"));
            assertTrue(header.containsKey("AZ_028"));
            assertEquals(255, ((double[][]) hdus[1].getKernel()).length);
        }
        Path sag = folder.resolve("sag.fits");
        OpticsMaps.sag(sag, Telescope.of(Band.R), List.of("M1", "L1_entrance"), WholeFile.Existing.REPLACE);
        try (Fits fits = new Fits(sag.toFile())) {
            BasicHDU<?>[] hdus = fits.read();
            double[][] m1 = (double[][]) hdus[0].getKernel();
            // M1: radius 19.835 m, conic -1.215, sixth order 1.38e-24 /mm5 at 4.18 m
            assertEquals(0.4394, m1[127][254], 2e-4);
            assertTrue(Double.isNaN(m1[127][127]), "the hole");
        }
    }

    @Test
    void aMapWantsAnOddSide() {
        assertThrows(IllegalArgumentException.class, () -> Wavefront.trace(Telescope.of(Band.R), 0, 0, WAVELENGTH, 10));
    }
}
