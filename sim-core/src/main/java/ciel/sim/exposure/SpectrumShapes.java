package ciel.sim.exposure;

import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.SkyObject;
import ciel.sim.spectrum.ObjectSpectrum;
import ciel.sim.spectrum.VisitSpectra;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spectra of a catalog with shapes in common. How many photons an object sends is its own, exactly; how they spread
 * over the wavelength bins is that of an
 * object whose redshift and dust are rounded to a grid finer than the bins. Seven million galaxies have seven million
 * redshifts, but some ten thousand shapes: without
 * this a focal plane would need 7 GB for them. The grid is fixed, so the shape does not depend on which object came
 * first.
 */
final class SpectrumShapes {
    /** 0.6 nm at 600 nm, where a bin of the r band is 1.4 nm wide. */
    private static final double REDSHIFT_STEP = 0.001;
    /** Changes the slope of a spectrum across a band by less than 0.2 %. */
    private static final double AV_STEP = 0.01;

    private static final double RV_STEP = 0.1;

    private static final int NOT_KEPT = -1;

    private final VisitSpectra spectra;
    private final Map<Key, Optional<ObjectSpectrum>> shapes = new ConcurrentHashMap<>();
    /** Distributions that objects refer to by their keys. */
    private final Map<Integer, double[]> kept = new ConcurrentHashMap<>();
    /** Distributions of one object each among them. */
    private final AtomicInteger own = new AtomicInteger();

    private final int mostOwn;

    private record Key(String sed, long redshift, long hostAv, long hostRv, long galacticAv, long galacticRv) {}

    /**
     * @param mostOwn distributions of one object each that are held, 1 kB each; further ones are made again when they are
     *     asked for
     */
    SpectrumShapes(VisitSpectra spectra, int mostOwn) {
        this.spectra = spectra;
        this.mostOwn = mostOwn;
    }

    /** @return a number by which {@link #again} finds the distribution of an object's spectrum */
    int keep(ObjectSpectrum spectrum) {
        if (!kept.containsKey(spectrum.key())) {
            if (own.get() >= mostOwn) {
                return NOT_KEPT;
            }
            own.incrementAndGet();
            kept.put(spectrum.key(), spectrum.probability());
        }
        return spectrum.key();
    }

    /** @return bytes of what is held, about */
    long bytes() {
        return 1200L * kept.size();
    }

    /** @param number from {@link #keep} @return the spectrum of an object that {@link #of} gave before, to the last bit */
    ObjectSpectrum again(SkyObject object, double electrons, int number) {
        if (number == NOT_KEPT) {
            ObjectSpectrum made = of(object);
            return new ObjectSpectrum(electrons, made.probability(), made.key());
        }
        return new ObjectSpectrum(electrons, kept.get(number), number);
    }

    ObjectSpectrum of(SkyObject object) {
        ObjectSpectrum exact = spectra.spectrum(
                object.light(), object.magnorm(), object.redshift(), object.internal(), object.galactic());
        if (object.light() instanceof Light.Density) {
            return exact;
        }
        Key key = new Key(
                object.sed(),
                Math.round(object.redshift() / REDSHIFT_STEP),
                Math.round(object.internal().av() / AV_STEP),
                Math.round(object.internal().rv() / RV_STEP),
                Math.round(object.galactic().av() / AV_STEP),
                Math.round(object.galactic().rv() / RV_STEP));
        Optional<ObjectSpectrum> shape = shapes.computeIfAbsent(key, this::rounded);
        return shape.map(common -> new ObjectSpectrum(exact.electrons(), common.probability(), common.key()))
                .orElse(exact);
    }

    /** @return the shape of a key; empty where rounding takes an end of the SED just into the band: then each its own */
    private Optional<ObjectSpectrum> rounded(Key key) {
        try {
            ObjectSpectrum common = spectra.spectrum(
                    key.sed,
                    20,
                    key.redshift * REDSHIFT_STEP,
                    new Dust(key.hostAv * AV_STEP, key.hostRv * RV_STEP),
                    new Dust(key.galacticAv * AV_STEP, key.galacticRv * RV_STEP));
            kept.put(common.key(), common.probability());
            return Optional.of(common);
        } catch (InputException e) {
            return Optional.empty();
        }
    }
}
