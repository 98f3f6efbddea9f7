package ciel.sim.exposure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.atmosphere.PointSpread;
import ciel.sim.photon.QuantileTable;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SpectrumOptions;
import ciel.sim.spectrum.VisitSpectra;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of the point spread function is done or refused. */
class PointSpreadsTest {
    private static final double SEEING = 0.7;
    /** Half of the light is within. */
    private static final int HALF = 0x80000000;

    private static final VisitSpectra BINS = LsstSpectra.of(
            TableScene.visit(1),
            SpectrumOptions.DEFAULTS,
            SedLibrary.search(null, null, Path.of("").toAbsolutePath(), use -> {}));

    private static Settings settings(String... sets) {
        return Rendering.settings(List.of(), sets);
    }

    private static PointSpread of(Settings settings) {
        return PointSpreads.of(settings, SEEING, Band.R, BINS);
    }

    private static double halfLight(PointSpread psf, int row) {
        return QuantileTable.value(psf.tables(), row * QuantileTable.STRIDE, HALF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "moffat", "kolmogorov", "vonkarman"})
    void chromatic_isDoneByEveryModel(String model) {
        PointSpread psf = of(settings("psf.model=" + model, "psf.chromatic=true", "psf.gaussian_fwhm=0"));
        assertEquals(PointSpread.CHROMATIC_ROWS, psf.rows());
        int last = psf.rows() * VisitSpectra.IN_BAND / VisitSpectra.BINS - 1;
        int perRow = VisitSpectra.BINS / psf.rows();
        double blue = (BINS.wavelength(0) + BINS.wavelength(perRow - 1)) / 2;
        double red = (BINS.wavelength(last * perRow) + BINS.wavelength(last * perRow + perRow - 1)) / 2;
        double expected = Math.pow(blue / red, -0.3);
        assertTrue(expected > 1.05);
        assertEquals(expected, halfLight(psf, 0) / halfLight(psf, last), 0.002 * expected);
        assertEquals(
                1, of(settings("psf.model=" + model, "psf.chromatic=false")).rows());
    }

    @Test
    void chromaticGaussian_keepsTheTelescopesPart() {
        PointSpread psf = of(settings("psf.model=gaussian", "psf.chromatic=true", "psf.gaussian_fwhm=30"));
        assertEquals(1, halfLight(psf, 0) / halfLight(psf, psf.rows() - 1), 1e-3, "30 arcsec hide the seeing");
    }

    @ParameterizedTest
    @CsvSource({"gaussian, 1", "moffat, 1", "kolmogorov, 16", "vonkarman, 16"})
    void left_toItself_onlyTurbulenceIsChromatic(String model, int rows) {
        assertEquals(rows, of(settings("psf.model=" + model)).rows());
    }

    @Test
    void aGaussianBesideAMoffat_isRefused_andLeftToItselfThereIsNone() {
        String message = assertThrows(
                        InputException.class, () -> of(settings("psf.model=moffat", "psf.gaussian_fwhm=0.3")))
                .getMessage();
        assertTrue(message.startsWith("psf.gaussian_fwhm: 0.3 arcsec"), message);
        assertArrayEquals(
                PointSpread.moffat(SEEING, 3.5).tables(),
                of(settings("psf.model=moffat")).tables());
    }

    @Test
    void chromaticWithoutWavelengthsOrWidth_isRefused() {
        assertThrows(
                InputException.class,
                () -> PointSpreads.of(settings("psf.chromatic=true", "psf.fwhm=0.7"), Double.NaN, Band.R, null));
        assertThrows(InputException.class, () -> of(settings("psf.chromatic=true", "psf.model=none")));
    }
}
