package ciel.sim.skycatalog;

import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.spectrum.BaselineBand;
import ciel.sim.spectrum.Sed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which flux an object has: that of its spectrum, or the one that the catalog has stored. Stored fluxes are those of the
 * throughputs of their day; the spectrum is then scaled, so that a visit's airmass and each CCD's efficiency count as
 * before. Safe for many threads.
 */
final class FluxRule {
    /** Ratios that are kept for the median. */
    private static final int KEPT = 1 << 16;

    /** What is wanted. */
    enum Mode {
        INTEGRATED,
        STORED,
        COMPARE
    }

    private final Mode mode;
    private final BaselineBand band;
    private final double mostPhotons;
    private final double cm2Seconds;
    private final List<Float> ratios = new ArrayList<>();
    private long compared;
    private long zeros;

    /**
     * @param mostPhotons objects with more photons (in the baseline band, during the exposure) are left out
     * @param cm2Seconds  collecting area times exposure time
     */
    FluxRule(Mode mode, BaselineBand band, double mostPhotons, double cm2Seconds) {
        this.mode = mode;
        this.band = band;
        this.mostPhotons = mostPhotons;
        this.cm2Seconds = cm2Seconds;
    }

    BaselineBand band() {
        return band;
    }

    boolean readsStored() {
        return mode != Mode.INTEGRATED;
    }

    /** @return flux of a light in the baseline band (photons s^-1 cm^-2) */
    double integrated(Light.Samples samples, double redshift, Dust dust) {
        return band.flux(Sed.absolute("spectrum", samples.nm(), samples.value()), redshift, dust);
    }

    /** @return whether {@link #factor} needs the integrated flux */
    boolean needsIntegral(double stored) {
        return !Double.isNaN(stored) && mode != Mode.INTEGRATED || Double.isFinite(mostPhotons);
    }

    /**
     * @param stored     flux that the catalog has; NaN for none
     * @param integrated flux of the spectrum, magnified; NaN where {@link #needsIntegral} says no
     * @return factor on the spectrum; 0 where the object has no light; NaN where it is brighter than is wanted
     */
    double factor(double stored, double integrated) {
        if (!Double.isNaN(stored) && mode != Mode.INTEGRATED) {
            note(stored, integrated);
        }
        double factor = mode == Mode.STORED && !Double.isNaN(stored) && integrated > 0 ? stored / integrated : 1;
        if (integrated * factor * cm2Seconds > mostPhotons) {
            return Double.NaN;
        }
        return Math.max(0, factor);
    }

    private synchronized void note(double stored, double integrated) {
        compared++;
        if (!(stored > 0)) {
            zeros++;
        } else if (ratios.size() < KEPT && integrated > 0) {
            ratios.add((float) (stored / integrated));
        }
    }

    /** @return one sentence; empty where nothing was compared */
    synchronized Optional<String> summary(String versions) {
        if (compared == 0) {
            return Optional.empty();
        }
        Collections.sort(ratios);
        return Optional.of(String.format(
                Locale.ROOT,
                "stored fluxes in %s: %,d objects, of which %,d have none; median of stored over integrated %s%s; %s are drawn",
                band.band().letter(),
                compared,
                zeros,
                ratios.isEmpty() ? "unknown" : String.format(Locale.ROOT, "%.4f", ratios.get(ratios.size() / 2)),
                versions.isEmpty() ? "" : " (" + versions + ")",
                mode == Mode.STORED ? "stored" : "integrated"));
    }
}
