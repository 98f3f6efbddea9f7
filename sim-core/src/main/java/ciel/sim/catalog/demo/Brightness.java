package ciel.sim.catalog.demo;

import ciel.sim.Band;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Visit;
import ciel.sim.spectrum.LsstSpectra;
import ciel.sim.spectrum.SedLibrary;
import ciel.sim.spectrum.SpectrumOptions;
import java.util.HashMap;
import java.util.Map;

/**
 * The magnitude in r or i of a catalog entry: its electrons against those of a flat-AB source. Synthetic spectra
 * only, so that the catalog does not depend
 * on which SED files are there.
 */
final class Brightness {
    private static final String FLAT = "flatSED";

    private record Key(String sed, double redshift, double hostAv, boolean i) {}

    private final LsstSpectra r;
    private final LsstSpectra i;
    private final double flatR;
    private final double flatI;
    private final Map<Key, Double> offsets = new HashMap<>();

    Brightness(Visit visit) {
        SedLibrary library = SedLibrary.synthetic();
        r = LsstSpectra.of(visit.in(Band.R), SpectrumOptions.DEFAULTS, library);
        i = LsstSpectra.of(visit.in(Band.I), SpectrumOptions.DEFAULTS, library);
        flatR = r.spectrum(FLAT, 0, 0, Dust.NONE, Dust.NONE).electrons();
        flatI = i.spectrum(FLAT, 0, 0, Dust.NONE, Dust.NONE).electrons();
    }

    private double offset(String sed, double redshift, double hostAv, boolean inI) {
        return offsets.computeIfAbsent(new Key(sed, redshift, hostAv, inI), key -> {
            double electrons = (inI ? i : r)
                    .spectrum(sed, 0, redshift, new Dust(hostAv, Dust.NONE.rv()), Dust.NONE)
                    .electrons();
            return -2.5 * StrictMath.log10(electrons / (inI ? flatI : flatR));
        });
    }

    /** @return r of an object of magnorm 0, before the dust of the Milky Way */
    double r(String sed, double redshift, double hostAv) {
        return offset(sed, redshift, hostAv, false);
    }

    /** @return i of an object of magnorm 0, before the dust of the Milky Way */
    double i(String sed, double redshift, double hostAv) {
        return offset(sed, redshift, hostAv, true);
    }
}
