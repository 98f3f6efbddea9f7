package ciel.sim.spectrum;

import ciel.sim.Band;
import ciel.sim.InputException;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Visit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The spectra of one visit of the LSST camera: throughputs v1.9, each CCD's own quantum efficiency, the atmosphere at the visit's airmass.
 *
 * <p>Order of what happens to an SED, as in imSim: scaled to AB 0 at 500 nm of its file, host dust at rest wavelength, stretched by 1 + z without further
 * factor, dimmed by 10^(-0.4 magnorm), dust of the Milky Way at observed wavelength, envelope band, collecting area, exposure time.
 */
/*
 * Accuracy. The envelope band is linear between the nm of its tables; every one of the 128 bins is cut in 4. A spectrum is integrated exactly over
 * each quarter (running integrals), times the exact mean of the envelope there; dust is taken at the centre of a bin. A CCD's acceptance of a bin is the
 * ratio of the exact integrals of its own band and of the envelope over the bin, for a flat-AB spectrum. What is left out is the correlation, within one
 * bin of 0.7 to 1.8 nm, of a spectrum's lines with the slope of QE_D/QE_max: below 2e-4 of the total (tested against 0.01 nm integration on SEDs,
 * lines included).
 *
 * Cost: about 10 us for a spectrum not seen before. Shapes are shared by (SED, z, dust) through a map that is emptied when it has KEPT entries
 * (16 MB), so an array may exist twice under two keys, never one key for two arrays.
 */
public final class LsstSpectra implements VisitSpectra {
    /** Collecting area (cm^2): annulus of 4.18 and 2.55 m radius. */
    public static final double AREA_CM2 = Math.PI * (418.0 * 418.0 - 255.0 * 255.0);
    /** Pixel area (arcsec^2) of {@link #darkSkyElectrons}. */
    public static final double PIXEL_ARCSEC2 = 0.04;
    /** Edges of a band: where the envelope has fallen to this part of its peak. */
    public static final double TRUNCATION = 1e-3;

    private static final int QUARTERS = 4;
    private static final int KEPT = 1 << 14;
    private static final int FLAT_KEY = 0;
    /** h c in erg nm. */
    private static final double HC = 6.62607015e-27 * 2.99792458e17;
    private static final double LN_TO_MAG = 0.4 * 2.302585092994046;

    private record ShapeKey(String sed, double redshift, Dust internal, Dust galactic) {
    }

    /** @param electrons at magnorm 0 */
    private record Spectrum(double electrons, double[] probability, int key) {
    }

    private final Band band;
    private final SpectrumOptions options;
    private final SedLibrary library;
    private final Throughputs tables = Throughputs.tables();
    private final double exposureTime;
    private final double airmass;
    private final double[] transmission;
    private final double[] envelope;
    private final double low;
    private final double high;
    private final double[] edges = new double[BINS * QUARTERS + 1];
    private final double[] envelopeMean = new double[BINS * QUARTERS];
    private final double[] wavelength = new double[BINS];
    private final double[] dustMean = new double[BINS];
    private final double[] dustChange = new double[BINS];
    private final double[] flatProbability;
    private final double[][] acceptance = new double[Throughputs.DETECTORS][];
    private final double[] darkSky = new double[Throughputs.DETECTORS];
    private final double[] effective = new double[Throughputs.DETECTORS];
    private final Map<ShapeKey, Spectrum> spectra = new ConcurrentHashMap<>();
    private final AtomicInteger keys = new AtomicInteger(FLAT_KEY + 1);

    /**
     * @param visit   gives band, airmass and exposure time
     * @param options what differs from the default
     * @param library where SEDs are found; may be shared with other visits
     * @throws InputException if the airmass is not possible
     */
    public static LsstSpectra of(Visit visit, SpectrumOptions options, SedLibrary library) {
        return new LsstSpectra(visit, options, library);
    }

