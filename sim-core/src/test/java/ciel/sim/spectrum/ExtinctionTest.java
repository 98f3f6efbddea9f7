package ciel.sim.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ciel.sim.Band;
import ciel.sim.catalog.Dust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation of the dust laws against the package dust_extinction 1.7 (astropy), F19 and CCM89: A(lambda)/A(V). */
class ExtinctionTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
        2.0, 320, 2.18464
        2.0, 440, 1.49974
        2.0, 700, 0.66372
        2.0, 1100, 0.25528
        3.1, 320, 1.73942
        3.1, 365, 1.55012
        3.1, 440, 1.32241
        3.1, 500, 1.14129
        3.1, 550, 1.00015
        3.1, 622, 0.87313
        3.1, 700, 0.74155
        3.1, 868, 0.54231
        3.1, 975, 0.44789
        3.1, 1100, 0.36733
        4.5, 365, 1.37577
        4.5, 868, 0.60769
        6.0, 320, 1.34817
        6.0, 1100, 0.46579
        """)
    void milkyWayIsFitzpatrick2019(double rv, double nm, double expected) {
        assertEquals(expected, Fitzpatrick2019.ratio(nm, rv), 1e-3 * expected);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        2.0, 100.001, 9.40674
        2.0, 150, 4.35418
        2.0, 365, 1.88495
        2.0, 905, 0.36494
        3.1, 100.001, 5.23822
        3.1, 110, 4.21721
        3.1, 122, 3.48372
        3.1, 150, 2.66388
        3.1, 180, 2.51963
        3.1, 217.5, 3.18510
        3.1, 260, 2.15352
        3.1, 303.5, 1.79981
        3.1, 365, 1.55690
        3.1, 440, 1.32452
        3.1, 550, 0.99885
        3.1, 700, 0.75017
        3.1, 905, 0.47460
        3.1, 1000, 0.40400
        3.1, 2200, 0.11352
        5.5, 217.5, 1.79469
        5.5, 700, 0.80175
        """)
    void hostIsCardelli1989(double rv, double nm, double expected) {
        assertEquals(expected, Cardelli1989.ratio(nm, rv), 1e-4 * expected);
    }

    @Test
    void hostLawIsHeldShortOf100NmAndFiniteEverywhere() {
        assertEquals(Cardelli1989.ratio(100, 3.1), Cardelli1989.ratio(30, 3.1));
        for (double nm = 5; nm < 2500; nm += 0.5) {
            double a = Cardelli1989.ratio(nm, 3.1);
            assertTrue(a > 0 && a < 20, nm + " nm: " + a);
        }
    }

    /** Row 9: with and without dust of Av = 0.5, Rv = 3.1, through the whole chain, at 440, 550 and 700 nm. */
    @ParameterizedTest
    @CsvSource({"G, 440, 1.32241", "R, 550, 1.00015", "I, 700, 0.74155"})
    void photonsAreDimmedByTheMilkyWayAtObservedWavelength(Band band, double nm, double law) {
        assertEquals(
                Math.pow(10, -0.4 * 0.5 * law),
                dimming(band, nm, 0.7, Dust.NONE, new Dust(0.5, 3.1)),
                0.005 * Math.pow(10, -0.4 * 0.5 * law));
    }

    /** Row 10: the same for host dust, at redshift 0.5: 550 nm is 366.7 nm at home (CCM89: 1.55312 there, Rv = 3.1). */
    @ParameterizedTest
    @CsvSource({"R, 550, 1.55312", "Y, 975, 0.82747"})
    void photonsAreDimmedByTheHostAtRestWavelength(Band band, double nm, double law) {
        double expected = Math.pow(10, -0.4 * 0.5 * law);
        assertEquals(expected, dimming(band, nm, 0.5, new Dust(0.5, 3.1), Dust.NONE), 0.01 * expected);
    }

    @Test
    void hostDustCanBeSwitchedOff() {
        LsstSpectra spectra = LsstSpectra.of(
                Visits.of(Band.R, 30), SpectrumOptions.DEFAULTS.withHostDust(false), SedLibrary.synthetic());
        assertEquals(
                spectra.spectrum("flat", 20, 0, Dust.NONE, Dust.NONE),
                spectra.spectrum("flat", 20, 0, new Dust(3, 3.1), Dust.NONE));
    }

    private static double dimming(Band band, double nm, double z, Dust host, Dust galaxy) {
        LsstSpectra spectra = LsstSpectra.of(Visits.of(band, 30), SpectrumOptions.DEFAULTS, SedLibrary.synthetic());
        ObjectSpectrum bare = spectra.spectrum("flat", 20, z, Dust.NONE, Dust.NONE);
        ObjectSpectrum dusty = spectra.spectrum("flat", 20, z, host, galaxy);
        int bin = (int) ((nm - spectra.lowNm()) / (spectra.highNm() - spectra.lowNm()) * VisitSpectra.IN_BAND);
        assertEquals(nm, spectra.wavelength(bin), 1);
        return dusty.electrons() * dusty.probability()[bin] / (bare.electrons() * bare.probability()[bin]);
    }
}
