package ciel.sim.spectrum;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Visit;

/**
 * What a visit does to light, whatever the object: the envelope band (optics x atmosphere x best quantum efficiency of any
 * CCD), its wavelength bins, what part of them each CCD keeps, and the sky. Immutable and safe for many threads.
 */
final class VisitBand {
    private static final int BINS = VisitSpectra.BINS;
    private static final int IN_BAND = VisitSpectra.IN_BAND;
    /** h c in erg nm. */
    private static final double HC = 6.62607015e-27 * 2.99792458e17;

    /** Bands that are narrower cannot be divided into bins of the tables' nm. */
    private static final double LEAST_NM = 5;

    private final Band band;
    private final SpectrumOptions options;
    private final Throughputs tables = Throughputs.tables();
    private final double exposureTime;
    private final double airmass;
    private final double[] optics;
    private final double[] transmission;
    private final WavelengthBins bins;
    private final double[] envelopeMean;
    private final double[] wavelength = new double[BINS];
    private final double[] flatProbability;
    private final CameraBand camera;
    private final double[][] acceptance;
    private final double[] effective;

    /**
     * @param visit   gives band, airmass and exposure time
     * @param options what differs from the default
     * @throws InputException if the airmass is not possible, or nearly no light is let through
     */
    VisitBand(Visit visit, SpectrumOptions options) {
        this.band = visit.band();
        this.options = options;
        this.exposureTime = visit.exposureTime();
        this.airmass =
                !options.atmosphere() ? 0 : Double.isNaN(options.airmass()) ? visit.airmass() : options.airmass();
        this.camera = new CameraBand(options.camera(), band, options.baselineDetector());
        this.acceptance = new double[camera.detectors()][];
        this.effective = new double[camera.detectors()];
        this.optics = options.own().optics().orElse(camera.optics());
        this.transmission = optics.clone();
        if (options.atmosphere()) {
            double[] air = options.own().atmosphere().map(double[]::clone).orElseGet(() -> tables.atmosphere(airmass));
            options.air().apply(air, airmass);
            multiply(transmission, air);
        }
        double[] envelope = bestEfficiency();
        multiply(envelope, transmission);
        requireBand(envelope);
        this.bins = WavelengthBins.of(envelope);
        double[] edges = bins.edges();
        this.envelopeMean = new double[edges.length - 1];
        for (int i = 0; i < envelopeMean.length; i++) {
            boolean counts = options.outOfBand() || bins.bin()[bins.point()[i]] < IN_BAND;
            counts &= edges[i + 1] > edges[i];
            envelopeMean[i] = !counts ? 0 : integral(envelope, edges[i], edges[i + 1], 0) / (edges[i + 1] - edges[i]);
        }
        double[] all = flatPhotons(envelope);
        this.flatProbability = all.clone();
        double total = sum(all);
        for (int k = 0; k < BINS; k++) {
            flatProbability[k] /= total;
            double middle = (bins.binFrom()[k] + bins.binTo()[k]) / 2;
            boolean centre = k < IN_BAND || all[k] == 0;
            wavelength[k] = centre ? middle : integral(envelope, bins.binFrom()[k], bins.binTo()[k], 0) / all[k];
        }
        for (int d = 0; d < camera.detectors(); d++) {
            describe(d, all);
        }
    }

    private static void requireBand(double[] envelope) {
        double width = 0;
        for (double value : envelope) {
            width += value > 0 ? 1 : 0;
        }
        if (width < LEAST_NM) {
            throw new InputException(
                    "throughput of air, optics and detector together",
                    "is above 0 over " + width + " nm; it must be so over at least " + LEAST_NM + " nm",
                    "check the curves of throughput.optics, .detector and .atmosphere");
        }
    }

    private void describe(int detector, double[] all) {
        double[] efficiency = efficiency(detector);
        double[] total = transmission.clone();
        multiply(total, efficiency);
        double[] accepted = flatPhotons(total);
        for (int k = 0; k < BINS; k++) {
            accepted[k] = all[k] > 0 ? Math.min(1, accepted[k] / all[k]) : 0;
        }
        acceptance[detector] = accepted;

        double weighted = 0;
        double weight = 0;
        int last = WavelengthBins.lastAbove(total);
        for (int i = WavelengthBins.firstAbove(total); i <= last; i++) {
            weighted += total[i] * (Throughputs.FIRST_NM + i);
            weight += total[i];
        }
        effective[detector] = weighted / weight;
    }

