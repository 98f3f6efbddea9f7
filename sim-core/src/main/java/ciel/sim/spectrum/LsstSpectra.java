package ciel.sim.spectrum;

import ciel.sim.InputException;
import ciel.sim.camera.CameraOptics;
import ciel.sim.catalog.Dust;
import ciel.sim.catalog.Light;
import ciel.sim.catalog.Visit;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The spectra of one visit of the LSST camera: throughputs v1.9, each CCD's own quantum efficiency, the atmosphere at
 * the visit's airmass.
 *
 * <p>Order of what happens to an SED, as in imSim: scaled to AB 0 at 500 nm of its file, host dust at rest
 * wavelength, stretched by 1 + z without further
 * factor, dimmed by 10^(-0.4 magnorm), dust of the Milky Way at observed wavelength, envelope band, collecting area,
 * exposure time.
 */
/*
 * Accuracy. The envelope is linear between the nm of its tables. A spectrum is integrated exactly over each cell, a
 * quarter of a bin (running integrals),
 * times the exact mean of the envelope there; dust is taken at the centre of a bin. A CCD's acceptance of a bin is
 * the ratio of the exact integrals of its
 * own band and of the envelope over the bin, for a flat-AB spectrum. What is left out is the correlation, within one
 * bin, of a spectrum with the slope of
 * QE_D/QE_max. Measured on 189 detectors against 0.025 nm integration, of spectra with breaks and forests of lines,
 * redshift and dust: 4e-5 of the
 * total, in u 1.4e-4 (the wide bins of the red leak). All the light in one line is right to 2e-3.
 *
 * Cost: 10 to 20 us for a spectrum not seen before. Shapes are shared by (SED, z, dust) through a map that is emptied
 * when it has KEPT entries
 * (16 MB), so an array may exist twice under two keys, never one key for two arrays.
 */
public final class LsstSpectra implements VisitSpectra {
    /** Collecting area (cm^2): annulus of 4.18 and 2.55 m radius. */
    public static final double AREA_CM2 = CameraOptics.Simonyi.AREA_CM2;
    /** Pixel area (arcsec^2) of {@link #skyElectrons} on the CCDs of LSSTCam. */
    public static final double PIXEL_ARCSEC2 = 0.04;

    private static final int KEPT = 1 << 14;
    private static final int FLAT_KEY = 0;
    private static final double LN_TO_MAG = 0.4 * 2.302585092994046;

    private record ShapeKey(String sed, double redshift, Dust internal, Dust galactic) {}

    /** @param electrons at magnorm 0 */
    private record Spectrum(double electrons, double[] probability, int key) {}