    private LsstSpectra(Visit visit, SpectrumOptions options, SedLibrary library) {
        this.band = visit.band();
        this.options = options;
        this.library = library;
        this.exposureTime = visit.exposureTime();
        this.airmass = !options.atmosphere() ? 0 : Double.isNaN(options.airmass()) ? visit.airmass() : options.airmass();
        this.transmission = tables.optics(band).clone();
        if (options.atmosphere()) {
            multiply(transmission, tables.atmosphere(airmass));
        }
        this.envelope = bestEfficiency();
        multiply(envelope, transmission);
        int first = firstAbove(envelope);
        int last = lastAbove(envelope);
        this.low = Throughputs.FIRST_NM + first;
        this.high = Throughputs.FIRST_NM + last;
        for (int i = 0; i < edges.length; i++) {
            edges[i] = low + (high - low) * i / (edges.length - 1);
        }
        for (int i = 0; i < envelopeMean.length; i++) {
            envelopeMean[i] = integral(envelope, edges[i], edges[i + 1], false) / (edges[i + 1] - edges[i]);
        }
        for (int k = 0; k < BINS; k++) {
            wavelength[k] = low + (high - low) * (k + 0.5) / BINS;
            dustMean[k] = Fitzpatrick2019.mean(1000 / wavelength[k]);
            dustChange[k] = Fitzpatrick2019.change(1000 / wavelength[k]);
        }
        double[] flat = flatPhotons(envelope);
        double total = sum(flat);
        for (int k = 0; k < BINS; k++) {
            flat[k] /= total;
        }
        this.flatProbability = flat;
        double[] all = flatPhotons(envelope);
        for (int d = 0; d < Throughputs.DETECTORS; d++) {
            describe(d, all);
        }
    }

    private void describe(int detector, double[] all) {
        double[] efficiency = options.baselineDetector() ? tables.baselineDetector() : tables.efficiency(detector);
        double[] total = transmission.clone();
        multiply(total, efficiency);
        double[] accepted = flatPhotons(total);
        for (int k = 0; k < BINS; k++) {
            accepted[k] = all[k] > 0 ? Math.min(1, accepted[k] / all[k]) : 0;
        }
        acceptance[detector] = accepted;

        double weighted = 0;
        double weight = 0;
        int last = lastAbove(total);
        for (int i = firstAbove(total); i <= last; i++) {
            weighted += total[i] * (Throughputs.FIRST_NM + i);
            weight += total[i];
        }
        effective[detector] = weighted / weight;

        double[] optics = tables.optics(band);
        double[] sky = tables.darkSky();
        double photons = 0;
        for (int i = 0; i < Throughputs.LENGTH; i++) {
            photons += sky[i] * (Throughputs.FIRST_NM + i) / HC * optics[i] * efficiency[i];
        }
        darkSky[detector] = photons * AREA_CM2 * PIXEL_ARCSEC2 * exposureTime;
    }

    @Override
    public double wavelength(int bin) {
        return wavelength[bin];
    }

    /** @return shortest wavelength of the envelope band (nm) */
    public double lowNm() {
        return low;
    }

    /** @return longest wavelength of the envelope band (nm) */
    public double highNm() {
        return high;
    }

    /** @return airmass of the atmosphere in use; 0 without atmosphere */
    public double airmass() {
        return airmass;
    }

    /** @return the SEDs in use, with what became of each name */
    public SedLibrary library() {
        return library;
    }

    /**
     * {@inheritDoc}
     *
     * @throws InputException if a number is out of range, or the SED does not cover the band at this redshift
     */
    @Override
    public ObjectSpectrum spectrum(String sed, double magnorm, double redshift, Dust internal, Dust galactic) {
        if (!Double.isFinite(magnorm)) {
            throw new InputException(sed, "magnorm " + magnorm + " is not a finite number", "correct the object");
        }
        ShapeKey key = new ShapeKey(sed, redshift, options.hostDust() ? dust(sed, "host", internal) : Dust.NONE, dust(sed, "Milky Way", galactic));
        Spectrum known = spectra.get(key);
        if (known == null) {
            Spectrum made = integrate(key);
            if (spectra.size() >= KEPT) {
                spectra.clear();
            }
            Spectrum other = spectra.putIfAbsent(key, made);
            known = other == null ? made : other;
        }
        return new ObjectSpectrum(known.electrons * StrictMath.pow(10, -0.4 * magnorm), known.probability, known.key);
    }

    /**
     * A flat-AB spectrum of a given brightness, for objects that come in electrons and not in magnitudes.
     *
     * @param electrons expected on {@code detector}, &ge; 0
     * @param detector  0 to 188
     */
    public ObjectSpectrum flat(double electrons, int detector) {
        ObjectSpectrum one = new ObjectSpectrum(1, flatProbability, FLAT_KEY);
        return new ObjectSpectrum(electrons / electrons(one, detector), flatProbability, FLAT_KEY);
    }

    @Override
    public double[] acceptance(int detector) {
        tables.efficiency(detector);
        return acceptance[detector];
    }

    @Override
    public double darkSkyElectrons(int detector) {
        tables.efficiency(detector);
        return darkSky[detector];
    }

    @Override
    public double effectiveWavelength(int detector) {
        tables.efficiency(detector);
        return effective[detector];
    }