    /**
     * @param spectrum of the sky above the telescope (erg/s/cm^2/nm/arcsec^2), a value for each whole nm of the tables
     * @param detector 0 to 204
     * @return its electrons per pixel of {@link #pixelArcsec2}
     */
    double sky(double[] spectrum, int detector) {
        double[] efficiency = efficiency(detector);
        double photons = 0;
        for (int i = 0; i < Throughputs.LENGTH; i++) {
            photons += spectrum[i] * (Throughputs.FIRST_NM + i) / HC * optics[i] * efficiency[i];
        }
        return photons * camera.areaCm2() * camera.pixelArcsec2(detector) * exposureTime;
    }

    /** @return collecting area (cm^2) */
    double areaCm2() {
        return camera.areaCm2();
    }

    /** @return nominal solid angle of a pixel of a detector (arcsec^2) */
    double pixelArcsec2(int detector) {
        return camera.pixelArcsec2(detector);
    }

    /** @return the filter */
    Band band() {
        return band;
    }

    /** @return open-shutter time (s) */
    double exposureTime() {
        return exposureTime;
    }

    /** @return airmass of the atmosphere in use; 0 without atmosphere */
    double airmass() {
        return airmass;
    }

    /** @return how the wavelengths are divided */
    WavelengthBins bins() {
        return bins;
    }

    /** @return mean of the envelope in each cell of the bins; 0 where light does not count */
    double[] envelopeMean() {
        return envelopeMean;
    }

    /** @return wavelength (nm) of each bin */
    double[] wavelength() {
        return wavelength;
    }

    /** @return distribution of a flat-AB spectrum over the bins */
    double[] flatProbability() {
        return flatProbability;
    }

    /** @param detector 0 to 188 @return probability that it keeps a photon of each bin */
    double[] acceptance(int detector) {
        camera.efficiency(detector);
        return acceptance[detector];
    }

    /** @param detector 0 to 188 @return mean wavelength (nm) of its band, weighted by transmission */
    double effectiveWavelength(int detector) {
        camera.efficiency(detector);
        return effective[detector];
    }

    private double[] efficiency(int detector) {
        return options.own().detector().orElse(camera.efficiency(detector));
    }

    private double[] bestEfficiency() {
        if (options.own().detector().isPresent()) {
            return efficiency(0).clone();
        }
        double[] best = new double[Throughputs.LENGTH];
        for (int d = 0; d < camera.detectors(); d++) {
            double[] one = camera.efficiency(d);
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.max(best[i], one[i]);
            }
        }
        return best;
    }

    /** Integral of a flat-AB photon density (1/lambda) times a band, over each bin that counts. */
    private double[] flatPhotons(double[] curve) {
        double[] out = new double[BINS];
        for (int k = 0; k < (options.outOfBand() ? BINS : IN_BAND); k++) {
            out[k] = integral(curve, bins.binFrom()[k], bins.binTo()[k], 1);
        }
        return out;
    }

    /**
     * Integral from a to b of a curve that is linear between whole nm, over lambda^power (0 or 1): Simpson's rule,
     * exact and to 1e-12.
     */
    private static double integral(double[] curve, double a, double b, int power) {
        double sum = 0;
        double from = a;
        while (from < b) {
            double to = Math.min(b, Math.floor(from) + 1);
            double middle = (from + to) / 2;
            double weight = (to - from) / 6;
            sum += weight * (value(curve, from, power) + 4 * value(curve, middle, power) + value(curve, to, power));
            from = to;
        }
        return sum;
    }

    private static double value(double[] curve, double nm, int power) {
        double x = nm - Throughputs.FIRST_NM;
        int i = (int) Math.min(Throughputs.LENGTH - 2, Math.floor(x));
        double y = curve[i] + (curve[i + 1] - curve[i]) * (x - i);
        return power == 0 ? y : y / nm;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static void multiply(double[] values, double[] factors) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factors[i];
        }
    }
}