    private final boolean hostDust;
    private final SedLibrary library;
    private final VisitBand band;
    private final double[] dustMean;
    private final double[] dustChange;
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
        this.hostDust = options.hostDust();
        this.library = library;
        this.band = new VisitBand(visit, options);
        WavelengthBins bins = band.bins();
        int points = bins.bin().length;
        this.dustMean = new double[points];
        this.dustChange = new double[points];
        for (int p = 0; p < points; p++) {
            dustMean[p] = Fitzpatrick2019.mean(1000 / bins.pointNm()[p]);
            dustChange[p] = Fitzpatrick2019.change(1000 / bins.pointNm()[p]);
        }
    }

    @Override
    public double wavelength(int bin) {
        return band.wavelength()[bin];
    }

    /** @return shortest wavelength of the band, where the envelope has 1e-3 of its peak (nm) */
    public double lowNm() {
        return band.bins().low();
    }

    /** @return longest wavelength of the band, where the envelope has 1e-3 of its peak (nm) */
    public double highNm() {
        return band.bins().high();
    }

    /** @return airmass of the atmosphere in use; 0 without atmosphere */
    public double airmass() {
        return band.airmass();
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
        ShapeKey key = new ShapeKey(
                sed, redshift, hostDust ? dust(sed, "host", internal) : Dust.NONE, dust(sed, "Milky Way", galactic));
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
     * {@inheritDoc}
     *
     * @throws InputException if a number is out of range, or an SED of the library does not cover the band
     */
    @Override
    public ObjectSpectrum spectrum(Light light, double magnorm, double redshift, Dust internal, Dust galactic) {
        return switch (light) {
            case Light.Library library -> spectrum(library.name(), magnorm, redshift, internal, galactic);
            case Light.Density density -> {
                Light.Samples samples = density.samples();
                Spectrum own = integrate(
                        Sed.absolute(density.name(), samples.nm(), samples.value()),
                        redshift,
                        hostDust ? dust(density.name(), "host", internal) : Dust.NONE,
                        dust(density.name(), "Milky Way", galactic));
                yield new ObjectSpectrum(own.electrons, own.probability, own.key);
            }
        };
    }

    /**
     * A flat-AB spectrum of a given brightness, for objects that come in electrons and not in magnitudes.
     *
     * @param electrons expected on {@code detector}, &ge; 0
     * @param detector  0 to 188
     */
    public ObjectSpectrum flat(double electrons, int detector) {
        ObjectSpectrum one = new ObjectSpectrum(1, band.flatProbability(), FLAT_KEY);
        return new ObjectSpectrum(electrons / electrons(one, detector), band.flatProbability(), FLAT_KEY);
    }

    @Override
    public double[] acceptance(int detector) {
        return band.acceptance(detector);
    }

    @Override
    public double skyElectrons(double[] spectrum, int detector) {
        return band.sky(spectrum, detector);
    }

    /** @return solid angle (arcsec^2) of a pixel of a detector, which {@link #skyElectrons} is for */
    public double pixelArcsec2(int detector) {
        return band.pixelArcsec2(detector);
    }

    @Override
    public double effectiveWavelength(int detector) {
        return band.effectiveWavelength(detector);
    }

    private Spectrum integrate(ShapeKey key) {
        Sed sed = library.sed(key.sed);
        WavelengthBins bins = band.bins();
        double z = key.redshift;
        requireRedshift(key.sed, z);
        if (sed.firstNm() * (1 + z) > bins.low() || sed.lastNm() * (1 + z) < bins.high()) {
            throw new InputException(
                    sed.name(),
                    String.format(
                            Locale.ROOT,
                            "covers %.1f to %.1f nm at redshift %s; band %s needs %.0f to %.0f nm",
                            sed.firstNm() * (1 + z),
                            sed.lastNm() * (1 + z),
                            z,
                            band.band().letter(),
                            bins.low(),
                            bins.high()),
                    "use an SED that reaches further, or correct the redshift");
        }
        return integrate(sed, z, key.internal, key.galactic);
    }

    private static void requireRedshift(String sed, double z) {
        if (!(z > -1) || z == Double.POSITIVE_INFINITY) {
            throw new InputException(sed, "redshift " + z + " must be more than -1", "correct the object");
        }
    }

    private Spectrum integrate(Sed sed, double z, Dust internal, Dust galactic) {
        requireRedshift(sed.name(), z);
        WavelengthBins bins = band.bins();
        double[] envelopeMean = band.envelopeMean();
        double[] photons = new double[envelopeMean.length];
        sed.photons(bins.edges(), z, photons);
        double[] probability = new double[BINS];
        double total = 0;
        int cell = 0;
        for (int p = 0; p < dustMean.length; p++) {
            double sum = 0;
            for (; cell < photons.length && bins.point()[cell] == p; cell++) {
                sum += photons[cell] * envelopeMean[cell];
            }
            double magnitudes = 0;
            if (internal.av() > 0) {
                magnitudes += internal.av() * Cardelli1989.ratio(bins.pointNm()[p] / (1 + z), internal.rv());
            }
            if (galactic.av() > 0) {
                magnitudes += galactic.av() * Fitzpatrick2019.ratio(dustMean[p], dustChange[p], galactic.rv());
            }
            double left = magnitudes == 0 ? sum : sum * StrictMath.exp(-LN_TO_MAG * magnitudes);
            probability[bins.bin()[p]] += left;
            total += left;
        }
        if (total > 0) {
            for (int k = 0; k < BINS; k++) {
                probability[k] /= total;
            }
        } else {
            // Nothing of a drop-out galaxy reaches this band: no photons, of any distribution.
            probability = band.flatProbability();
        }
        return new Spectrum(total * band.areaCm2() * band.exposureTime(), probability, keys.getAndIncrement());
    }

    private static Dust dust(String sed, String which, Dust dust) {
        if (dust.av() == 0) {
            return Dust.NONE;
        }
        if (!(dust.av() >= 0) || dust.av() == Double.POSITIVE_INFINITY) {
            throw new InputException(
                    sed, which + " dust Av = " + dust.av() + " mag must be at least 0", "correct the object");
        }
        if (!(dust.rv() >= Fitzpatrick2019.LEAST_RV && dust.rv() <= Fitzpatrick2019.MOST_RV)) {
            throw new InputException(
                    sed,
                    which + " dust Rv = " + dust.rv() + " must be 2 to 6",
                    "correct the object; 3.1 is the mean of the Milky Way");
        }
        return dust;
    }
}