    private Spectrum integrate(ShapeKey key) {
        Sed sed = library.sed(key.sed);
        double z = key.redshift;
        if (!(z > -1) || z == Double.POSITIVE_INFINITY) {
            throw new InputException(key.sed, "redshift " + z + " must be more than -1", "correct the object");
        }
        if (sed.firstNm() * (1 + z) > low || sed.lastNm() * (1 + z) < high) {
            throw new InputException(sed.name(), String.format("covers %.1f to %.1f nm at redshift %s; band %s needs %.0f to %.0f nm",
                sed.firstNm() * (1 + z), sed.lastNm() * (1 + z), z, band.letter(), low, high), "use an SED that reaches further, or correct the redshift");
        }
        double[] photons = new double[BINS * QUARTERS];
        sed.photons(edges, z, photons);
        double[] probability = new double[BINS];
        double total = 0;
        for (int k = 0; k < BINS; k++) {
            double sum = 0;
            for (int q = k * QUARTERS; q < (k + 1) * QUARTERS; q++) {
                sum += photons[q] * envelopeMean[q];
            }
            double magnitudes = 0;
            if (key.internal.av() > 0) {
                magnitudes += key.internal.av() * Cardelli1989.ratio(wavelength[k] / (1 + z), key.internal.rv());
            }
            if (key.galactic.av() > 0) {
                magnitudes += key.galactic.av() * Fitzpatrick2019.ratio(dustMean[k], dustChange[k], key.galactic.rv());
            }
            probability[k] = magnitudes == 0 ? sum : sum * StrictMath.exp(-LN_TO_MAG * magnitudes);
            total += probability[k];
        }
        if (total > 0) {
            for (int k = 0; k < BINS; k++) {
                probability[k] /= total;
            }
        } else {
            // Nothing of a drop-out galaxy reaches this band: no photons, of any distribution.
            probability = flatProbability;
        }
        return new Spectrum(total * AREA_CM2 * exposureTime, probability, keys.getAndIncrement());
    }

    private static Dust dust(String sed, String which, Dust dust) {
        if (dust.av() == 0) {
            return Dust.NONE;
        }
        if (!(dust.av() >= 0) || dust.av() == Double.POSITIVE_INFINITY) {
            throw new InputException(sed, which + " dust Av = " + dust.av() + " mag must be at least 0", "correct the object");
        }
        if (!(dust.rv() >= Fitzpatrick2019.LEAST_RV && dust.rv() <= Fitzpatrick2019.MOST_RV)) {
            throw new InputException(sed, which + " dust Rv = " + dust.rv() + " must be 2 to 6", "correct the object; 3.1 is the mean of the Milky Way");
        }
        return dust;
    }

    private double[] bestEfficiency() {
        if (options.baselineDetector()) {
            return tables.baselineDetector().clone();
        }
        double[] best = new double[Throughputs.LENGTH];
        for (int d = 0; d < Throughputs.DETECTORS; d++) {
            double[] one = tables.efficiency(d);
            for (int i = 0; i < best.length; i++) {
                best[i] = Math.max(best[i], one[i]);
            }
        }
        return best;
    }

    /** Integral of a flat-AB photon density (1/lambda) times a band, over each bin. */
    private double[] flatPhotons(double[] curve) {
        double[] out = new double[BINS];
        for (int k = 0; k < BINS; k++) {
            out[k] = integral(curve, edges[k * QUARTERS], edges[(k + 1) * QUARTERS], true);
        }
        return out;
    }

    /** Integral from a to b of a curve that is linear between whole nm, times 1/lambda if asked. Exact without, by Simpson's rule with (1e-12). */
    private static double integral(double[] curve, double a, double b, boolean perWavelength) {
        double sum = 0;
        double from = a;
        while (from < b) {
            double to = Math.min(b, Math.floor(from) + 1);
            double middle = (from + to) / 2;
            double weight = (to - from) / 6;
            sum += weight * (value(curve, from, perWavelength) + 4 * value(curve, middle, perWavelength) + value(curve, to, perWavelength));
            from = to;
        }
        return sum;
    }

    private static double value(double[] curve, double nm, boolean perWavelength) {
        double x = nm - Throughputs.FIRST_NM;
        int i = (int) Math.min(Throughputs.LENGTH - 2, Math.floor(x));
        double y = curve[i] + (curve[i + 1] - curve[i]) * (x - i);
        return perWavelength ? y / nm : y;
    }

    private static int firstAbove(double[] curve) {
        double limit = TRUNCATION * peak(curve);
        int i = 0;
        while (curve[i] < limit) {
            i++;
        }
        return i;
    }

    private static int lastAbove(double[] curve) {
        double limit = TRUNCATION * peak(curve);
        int i = curve.length - 1;
        while (curve[i] < limit) {
            i--;
        }
        return i;
    }

    private static double peak(double[] curve) {
        double peak = 0;
        for (double value : curve) {
            peak = Math.max(peak, value);
        }
        return peak;
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
